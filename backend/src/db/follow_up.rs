//! Texts that a channel took, and of which it has not said what became of them.

use jiff::Timestamp;
use sqlx::FromRow;

use super::Tx;
use crate::Error;

/// One that is to be asked for.
#[derive(Debug, FromRow)]
pub(crate) struct Unheard {
    pub(crate) id: String,
    /// The channel's own name for it.
    pub(crate) external_id: String,
    /// How often it was asked for.
    pub(crate) looks: i64,
    pub(crate) created_at: i64,
}

/// Those whose time to be asked for has come, the longest waiting first.
pub(crate) async fn due(tx: &mut Tx, now: Timestamp, most: i64) -> Result<Vec<Unheard>, Error> {
    let sql = "SELECT id, external_id, looks, created_at FROM deliveries
               WHERE look_at <= $1 AND external_id IS NOT NULL ORDER BY look_at, id LIMIT $2";
    Ok(sqlx::query_as(sql).bind(now.as_millisecond()).bind(most).fetch_all(&mut **tx).await?)
}

/// Takes it on by saying when it is asked for next, if it is at all; false where another server has.
pub(crate) async fn take_on(tx: &mut Tx, unheard: &Unheard, next: Option<Timestamp>) -> Result<bool, Error> {
    let sql = "UPDATE deliveries SET look_at = $3, looks = looks + 1 WHERE id = $1 AND looks = $2";
    let update = sqlx::query(sql).bind(&unheard.id).bind(unheard.looks).bind(next.map(|at| at.as_millisecond()));
    Ok(update.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Nobody asks for it any longer.
pub(crate) async fn end(tx: &mut Tx, id: &str) -> Result<(), Error> {
    sqlx::query("UPDATE deliveries SET look_at = NULL WHERE id = $1").bind(id).execute(&mut **tx).await?;
    Ok(())
}
