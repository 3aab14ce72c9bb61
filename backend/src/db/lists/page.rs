//! One page of any list, and what it is cut from.

use std::sync::Arc;

use domain::{
    case::{Filled, State},
    ids::CaseId,
    policy::Policy,
    tasks::TaskKind,
};
use jiff::Timestamp;
use sqlx::{Any, AnyConnection, AssertSqlSafe, FromRow, query::QueryAs};

use super::super::{
    from_json, parse,
    policies::{OF_CASE, Policies},
    questionnaires::Versions,
    tasks::{DEAD, LOCKED, NEVER},
};
use crate::{Error, clock::from_ms};

/// Rows on a page.
pub(super) const PAGE: u8 = 50;

/// Counts stop here: nobody reads a larger one, and it would have to be counted.
pub(super) const COUNTED_UP_TO: u32 = 1_000;

/// Which pictures a practice is shown, and which a service.
pub(super) const KEPT: &str = "i.removed_at IS NULL";
pub(super) const SENT: &str = "i.removed_at IS NULL AND i.sent_at IS NOT NULL";

/// One row of any list.
#[derive(Debug, Clone)]
pub(crate) struct ListedCase {
    pub(crate) id: CaseId,
    pub(crate) state: State,
    pub(crate) draft: Filled,
    pub(crate) practice: String,
    pub(crate) referrer: String,
    pub(crate) changed: Timestamp,
    /// What it lives by where it waits for more; the defaults else.
    pub(crate) rules: Arc<Policy>,
    /// Why nobody reaches the patient.
    pub(crate) trouble: Option<String>,
    /// Something became of its answer that the practice has not read.
    pub(crate) amended: bool,
    /// It asks again about a problem that was asked about before.
    pub(crate) asks_again: bool,
    pub(crate) images: u32,
    /// The picture that stands for the case: the newest close-up, or the newest.
    pub(crate) picture: Option<String>,
    /// Whether it belongs to those that are looked at first.
    pub(crate) first: bool,
    /// Of a list of tasks: which one it is.
    pub(crate) task: Option<ListedTask>,
    /// Where a page after this row starts.
    cursor: String,
}

/// What is to be done about a case of a list.
#[derive(Debug, Clone, Copy)]
pub(crate) struct ListedTask {
    pub(crate) kind: TaskKind,
    pub(crate) since: Timestamp,
    /// Late from then on; `Timestamp::MAX` where never.
    pub(crate) due: Timestamp,
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
    asks_again: i64,
    images: i64,
    picture: Option<String>,
    first: i64,
    task: String,
    since_at: i64,
    due_at: i64,
    k0: i64,
    k1: i64,
    k2: i64,
}

impl ListedCase {
    async fn of(
        row: Row,
        connection: &mut AnyConnection,
        (versions, policies): &mut (Versions, Policies),
    ) -> Result<Self, Error> {
        let trouble = match (row.has_changed > 0, row.locked > 0, row.dead > 0) {
            (true, ..) => Some("Patient says it has changed".to_owned()),
            (false, true, _) => Some("Link locked".to_owned()),
            (false, false, true) => Some("Text did not arrive".to_owned()),
            (false, false, false) => None,
        };
        let task = (!row.task.is_empty()).then(|| {
            let due = if row.due_at == NEVER { Timestamp::MAX } else { from_ms(row.due_at) };
            Ok::<_, Error>(ListedTask { kind: parse(&row.task, "task")?, since: from_ms(row.since_at), due })
        });
        let task = task.transpose()?;
        Ok(Self {
            // Only what waits for more asks for them.
            rules: policies.read(row.rules)?,
            trouble,
            amended: row.amended_unread == 1,
            id: parse(&row.id, "case")?,
            state: from_json(&row.state_detail, "state")?,
            draft: versions.fill(connection, from_json(&row.draft, "draft")?).await?,
            practice: row.practice,
            referrer: row.referrer,
            changed: from_ms(row.changed_at),
            asks_again: row.asks_again == 1,
            images: u32::try_from(row.images).unwrap_or(u32::MAX),
            picture: row.picture,
            first: row.first == 0,
            task,
            cursor: format!("{}.{}.{}.{}", row.k0, row.k1, row.k2, row.id),
        })
    }
}

/// Where the next page starts, if there may be one: a full page ends with its last row's place.
pub(crate) fn cursor(lines: &[ListedCase]) -> Option<String> {
    let last = lines.last()?;
    (lines.len() == usize::from(PAGE)).then(|| last.cursor.clone())
}

/// What a page is cut from and ordered by, each over an index.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Order {
    /// What is looked at first, and in each band what is due first.
    LookFirst,
    Due,
    /// The newest answer on top.
    Answered,
    /// The newest change on top.
    Changed,
    /// Tasks: in each band what is due first, so that what is late stands before what is not.
    Task,
    /// Tasks of one band, the newest on top.
    NewestTask,
    /// Tasks of any kind, what is due first on top.
    NextTask,
}

impl Order {
    const fn columns(self) -> &'static [&'static str] {
        match self {
            Self::LookFirst => &["c.band", "c.due_at"],
            Self::Due => &["c.due_at"],
            Self::Answered => &["c.answered_at"],
            Self::Changed => &["c.changed_at"],
            Self::Task | Self::NewestTask => &["t.band", "t.due_at", "t.since_at"],
            Self::NextTask => &["t.due_at"],
        }
    }

    /// Ascending, and after a row whose columns are smaller.
    const fn direction(self) -> (&'static str, &'static str) {
        match self {
            Self::LookFirst | Self::Due | Self::Task | Self::NextTask => ("ASC", ">"),
            Self::Answered | Self::Changed | Self::NewestTask => ("DESC", "<"),
        }
    }

    const fn is_of_tasks(self) -> bool {
        match self {
            Self::Task | Self::NewestTask | Self::NextTask => true,
            Self::LookFirst | Self::Due | Self::Answered | Self::Changed => false,
        }
    }

    const fn id(self) -> &'static str {
        if self.is_of_tasks() { "t.case_id" } else { "c.id" }
    }

    /// As ORDER BY has it.
    fn sql(self) -> String {
        let (direction, _) = self.direction();
        let columns = self.columns().iter().copied().chain([self.id()]);
        columns.map(|column| format!("{column} {direction}")).collect::<Vec<_>>().join(", ")
    }
}

/// A condition with the values it binds, in the order of their placeholders.
#[derive(Debug, Clone, Default)]
pub(super) struct Filter {
    sql: String,
    values: Vec<Value>,
}

#[derive(Debug, Clone)]
pub(super) enum Value {
    Text(String),
    Number(i64),
}

impl Filter {
    /// Adds `sql`, in which each `?` stands for the next of `values`. It is put together of texts of this folder alone.
    pub(super) fn and(&mut self, sql: &str, values: impl IntoIterator<Item = Value>) {
        if !self.sql.is_empty() {
            self.sql.push_str(" AND ");
        }
        self.sql.push_str(sql);
        self.values.extend(values);
    }

    /// What begins a page of cases that are in one of several parts, each of which is read from an index of its own: the
    /// first rows of each hold the first rows of all. No case is in two.
    pub(super) fn first_of(parts: Vec<Self>, order: Order, rows: u8) -> Self {
        let first = |(number, part): (usize, &Self)| {
            let (sql, order) = (&part.sql, order.sql());
            format!(
                "SELECT id FROM (SELECT c.id FROM cases c WHERE {sql} ORDER BY {order} LIMIT {rows}) AS part{number}"
            )
        };
        let firsts: Vec<String> = parts.iter().enumerate().map(first).collect();
        let mut all = Self::default();
        all.and(&format!("c.id IN ({})", firsts.join(" UNION ALL ")), parts.into_iter().flat_map(|part| part.values));
        all
    }

    /// Starts after the row whose cursor this is, in `order`; one that is no cursor starts at the beginning.
    pub(super) fn after(&mut self, order: Order, cursor: Option<&str>) {
        let parts: Option<Vec<&str>> = cursor.map(|cursor| cursor.splitn(4, '.').collect());
        let Some([k0, k1, k2, id]) = parts.as_deref() else { return };
        let (Ok(k0), Ok(k1), Ok(k2), Ok(id)) = (k0.parse(), k1.parse(), k2.parse(), id.parse::<CaseId>()) else {
            return;
        };
        let columns = order.columns();
        let keys = [k0, k1, k2].into_iter().take(columns.len()).map(Value::Number);
        let places = "?, ".repeat(columns.len());
        let (_, beyond) = order.direction();
        let sql = format!("({}, {}) {beyond} ({places}?)", columns.join(", "), order.id());
        self.and(&sql, keys.chain([Value::Text(id.to_string())]));
    }

    pub(super) async fn page(
        self,
        connection: &mut AnyConnection,
        order: Order,
        pictures: &str,
        rows: u8,
    ) -> Result<Vec<ListedCase>, Error> {
        let (direction, _) = order.direction();
        let columns = order.columns();
        let keys: String = (0..3)
            .map(|index| format!("{} AS k{index}, ", columns.get(index).unwrap_or(&"CAST(0 AS BIGINT)")))
            .collect();
        let (task, from) = if order.is_of_tasks() {
            ("t.kind AS task, t.since_at, t.due_at", "tasks t JOIN cases c ON c.id = t.case_id")
        } else {
            let none = "'' AS task, CAST(0 AS BIGINT) AS since_at, CAST(0 AS BIGINT) AS due_at";
            (none, "cases c")
        };
        // Only a practice reaches patients.
        let trouble = if order.is_of_tasks() || order == Order::Changed {
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
             SELECT c.id, c.state_detail, c.draft, p.name AS practice, a.name AS referrer, c.changed_at, c.band AS first,
                    c.amended_unread, CASE WHEN c.first_id IS NULL THEN 0 ELSE 1 END AS asks_again, {keys}{task},
                    CASE WHEN c.state = 'paused' THEN {OF_CASE} END AS rules,
                    {trouble},
                    (SELECT COUNT(*) FROM images i WHERE i.case_id = c.id AND {pictures}) AS images,
                    (SELECT i.id FROM images i WHERE i.case_id = c.id AND {pictures}
                     ORDER BY CASE i.view WHEN 'close_up' THEN 0 ELSE 1 END, i.received_at DESC LIMIT 1) AS picture
             FROM {from} JOIN organisations p ON p.id = c.practice_id JOIN accounts a ON a.id = c.referrer_id
             WHERE {} ORDER BY {} LIMIT {rows})
             SELECT * FROM page ORDER BY k0 {direction}, k1 {direction}, k2 {direction}, id {direction}",
            numbered(&self.sql),
            order.sql()
        );
        let query = bind(sqlx::query_as::<Any, Row>(AssertSqlSafe(sql)), self.values);
        let rows = query.fetch_all(&mut *connection).await?;
        let (mut lines, mut read) = (Vec::with_capacity(rows.len()), (Versions::default(), Policies::default()));
        for row in rows {
            lines.push(ListedCase::of(row, connection, &mut read).await?);
        }
        Ok(lines)
    }

    /// How many there are, up to 1,000. `from` is what it looks at: "cases c", "tasks t".
    pub(super) async fn count(self, connection: &mut AnyConnection, from: &str) -> Result<u32, Error> {
        Self::count_all(vec![self], connection, from).await
    }

    /// The same of several parts together.
    pub(super) async fn count_all(parts: Vec<Self>, connection: &mut AnyConnection, from: &str) -> Result<u32, Error> {
        let some = |(number, part): (usize, &Self)| {
            let sql = &part.sql;
            format!("SELECT one FROM (SELECT 1 AS one FROM {from} WHERE {sql} LIMIT {COUNTED_UP_TO}) AS part{number}")
        };
        let all: Vec<String> = parts.iter().enumerate().map(some).collect();
        let sql = numbered(&format!("SELECT COUNT(*) FROM ({}) AS counted", all.join(" UNION ALL ")));
        let values = parts.into_iter().flat_map(|part| part.values).collect();
        let (count,): (i64,) = bind(sqlx::query_as(AssertSqlSafe(sql)), values).fetch_one(connection).await?;
        Ok(u32::try_from(count).map_or(COUNTED_UP_TO, |count| count.min(COUNTED_UP_TO)))
    }
}

/// With a numbered placeholder for each `?`.
fn numbered(sql: &str) -> String {
    let mut parts = sql.split('?');
    let first = parts.next().unwrap_or_default().to_owned();
    parts.zip(1..).fold(first, |sql, (part, number)| format!("{sql}${number}{part}"))
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
