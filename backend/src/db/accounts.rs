use domain::ids::AccountId;
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::Tx;
use crate::Error;

/// An account with the name of the organisation it works for.
#[derive(Debug, FromRow)]
pub(crate) struct AccountRow {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) password_hash: String,
    pub(crate) name: String,
    pub(crate) role: String,
    pub(crate) practice_id: Option<String>,
    pub(crate) service_id: Option<String>,
    pub(crate) organisation: String,
}

/// False when the e-mail address has an account already.
pub(crate) async fn insert(tx: &mut Tx, row: &AccountRow, now: Timestamp) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO accounts (id, email, password_hash, name, role, practice_id, service_id, created_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (email) DO NOTHING",
    )
    .bind(&row.id)
    .bind(&row.email)
    .bind(&row.password_hash)
    .bind(&row.name)
    .bind(&row.role)
    .bind(&row.practice_id)
    .bind(&row.service_id)
    .bind(now.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn by_email(connection: &mut AnyConnection, email: &str) -> Result<Option<AccountRow>, Error> {
    let sql = "SELECT a.id, a.email, a.password_hash, a.name, a.role, a.practice_id, a.service_id,
                      COALESCE(p.name, s.name, '') AS organisation
               FROM accounts a LEFT JOIN practices p ON p.id = a.practice_id LEFT JOIN services s ON s.id = a.service_id
               WHERE a.email = $1";
    Ok(sqlx::query_as(sql).bind(email).fetch_optional(connection).await?)
}

pub(crate) async fn by_id(connection: &mut AnyConnection, id: AccountId) -> Result<Option<AccountRow>, Error> {
    let sql = "SELECT a.id, a.email, a.password_hash, a.name, a.role, a.practice_id, a.service_id,
                      COALESCE(p.name, s.name, '') AS organisation
               FROM accounts a LEFT JOIN practices p ON p.id = a.practice_id LEFT JOIN services s ON s.id = a.service_id
               WHERE a.id = $1";
    Ok(sqlx::query_as(sql).bind(id.to_string()).fetch_optional(connection).await?)
}

/// A person's name with their organisation's: "Dr Amara Osei", "Riverside Surgery".
pub(crate) async fn names(connection: &mut AnyConnection, id: AccountId) -> Result<(String, String), Error> {
    let account = by_id(connection, id).await?.ok_or(Error::NotFound)?;
    Ok((account.name, account.organisation))
}

/// Whether there is any account.
pub(crate) async fn any(connection: &mut AnyConnection) -> Result<bool, Error> {
    let row: Option<String> = sqlx::query_scalar("SELECT id FROM accounts LIMIT 1").fetch_optional(connection).await?;
    Ok(row.is_some())
}
