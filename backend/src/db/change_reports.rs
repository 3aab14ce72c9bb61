use domain::{
    case::Draft,
    forms::Response,
    ids::{AccountId, CaseId, ChangeReportId, PhotoRequestId, PracticeId},
};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Tx, from_json, parse, to_json};
use crate::{Error, clock::from_ms};

const WHAT: &str = "change report";

/// One time that a patient said that it has changed.
#[derive(Debug, Clone)]
pub(crate) struct ChangeReport {
    pub(crate) id: ChangeReportId,
    pub(crate) case: CaseId,
    pub(crate) photo_request: PhotoRequestId,
    /// What the practice reads of them.
    pub(crate) words: String,
    /// All that was answered; None in a report of the version before, whose words are all there is.
    pub(crate) answers: Option<Response>,
    pub(crate) at: Timestamp,
    pub(crate) late_at: Timestamp,
    /// Who dealt with it, by name, and when.
    pub(crate) done: Option<(String, Timestamp)>,
    /// It is the service's to look at, too.
    pub(crate) for_service: bool,
    /// Who of it has, by name, and when.
    pub(crate) seen: Option<(String, Timestamp)>,
}

#[derive(Debug, FromRow)]
struct Row {
    id: String,
    case_id: String,
    photo_request_id: String,
    words: String,
    answers: Option<String>,
    at: i64,
    late_at: i64,
    done_by: Option<String>,
    done_at: Option<i64>,
    for_service: i64,
    seen_by: Option<String>,
    seen_at: Option<i64>,
}

impl TryFrom<Row> for ChangeReport {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: parse(&row.id, WHAT)?,
            case: parse(&row.case_id, WHAT)?,
            photo_request: parse(&row.photo_request_id, WHAT)?,
            words: row.words,
            answers: row.answers.map(|json| from_json(&json, WHAT)).transpose()?,
            at: from_ms(row.at),
            late_at: from_ms(row.late_at),
            done: row.done_by.zip(row.done_at.map(from_ms)),
            for_service: row.for_service == 1,
            seen: row.seen_by.zip(row.seen_at.map(from_ms)),
        })
    }
}

pub(crate) async fn insert(tx: &mut Tx, report: &ChangeReport, practice: PracticeId) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO change_reports (id, case_id, practice_id, photo_request_id, words, at, late_at, answers, for_service)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)",
    )
    .bind(report.id.to_string())
    .bind(report.case.to_string())
    .bind(practice.to_string())
    .bind(report.photo_request.to_string())
    .bind(&report.words)
    .bind(report.at.as_millisecond())
    .bind(report.late_at.as_millisecond())
    .bind(report.answers.as_ref().map(to_json).transpose()?)
    .bind(i64::from(report.for_service))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Those of [`Row`].
const COLUMNS: &str = "SELECT g.id, g.case_id, g.photo_request_id, g.words, g.answers, g.at, g.late_at,
    a.name AS done_by, g.done_at, g.for_service, s.name AS seen_by, g.seen_at
    FROM change_reports g LEFT JOIN accounts a ON a.id = g.done_by LEFT JOIN accounts s ON s.id = g.seen_by";

/// All of a case, oldest first.
pub(crate) async fn of_case(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<ChangeReport>, Error> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE g.case_id = $1 ORDER BY g.at, g.id"));
    let rows: Vec<Row> = sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?;
    rows.into_iter().map(ChangeReport::try_from).collect()
}

/// Which case a report is about.
pub(crate) async fn case_of(connection: &mut AnyConnection, id: ChangeReportId) -> Result<Option<CaseId>, Error> {
    let sql = "SELECT case_id FROM change_reports WHERE id = $1";
    let row: Option<String> = sqlx::query_scalar(sql).bind(id.to_string()).fetch_optional(connection).await?;
    row.map(|id| parse(&id, WHAT)).transpose()
}

/// Keeps that it is dealt with; false where it was already.
pub(crate) async fn set_done(tx: &mut Tx, id: ChangeReportId, by: AccountId, now: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE change_reports SET done_by = $2, done_at = $3 WHERE id = $1 AND done_at IS NULL";
    let done = sqlx::query(sql).bind(id.to_string()).bind(by.to_string()).bind(now.as_millisecond());
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

/// Keeps that the service has looked at it; false where it had already, or need not.
pub(crate) async fn set_seen(tx: &mut Tx, id: ChangeReportId, by: AccountId, now: Timestamp) -> Result<bool, Error> {
    let sql =
        "UPDATE change_reports SET seen_by = $2, seen_at = $3 WHERE id = $1 AND for_service = 1 AND seen_at IS NULL";
    let seen = sqlx::query(sql).bind(id.to_string()).bind(by.to_string()).bind(now.as_millisecond());
    Ok(seen.execute(&mut **tx).await?.rows_affected() == 1)
}

/// What nobody of a practice has dealt with, the longest wait first, with each case's form.
pub(crate) async fn open_of_practice(
    connection: &mut AnyConnection,
    practice: PracticeId,
    limit: i64,
) -> Result<Vec<(ChangeReport, Draft)>, Error> {
    let sql = format!("{COLUMNS} WHERE g.practice_id = $1 AND g.done_at IS NULL ORDER BY g.at, g.id LIMIT $2");
    let query = sqlx::query_as(AssertSqlSafe(sql)).bind(practice.to_string()).bind(limit);
    let rows: Vec<Row> = query.fetch_all(&mut *connection).await?;
    let mut open = Vec::with_capacity(rows.len());
    for row in rows {
        let report = ChangeReport::try_from(row)?;
        let sql = "SELECT draft FROM cases WHERE id = $1";
        let draft: String = sqlx::query_scalar(sql).bind(report.case.to_string()).fetch_one(&mut *connection).await?;
        open.push((report, from_json(&draft, "draft")?));
    }
    Ok(open)
}
