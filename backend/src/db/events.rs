use domain::{
    access::Actor,
    case::EventKind,
    ids::{AccountId, CaseId},
    person::Identity,
};
use sqlx::{AnyConnection, FromRow};

use super::{Tx, from_json, parse, to_json};
use crate::Error;

/// One entry of a log, as stored.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Row {
    pub(crate) seq: i64,
    #[sqlx(rename = "at")]
    pub(crate) at_ms: i64,
    /// JSON; `null` for what Skinlink did by itself.
    pub(crate) actor: String,
    /// JSON of `domain::case::EventKind`.
    pub(crate) kind: String,
    /// What it speaks of, and the digest of each, with spaces between (`events::content`).
    pub(crate) subject: String,
    pub(crate) digest: String,
    /// Empty, or what `events::chain` names.
    pub(crate) mark: String,
    pub(crate) previous_hash: String,
    pub(crate) hash: String,
}

/// Number and hash of the newest entry that is there.
pub(crate) async fn last(tx: &mut Tx, case: CaseId) -> Result<Option<(i64, String)>, Error> {
    let sql = "SELECT seq, hash FROM events WHERE case_id = $1 ORDER BY seq DESC LIMIT 1";
    Ok(sqlx::query_as(sql).bind(case.to_string()).fetch_optional(&mut **tx).await?)
}

pub(crate) async fn insert(tx: &mut Tx, case: CaseId, row: &Row) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO events (case_id, seq, at, actor, kind, subject, digest, mark, previous_hash, hash)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(case.to_string())
    .bind(row.seq)
    .bind(row.at_ms)
    .bind(&row.actor)
    .bind(&row.kind)
    .bind(&row.subject)
    .bind(&row.digest)
    .bind(&row.mark)
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

/// Keeps an entry's new seal and mark: when logs are carried over, and under a new key.
pub(crate) async fn seal_again(tx: &mut Tx, case: CaseId, row: &Row) -> Result<(), Error> {
    sqlx::query("UPDATE events SET mark = $3, previous_hash = $4, hash = $5 WHERE case_id = $1 AND seq = $2")
        .bind(case.to_string())
        .bind(row.seq)
        .bind(&row.mark)
        .bind(&row.previous_hash)
        .bind(&row.hash)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Cases whose log has no head, at most `limit`.
pub(crate) async fn without_head(tx: &mut Tx, limit: i64) -> Result<Vec<CaseId>, Error> {
    let sql = "SELECT DISTINCT case_id FROM events
               WHERE NOT EXISTS (SELECT 1 FROM log_heads WHERE stream = 'case/' || events.case_id) LIMIT $1";
    let rows: Vec<String> = sqlx::query_scalar(sql).bind(limit).fetch_all(&mut **tx).await?;
    rows.iter().map(|id| parse(id, "case")).collect()
}

/// The hash of one entry.
pub(crate) async fn hash(connection: &mut AnyConnection, case: CaseId, seq: i64) -> Result<Option<String>, Error> {
    let sql = "SELECT hash FROM events WHERE case_id = $1 AND seq = $2";
    Ok(sqlx::query_scalar(sql).bind(case.to_string()).bind(seq).fetch_optional(connection).await?)
}

/// Whether this account has opened the case before.
pub(crate) async fn has_opened(
    connection: &mut AnyConnection,
    case: CaseId,
    account: AccountId,
) -> Result<bool, Error> {
    let sql = "SELECT actor, kind FROM events WHERE case_id = $1";
    let rows: Vec<(String, String)> = sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?;
    for (actor, kind) in &rows {
        let by: Option<Actor> = from_json(actor, "actor")?;
        let opened = matches!(from_json(kind, "event")?, EventKind::CaseOpened);
        if opened && by.and_then(|by| by.account()) == Some(account) {
            return Ok(true);
        }
    }
    Ok(false)
}

pub(crate) async fn all(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<Row>, Error> {
    let sql = "SELECT seq, at, actor, kind, subject, digest, mark, previous_hash, hash
               FROM events WHERE case_id = $1 ORDER BY seq";
    Ok(sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?)
}
