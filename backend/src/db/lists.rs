//! Pages of cases. Every one is keyset-paged over an index, so the millionth case costs what the first one did.

use domain::{
    case::{Draft, Kind, Site, State},
    ids::{CaseId, PracticeId, ServiceId},
    sla::ServiceRules,
    view::{CaseList, When, WorklistShow},
};
use jiff::Timestamp;
use sqlx::{Any, AnyConnection, AssertSqlSafe, FromRow, query::QueryAs};

use super::{from_json, parse};
use crate::{Error, clock::from_ms};

/// Rows on a page.
const PAGE: i64 = 50;

/// Counts stop here: nobody reads a larger one, and it would have to be counted.
const COUNTED_UP_TO: i64 = 1_000;

/// Which pictures a practice is shown, and which a service.
const KEPT: &str = "i.removed_at IS NULL";
const SENT: &str = "i.removed_at IS NULL AND i.sent_at IS NOT NULL";

/// A link that wrong dates locked, and that no newer one replaced: a newer one withdraws it.
const LOCKED: &str = "r.state = 'locked'";
/// A text that could not be sent, and after which none could.
const DEAD: &str = "d.state = 'dead' AND NOT EXISTS (SELECT l.id FROM deliveries l WHERE l.case_id = d.case_id
    AND l.state IN ('done', 'waiting') AND l.idempotency_key NOT LIKE 'answer-stands/%' AND l.created_at > d.created_at)";

/// One row of any list.
#[derive(Debug, Clone)]
pub(crate) struct Line {
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

impl TryFrom<Row> for Line {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let trouble = match (row.has_changed > 0, row.locked > 0, row.dead > 0) {
            (true, ..) => Some("Patient says it has changed".to_owned()),
            (false, true, _) => Some("Link locked".to_owned()),
            (false, false, true) => Some("Text not sent".to_owned()),
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
pub(crate) fn cursor(lines: &[Line]) -> Option<String> {
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

/// A list of things to do that can be late, each with what it is ordered and judged by: from when on, or since when.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum ToDo {
    Tell,
    Refer,
    Reach,
    Changed,
}

impl ToDo {
    const fn of(list: CaseList) -> Option<Self> {
        match list {
            CaseList::ToTell => Some(Self::Tell),
            CaseList::ToRefer => Some(Self::Refer),
            CaseList::NotReached => Some(Self::Reach),
            CaseList::Changed => Some(Self::Changed),
            CaseList::WrongPatient
            | CaseList::PhotosArrived
            | CaseList::ToRead
            | CaseList::Drafts
            | CaseList::WithPatient
            | CaseList::WithSpecialist
            | CaseList::AskedForMore
            | CaseList::DoneThisWeek
            | CaseList::All => None,
        }
    }

    /// A time by which it is done, or since which nobody is reached. Answers from before `refer_by` was kept are to be
    /// referred within a day.
    const fn place(self) -> &'static str {
        match self {
            Self::Tell => "c.tell_by",
            Self::Refer => "COALESCE(c.refer_by, c.takes_effect_at + 86400000)",
            Self::Reach => {
                "COALESCE((SELECT MIN(COALESCE(r.locked_at, r.created_at)) FROM photo_requests r
                           WHERE r.case_id = c.id AND r.state = 'locked'),
                          (SELECT MIN(d.done_at) FROM deliveries d WHERE d.case_id = c.id AND d.state = 'dead'), 0)"
            }
            Self::Changed => {
                "COALESCE((SELECT MIN(g.late_at) FROM change_reports g WHERE g.case_id = c.id AND g.done_at IS NULL), 0)"
            }
        }
    }

    /// What is late has its place up to here.
    fn late_up_to(self, now: Timestamp) -> Timestamp {
        match self {
            Self::Tell | Self::Refer | Self::Changed => now,
            // Links lock and texts fail before there is a service, too: by the rules that every service starts with.
            Self::Reach => {
                let rules = ServiceRules::default();
                rules.late_before(now, rules.news.reach_days)
            }
        }
    }

    /// "Late: should have been done by Wed 25 Nov, 17:00".
    fn words(self, place: Timestamp, now: Timestamp) -> Option<String> {
        (place <= self.late_up_to(now)).then(|| match self {
            Self::Tell | Self::Refer | Self::Changed => {
                format!("Late: should have been done by {}", When::at(place).short)
            }
            Self::Reach => format!("Late: nobody reached since {}", When::at(place).short),
        })
    }
}

impl Order {
    const fn column(self) -> (&'static str, &'static str) {
        match self {
            Self::LookFirst | Self::Due => ("c.due_at", "ASC"),
            Self::Answered => ("c.answered_at", "DESC"),
            Self::Changed => ("c.changed_at", "DESC"),
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
    /// Adds `sql`, in which each `?` becomes the placeholder of the next of `values`.
    fn and(&mut self, sql: &'static str, values: impl IntoIterator<Item = Value>) {
        self.and_all(sql, values);
    }

    /// The same for what is put together of such parts.
    fn and_all(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
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
                self.and_all(&format!("({}, c.id) > (?, ?)", to_do.place()), [place, id]);
            }
        }
    }

    async fn page(self, connection: &mut AnyConnection, order: Order, pictures: &str) -> Result<Vec<Line>, Error> {
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
             FROM cases c JOIN practices p ON p.id = c.practice_id JOIN accounts a ON a.id = c.referrer_id
             WHERE {} ORDER BY {band}{place} {direction}, c.id {direction} LIMIT {PAGE})
             SELECT * FROM page ORDER BY {band}place {direction}, id {direction}",
            self.sql
        );
        let query = bind(sqlx::query_as::<Any, Row>(AssertSqlSafe(sql)), self.values);
        query.fetch_all(connection).await?.into_iter().map(Line::try_from).collect()
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
) -> Result<Vec<Line>, Error> {
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
pub(crate) async fn wrong_for_service(connection: &mut AnyConnection, service: ServiceId) -> Result<Vec<Line>, Error> {
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
    let now = || Value::Number(now.as_millisecond());
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
        CaseList::Changed => filter.and(
            "EXISTS (SELECT g.id FROM change_reports g WHERE g.case_id = c.id AND g.done_at IS NULL)",
            [],
        ),
        CaseList::ToRefer => filter.and("c.to_refer = 1 AND c.takes_effect_at <= ?", [now()]),
        CaseList::NotReached => filter.and(
            "c.state NOT IN ('withdrawn', 'wrong_patient') AND (EXISTS (SELECT r.id FROM photo_requests r WHERE r.case_id = c.id AND
                r.state = 'locked')
              OR EXISTS (SELECT d.id FROM deliveries d WHERE d.case_id = c.id AND d.state = 'dead' AND NOT EXISTS
                (SELECT l.id FROM deliveries l WHERE l.case_id = d.case_id AND l.state IN ('done', 'waiting')
                 AND l.idempotency_key NOT LIKE 'answer-stands/%' AND l.created_at > d.created_at)))",
            [],
        ),
        CaseList::ToTell => filter.and(
            "c.news_at IS NULL AND c.tell_by IS NOT NULL AND c.takes_effect_at <= ?
             AND (c.acknowledged_at IS NOT NULL OR c.tell_by <= ?)",
            [now(), now()],
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
) -> Result<Vec<Line>, Error> {
    let mut filter = of_practice(practice, list, now, week);
    let order = ToDo::of(list).map_or(Order::Changed, Order::ToDo);
    filter.after(order, after);
    filter.page(connection, order, KEPT).await
}

/// Why a row of this list is late, in words; None where it is not, or where nothing on the list can be.
pub(crate) fn late(list: CaseList, line: &Line, now: Timestamp) -> Option<String> {
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
    filter.and_all(&format!("{} <= ?", to_do.place()), [up_to]);
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
    filter.and_all(&format!("{} <= ?", to_do.place()), [Value::Number(to_do.late_up_to(now).as_millisecond())]);
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
