use domain::{ids::CaseId, person::Identity};
use sqlx::{AnyConnection, FromRow};

use super::{Tx, from_json, to_json};
use crate::Error;

/// One entry of a case's log, as stored.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Row {
    pub(crate) seq: i64,
    #[sqlx(rename = "at")]
    pub(crate) at_ms: i64,
    /// JSON; `null` for what Skinlink did by itself.
    pub(crate) actor: String,
    /// JSON of `domain::case::EventKind`.
    pub(crate) kind: String,
    pub(crate) previous_hash: String,
    pub(crate) hash: String,
}

/// Number and hash of the newest entry.
pub(crate) async fn last(tx: &mut Tx, case: CaseId) -> Result<Option<(i64, String)>, Error> {
    let sql = "SELECT seq, hash FROM events WHERE case_id = $1 ORDER BY seq DESC LIMIT 1";
    Ok(sqlx::query_as(sql).bind(case.to_string()).fetch_optional(&mut **tx).await?)
}

pub(crate) async fn insert(tx: &mut Tx, case: CaseId, row: &Row) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO events (case_id, seq, at, actor, kind, previous_hash, hash) VALUES ($1, $2, $3, $4, $5, $6, $7)",
    )
    .bind(case.to_string())
    .bind(row.seq)
    .bind(row.at_ms)
    .bind(&row.actor)
    .bind(&row.kind)
    .bind(&row.previous_hash)
    .bind(&row.hash)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps what a patient was called before the correction that the newest entry tells of.
pub(crate) async fn keep_identity(tx: &mut Tx, case: CaseId, before: &Identity) -> Result<(), Error> {
    let sql = "INSERT INTO identity_corrections (case_id, seq, before)
               SELECT case_id, MAX(seq), $2 FROM events WHERE case_id = $1 GROUP BY case_id";
    sqlx::query(sql).bind(case.to_string()).bind(to_json(before)?).execute(&mut **tx).await?;
    Ok(())
}

/// What the patient was called before each correction, with the number of the entry that tells of it.
pub(crate) async fn identities(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<(i64, Identity)>, Error> {
    let sql = "SELECT seq, before FROM identity_corrections WHERE case_id = $1";
    let rows: Vec<(i64, String)> = sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?;
    rows.into_iter().map(|(seq, before)| Ok((seq, from_json(&before, "identity")?))).collect()
}

/// Whether this actor has done this before, in exactly these words.
pub(crate) async fn contains(
    connection: &mut AnyConnection,
    case: CaseId,
    actor: &str,
    kind: &str,
) -> Result<bool, Error> {
    let sql = "SELECT seq FROM events WHERE case_id = $1 AND actor = $2 AND kind = $3 LIMIT 1";
    let row: Option<(i64,)> =
        sqlx::query_as(sql).bind(case.to_string()).bind(actor).bind(kind).fetch_optional(connection).await?;
    Ok(row.is_some())
}

pub(crate) async fn all(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<Row>, Error> {
    let sql = "SELECT seq, at, actor, kind, previous_hash, hash FROM events WHERE case_id = $1 ORDER BY seq";
    Ok(sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?)
}
