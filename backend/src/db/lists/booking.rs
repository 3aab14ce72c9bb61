//! What is to be booked, and what is booked, of some services.

use std::sync::Arc;

use domain::{
    appointments::Progress,
    case::{Draft, State},
    conclusion::Conclusion,
    ids::{CaseId, ServiceId},
    policy::Policy,
    tasks::TaskKind,
    view::BookingShow,
};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{
    super::{
        appointments::{PROGRESS, progress},
        conclusions::{SAID, said},
        from_json, parse,
        policies::{OF_CASE, Policies},
    },
    page::PAGE,
};
use crate::{Error, clock::from_ms};

/// One line.
#[derive(Debug)]
pub(crate) struct ListedBooking {
    pub(crate) case: CaseId,
    pub(crate) state: State,
    pub(crate) draft: Draft,
    pub(crate) practice: String,
    pub(crate) due: Timestamp,
    pub(crate) progress: Progress,
    /// What its service has said came of it so far.
    pub(crate) concluded: Conclusion,
    /// What it lives by.
    pub(crate) rules: Arc<Policy>,
    cursor: String,
}

#[derive(Debug, FromRow)]
struct Row {
    id: String,
    state_detail: String,
    draft: String,
    practice: String,
    rules: Option<String>,
    band: i64,
    due_at: i64,
    since_at: i64,
    booked: Option<i64>,
    tries: i64,
    letters: i64,
    missed: i64,
    said: Option<String>,
}

impl ListedBooking {
    fn of(row: Row, policies: &mut Policies) -> Result<Self, Error> {
        Ok(Self {
            case: parse(&row.id, "case")?,
            state: from_json(&row.state_detail, "state")?,
            draft: from_json(&row.draft, "draft")?,
            practice: row.practice,
            rules: policies.read(row.rules)?,
            due: from_ms(row.due_at),
            progress: progress((row.booked, row.tries, row.letters, row.missed)),
            concluded: said(row.said)?,
            cursor: format!("{}.{}.{}.{}", row.band, row.due_at, row.since_at, row.id),
        })
    }
}

/// Where the next page starts, if there may be one.
pub(crate) fn booking_cursor(lines: &[ListedBooking]) -> Option<String> {
    let last = lines.last()?;
    (lines.len() == usize::from(PAGE)).then(|| last.cursor.clone())
}

const fn kind(show: BookingShow) -> TaskKind {
    match show {
        BookingShow::ToBook => TaskKind::Arrange,
        BookingShow::Booked => TaskKind::NoteVisit,
    }
}

/// "$7, $8" for so many services, whose values come after six others.
fn placeholders(services: &[ServiceId]) -> String {
    (0..services.len()).map(|place| format!("${}", place + 7)).collect::<Vec<_>>().join(", ")
}

/// One page: the urgent ones first, and of those what is due first. A desk books for a few services, whose tasks are put in
/// order as they come from the index of each.
pub(crate) async fn bookings(
    connection: &mut AnyConnection,
    services: &[ServiceId],
    show: BookingShow,
    after: Option<&str>,
    now: Timestamp,
) -> Result<Vec<ListedBooking>, Error> {
    if services.is_empty() {
        return Ok(Vec::new());
    }
    let (band, due, since, id) = after.and_then(place).unwrap_or((-1, 0, 0, String::new()));
    let sql = format!(
        "SELECT c.id, c.state_detail, c.draft, p.name AS practice, t.band, t.due_at, t.since_at, {OF_CASE} AS rules, {PROGRESS}, {SAID}
         FROM tasks t JOIN cases c ON c.id = t.case_id JOIN organisations p ON p.id = c.practice_id
         WHERE t.service_id IN ({}) AND t.kind = $1 AND t.closed_at IS NULL AND t.from_at <= $2
           AND (t.band, t.due_at, t.since_at, t.case_id) > ($3, $4, $5, $6)
         ORDER BY t.band, t.due_at, t.since_at, t.case_id LIMIT {PAGE}",
        placeholders(services)
    );
    let query = sqlx::query_as::<_, Row>(AssertSqlSafe(sql)).bind(kind(show).as_str()).bind(now.as_millisecond());
    let query = query.bind(band).bind(due).bind(since).bind(id);
    let query = services.iter().fold(query, |query, service| query.bind(service.to_string()));
    let mut policies = Policies::default();
    query.fetch_all(connection).await?.into_iter().map(|row| ListedBooking::of(row, &mut policies)).collect()
}

/// A cursor's place; None of one that was typed.
fn place(after: &str) -> Option<(i64, i64, i64, String)> {
    let mut parts = after.splitn(4, '.');
    let mut number = || parts.next()?.parse().ok();
    let (band, due, since) = (number()?, number()?, number()?);
    Some((band, due, since, parts.next()?.to_owned()))
}
