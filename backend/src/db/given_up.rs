//! Deliveries that were given up, as administrators see them.

use domain::ids::DeliveryId;
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Tx, invitations};
use crate::Error;

/// One of them. An invitation's key ends with the digest of its token, by which the invitation is found.
#[derive(Debug, FromRow)]
pub(crate) struct GivenUpRow {
    pub(crate) id: String,
    pub(crate) idempotency_key: String,
    pub(crate) reason: Option<String>,
    pub(crate) attempts: i64,
    pub(crate) done_at: i64,
    /// Of the practice, or of where somebody was invited to.
    pub(crate) organisation: Option<String>,
    /// Who was invited.
    pub(crate) person: Option<String>,
    /// Of an invitation: whether it still is the one that counts, and was not used.
    pub(crate) is_wanted: i64,
}

fn rows() -> String {
    format!(
        "SELECT d.id, d.idempotency_key, d.reason, d.attempts, COALESCE(d.done_at, d.created_at) AS done_at,
                o.name AS organisation, i.name AS person,
                CAST(CASE WHEN i.id IS NULL OR i.used_at IS NOT NULL OR i.taken_back_at IS NOT NULL OR i.newer > 0
                     THEN 0 ELSE 1 END AS BIGINT) AS is_wanted
         FROM deliveries d
         LEFT JOIN cases c ON c.id = d.case_id
         LEFT JOIN ({}) i ON i.token = SUBSTR(d.idempotency_key, 12) AND d.idempotency_key LIKE 'invitation/%'
         LEFT JOIN organisations o ON o.id = COALESCE(c.practice_id, i.organisation_id)
         WHERE d.state = 'dead' AND d.dealt_with_at IS NULL",
        invitations::ROW
    )
}

/// At most so many that nobody has dealt with, the newest first; from there on that are older than `older`.
pub(crate) async fn list(
    connection: &mut AnyConnection,
    older: Option<DeliveryId>,
    limit: i64,
) -> Result<Vec<GivenUpRow>, Error> {
    let sql = format!(
        "{} AND ($1 = '' OR (d.done_at, d.id) < (SELECT l.done_at, l.id FROM deliveries l WHERE l.id = $1))
         ORDER BY d.done_at DESC, d.id DESC LIMIT $2",
        rows()
    );
    let older = older.map(|id| id.to_string()).unwrap_or_default();
    Ok(sqlx::query_as(AssertSqlSafe(sql)).bind(older).bind(limit).fetch_all(connection).await?)
}

/// One that nobody has dealt with.
pub(crate) async fn get(connection: &mut AnyConnection, id: DeliveryId) -> Result<Option<GivenUpRow>, Error> {
    let sql = format!("{} AND d.id = $1", rows());
    Ok(sqlx::query_as(AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(connection).await?)
}

/// Somebody has dealt with it; false where somebody had before, or it was not given up.
pub(crate) async fn deal_with(tx: &mut Tx, id: DeliveryId, now: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE deliveries SET dealt_with_at = $2 WHERE id = $1 AND state = 'dead' AND dealt_with_at IS NULL";
    let done = sqlx::query(sql).bind(id.to_string()).bind(now.as_millisecond()).execute(&mut **tx).await?;
    Ok(done.rows_affected() == 1)
}
