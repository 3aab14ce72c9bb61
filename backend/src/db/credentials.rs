//! How people prove who they are. A kind's name and what its secret holds stand with the kind; whether a code was taken
//! before is decided by the row itself, so that two servers cannot both take it.

use domain::ids::AccountId;
use jiff::Timestamp;
use sqlx::AnyConnection;
use uuid::Uuid;

use super::Tx;
use crate::Error;

/// What a credential is. To add one (a passkey): a variant, and what its secret holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Argon2id, PHC string.
    Password,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
        }
    }
}

pub(crate) async fn insert(
    tx: &mut Tx,
    id: Uuid,
    account: AccountId,
    kind: Kind,
    secret: &str,
    now: Timestamp,
) -> Result<(), Error> {
    let sql = "INSERT INTO credentials (id, account_id, kind, secret, created_at) VALUES ($1, $2, $3, $4, $5)";
    sqlx::query(sql)
        .bind(id.to_string())
        .bind(account.to_string())
        .bind(kind.as_str())
        .bind(secret)
        .bind(now.as_millisecond())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Every password of an account.
pub(crate) async fn delete_passwords(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    let sql = "DELETE FROM credentials WHERE account_id = $1 AND kind = 'password'";
    sqlx::query(sql).bind(account.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// Everything by which somebody could prove who they are.
pub(crate) async fn delete_all(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    sqlx::query("DELETE FROM credentials WHERE account_id = $1").bind(account.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// The account of an e-mail address, and the hash of its password; it may have none.
pub(crate) async fn by_email(
    connection: &mut AnyConnection,
    email: &str,
) -> Result<Option<(AccountId, Option<String>)>, Error> {
    let sql = "SELECT a.id, c.secret FROM accounts a
               LEFT JOIN credentials c ON c.account_id = a.id AND c.kind = 'password' WHERE a.email = $1";
    let row: Option<(String, Option<String>)> = sqlx::query_as(sql).bind(email).fetch_optional(connection).await?;
    row.map(|(id, hash)| Ok((super::parse(&id, "account")?, hash))).transpose()
}
