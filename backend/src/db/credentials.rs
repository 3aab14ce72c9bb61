//! How people prove who they are. A kind's name and what its secret holds stand with the kind; whether a code was taken
//! before is decided by the row itself, so that two servers cannot both take it.

use domain::ids::AccountId;
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};
use uuid::Uuid;

use super::Tx;
use crate::Error;

/// What a credential is. To add one: a variant, and what its secret holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Argon2id, PHC string.
    Password,
    /// The secret of an authenticator app, sealed (`accounts::second_factor`).
    Totp,
    /// SHA-256; gone once it was used.
    Recovery,
    /// A public key with its counter, JSON (`accounts::passkeys`).
    Passkey,
}

impl Kind {
    const fn as_str(self) -> &'static str {
        match self {
            Self::Password => "password",
            Self::Totp => "totp",
            Self::Recovery => "recovery",
            Self::Passkey => "passkey",
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

/// Every one of a kind that an account has.
pub(crate) async fn delete(tx: &mut Tx, account: AccountId, kind: Kind) -> Result<(), Error> {
    let sql = "DELETE FROM credentials WHERE account_id = $1 AND kind = $2";
    sqlx::query(sql).bind(account.to_string()).bind(kind.as_str()).execute(&mut **tx).await?;
    Ok(())
}

/// Uses one up; false where there is none with this secret.
pub(crate) async fn take(tx: &mut Tx, account: AccountId, kind: Kind, secret: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM credentials WHERE account_id = $1 AND kind = $2 AND secret = $3";
    let done = sqlx::query(sql).bind(account.to_string()).bind(kind.as_str()).bind(secret).execute(&mut **tx).await?;
    Ok(done.rows_affected() > 0)
}

/// One of them.
#[derive(Debug, FromRow)]
pub(crate) struct CredentialRow {
    pub(crate) id: String,
    pub(crate) account_id: String,
    pub(crate) secret: String,
    pub(crate) last_step: i64,
}

/// The newest of a kind that an account has.
pub(crate) async fn newest(
    connection: &mut AnyConnection,
    account: AccountId,
    kind: Kind,
) -> Result<Option<CredentialRow>, Error> {
    let sql = "SELECT id, account_id, secret, last_step FROM credentials WHERE account_id = $1 AND kind = $2
               ORDER BY created_at DESC, id DESC LIMIT 1";
    Ok(sqlx::query_as(sql).bind(account.to_string()).bind(kind.as_str()).fetch_optional(connection).await?)
}

/// Takes the code of these 30 seconds; false where it, or one of later ones, was taken before, or somebody was told that it
/// is to come.
pub(crate) async fn take_step(tx: &mut Tx, id: &str, step: i64) -> Result<bool, Error> {
    let sql = "UPDATE credentials SET last_step = $2 WHERE id = $1 AND last_step < $2 AND told_step <> $2";
    Ok(sqlx::query(sql).bind(id).bind(step).execute(&mut **tx).await?.rows_affected() == 1)
}

/// Somebody was told that the code of these 30 seconds is still to come.
pub(crate) async fn set_told_step(tx: &mut Tx, id: &str, step: i64) -> Result<(), Error> {
    sqlx::query("UPDATE credentials SET told_step = $2 WHERE id = $1").bind(id).bind(step).execute(&mut **tx).await?;
    Ok(())
}

/// How many of a kind an account has.
pub(crate) async fn count(connection: &mut AnyConnection, account: AccountId, kind: Kind) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) FROM credentials WHERE account_id = $1 AND kind = $2";
    Ok(sqlx::query_scalar(sql).bind(account.to_string()).bind(kind.as_str()).fetch_one(connection).await?)
}

/// Every one whose secret is sealed with the installation's key.
pub(crate) async fn sealed(tx: &mut Tx) -> Result<Vec<CredentialRow>, Error> {
    let sql = "SELECT id, account_id, secret, last_step FROM credentials WHERE kind = 'totp'";
    Ok(sqlx::query_as(sql).fetch_all(&mut **tx).await?)
}

pub(crate) async fn set_secret(tx: &mut Tx, id: &str, secret: &str) -> Result<(), Error> {
    sqlx::query("UPDATE credentials SET secret = $2 WHERE id = $1").bind(id).bind(secret).execute(&mut **tx).await?;
    Ok(())
}

/// Everything by which somebody could prove who they are.
pub(crate) async fn delete_all(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    sqlx::query("DELETE FROM credentials WHERE account_id = $1").bind(account.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// One passkey.
#[derive(Debug, FromRow)]
pub(crate) struct PasskeyRow {
    pub(crate) id: String,
    pub(crate) account_id: String,
    pub(crate) secret: String,
    pub(crate) name: String,
    pub(crate) created_at: i64,
    pub(crate) used_at: Option<i64>,
}

const PASSKEY: &str = "SELECT id, account_id, secret, name, created_at, used_at FROM credentials
                       WHERE kind = 'passkey'";

/// False where there is one already that is found by this.
pub(crate) async fn insert_passkey(tx: &mut Tx, row: &PasskeyRow, external: &str) -> Result<bool, Error> {
    let sql = "INSERT INTO credentials (id, account_id, kind, secret, name, created_at, external_id)
               VALUES ($1, $2, 'passkey', $3, $4, $5, $6) ON CONFLICT (external_id) DO NOTHING";
    let done = sqlx::query(sql)
        .bind(&row.id)
        .bind(&row.account_id)
        .bind(&row.secret)
        .bind(&row.name)
        .bind(row.created_at)
        .bind(external)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// An account's, the newest first.
pub(crate) async fn passkeys(connection: &mut AnyConnection, account: AccountId) -> Result<Vec<PasskeyRow>, Error> {
    let sql = format!("{PASSKEY} AND account_id = $1 ORDER BY created_at DESC, id DESC");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(account.to_string()).fetch_all(connection).await?)
}

/// The one that is found by this.
pub(crate) async fn passkey(connection: &mut AnyConnection, external: &str) -> Result<Option<PasskeyRow>, Error> {
    let sql = format!("{PASSKEY} AND external_id = $1");
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(external).fetch_optional(connection).await?)
}

/// It let its owner in, and is as in `secret` from now on; false where it is not as it was read any longer.
pub(crate) async fn use_passkey(tx: &mut Tx, row: &PasskeyRow, secret: &str, now: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE credentials SET secret = $3, used_at = $4 WHERE id = $1 AND secret = $2";
    let query = sqlx::query(sql).bind(&row.id).bind(&row.secret).bind(secret).bind(now.as_millisecond());
    Ok(query.execute(&mut **tx).await?.rows_affected() == 1)
}

/// False where the account has no such passkey.
pub(crate) async fn delete_passkey(tx: &mut Tx, account: AccountId, id: &str) -> Result<bool, Error> {
    let sql = "DELETE FROM credentials WHERE id = $1 AND account_id = $2 AND kind = 'passkey'";
    Ok(sqlx::query(sql).bind(id).bind(account.to_string()).execute(&mut **tx).await?.rows_affected() == 1)
}

/// Notes that a challenge was answered; false where it was before.
pub(crate) async fn use_challenge(tx: &mut Tx, challenge: &str, until: Timestamp) -> Result<bool, Error> {
    let sql = "INSERT INTO used_challenges (challenge, until_at) VALUES ($1, $2) ON CONFLICT (challenge) DO NOTHING";
    let query = sqlx::query(sql).bind(challenge).bind(until.as_millisecond());
    Ok(query.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(crate) async fn forget_challenges(tx: &mut Tx, before: Timestamp) -> Result<(), Error> {
    let sql = "DELETE FROM used_challenges WHERE until_at < $1";
    sqlx::query(sql).bind(before.as_millisecond()).execute(&mut **tx).await?;
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
