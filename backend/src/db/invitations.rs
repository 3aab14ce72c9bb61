use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::Tx;
use crate::Error;

/// An invitation, and how many newer ones went to the same address.
#[derive(Debug, Default, FromRow)]
pub(crate) struct InvitationRow {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) account_id: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) organisation_id: Option<String>,
    pub(crate) organisation: Option<String>,
    pub(crate) made_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) used_at: Option<i64>,
    pub(crate) newer: i64,
}

const ROW: &str = "SELECT i.id, i.email, i.name, i.account_id, i.role, i.organisation_id, o.name AS organisation,
                          i.made_at, i.expires_at, i.used_at,
                          (SELECT COUNT(*) FROM invitations n WHERE n.email = i.email AND n.made_at > i.made_at) AS newer
                   FROM invitations i LEFT JOIN organisations o ON o.id = i.organisation_id";

pub(crate) async fn insert(tx: &mut Tx, row: &InvitationRow, token: &str) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO invitations (id, token, email, name, account_id, role, organisation_id, made_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(&row.id)
    .bind(token)
    .bind(&row.email)
    .bind(&row.name)
    .bind(&row.account_id)
    .bind(&row.role)
    .bind(&row.organisation_id)
    .bind(row.made_at)
    .bind(row.expires_at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// By the hash of its token.
pub(crate) async fn get(connection: &mut AnyConnection, token: &str) -> Result<Option<InvitationRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{ROW} WHERE i.token = $1"));
    Ok(sqlx::query_as(sql).bind(token).fetch_optional(connection).await?)
}

/// Those that make an account, were not used and are the newest to their address.
pub(crate) async fn unanswered(connection: &mut AnyConnection) -> Result<Vec<InvitationRow>, Error> {
    let sql = format!(
        "SELECT * FROM ({ROW} WHERE i.used_at IS NULL AND i.account_id IS NULL
         AND NOT EXISTS (SELECT 1 FROM accounts a WHERE a.email = i.email)) one
         WHERE one.newer = 0 ORDER BY one.made_at DESC, one.id DESC LIMIT 200"
    );
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).fetch_all(connection).await?)
}

/// When the newest one to an address was made; 0 where there is none.
pub(crate) async fn last_made(tx: &mut Tx, email: &str) -> Result<i64, Error> {
    let sql = "SELECT COALESCE(MAX(made_at), 0) FROM invitations WHERE email = $1";
    Ok(sqlx::query_scalar(sql).bind(email).fetch_one(&mut **tx).await?)
}

pub(crate) async fn set_used(tx: &mut Tx, id: &str, now: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE invitations SET used_at = $2 WHERE id = $1";
    sqlx::query(sql).bind(id).bind(now.as_millisecond()).execute(&mut **tx).await?;
    Ok(())
}

pub(crate) async fn delete_before(tx: &mut Tx, before: Timestamp) -> Result<(), Error> {
    let sql = "DELETE FROM invitations WHERE expires_at < $1";
    sqlx::query(sql).bind(before.as_millisecond()).execute(&mut **tx).await?;
    Ok(())
}
