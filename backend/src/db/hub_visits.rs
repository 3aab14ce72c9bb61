//! Visits to photography hubs.

use domain::{
    case::{Filled, Party},
    hub::{Asked, HubEnd, Record},
    ids::{AccountId, CaseId, FormKey, HubVisitId, OrganisationId},
    pathway::looks_first,
    tasks::HubFacts,
};
use jiff::Timestamp;
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Tx, from_json, parse, questionnaires::Versions, to_json};
use crate::{Error, clock::from_ms};

/// One visit, with the names of who asked for it and who ended it.
#[derive(Debug, Clone)]
pub(crate) struct HubVisit {
    pub(crate) id: HubVisitId,
    pub(crate) case: CaseId,
    pub(crate) hub: OrganisationId,
    pub(crate) hub_name: String,
    pub(crate) hub_phone: String,
    pub(crate) asked_by: AccountId,
    pub(crate) asker: String,
    pub(crate) party: Party,
    pub(crate) asked_at: Timestamp,
    pub(crate) asked: Asked,
    pub(crate) version: i64,
    pub(crate) arrived: Option<Timestamp>,
    pub(crate) record: Record,
    pub(crate) ended: Option<(HubEnd, String, Timestamp)>,
    /// Somebody of the practice has said that they know that it brought no pictures.
    pub(crate) is_noted: bool,
}

#[derive(Debug, FromRow)]
struct Row {
    id: String,
    case_id: String,
    hub_id: String,
    hub: String,
    hub_phone: String,
    asked_by: String,
    asker: String,
    party: String,
    asked_at: i64,
    asked: String,
    version: i64,
    arrived_at: Option<i64>,
    record: String,
    ended: Option<String>,
    ender: Option<String>,
    ended_at: Option<i64>,
    noted_at: Option<i64>,
}

const WHAT: &str = "visit to a hub";

impl TryFrom<Row> for HubVisit {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        let end: Option<HubEnd> = row.ended.map(|end| parse(&end, WHAT)).transpose()?;
        Ok(Self {
            id: parse(&row.id, WHAT)?,
            case: parse(&row.case_id, WHAT)?,
            hub: parse(&row.hub_id, WHAT)?,
            hub_name: row.hub,
            hub_phone: row.hub_phone,
            asked_by: parse(&row.asked_by, WHAT)?,
            asker: row.asker,
            party: parse(&row.party, WHAT)?,
            asked_at: from_ms(row.asked_at),
            asked: from_json(&row.asked, WHAT)?,
            version: row.version,
            arrived: row.arrived_at.map(from_ms),
            record: from_json(&row.record, WHAT)?,
            ended: end.zip(row.ended_at).map(|(end, at)| (end, row.ender.unwrap_or_default(), from_ms(at))),
            is_noted: row.noted_at.is_some(),
        })
    }
}

const COLUMNS: &str =
    "SELECT v.id, v.case_id, v.hub_id, h.name AS hub, h.phone AS hub_phone, v.asked_by, a.name AS asker, v.party,
    v.asked_at, v.asked, v.version, v.arrived_at, v.record, v.ended, e.name AS ender, v.ended_at, v.noted_at
    FROM hub_visits v JOIN organisations h ON h.id = v.hub_id JOIN accounts a ON a.id = v.asked_by
    LEFT JOIN accounts e ON e.id = v.ended_by";

async fn one(connection: &mut AnyConnection, of: &str, value: String) -> Result<Option<HubVisit>, Error> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE {of}"));
    let row: Option<Row> = sqlx::query_as(sql).bind(value).fetch_optional(connection).await?;
    row.map(HubVisit::try_from).transpose()
}

/// All of a case, the oldest first.
pub(crate) async fn of_case(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<HubVisit>, Error> {
    let sql = AssertSqlSafe(format!("{COLUMNS} WHERE v.case_id = $1 ORDER BY v.asked_at, v.id"));
    let rows: Vec<Row> = sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?;
    rows.into_iter().map(HubVisit::try_from).collect()
}

/// The one of a case that is open.
pub(crate) async fn open_of(connection: &mut AnyConnection, case: CaseId) -> Result<Option<HubVisit>, Error> {
    one(connection, "v.case_id = $1 AND v.ended IS NULL", case.to_string()).await
}

/// Where that is, and nothing more of it.
pub(crate) async fn at_hub(
    connection: &mut AnyConnection,
    case: CaseId,
    hub: OrganisationId,
) -> Result<Option<HubVisitId>, Error> {
    let sql = "SELECT id FROM hub_visits WHERE case_id = $1 AND hub_id = $2 AND ended IS NULL";
    let query = sqlx::query_scalar(sql).bind(case.to_string()).bind(hub.to_string());
    let id: Option<String> = query.fetch_optional(connection).await?;
    id.map(|id| parse(&id, WHAT)).transpose()
}

pub(crate) async fn get(connection: &mut AnyConnection, id: HubVisitId) -> Result<Option<HubVisit>, Error> {
    one(connection, "v.id = $1", id.to_string()).await
}

/// What was asked for by the form with this key.
pub(crate) async fn by_key(connection: &mut AnyConnection, key: FormKey) -> Result<Option<HubVisit>, Error> {
    one(connection, "v.request_key = $1", key.to_string()).await
}

/// A visit that is asked for.
#[derive(Debug)]
pub(crate) struct NewVisit<'a> {
    pub(crate) id: HubVisitId,
    pub(crate) case: CaseId,
    pub(crate) hub: OrganisationId,
    pub(crate) by: AccountId,
    pub(crate) party: Party,
    pub(crate) asked: &'a Asked,
    pub(crate) key: FormKey,
}

pub(crate) async fn insert(tx: &mut Tx, new: &NewVisit<'_>, now: Timestamp) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO hub_visits (id, case_id, hub_id, asked_by, party, asked_at, asked, version, record, request_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, 1, '{}', $8)",
    )
    .bind(new.id.to_string())
    .bind(new.case.to_string())
    .bind(new.hub.to_string())
    .bind(new.by.to_string())
    .bind(new.party.as_str())
    .bind(now.as_millisecond())
    .bind(to_json(new.asked)?)
    .bind(new.key.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Keeps what was noted at a visit, as its next version.
pub(crate) async fn save(tx: &mut Tx, visit: &mut HubVisit) -> Result<(), Error> {
    visit.version += 1;
    let sql = "UPDATE hub_visits SET version = $2, arrived_at = $3, record = $4 WHERE id = $1";
    sqlx::query(sql)
        .bind(visit.id.to_string())
        .bind(visit.version)
        .bind(visit.arrived.map(Timestamp::as_millisecond))
        .bind(to_json(&visit.record)?)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Says how it ended; false where that was said already. `by` is None where its time was over.
pub(crate) async fn end(
    tx: &mut Tx,
    id: HubVisitId,
    end: HubEnd,
    by: Option<AccountId>,
    now: Timestamp,
) -> Result<bool, Error> {
    let sql = "UPDATE hub_visits SET ended = $2, ended_by = $3, ended_at = $4, version = version + 1
               WHERE id = $1 AND ended IS NULL";
    let query = sqlx::query(sql).bind(id.to_string()).bind(end.as_str()).bind(by.map(|by| by.to_string()));
    Ok(query.bind(now.as_millisecond()).execute(&mut **tx).await?.rows_affected() == 1)
}

/// Says that the practice knows that it brought no pictures; false where that was said already.
pub(crate) async fn note(tx: &mut Tx, id: HubVisitId, by: AccountId, now: Timestamp) -> Result<bool, Error> {
    let sql =
        "UPDATE hub_visits SET noted_by = $2, noted_at = $3 WHERE id = $1 AND ended IS NOT NULL AND noted_at IS NULL";
    let query = sqlx::query(sql).bind(id.to_string()).bind(by.to_string()).bind(now.as_millisecond());
    Ok(query.execute(&mut **tx).await?.rows_affected() == 1)
}

/// A visit on its hub's list.
#[derive(Debug)]
pub(crate) struct ListedVisit {
    pub(crate) case: CaseId,
    pub(crate) draft: Filled,
    pub(crate) practice: String,
    pub(crate) is_urgent: bool,
    pub(crate) arrived: Option<Timestamp>,
    pub(crate) record: Record,
    pub(crate) slot: Option<Timestamp>,
    pub(crate) missed: u32,
    /// Of its open task.
    pub(crate) due: Timestamp,
}

#[derive(Debug, FromRow)]
struct ListedRow {
    id: String,
    draft: String,
    practice: String,
    arrived_at: Option<i64>,
    record: String,
    slot: Option<i64>,
    missed: i64,
    due_at: i64,
}

/// Those that are open at a hub, at most so many as it could ever take.
pub(crate) async fn open_at(connection: &mut AnyConnection, hub: OrganisationId) -> Result<Vec<ListedVisit>, Error> {
    let sql = "SELECT c.id, c.draft, p.name AS practice, v.arrived_at, v.record, t.due_at,
                      (SELECT s.at FROM appointments s WHERE s.hub_visit_id = v.id AND s.state = 'booked') AS slot,
                      (SELECT COUNT(*) FROM appointments s WHERE s.hub_visit_id = v.id AND s.state = 'did_not_attend') AS missed
               FROM hub_visits v JOIN cases c ON c.id = v.case_id JOIN organisations p ON p.id = c.practice_id
               JOIN tasks t ON t.case_id = c.id AND t.kind IN ('book_hub', 'photograph') AND t.closed_at IS NULL
               WHERE v.hub_id = $1 AND v.ended IS NULL ORDER BY v.asked_at, v.id LIMIT 1000";
    let rows: Vec<ListedRow> = sqlx::query_as(sql).bind(hub.to_string()).fetch_all(&mut *connection).await?;
    let mut versions = Versions::default();
    let mut listed = Vec::with_capacity(rows.len());
    for row in rows {
        let draft = versions.fill(connection, from_json(&row.draft, "draft")?).await?;
        listed.push(ListedVisit {
            case: parse(&row.id, "case")?,
            is_urgent: looks_first(&draft.findings()),
            draft,
            practice: row.practice,
            arrived: row.arrived_at.map(from_ms),
            record: from_json(&row.record, WHAT)?,
            slot: row.slot.map(from_ms),
            missed: u32::try_from(row.missed).unwrap_or(u32::MAX),
            due: from_ms(row.due_at),
        });
    }
    Ok(listed)
}

/// How many are open at a hub.
pub(crate) async fn count_open(connection: &mut AnyConnection, hub: OrganisationId) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) FROM hub_visits WHERE hub_id = $1 AND ended IS NULL";
    Ok(sqlx::query_scalar(sql).bind(hub.to_string()).fetch_one(connection).await?)
}

/// What [`AtHubs`] reads, of a case called `c`.
pub(super) const AT_HUBS: &str =
    "(SELECT v.asked_at FROM hub_visits v WHERE v.case_id = c.id AND v.ended IS NULL) AS hub_open,
    (SELECT v.arrived_at FROM hub_visits v WHERE v.case_id = c.id AND v.ended IS NULL) AS hub_arrived,
    (SELECT MAX(s.ended_at) FROM appointments s JOIN hub_visits v ON v.id = s.hub_visit_id
     WHERE v.case_id = c.id AND v.ended IS NULL AND s.state NOT IN ('booked', 'attended')) AS hub_fell_through,
    (SELECT MAX(s.at) FROM appointments s WHERE s.case_id = c.id AND s.hub_visit_id IS NOT NULL AND s.state = 'booked')
        AS hub_slot,
    (SELECT MAX(s.booked_at) FROM appointments s WHERE s.case_id = c.id AND s.hub_visit_id IS NOT NULL
     AND s.state = 'booked') AS hub_booked,
    (SELECT MIN(v.ended_at) FROM hub_visits v WHERE v.case_id = c.id AND v.noted_at IS NULL
     AND v.ended IN ('refused', 'not_possible', 'did_not_attend', 'called_off')) AS hub_in_vain,
    (SELECT MIN(v.ended_at) FROM hub_visits v WHERE v.case_id = c.id AND v.ended = 'done'
     AND EXISTS (SELECT i.id FROM images i WHERE i.hub_visit_id = v.id AND i.removed_at IS NULL AND i.sent_at IS NULL))
        AS hub_photos";

/// How a case's visits stand, for its tasks.
#[derive(Debug, FromRow)]
pub(super) struct AtHubs {
    hub_open: Option<i64>,
    hub_arrived: Option<i64>,
    hub_fell_through: Option<i64>,
    hub_slot: Option<i64>,
    hub_booked: Option<i64>,
    hub_in_vain: Option<i64>,
    hub_photos: Option<i64>,
}

impl AtHubs {
    pub(super) fn facts(&self) -> HubFacts {
        let at = |ms: Option<i64>| ms.map(from_ms);
        HubFacts {
            open: at(self.hub_open),
            fell_through: at(self.hub_fell_through),
            booked: at(self.hub_slot).zip(at(self.hub_booked)),
            arrived: at(self.hub_arrived),
            in_vain: at(self.hub_in_vain),
            photos_since: at(self.hub_photos),
        }
    }
}
