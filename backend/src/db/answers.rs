use domain::{
    case::Answer,
    ids::{AccountId, CaseId},
};
use imaging::Report;
use jiff::Timestamp;
use sqlx::AnyConnection;
use uuid::Uuid;

use super::{Tx, from_json, images::Quality, to_json};
use crate::{Error, clock::from_ms};

/// Keeps an answer that has been sent.
pub(crate) async fn insert(
    tx: &mut Tx,
    id: Uuid,
    case: CaseId,
    by: AccountId,
    answer: &Answer,
    now: Timestamp,
    takes_effect: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO answers (id, case_id, account_id, answer, created_at, takes_effect_at) VALUES ($1, $2, $3, $4, $5, $6)",
    )
    .bind(id.to_string())
    .bind(case.to_string())
    .bind(by.to_string())
    .bind(to_json(answer)?)
    .bind(now.as_millisecond())
    .bind(takes_effect.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The newest answer that was not taken back, with its id.
pub(crate) async fn newest(connection: &mut AnyConnection, case: CaseId) -> Result<Option<(String, Answer)>, Error> {
    let sql = "SELECT id, answer FROM answers WHERE case_id = $1 AND taken_back_at IS NULL
               ORDER BY created_at DESC, id DESC LIMIT 1";
    let row: Option<(String, String)> = sqlx::query_as(sql).bind(case.to_string()).fetch_optional(connection).await?;
    row.map(|(id, answer)| Ok((id, from_json(&answer, "answer")?))).transpose()
}

/// Every answer that stands, with the reports of the pictures that its specialist had been sent; none without pictures.
pub(crate) async fn with_pictures(
    connection: &mut AnyConnection,
    now: Timestamp,
) -> Result<Vec<(Answer, Vec<Report>)>, Error> {
    let sql = "SELECT answers.id, answers.answer, images.report
               FROM answers JOIN images ON images.case_id = answers.case_id AND images.sent_at <= answers.created_at
               WHERE answers.taken_back_at IS NULL AND answers.takes_effect_at <= $1
               ORDER BY answers.id";
    let rows: Vec<(String, String, String)> =
        sqlx::query_as(sql).bind(now.as_millisecond()).fetch_all(connection).await?;
    let report = |row: &(String, String, String)| Ok(from_json::<Quality>(&row.2, "picture")?.report);
    let of_one = |rows: &[(String, String, String)]| {
        Ok((from_json(&rows[0].1, "answer")?, rows.iter().map(report).collect::<Result<_, Error>>()?))
    };
    rows.chunk_by(|one, next| one.0 == next.0).map(of_one).collect()
}

pub(crate) async fn take_back(tx: &mut Tx, id: &str, now: Timestamp) -> Result<(), Error> {
    sqlx::query("UPDATE answers SET taken_back_at = $2 WHERE id = $1")
        .bind(id)
        .bind(now.as_millisecond())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Keeps a specialist's unsent text in place of what was kept before.
pub(crate) async fn save_draft(
    tx: &mut Tx,
    case: CaseId,
    by: AccountId,
    answer: &Answer,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO answer_drafts (case_id, account_id, answer, changed_at) VALUES ($1, $2, $3, $4)
         ON CONFLICT (case_id, account_id) DO UPDATE SET answer = excluded.answer, changed_at = excluded.changed_at",
    )
    .bind(case.to_string())
    .bind(by.to_string())
    .bind(to_json(answer)?)
    .bind(now.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(crate) async fn draft(
    connection: &mut AnyConnection,
    case: CaseId,
    by: AccountId,
) -> Result<Option<Answer>, Error> {
    let sql = "SELECT answer FROM answer_drafts WHERE case_id = $1 AND account_id = $2";
    let row: Option<(String,)> =
        sqlx::query_as(sql).bind(case.to_string()).bind(by.to_string()).fetch_optional(connection).await?;
    row.map(|(answer,)| from_json(&answer, "answer")).transpose()
}

/// Who else has unsent text on a case, by name, and since when it stands as it is; the newest first.
pub(crate) async fn others_drafting(
    connection: &mut AnyConnection,
    case: CaseId,
    but: AccountId,
) -> Result<Vec<(String, Timestamp)>, Error> {
    let sql = "SELECT a.name, d.changed_at FROM answer_drafts d JOIN accounts a ON a.id = d.account_id
               WHERE d.case_id = $1 AND d.account_id <> $2 ORDER BY d.changed_at DESC";
    let rows: Vec<(String, i64)> =
        sqlx::query_as(sql).bind(case.to_string()).bind(but.to_string()).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|(name, at)| (name, from_ms(at))).collect())
}

pub(crate) async fn forget_draft(tx: &mut Tx, case: CaseId, by: AccountId) -> Result<(), Error> {
    sqlx::query("DELETE FROM answer_drafts WHERE case_id = $1 AND account_id = $2")
        .bind(case.to_string())
        .bind(by.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(())
}
