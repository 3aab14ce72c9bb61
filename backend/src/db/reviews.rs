//! What clinicians of one service ask of each other.

use domain::{
    case::{AnswerDraft, Outcome},
    ids::{AccountId, CaseId, FormKey, ReviewId, ServiceId},
    review::{ReviewEnd, ReviewKind},
    view::SecondReadings,
};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};
use uuid::Uuid;

use super::{Tx, from_json, parse, to_json};
use crate::{Error, clock::from_ms};

const WHAT: &str = "review";

/// One thing that was asked, with names.
#[derive(Debug, Clone)]
pub(crate) struct Review {
    pub(crate) id: ReviewId,
    pub(crate) case: CaseId,
    pub(crate) kind: ReviewKind,
    pub(crate) by: AccountId,
    pub(crate) by_name: String,
    pub(crate) of: Option<AccountId>,
    pub(crate) of_name: Option<String>,
    pub(crate) words: String,
    pub(crate) prepared: Option<AnswerDraft>,
    pub(crate) answer: Option<String>,
    pub(crate) meeting: Option<String>,
    pub(crate) at: Timestamp,
    pub(crate) ended: Option<Ended>,
}

/// What became of it.
#[derive(Debug, Clone)]
pub(crate) struct Ended {
    pub(crate) how: ReviewEnd,
    pub(crate) by: AccountId,
    pub(crate) by_name: String,
    pub(crate) at: Timestamp,
    pub(crate) reply: String,
    pub(crate) second: Option<Outcome>,
    pub(crate) read: Option<(String, Timestamp)>,
}

impl Review {
    /// Whether somebody has to read what was said; as [`TO_READ`] says it.
    pub(crate) fn is_to_read(&self, now: Timestamp) -> bool {
        let is_told = |it: &Ended| it.how.is_to_read() || self.is_called_off_by(it.by, it.how);
        self.ended.as_ref().is_some_and(|it| is_told(it) && it.read.is_none() && it.at <= now)
    }

    /// Somebody else has called off what was asked.
    fn is_called_off_by(&self, by: AccountId, how: ReviewEnd) -> bool {
        how == ReviewEnd::CalledOff && by != self.by && self.kind != ReviewKind::SecondReading
    }
}

/// What whoever asked has to read, of a review called `v`.
pub(super) const TO_READ: &str = "v.read_at IS NULL
    AND (v.ended_as IN ('changed', 'returned', 'replied', 'discussed', 'differs')
         OR (v.ended_as = 'called_off' AND v.ended_by <> v.asked_by AND v.kind <> 'second_reading'))";

#[derive(Debug, FromRow)]
struct Row {
    id: String,
    case_id: String,
    kind: String,
    asked_by: String,
    by_name: String,
    asked_of: Option<String>,
    of_name: Option<String>,
    words: String,
    prepared: Option<String>,
    answer_id: Option<String>,
    meeting: Option<String>,
    at: i64,
    ended_as: Option<String>,
    ended_by: Option<String>,
    ender: Option<String>,
    ended_at: Option<i64>,
    reply: String,
    second: Option<String>,
    reader: Option<String>,
    read_at: Option<i64>,
}

impl TryFrom<Row> for Review {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let ended = match (row.ended_as, row.ended_by, row.ender, row.ended_at) {
            (Some(how), Some(by), Some(by_name), Some(at)) => Some(Ended {
                how: parse(&how, WHAT)?,
                by: parse(&by, "account")?,
                by_name,
                at: from_ms(at),
                reply: row.reply,
                second: row.second.map(|outcome| parse(&outcome, WHAT)).transpose()?,
                read: row.reader.zip(row.read_at.map(from_ms)),
            }),
            _ => None,
        };
        Ok(Self {
            id: parse(&row.id, WHAT)?,
            case: parse(&row.case_id, "case")?,
            kind: parse(&row.kind, WHAT)?,
            by: parse(&row.asked_by, "account")?,
            by_name: row.by_name,
            of: row.asked_of.map(|of| parse(&of, "account")).transpose()?,
            of_name: row.of_name,
            words: row.words,
            prepared: row.prepared.map(|json| from_json(&json, WHAT)).transpose()?,
            answer: row.answer_id,
            meeting: row.meeting,
            at: from_ms(row.at),
            ended,
        })
    }
}

const COLUMNS: &str =
    "SELECT v.id, v.case_id, v.kind, v.asked_by, b.name AS by_name, v.asked_of, o.name AS of_name, v.words,
    v.prepared, v.answer_id, v.meeting, v.at, v.ended_as, v.ended_by, e.name AS ender, v.ended_at, v.reply, v.second,
    r.name AS reader, v.read_at
    FROM reviews v JOIN accounts b ON b.id = v.asked_by LEFT JOIN accounts o ON o.id = v.asked_of
    LEFT JOIN accounts e ON e.id = v.ended_by LEFT JOIN accounts r ON r.id = v.read_by";

/// All that was asked about a case, oldest first.
pub(crate) async fn of_case(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<Review>, Error> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE v.case_id = $1 ORDER BY v.at, v.id"));
    let rows: Vec<Row> = sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?;
    rows.into_iter().map(Review::try_from).collect()
}

/// What is open of this kind about each of these cases.
pub(crate) async fn open(
    connection: &mut AnyConnection,
    cases: &[CaseId],
    kind: ReviewKind,
) -> Result<Vec<Review>, Error> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (0..cases.len()).map(|place| format!("${}", place + 2)).collect();
    let sql = format!("{COLUMNS} WHERE v.kind = $1 AND v.ended_at IS NULL AND v.case_id IN ({})", places.join(", "));
    let query = sqlx::query_as::<_, Row>(AssertSqlSafe(sql)).bind(kind.as_str());
    let query = cases.iter().fold(query, |query, case| query.bind(case.to_string()));
    query.fetch_all(connection).await?.into_iter().map(Review::try_from).collect()
}

/// What was asked by the form with this key.
pub(crate) async fn by_key(connection: &mut AnyConnection, key: FormKey) -> Result<Option<Review>, Error> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE v.request_key = $1"));
    let row: Option<Row> = sqlx::query_as(sql).bind(key.to_string()).fetch_optional(connection).await?;
    row.map(Review::try_from).transpose()
}

/// One that is asked for now.
pub(crate) struct Asked<'a> {
    pub(crate) id: ReviewId,
    pub(crate) case: CaseId,
    pub(crate) service: ServiceId,
    pub(crate) kind: ReviewKind,
    pub(crate) by: AccountId,
    pub(crate) of: Option<AccountId>,
    pub(crate) words: &'a str,
    pub(crate) prepared: Option<&'a AnswerDraft>,
    pub(crate) answer: Option<Uuid>,
    pub(crate) meeting: Option<String>,
    /// From then on it is to be done, and by when.
    pub(crate) at: Timestamp,
    pub(crate) due: Timestamp,
    pub(crate) key: FormKey,
}

pub(crate) async fn insert(tx: &mut Tx, asked: Asked<'_>) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO reviews (id, case_id, service_id, kind, asked_by, asked_of, words, prepared, answer_id, meeting, at,
                              due_at, request_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13)",
    )
    .bind(asked.id.to_string())
    .bind(asked.case.to_string())
    .bind(asked.service.to_string())
    .bind(asked.kind.as_str())
    .bind(asked.by.to_string())
    .bind(asked.of.map(|of| of.to_string()))
    .bind(asked.words)
    .bind(asked.prepared.map(to_json).transpose()?)
    .bind(asked.answer.map(|id| id.to_string()))
    .bind(asked.meeting)
    .bind(asked.at.as_millisecond())
    .bind(asked.due.as_millisecond())
    .bind(asked.key.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Ends an open one; false where it was ended. What whoever asked says themselves they need not read.
pub(crate) async fn end(
    tx: &mut Tx,
    id: ReviewId,
    how: ReviewEnd,
    (by, at): (AccountId, Timestamp),
    reply: &str,
    second: Option<Outcome>,
) -> Result<bool, Error> {
    let sql = "UPDATE reviews SET ended_as = $2, ended_by = $3, ended_at = $4, reply = $5, second = $6,
                      read_by = CASE WHEN asked_by = $3 THEN $3 END, read_at = CASE WHEN asked_by = $3 THEN $4 END
               WHERE id = $1 AND ended_at IS NULL";
    let query = sqlx::query(sql).bind(id.to_string()).bind(how.as_str()).bind(by.to_string());
    let query = query.bind(at.as_millisecond()).bind(reply).bind(second.map(Outcome::as_str));
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// An answer was taken back that would have taken effect at `effect`: what was prepared for it waits again, and a second
/// reading of it is none.
pub(crate) async fn take_back(tx: &mut Tx, case: CaseId, answer: &str, effect: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE reviews SET ended_as = NULL, ended_by = NULL, ended_at = NULL, read_by = NULL, read_at = NULL
               WHERE case_id = $1 AND kind = 'release' AND ended_at = $2 AND ended_as IN ('released', 'changed')
               AND NOT EXISTS (SELECT o.id FROM reviews o WHERE o.case_id = $1 AND o.kind = 'release' AND o.ended_at IS NULL)";
    sqlx::query(sql).bind(case.to_string()).bind(effect.as_millisecond()).execute(&mut **tx).await?;
    let sql = "UPDATE reviews SET ended_as = 'called_off', ended_by = asked_by, ended_at = at
               WHERE case_id = $1 AND answer_id = $2 AND ended_at IS NULL";
    sqlx::query(sql).bind(case.to_string()).bind(answer).execute(&mut **tx).await?;
    Ok(())
}

/// Second readings of this answer, which stands no longer, are nobody's to do.
pub(crate) async fn call_off_readings(tx: &mut Tx, answer: &str, by: AccountId, now: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE reviews SET ended_as = 'called_off', ended_by = $2, ended_at = $3
               WHERE answer_id = $1 AND kind = 'second_reading' AND ended_at IS NULL";
    let query = sqlx::query(sql).bind(answer).bind(by.to_string()).bind(now.as_millisecond());
    query.execute(&mut **tx).await?;
    Ok(())
}

/// `by` has read everything that was said to `whose` until `seen`, for themselves or for one who is away; false where it was.
pub(crate) async fn set_read(
    tx: &mut Tx,
    (case, whose): (CaseId, AccountId),
    seen: Timestamp,
    by: AccountId,
    now: Timestamp,
) -> Result<bool, Error> {
    let sql = format!(
        "UPDATE reviews SET read_by = $2, read_at = $3 WHERE id IN (SELECT v.id FROM reviews v
         WHERE v.case_id = $1 AND v.asked_by = $5 AND v.ended_at <= $4 AND (v.asked_by = $2 OR v.ended_by <> $2) AND {TO_READ})"
    );
    let query = sqlx::query(AssertSqlSafe(sql)).bind(case.to_string()).bind(by.to_string()).bind(now.as_millisecond());
    let query = query.bind(seen.min(now).as_millisecond()).bind(whose.to_string());
    Ok(query.execute(&mut **tx).await?.rows_affected() > 0)
}

/// How second readings at a service agreed that were done since then.
pub(crate) async fn second_readings(
    connection: &mut AnyConnection,
    service: ServiceId,
    since: Timestamp,
) -> Result<SecondReadings, Error> {
    let sql = "SELECT ended_as, COUNT(*) FROM reviews
               WHERE service_id = $1 AND kind = 'second_reading' AND ended_at >= $2 GROUP BY ended_as";
    let query = sqlx::query_as(sql).bind(service.to_string()).bind(since.as_millisecond());
    let rows: Vec<(String, i64)> = query.fetch_all(connection).await?;
    let of = |how: ReviewEnd| {
        let found = rows.iter().find(|(code, _)| code == how.as_str());
        found.map_or(0, |(_, count)| u32::try_from(*count).unwrap_or(u32::MAX))
    };
    Ok(SecondReadings { same: of(ReviewEnd::Same), close: of(ReviewEnd::Close), differs: of(ReviewEnd::Differs) })
}
