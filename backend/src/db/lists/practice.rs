//! A practice's lists. What somebody has to do is a page of its tasks; what it waits for and what is done are its cases.

use domain::{
    case::UNDO,
    ids::{AccountId, CaseId, PracticeId},
    tasks::{Owner, TaskKind},
    view::CaseList,
};
use jiff::{SignedDuration, Timestamp};
use sqlx::{AnyConnection, AssertSqlSafe};

use super::page::{COUNTED_UP_TO, Filter, KEPT, ListedCase, Order, PAGE, Value};
use crate::Error;

/// Open tasks, as `tasks t`.
const OPEN: &str = "t.closed_at IS NULL AND t.from_at <= ? AND t.until_at > ?";

fn ms(at: Timestamp) -> Value {
    Value::Number(at.as_millisecond())
}

/// A practice's tasks that are open now, of a kind or, without one, of any.
fn tasks(practice: PracticeId, kind: Option<TaskKind>, now: Timestamp) -> Filter {
    let mut filter = Filter::default();
    filter.and("t.practice_id = ?", [Value::Text(practice.to_string())]);
    match kind {
        Some(kind) => filter.and("t.kind = ?", [Value::Text(kind.as_str().to_owned())]),
        None => filter.and(&format!("t.kind IN ({})", kinds()), []),
    }
    filter.and(OPEN, [ms(now), ms(now)]);
    filter
}

/// Every kind that stands in a practice's queue, for SQL.
fn kinds() -> String {
    let of_practice = TaskKind::ALL.iter().filter(|kind| kind.owner() == Owner::Practice);
    of_practice.map(|kind| format!("'{}'", kind.as_str())).collect::<Vec<_>>().join(", ")
}

/// A list of cases that nobody of the practice has to do anything about, in the parts of which each is read from an index
/// alone; no case is in two of them. An answer that can still be taken back is not known to the practice yet.
///
/// Whatever happens to a case changes it: what has not changed since then was not answered or read since then either. It is
/// asked for as well, so that years of cases that are over are not looked through for the few of this week.
fn cases(practice: PracticeId, list: CaseList, now: Timestamp, week: Timestamp) -> Vec<Filter> {
    let mut whole = Filter::default();
    whole.and("c.practice_id = ?", [Value::Text(practice.to_string())]);
    let part = |sql: &str, values: &[Value]| {
        let mut filter = whole.clone();
        filter.and(sql, values.iter().cloned());
        filter
    };
    match list {
        CaseList::WithSpecialist => {
            let unknown =
                "c.state IN ('answered', 'converted', 'paused') AND c.takes_effect_at > ? AND c.changed_at > ?";
            vec![part("c.state = 'in_queue'", &[]), part(unknown, &[ms(now), changed_since(now, UNDO)])]
        }
        CaseList::DoneThisWeek => {
            let done =
                "c.state IN ('acknowledged', 'closed', 'converted') AND c.acknowledged_at >= ? AND c.changed_at > ?";
            vec![part(done, &[ms(week), changed_since(week, SignedDuration::ZERO)])]
        }
        CaseList::All
        | CaseList::WrongPatient
        | CaseList::Changed
        | CaseList::PhotosArrived
        | CaseList::NotSent
        | CaseList::ToRead
        | CaseList::Messages
        | CaseList::ToRefer
        | CaseList::ToFinish
        | CaseList::Drafts
        | CaseList::NotReached
        | CaseList::HelpReach
        | CaseList::Missed
        | CaseList::Concluded
        | CaseList::NoHubPictures
        | CaseList::RoundMissed
        | CaseList::ToTell
        | CaseList::Unread
        | CaseList::WithPatient
        | CaseList::AskedForMore
        | CaseList::HandedOn => vec![whole],
    }
}

/// What happened so long before `at`, or later, changed its case after this. An hour more: of two servers, one's clock may be
/// behind.
fn changed_since(at: Timestamp, before: SignedDuration) -> Value {
    let since = at.saturating_sub(before + SignedDuration::from_hours(1));
    ms(since.unwrap_or(Timestamp::MIN))
}

/// A page of them, the newest change on top.
async fn page_of(
    connection: &mut AnyConnection,
    mut parts: Vec<Filter>,
    after: Option<&str>,
    rows: u8,
) -> Result<Vec<ListedCase>, Error> {
    parts.iter_mut().for_each(|part| part.after(Order::Changed, after));
    let filter = match <[Filter; 1]>::try_from(parts) {
        Ok([whole]) => whole,
        Err(parts) => Filter::first_of(parts, Order::Changed, rows),
    };
    filter.page(connection, Order::Changed, KEPT, rows).await
}

/// Only what is still to be written or awaited is read from the newest on: whoever looks there looks for what they have
/// just left.
const fn order(list: CaseList) -> Order {
    match list {
        CaseList::Drafts | CaseList::WithPatient | CaseList::AskedForMore => Order::NewestTask,
        CaseList::WithSpecialist | CaseList::DoneThisWeek | CaseList::All => Order::Changed,
        CaseList::WrongPatient
        | CaseList::Changed
        | CaseList::PhotosArrived
        | CaseList::NotSent
        | CaseList::ToRead
        | CaseList::Messages
        | CaseList::ToRefer
        | CaseList::ToFinish
        | CaseList::NotReached
        | CaseList::HelpReach
        | CaseList::Missed
        | CaseList::Concluded
        | CaseList::NoHubPictures
        | CaseList::RoundMissed
        | CaseList::ToTell
        | CaseList::Unread => Order::Task,
        CaseList::HandedOn => Order::NextTask,
    }
}

/// One page of a practice's list: of things to do, what should be done first on top; of all others the newest change.
/// `week` is when this week began.
pub(crate) async fn practice(
    connection: &mut AnyConnection,
    practice: PracticeId,
    list: CaseList,
    after: Option<&str>,
    now: Timestamp,
    week: Timestamp,
) -> Result<Vec<ListedCase>, Error> {
    let mut filter = match (list, list.task()) {
        (CaseList::HandedOn, _) => {
            let mut filter = tasks(practice, None, now);
            filter.and("t.hands_on_at <= ?", [ms(now)]);
            filter
        }
        (_, Some(kind)) => tasks(practice, Some(kind), now),
        (_, None) => return page_of(connection, cases(practice, list, now, week), after, PAGE).await,
    };
    filter.after(order(list), after);
    filter.page(connection, order(list), KEPT, PAGE).await
}

/// What should be done next: what is late, whosever it was, and then what is these people's own, by when it is due.
pub(crate) async fn next(
    connection: &mut AnyConnection,
    practice: PracticeId,
    people: &[AccountId],
    now: Timestamp,
    rows: u8,
) -> Result<Vec<ListedCase>, Error> {
    let mut filter = tasks(practice, None, now);
    let own = people.iter().map(|account| Value::Text(account.to_string()));
    let places = vec!["?"; people.len()].join(", ");
    filter.and(&format!("(t.due_at <= ? OR t.account_id IN ({places}))"), [ms(now)].into_iter().chain(own));
    filter.page(connection, Order::NextTask, KEPT, rows).await
}

/// How many of a practice's tasks are each person's own, and how many of those are late, among the 1,000 that are due first.
pub(crate) async fn count_own(
    connection: &mut AnyConnection,
    practice: PracticeId,
    now: Timestamp,
) -> Result<Vec<(String, u32, u32)>, Error> {
    let sql = format!(
        "SELECT a.name, COUNT(*), COUNT(CASE WHEN counted.due_at <= $2 THEN 1 END)
         FROM (SELECT t.account_id, t.due_at FROM tasks t WHERE t.practice_id = $1 AND t.closed_at IS NULL
               AND t.from_at <= $2 AND t.until_at > $2 AND t.kind IN ({}) ORDER BY t.due_at LIMIT {COUNTED_UP_TO}) counted
         JOIN accounts a ON a.id = counted.account_id GROUP BY a.id, a.name ORDER BY a.name, a.id",
        kinds()
    );
    let query = sqlx::query_as(AssertSqlSafe(sql)).bind(practice.to_string()).bind(now.as_millisecond());
    let rows: Vec<(String, i64, i64)> = query.fetch_all(connection).await?;
    let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(rows.into_iter().map(|(name, open, late)| (name, number(open), number(late))).collect())
}

/// How many tasks of each kind a practice has, and how many of those are late, each up to 1,000; and how many of any kind
/// were handed on to its manager.
pub(crate) async fn count(
    connection: &mut AnyConnection,
    practice: PracticeId,
    now: Timestamp,
) -> Result<(Vec<(TaskKind, u32, u32)>, u32), Error> {
    let of_kind = |kind: &TaskKind| {
        format!(
            "SELECT '{kind}' AS kind, COUNT(*) AS open, COUNT(CASE WHEN due_at <= $2 THEN 1 END) AS late
             FROM (SELECT t.due_at FROM tasks t WHERE t.practice_id = $1 AND t.kind = '{kind}' AND t.closed_at IS NULL
                   AND t.from_at <= $2 AND t.until_at > $2 ORDER BY t.band, t.due_at LIMIT {COUNTED_UP_TO}) AS {kind}",
            kind = kind.as_str()
        )
    };
    let handed_on = format!(
        "SELECT '' AS kind, COUNT(*) AS open, CAST(0 AS BIGINT) AS late FROM (SELECT 1 FROM tasks t WHERE t.practice_id = $1
         AND t.closed_at IS NULL AND t.due_at <= $2 AND t.hands_on_at <= $2 AND t.from_at <= $2 AND t.until_at > $2
         AND t.kind IN ({}) LIMIT {COUNTED_UP_TO}) AS handed_on",
        kinds()
    );
    let of_practice = TaskKind::ALL.iter().filter(|kind| matches!(kind.owner(), Owner::Practice | Owner::Patient));
    let sql: Vec<String> = of_practice.map(of_kind).chain([handed_on]).collect();
    let sql = AssertSqlSafe(sql.join(" UNION ALL "));
    let query = sqlx::query_as(sql).bind(practice.to_string()).bind(now.as_millisecond());
    let rows: Vec<(String, i64, i64)> = query.fetch_all(connection).await?;
    let number = |count: i64| u32::try_from(count).unwrap_or(u32::MAX);
    let handed_on = rows.iter().find(|(kind, ..)| kind.is_empty()).map_or(0, |(_, open, _)| number(*open));
    let counted = rows.iter().filter_map(|(kind, open, late)| Some((kind.parse().ok()?, number(*open), number(*late))));
    Ok((counted.collect(), handed_on))
}

/// How many cases are on a list that nobody has to do anything about, up to 1,000.
pub(crate) async fn count_cases(
    connection: &mut AnyConnection,
    practice: PracticeId,
    list: CaseList,
    now: Timestamp,
    week: Timestamp,
) -> Result<u32, Error> {
    Filter::count_all(cases(practice, list, now, week), connection, "cases c").await
}

/// How many tasks of a kind a practice has in cases that have ended, up to 1,000.
pub(crate) async fn count_ended(
    connection: &mut AnyConnection,
    practice: PracticeId,
    kind: TaskKind,
    now: Timestamp,
) -> Result<u32, Error> {
    let mut filter = tasks(practice, Some(kind), now);
    filter.and("c.state IN ('closed', 'withdrawn', 'wrong_patient')", []);
    filter.count(connection, "tasks t JOIN cases c ON c.id = t.case_id").await
}

/// Counts, in a statement, whether the case `c` is among those whose patient nobody reaches at $1.
pub(in crate::db) fn not_reached() -> String {
    let (kind, open) = (TaskKind::ReachPatient.as_str(), OPEN.replace('?', "$1"));
    format!("SELECT COUNT(*) FROM tasks t WHERE t.case_id = c.id AND t.kind = '{kind}' AND {open}")
}

/// Whether a case is among those whose patient nobody reaches.
pub(crate) async fn is_not_reached(
    connection: &mut AnyConnection,
    practice: PracticeId,
    case: CaseId,
    now: Timestamp,
) -> Result<bool, Error> {
    let mut filter = tasks(practice, Some(TaskKind::ReachPatient), now);
    filter.and("t.case_id = ?", [Value::Text(case.to_string())]);
    Ok(filter.count(connection, "tasks t").await? > 0)
}

/// How many tasks of a kind are late in all organisations together, up to 1,000.
pub(crate) async fn count_late_anywhere(
    connection: &mut AnyConnection,
    kind: TaskKind,
    now: Timestamp,
) -> Result<u32, Error> {
    let mut filter = Filter::default();
    filter.and("t.kind = ?", [Value::Text(kind.as_str().to_owned())]);
    filter.and(&format!("t.due_at <= ? AND {OPEN}"), [ms(now), ms(now), ms(now)]);
    filter.count(connection, "tasks t").await
}

/// What changed last, of whatever list.
pub(crate) async fn newest(
    connection: &mut AnyConnection,
    practice: PracticeId,
    now: Timestamp,
    rows: u8,
) -> Result<Vec<ListedCase>, Error> {
    page_of(connection, cases(practice, CaseList::All, now, now), None, rows).await
}
