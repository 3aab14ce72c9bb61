use domain::ids::{AccountId, InvitationId, OrganisationId};
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::Tx;
use crate::Error;

/// An invitation, and how many newer ones for the same went to the same address.
#[derive(Debug, Default, FromRow)]
pub(crate) struct InvitationRow {
    pub(crate) id: String,
    pub(crate) email: String,
    pub(crate) name: String,
    pub(crate) account_id: Option<String>,
    pub(crate) role: Option<String>,
    pub(crate) organisation_id: Option<String>,
    pub(crate) registration: String,
    pub(crate) organisation: Option<String>,
    pub(crate) closed_at: Option<i64>,
    pub(crate) made_at: i64,
    pub(crate) expires_at: i64,
    pub(crate) used_at: Option<i64>,
    pub(crate) taken_back_at: Option<i64>,
    pub(crate) newer: i64,
    /// Why the mail with it was given up, where it was.
    pub(crate) not_mailed: Option<String>,
}

pub(super) const ROW: &str =
    "SELECT i.id, i.token, i.email, i.name, i.account_id, i.role, i.organisation_id, i.registration, o.name AS organisation,
                          o.closed_at, i.made_at, i.expires_at, i.used_at, i.taken_back_at,
                          (SELECT COUNT(*) FROM invitations n WHERE n.email = i.email AND n.made_at > i.made_at
                           AND COALESCE(n.account_id, '') = COALESCE(i.account_id, '')
                           AND COALESCE(n.role, '') = COALESCE(i.role, '')
                           AND COALESCE(n.organisation_id, '') = COALESCE(i.organisation_id, '')) AS newer,
                          (SELECT d.reason FROM deliveries d WHERE d.idempotency_key = 'invitation/' || i.token
                           AND d.state = 'dead') AS not_mailed
                   FROM invitations i LEFT JOIN organisations o ON o.id = i.organisation_id";

pub(crate) async fn insert(tx: &mut Tx, row: &InvitationRow, token: &str) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO invitations (id, token, email, name, account_id, role, organisation_id, made_at, expires_at,
                                  registration)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
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
    .bind(&row.registration)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// By the hash of its token.
pub(crate) async fn get(connection: &mut AnyConnection, token: &str) -> Result<Option<InvitationRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{ROW} WHERE i.token = $1"));
    Ok(sqlx::query_as(sql).bind(token).fetch_optional(connection).await?)
}

/// By its id, if somebody may still come by it.
pub(crate) async fn unused(tx: &mut Tx, id: InvitationId) -> Result<Option<InvitationRow>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{ROW} WHERE i.id = $1 AND i.used_at IS NULL AND i.taken_back_at IS NULL"));
    Ok(sqlx::query_as(sql).bind(id.to_string()).fetch_optional(&mut **tx).await?)
}

/// Those to an address that give a role and work at `now`, the first one first.
pub(crate) async fn open_to(
    connection: &mut AnyConnection,
    email: &str,
    now: Timestamp,
) -> Result<Vec<InvitationRow>, Error> {
    let sql = format!(
        "SELECT * FROM ({ROW} WHERE i.email = $1 AND i.account_id IS NULL AND i.used_at IS NULL
         AND i.taken_back_at IS NULL AND i.expires_at > $2 AND (o.closed_at IS NULL OR o.closed_at > $2)) one
         WHERE one.newer = 0 ORDER BY one.made_at, one.id"
    );
    let query = sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(email).bind(now.as_millisecond());
    Ok(query.fetch_all(connection).await?)
}

/// Those that give a role, were not used or taken back, and are the newest of their kind to their address; with
/// `within`, only those to that organisation and to what belongs to it.
pub(crate) async fn unanswered(
    connection: &mut AnyConnection,
    within: Option<OrganisationId>,
) -> Result<Vec<InvitationRow>, Error> {
    let sql = format!(
        "SELECT * FROM ({ROW} WHERE i.used_at IS NULL AND i.taken_back_at IS NULL AND i.account_id IS NULL) one
         WHERE one.newer = 0 AND ($1 = '' OR one.organisation_id IN (SELECT id FROM organisations WHERE id = $1 OR parent_id = $1))
         ORDER BY one.made_at DESC, one.id DESC LIMIT 200"
    );
    let within = within.map(|id| id.to_string()).unwrap_or_default();
    Ok(sqlx::query_as(sqlx::AssertSqlSafe(sql)).bind(within).fetch_all(connection).await?)
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

pub(crate) async fn set_taken_back(tx: &mut Tx, id: &str, now: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE invitations SET taken_back_at = $2 WHERE id = $1";
    sqlx::query(sql).bind(id).bind(now.as_millisecond()).execute(&mut **tx).await?;
    Ok(())
}

/// Those by which an account's password would be chosen anew.
pub(crate) async fn take_back_resets(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE invitations SET taken_back_at = $2
               WHERE account_id = $1 AND used_at IS NULL AND taken_back_at IS NULL";
    sqlx::query(sql).bind(account.to_string()).bind(now.as_millisecond()).execute(&mut **tx).await?;
    Ok(())
}

pub(crate) async fn delete_before(tx: &mut Tx, before: Timestamp) -> Result<(), Error> {
    let sql = "DELETE FROM invitations WHERE expires_at < $1";
    sqlx::query(sql).bind(before.as_millisecond()).execute(&mut **tx).await?;
    Ok(())
}
