use domain::ids::AccountId;
use sqlx::{AnyConnection, FromRow};

use super::Tx;
use crate::Error;

/// A form that came too late.
#[derive(Debug, FromRow)]
pub(crate) struct UnsentRow {
    pub(crate) id: String,
    pub(crate) path: String,
    pub(crate) body: String,
    pub(crate) kept_at: i64,
    pub(crate) membership_id: Option<String>,
}

/// Keeps one more of this account's, and of them the newest `most`.
pub(crate) async fn insert(
    tx: &mut Tx,
    account: AccountId,
    row: &UnsentRow,
    expires_at: i64,
    most: i64,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO unsent_forms (id, account_id, path, body, kept_at, expires_at, membership_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(&row.id)
    .bind(account.to_string())
    .bind(&row.path)
    .bind(&row.body)
    .bind(row.kept_at)
    .bind(expires_at)
    .bind(&row.membership_id)
    .execute(&mut **tx)
    .await?;
    sqlx::query(
        "DELETE FROM unsent_forms WHERE account_id = $1 AND id NOT IN
             (SELECT id FROM unsent_forms WHERE account_id = $1 ORDER BY kept_at DESC, id DESC LIMIT $2)",
    )
    .bind(account.to_string())
    .bind(most)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// This account's that still wait, the oldest first.
pub(crate) async fn of_account(
    connection: &mut AnyConnection,
    account: AccountId,
    now: i64,
) -> Result<Vec<UnsentRow>, Error> {
    let sql =
        "SELECT id, path, body, kept_at, membership_id FROM unsent_forms WHERE account_id = $1 AND expires_at > $2
               ORDER BY kept_at, id";
    Ok(sqlx::query_as(sql).bind(account.to_string()).bind(now).fetch_all(connection).await?)
}

pub(crate) async fn delete(tx: &mut Tx, account: AccountId, id: &str) -> Result<(), Error> {
    let sql = "DELETE FROM unsent_forms WHERE account_id = $1 AND id = $2";
    sqlx::query(sql).bind(account.to_string()).bind(id).execute(&mut **tx).await?;
    Ok(())
}

pub(crate) async fn delete_all(tx: &mut Tx, account: AccountId) -> Result<(), Error> {
    sqlx::query("DELETE FROM unsent_forms WHERE account_id = $1").bind(account.to_string()).execute(&mut **tx).await?;
    Ok(())
}

pub(crate) async fn delete_expired(tx: &mut Tx, now: i64) -> Result<(), Error> {
    sqlx::query("DELETE FROM unsent_forms WHERE expires_at <= $1").bind(now).execute(&mut **tx).await?;
    Ok(())
}
