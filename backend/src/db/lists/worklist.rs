//! A service's lists.

use domain::{
    case::{Kind, Site},
    ids::{CaseId, ServiceId},
    tasks::TaskKind,
    view::WorklistShow,
};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, Row};

use super::{
    super::parse,
    page::{COUNTED_UP_TO, Filter, ListedCase, Order, PAGE, SENT, Value},
};
use crate::{Error, clock::from_ms};

/// What a page of a worklist is cut from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WorklistFilter {
    pub(crate) service: ServiceId,
    pub(crate) show: WorklistShow,
    pub(crate) kind: Option<Kind>,
    pub(crate) site: Option<Site>,
}

impl WorklistFilter {
    const fn order(self) -> Order {
        match self.show {
            WorklistShow::Waiting => Order::LookFirst,
            // What is late is late: the longest wait comes first.
            WorklistShow::Overdue | WorklistShow::Paused | WorklistShow::WrongPatient => Order::Due,
            WorklistShow::Answered => Order::Answered,
            WorklistShow::Messages
            | WorklistShow::Changed
            | WorklistShow::TakenOver
            | WorklistShow::Seen
            | WorklistShow::ToRelease
            | WorklistShow::Opinions
            | WorklistShow::Meeting
            | WorklistShow::SecondReading
            | WorklistShow::Monitoring
            | WorklistShow::RoundsMissed
            | WorklistShow::Replies => Order::Task,
        }
    }

    fn filter(self, now: Timestamp) -> Filter {
        let mut filter = Filter::default();
        let whose = if self.order() == Order::Task { "t.service_id = ?" } else { "c.service_id = ?" };
        filter.and(whose, [Value::Text(self.service.to_string())]);
        match self.show {
            WorklistShow::Waiting => filter.and("c.state = 'in_queue'", []),
            WorklistShow::Overdue => {
                filter.and("c.state = 'in_queue' AND c.due_at < ?", [Value::Number(now.as_millisecond())]);
            }
            WorklistShow::Paused => filter.and("c.state = 'paused'", []),
            WorklistShow::Messages
            | WorklistShow::Changed
            | WorklistShow::TakenOver
            | WorklistShow::Seen
            | WorklistShow::ToRelease
            | WorklistShow::Opinions
            | WorklistShow::Meeting
            | WorklistShow::SecondReading
            | WorklistShow::Monitoring
            | WorklistShow::RoundsMissed
            | WorklistShow::Replies => {
                if let Some(kind) = self.show.task() {
                    let values = [Value::Text(kind.as_str().to_owned()), Value::Number(now.as_millisecond())];
                    filter.and("t.kind = ? AND t.closed_at IS NULL AND t.from_at <= ?", values);
                }
            }
            WorklistShow::Answered => filter.and("c.answered_at IS NOT NULL AND c.state <> 'paused'", []),
            WorklistShow::WrongPatient => filter.and("c.state = 'wrong_patient'", []),
        }
        if let Some(kind) = self.kind {
            filter.and("c.kind = ?", [Value::Text(kind.as_str().to_owned())]);
        }
        if let Some(site) = self.site {
            filter.and("c.site = ?", [Value::Text(site.as_str().to_owned())]);
        }
        filter
    }
}

/// One page of a worklist: what is looked at first on top, or what is due first, or what was answered last.
pub(crate) async fn worklist(
    connection: &mut AnyConnection,
    which: WorklistFilter,
    after: Option<&str>,
    now: Timestamp,
) -> Result<Vec<ListedCase>, Error> {
    let order = which.order();
    let mut filter = which.filter(now);
    filter.after(order, after);
    filter.page(connection, order, SENT, PAGE).await
}

/// A service's cases of the wrong patient that nobody of it has dealt with yet.
pub(crate) async fn wrong_for_service(
    connection: &mut AnyConnection,
    service: ServiceId,
) -> Result<Vec<ListedCase>, Error> {
    let mut filter = Filter::default();
    filter.and("c.service_id = ? AND c.wrong_for_service = 1", [Value::Text(service.to_string())]);
    filter.page(connection, Order::Due, SENT, PAGE).await
}

/// How many cases of a service wait, and how many of those are overdue, each up to 1,000: what is overdue is due first.
pub(crate) async fn count_waiting(
    connection: &mut AnyConnection,
    service: ServiceId,
    now: Timestamp,
) -> Result<(u32, u32), Error> {
    let sql = format!(
        "SELECT COUNT(*), COUNT(CASE WHEN due_at < $1 THEN 1 END)
         FROM (SELECT due_at FROM cases WHERE service_id = $2 AND state = 'in_queue'
               ORDER BY due_at, id LIMIT {COUNTED_UP_TO}) counted"
    );
    let query = sqlx::query_as(AssertSqlSafe(sql)).bind(now.as_millisecond()).bind(service.to_string());
    let (waiting, overdue): (i64, i64) = query.fetch_one(connection).await?;
    let count = |count| u32::try_from(count).unwrap_or(u32::MAX);
    Ok((count(waiting), count(overdue)))
}

/// When what waits at a service is due, the first 1,000.
pub(crate) async fn dues(connection: &mut AnyConnection, service: ServiceId) -> Result<Vec<Timestamp>, Error> {
    let sql = format!(
        "SELECT due_at FROM cases WHERE service_id = $1 AND state = 'in_queue' ORDER BY due_at, id LIMIT {COUNTED_UP_TO}"
    );
    let dues: Vec<i64> = sqlx::query_scalar(AssertSqlSafe(sql)).bind(service.to_string()).fetch_all(connection).await?;
    Ok(dues.into_iter().map(from_ms).collect())
}

/// How many requests a service has answered since then.
pub(crate) async fn count_answered(
    connection: &mut AnyConnection,
    service: ServiceId,
    since: Timestamp,
) -> Result<u32, Error> {
    let sql = "SELECT COUNT(*) FROM cases WHERE service_id = $1 AND answered_at >= $2";
    let query = sqlx::query_scalar(sql).bind(service.to_string()).bind(since.as_millisecond());
    let count: i64 = query.fetch_one(connection).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// How many tasks of each of these kinds are open at a service, and how many of those are late, each up to 1,000.
pub(crate) async fn count_open(
    connection: &mut AnyConnection,
    service: ServiceId,
    kinds: &[TaskKind],
    now: Timestamp,
) -> Result<Vec<(u32, u32)>, Error> {
    let one = |kind: &TaskKind| {
        format!(
            "(SELECT COUNT(*) FROM {0}), (SELECT COUNT(CASE WHEN due_at <= $1 THEN 1 END) FROM {0})",
            format_args!(
                "(SELECT due_at FROM tasks WHERE service_id = $2 AND kind = '{}' AND closed_at IS NULL
                  AND from_at <= $1 ORDER BY band, due_at LIMIT {COUNTED_UP_TO}) counted",
                kind.as_str()
            )
        )
    };
    let sql = format!("SELECT {}", kinds.iter().map(one).collect::<Vec<_>>().join(", "));
    let query = sqlx::query(AssertSqlSafe(sql)).bind(now.as_millisecond()).bind(service.to_string());
    let row = query.fetch_one(connection).await?;
    let count = |place: usize| row.try_get::<i64, _>(place).map(|count| u32::try_from(count).unwrap_or(u32::MAX));
    (0..kinds.len()).map(|kind| Ok((count(2 * kind)?, count(2 * kind + 1)?))).collect()
}

/// The case of a service that stands next in the worklist after a place: band, due time and identifier.
pub(crate) async fn next_waiting(
    connection: &mut AnyConnection,
    service: ServiceId,
    after: Option<(i64, Timestamp, CaseId)>,
) -> Result<Option<CaseId>, Error> {
    let (band, due, id) =
        after.map_or((-1, 0, String::new()), |(band, due, id)| (band, due.as_millisecond(), id.to_string()));
    let sql = "SELECT id FROM cases WHERE service_id = $1 AND state = 'in_queue' AND (band, due_at, id) > ($2, $3, $4)
               ORDER BY band, due_at, id LIMIT 1";
    let row: Option<(String,)> =
        sqlx::query_as(sql).bind(service.to_string()).bind(band).bind(due).bind(id).fetch_optional(connection).await?;
    row.map(|(id,)| parse(&id, "case")).transpose()
}
