//! Pages of cases. Every one is keyset-paged over an index, so the millionth case costs what the first one did.

use domain::{
    case::{Draft, Kind, Site, State},
    clock::ServiceRules,
    ids::{CaseId, PracticeId, ServiceId},
    photo_request::PhotoRequestRules,
    view::{CaseList, WorklistShow},
};
use jiff::{SignedDuration, Timestamp};
use sqlx::{Any, AnyConnection, AssertSqlSafe, FromRow, query::QueryAs};

use super::{
    from_json, parse,
    to_do::{DEAD, LOCKED, ToDo},
};
use crate::{Error, clock::from_ms};

/// Rows on a page.
const PAGE: i64 = 50;

/// Counts stop here: nobody reads a larger one, and it would have to be counted.
const COUNTED_UP_TO: i64 = 1_000;

/// Which pictures a practice is shown, and which a service.
const KEPT: &str = "i.removed_at IS NULL";
const SENT: &str = "i.removed_at IS NULL AND i.sent_at IS NOT NULL";

/// One row of any list.
#[derive(Debug, Clone)]
pub(crate) struct ListedCase {
    pub(crate) id: CaseId,
    pub(crate) state: State,
    pub(crate) draft: Draft,
    pub(crate) practice: String,
    pub(crate) referrer: String,
    pub(crate) changed: Timestamp,
    /// Of the service that it is with; the defaults before.
    pub(crate) rules: ServiceRules,
    /// Why nobody reaches the patient.
    pub(crate) trouble: Option<String>,
    /// Something became of its answer that the practice has not read.
    pub(crate) amended: bool,
    pub(crate) images: u32,
    /// The picture that stands for the case: the newest close-up, or the newest.
    pub(crate) picture: Option<String>,
    /// Whether it belongs to those that are looked at first.
    pub(crate) first: bool,
    /// What its list is ordered by: where that is a time, by then.
    place: i64,
    /// Where a page after this row starts.
    cursor: String,
}

#[derive(Debug, FromRow)]
struct Row {
    id: String,
    state_detail: String,
    draft: String,
    practice: String,
    referrer: String,
    changed_at: i64,
    rules: Option<String>,
    locked: i64,
    dead: i64,
    has_changed: i64,
    amended_unread: i64,
    images: i64,
    picture: Option<String>,
    band: i64,
    place: i64,
}

impl TryFrom<Row> for ListedCase {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let trouble = match (row.has_changed > 0, row.locked > 0, row.dead > 0) {
            (true, ..) => Some("Patient says it has changed".to_owned()),
            (false, true, _) => Some("Link locked".to_owned()),
            (false, false, true) => Some("Text did not arrive".to_owned()),
            (false, false, false) => None,
        };
        // Only what waits for more asks for them.
        let rules = row.rules.map(|json| from_json(&json, "service")).transpose()?.unwrap_or_default();
        Ok(Self {
            rules,
            trouble,
            amended: row.amended_unread == 1,
            id: parse(&row.id, "case")?,
            state: from_json(&row.state_detail, "state")?,
            draft: from_json(&row.draft, "draft")?,
            practice: row.practice,
            referrer: row.referrer,
            changed: from_ms(row.changed_at),
            images: u32::try_from(row.images).unwrap_or(u32::MAX),
            picture: row.picture,
            first: row.band == 0,
            place: row.place,
            cursor: format!("{}.{}.{}", row.band, row.place, row.id),
        })
    }
}

/// Where the next page starts, if there may be one: a full page ends with its last row's place.
pub(crate) fn cursor(lines: &[ListedCase]) -> Option<String> {
    let last = lines.last()?;
    i64::try_from(lines.len()).is_ok_and(|rows| rows == PAGE).then(|| last.cursor.clone())
}

/// What a page is ordered by, each over an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Order {
    /// What is looked at first, and in each band what is due first.
    LookFirst,
    Due,
    /// The newest answer on top.
    Answered,
    /// The newest change on top.
    Changed,
    /// What should have been done first, on top: what is late stands before what is not.
    ToDo(ToDo),
}

impl Order {
    fn column(self) -> (String, &'static str) {
        match self {
            Self::LookFirst | Self::Due => ("c.due_at".to_owned(), "ASC"),
            Self::Answered => ("c.answered_at".to_owned(), "DESC"),
            Self::Changed => ("c.changed_at".to_owned(), "DESC"),
            Self::ToDo(to_do) => (to_do.place(), "ASC"),
        }
    }
}

/// A condition with the values it binds, in the order of their placeholders.
#[derive(Debug, Default)]
struct Filter {
    sql: String,
    values: Vec<Value>,
}

#[derive(Debug, Clone)]
enum Value {
    Text(String),
    Number(i64),
}

impl Filter {
    /// Adds `sql`, in which each `?` becomes the placeholder of the next of `values`. It is put together of texts of this
    /// file alone.
    fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        let mut values = values.into_iter();
        for (index, part) in sql.split('?').enumerate() {
            if index > 0 {
                self.values.extend(values.next());
                self.sql.push_str(&format!("${}", self.values.len()));
            }
            self.sql.push_str(part);
        }
    }

    /// Starts after the row whose cursor this is, in `order`; one that is no cursor starts at the beginning.
    fn after(&mut self, order: Order, cursor: Option<&str>) {
        let parts: Option<Vec<&str>> = cursor.map(|cursor| cursor.splitn(3, '.').collect());
        let Some([band, place, id]) = parts.as_deref() else { return };
        let (Ok(band), Ok(place), Ok(id)) = (band.parse(), place.parse(), id.parse::<CaseId>()) else { return };
        let (band, place, id) = (Value::Number(band), Value::Number(place), Value::Text(id.to_string()));
        match order {
            Order::LookFirst => self.and("(c.band, c.due_at, c.id) > (?, ?, ?)", [band, place, id]),
            Order::Due => self.and("(c.due_at, c.id) > (?, ?)", [place, id]),
            Order::Answered => self.and("(c.answered_at, c.id) < (?, ?)", [place, id]),
            Order::Changed => self.and("(c.changed_at, c.id) < (?, ?)", [place, id]),
            Order::ToDo(to_do) => {
                self.and(&format!("({}, c.id) > (?, ?)", to_do.place()), [place, id]);
            }
        }
    }

    async fn page(
        self,
        connection: &mut AnyConnection,
        order: Order,
        pictures: &str,
    ) -> Result<Vec<ListedCase>, Error> {
        let (place, direction) = order.column();
        let band = if order == Order::LookFirst { "band, " } else { "" };
        // Only a practice reaches patients.
        let trouble = if matches!(order, Order::Changed | Order::ToDo(_)) {
            format!(
                "(SELECT COUNT(*) FROM photo_requests r WHERE r.case_id = c.id AND {LOCKED}) AS locked,
                 (SELECT COUNT(*) FROM deliveries d WHERE d.case_id = c.id AND {DEAD}) AS dead,
                 (SELECT COUNT(*) FROM change_reports g WHERE g.case_id = c.id AND g.done_at IS NULL) AS has_changed"
            )
        } else {
            "CAST(0 AS BIGINT) AS locked, CAST(0 AS BIGINT) AS dead, CAST(0 AS BIGINT) AS has_changed".to_owned()
        };
        // The page is found in the index first; what each row shows is looked up for those fifty alone. And it is made
        // whole before its first row is given out: SQLite's thread would otherwise wake us again and again.
        let sql = format!(
            "WITH page AS MATERIALIZED (
             SELECT c.id, c.state_detail, c.draft, p.name AS practice, a.name AS referrer, c.changed_at, c.band,
                    c.amended_unread, {place} AS place,
                    (SELECT s.rules FROM services s WHERE s.id = c.service_id AND c.state = 'paused') AS rules,
                    {trouble},
                    (SELECT COUNT(*) FROM images i WHERE i.case_id = c.id AND {pictures}) AS images,
                    (SELECT i.id FROM images i WHERE i.case_id = c.id AND {pictures}
                     ORDER BY CASE i.view WHEN 'close_up' THEN 0 ELSE 1 END, i.received_at DESC LIMIT 1) AS picture
             FROM cases c JOIN organisations p ON p.id = c.practice_id JOIN accounts a ON a.id = c.referrer_id
             WHERE {} ORDER BY {band}{place} {direction}, c.id {direction} LIMIT {PAGE})
             SELECT * FROM page ORDER BY {band}place {direction}, id {direction}",
            self.sql
        );
        let query = bind(sqlx::query_as::<Any, Row>(AssertSqlSafe(sql)), self.values);
        query.fetch_all(connection).await?.into_iter().map(ListedCase::try_from).collect()
    }

    async fn count(self, connection: &mut AnyConnection) -> Result<u32, Error> {
        let sql =
            format!("SELECT COUNT(*) FROM (SELECT c.id FROM cases c WHERE {} LIMIT {COUNTED_UP_TO}) counted", self.sql);
        let (count,): (i64,) = bind(sqlx::query_as(AssertSqlSafe(sql)), self.values).fetch_one(connection).await?;
        Ok(u32::try_from(count).unwrap_or(u32::MAX))
    }
}

fn bind<O>(
    query: QueryAs<'_, Any, O, <Any as sqlx::Database>::Arguments>,
    values: Vec<Value>,
) -> QueryAs<'_, Any, O, <Any as sqlx::Database>::Arguments>
where
    O: for<'r> FromRow<'r, sqlx::any::AnyRow>,
{
    values.into_iter().fold(query, |query, value| match value {
        Value::Text(text) => query.bind(text),
        Value::Number(number) => query.bind(number),
    })
}

/// What a page of a worklist is cut from.
#[derive(Debug, Clone, Copy)]
pub(crate) struct WorklistFilter {
    pub(crate) service: ServiceId,
    pub(crate) show: WorklistShow,
    pub(crate) kind: Option<Kind>,
    pub(crate) site: Option<Site>,
}

impl WorklistFilter {
    fn filter(self, now: Timestamp) -> Filter {
        let mut filter = Filter::default();
        filter.and("c.service_id = ?", [Value::Text(self.service.to_string())]);
        match self.show {
            WorklistShow::Waiting => filter.and("c.state = 'in_queue'", []),
            WorklistShow::Overdue => {
                filter.and("c.state = 'in_queue' AND c.due_at < ?", [Value::Number(now.as_millisecond())]);
            }
            WorklistShow::Paused => filter.and("c.state = 'paused'", []),
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
    let order = match which.show {
        WorklistShow::Waiting => Order::LookFirst,
        // What is late is late: the longest wait comes first.
        WorklistShow::Overdue | WorklistShow::Paused | WorklistShow::WrongPatient => Order::Due,
        WorklistShow::Answered => Order::Answered,
    };
    let mut filter = which.filter(now);
    filter.after(order, after);
    filter.page(connection, order, SENT).await
}

/// A service's cases of the wrong patient that nobody of it has dealt with yet.
pub(crate) async fn wrong_for_service(
    connection: &mut AnyConnection,
    service: ServiceId,
) -> Result<Vec<ListedCase>, Error> {
    let mut filter = Filter::default();
    filter.and("c.service_id = ? AND c.wrong_for_service = 1", [Value::Text(service.to_string())]);
    filter.page(connection, Order::Due, SENT).await
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

/// A practice's list. An answer that can still be taken back is not known to the practice yet.
fn of_practice(practice: PracticeId, list: CaseList, now: Timestamp, week: Timestamp) -> Filter {
    let mut filter = Filter::default();
    filter.and("c.practice_id = ?", [Value::Text(practice.to_string())]);
    on_list(&mut filter, list, now, week);
    filter
}

/// Leaves what is on the list.
fn on_list(filter: &mut Filter, list: CaseList, now: Timestamp, week: Timestamp) {
    let at = now;
    let now = || Value::Number(at.as_millisecond());
    match list {
        CaseList::PhotosArrived => filter.and(
            "c.state IN ('draft', 'paused') AND EXISTS (SELECT i.id FROM images i WHERE i.case_id = c.id
              AND i.removed_at IS NULL AND i.sent_at IS NULL)",
            [],
        ),
        CaseList::ToRead => filter.and(
            "((c.state IN ('answered', 'converted') AND c.acknowledged_at IS NULL AND c.takes_effect_at <= ?)
              OR c.amended_unread = 1)",
            [now()],
        ),
        CaseList::WrongPatient => filter.and("c.wrong_for_practice = 1", []),
        CaseList::Changed => {
            filter.and("EXISTS (SELECT g.id FROM change_reports g WHERE g.case_id = c.id AND g.done_at IS NULL)", [])
        }
        CaseList::ToRefer => filter.and("c.to_refer = 1 AND c.takes_effect_at <= ?", [now()]),
        // Once the news of what has ended are over, a new link would show nothing either.
        CaseList::NotReached => filter.and(
            &format!(
                "(EXISTS (SELECT r.id FROM photo_requests r WHERE r.case_id = c.id AND {LOCKED})
                  OR EXISTS (SELECT d.id FROM deliveries d WHERE d.case_id = c.id AND {DEAD}))
                 AND (c.closed_at IS NULL OR c.closed_at > ?)"
            ),
            [Value::Number(news_are_over_before(at).as_millisecond())],
        ),
        // What the practice has pictures of its own for, or photos that were sent, stands on the list of those.
        CaseList::NotSent => filter.and(
            "c.state = 'draft' AND EXISTS (SELECT r.id FROM photo_requests r WHERE r.case_id = c.id
              AND r.kind = 'patient' AND r.sent_at IS NULL
              AND (r.state = 'declined' OR (r.state = 'open' AND r.expires_at <= ?)))
             AND NOT EXISTS (SELECT r.id FROM photo_requests r WHERE r.case_id = c.id
              AND r.kind = 'patient' AND r.state = 'open' AND r.expires_at > ?)
             AND NOT EXISTS (SELECT i.id FROM images i LEFT JOIN photo_requests r ON r.id = i.photo_request_id
              WHERE i.case_id = c.id AND i.removed_at IS NULL
              AND (r.id IS NULL OR r.kind <> 'patient' OR r.sent_at IS NOT NULL))",
            [now(), now()],
        ),
        CaseList::ToTell => filter.and(
            "((c.news_at IS NULL AND c.tell_by IS NOT NULL AND c.takes_effect_at <= ?
               AND (c.acknowledged_at IS NOT NULL OR c.tell_by <= ?))
              OR (c.retell_at IS NOT NULL AND (c.news_at IS NULL OR c.news_at <= c.retell_at OR c.news_at > ?)))",
            [now(), now(), now()],
        ),
        CaseList::Drafts => filter.and("c.state = 'draft'", []),
        CaseList::WithPatient => filter.and(
            "c.state = 'draft' AND EXISTS (SELECT r.id FROM photo_requests r WHERE r.case_id = c.id
              AND r.kind = 'patient' AND r.state = 'open' AND r.expires_at > ?)",
            [now()],
        ),
        CaseList::WithSpecialist => filter.and(
            "(c.state = 'in_queue' OR (c.state IN ('answered', 'converted', 'paused') AND c.takes_effect_at > ?))",
            [now()],
        ),
        CaseList::AskedForMore => filter.and("c.state = 'paused' AND c.takes_effect_at <= ?", [now()]),
        CaseList::DoneThisWeek => filter.and(
            "c.state IN ('acknowledged', 'closed', 'converted') AND c.acknowledged_at >= ?",
            [Value::Number(week.as_millisecond())],
        ),
        CaseList::All => {}
    }
}

/// One page of a practice's list: of things to do that can be late, what should be done first on top; of all others the
/// newest change. `week` is when this week began.
pub(crate) async fn practice(
    connection: &mut AnyConnection,
    practice: PracticeId,
    list: CaseList,
    after: Option<&str>,
    now: Timestamp,
    week: Timestamp,
) -> Result<Vec<ListedCase>, Error> {
    let mut filter = of_practice(practice, list, now, week);
    let order = ToDo::of(list).map_or(Order::Changed, Order::ToDo);
    filter.after(order, after);
    filter.page(connection, order, KEPT).await
}

/// What ended before then shows its patient nothing any longer.
fn news_are_over_before(now: Timestamp) -> Timestamp {
    let days = SignedDuration::from_hours(24 * i64::from(PhotoRequestRules::default().news_days));
    now.saturating_sub(days).unwrap_or(Timestamp::MIN)
}

/// How many of them have ended, up to 1,000.
pub(crate) async fn count_ended(
    connection: &mut AnyConnection,
    practice: PracticeId,
    list: CaseList,
    now: Timestamp,
) -> Result<u32, Error> {
    let mut filter = of_practice(practice, list, now, now);
    filter.and("c.state IN ('closed', 'withdrawn', 'wrong_patient')", []);
    filter.count(connection).await
}

/// Whether a case is among those whose patient nobody reaches.
pub(crate) async fn is_not_reached(
    connection: &mut AnyConnection,
    practice: PracticeId,
    case: CaseId,
    now: Timestamp,
) -> Result<bool, Error> {
    let mut filter = of_practice(practice, CaseList::NotReached, now, now);
    filter.and("c.id = ?", [Value::Text(case.to_string())]);
    Ok(filter.count(connection).await? > 0)
}

/// Why a row of this list is late, in words; None where it is not, or where nothing on the list can be.
pub(crate) fn late(list: CaseList, line: &ListedCase, now: Timestamp) -> Option<String> {
    ToDo::of(list)?.words(from_ms(line.place), now)
}

/// How many of a list of things to do are late, up to 1,000; None of any other list.
pub(crate) async fn count_late(
    connection: &mut AnyConnection,
    practice: PracticeId,
    list: CaseList,
    now: Timestamp,
    week: Timestamp,
) -> Result<Option<u32>, Error> {
    let Some(to_do) = ToDo::of(list) else { return Ok(None) };
    let mut filter = of_practice(practice, list, now, week);
    let up_to = Value::Number(to_do.late_up_to(now).as_millisecond());
    filter.and(&format!("{} <= ?", to_do.place()), [up_to]);
    Ok(Some(filter.count(connection).await?))
}

/// How many cases of all services together wait longer than they should, up to 1,000.
pub(crate) async fn count_overdue(connection: &mut AnyConnection, now: Timestamp) -> Result<u64, Error> {
    let mut filter = Filter::default();
    filter.and("c.state = 'in_queue' AND c.due_at < ?", [Value::Number(now.as_millisecond())]);
    Ok(filter.count(connection).await?.into())
}

/// How many of a list of things to do are late in all practices together, up to 1,000.
pub(crate) async fn count_late_anywhere(
    connection: &mut AnyConnection,
    list: CaseList,
    now: Timestamp,
) -> Result<u32, Error> {
    let Some(to_do) = ToDo::of(list) else { return Ok(0) };
    let mut filter = Filter::default();
    on_list(&mut filter, list, now, now);
    filter.and(&format!("{} <= ?", to_do.place()), [Value::Number(to_do.late_up_to(now).as_millisecond())]);
    filter.count(connection).await
}

/// How many there are, up to 1,000.
pub(crate) async fn count_practice(
    connection: &mut AnyConnection,
    practice: PracticeId,
    list: CaseList,
    now: Timestamp,
    week: Timestamp,
) -> Result<u32, Error> {
    of_practice(practice, list, now, week).count(connection).await
}
