use domain::{
    appointments::{AppointmentState, Contacted, Progress},
    conclusion::Conclusion,
    ids::{AccountId, AppointmentId, CaseId, ContactId, FormKey, HubVisitId},
};
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::{
    Tx,
    conclusions::{SAID, said},
    parse,
};
use crate::{Error, clock::from_ms};

/// One appointment, with the names of who booked and ended it.
#[derive(Debug, Clone)]
pub(crate) struct Appointment {
    pub(crate) id: AppointmentId,
    pub(crate) case: CaseId,
    /// The visit to a photography hub that it is a slot of; None where the patient is seen.
    pub(crate) visit: Option<HubVisitId>,
    pub(crate) at: Timestamp,
    pub(crate) place: String,
    /// Whom to call who cannot come; empty where nobody knew one.
    pub(crate) phone: String,
    pub(crate) state: AppointmentState,
    pub(crate) booked_by: AccountId,
    pub(crate) booked_by_name: String,
    pub(crate) booked: Timestamp,
    pub(crate) ended: Option<(String, Timestamp)>,
    /// Somebody of the practice has said that they know that the patient did not come.
    pub(crate) is_noted: bool,
}

#[derive(Debug, FromRow)]
struct Row {
    id: String,
    case_id: String,
    hub_visit_id: Option<String>,
    at: i64,
    place: String,
    phone: String,
    state: String,
    booked_by: String,
    booker: String,
    booked_at: i64,
    ender: Option<String>,
    ended_at: Option<i64>,
    noted_at: Option<i64>,
}

const WHAT: &str = "appointment";

impl TryFrom<Row> for Appointment {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        Ok(Self {
            id: parse(&row.id, WHAT)?,
            case: parse(&row.case_id, WHAT)?,
            visit: row.hub_visit_id.map(|id| parse(&id, WHAT)).transpose()?,
            at: from_ms(row.at),
            place: row.place,
            phone: row.phone,
            state: parse(&row.state, WHAT)?,
            booked_by: parse(&row.booked_by, WHAT)?,
            booked_by_name: row.booker,
            booked: from_ms(row.booked_at),
            ended: row.ender.zip(row.ended_at.map(from_ms)),
            is_noted: row.noted_at.is_some(),
        })
    }
}

const COLUMNS: &str =
    "SELECT a.id, a.case_id, a.hub_visit_id, a.at, a.place, a.phone, a.state, a.booked_by, b.name AS booker, a.booked_at,
    e.name AS ender, a.ended_at, a.noted_at
    FROM appointments a JOIN accounts b ON b.id = a.booked_by LEFT JOIN accounts e ON e.id = a.ended_by";

async fn one(connection: &mut AnyConnection, of: &str, value: String) -> Result<Option<Appointment>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE {of} = $1"));
    let row: Option<Row> = sqlx::query_as(sql).bind(value).fetch_optional(connection).await?;
    row.map(Appointment::try_from).transpose()
}

/// All of a case at which its patient is seen, in the order in which they were booked.
pub(crate) async fn of_case(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<Appointment>, Error> {
    several(connection, "a.case_id = $1 AND a.hub_visit_id IS NULL", case.to_string()).await
}

/// The slots of every visit of a case to a photography hub, in that order.
pub(crate) async fn slots_of_case(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<Appointment>, Error> {
    several(connection, "a.case_id = $1 AND a.hub_visit_id IS NOT NULL", case.to_string()).await
}

/// The slots of one.
pub(crate) async fn of_visit(connection: &mut AnyConnection, visit: HubVisitId) -> Result<Vec<Appointment>, Error> {
    several(connection, "a.hub_visit_id = $1", visit.to_string()).await
}

async fn several(connection: &mut AnyConnection, of: &str, value: String) -> Result<Vec<Appointment>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{COLUMNS} WHERE {of} ORDER BY a.booked_at, a.id"));
    let rows: Vec<Row> = sqlx::query_as(sql).bind(value).fetch_all(connection).await?;
    rows.into_iter().map(Appointment::try_from).collect()
}

pub(crate) async fn get(connection: &mut AnyConnection, id: AppointmentId) -> Result<Option<Appointment>, Error> {
    one(connection, "a.id", id.to_string()).await
}

/// What was booked by the form with this key.
pub(crate) async fn by_key(connection: &mut AnyConnection, key: FormKey) -> Result<Option<Appointment>, Error> {
    one(connection, "a.request_key", key.to_string()).await
}

/// Keeps a new one.
pub(crate) async fn insert(tx: &mut Tx, key: FormKey, it: &Appointment) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO appointments (id, case_id, at, place, phone, state, booked_by, booked_at, request_key, hub_visit_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(it.id.to_string())
    .bind(it.case.to_string())
    .bind(it.at.as_millisecond())
    .bind(&it.place)
    .bind(&it.phone)
    .bind(it.state.as_str())
    .bind(it.booked_by.to_string())
    .bind(it.booked.as_millisecond())
    .bind(key.to_string())
    .bind(it.visit.map(|visit| visit.to_string()))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Says what came of it; false where that was said already.
pub(crate) async fn end(
    tx: &mut Tx,
    id: AppointmentId,
    state: AppointmentState,
    by: AccountId,
    now: Timestamp,
) -> Result<bool, Error> {
    let sql = "UPDATE appointments SET state = $2, ended_by = $3, ended_at = $4 WHERE id = $1 AND state = 'booked'";
    let query = sqlx::query(sql).bind(id.to_string()).bind(state.as_str()).bind(by.to_string());
    Ok(query.bind(now.as_millisecond()).execute(&mut **tx).await?.rows_affected() == 1)
}

/// Says that the practice knows that its patient did not come; false where that was said already.
pub(crate) async fn note(tx: &mut Tx, id: AppointmentId, by: AccountId, now: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE appointments SET noted_by = $2, noted_at = $3
               WHERE id = $1 AND state = 'did_not_attend' AND noted_at IS NULL";
    let query = sqlx::query(sql).bind(id.to_string()).bind(by.to_string()).bind(now.as_millisecond());
    Ok(query.execute(&mut **tx).await?.rows_affected() == 1)
}

/// One try to reach a patient.
#[derive(Debug, Clone)]
pub(crate) struct Contact {
    pub(crate) case: CaseId,
    pub(crate) account: AccountId,
    pub(crate) name: String,
    pub(crate) contacted: Contacted,
    pub(crate) note: String,
    pub(crate) at: Timestamp,
}

#[derive(Debug, FromRow)]
struct ContactRow {
    case_id: String,
    account_id: String,
    name: String,
    contacted: String,
    note: String,
    at: i64,
}

impl TryFrom<ContactRow> for Contact {
    type Error = Error;

    fn try_from(row: ContactRow) -> Result<Self, Error> {
        Ok(Self {
            case: parse(&row.case_id, "contact")?,
            account: parse(&row.account_id, "contact")?,
            name: row.name,
            contacted: parse(&row.contacted, "contact")?,
            note: row.note,
            at: from_ms(row.at),
        })
    }
}

const CONTACT: &str = "SELECT c.case_id, c.account_id, a.name, c.contacted, c.note, c.at FROM contacts c JOIN accounts a ON a.id = c.account_id";

/// All of a case, oldest first.
pub(crate) async fn contacts(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<Contact>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{CONTACT} WHERE c.case_id = $1 ORDER BY c.at, c.id"));
    let rows: Vec<ContactRow> = sqlx::query_as(sql).bind(case.to_string()).fetch_all(connection).await?;
    rows.into_iter().map(Contact::try_from).collect()
}

/// What was noted by the form with this key.
pub(crate) async fn contact_by_key(connection: &mut AnyConnection, key: FormKey) -> Result<Option<Contact>, Error> {
    let sql = sqlx::AssertSqlSafe(format!("{CONTACT} WHERE c.request_key = $1"));
    let row: Option<ContactRow> = sqlx::query_as(sql).bind(key.to_string()).fetch_optional(connection).await?;
    row.map(Contact::try_from).transpose()
}

/// Keeps a try; `asks_practice` where it is one too many in vain.
pub(crate) async fn insert_contact(
    tx: &mut Tx,
    id: ContactId,
    key: FormKey,
    it: &Contact,
    asks_practice: bool,
) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO contacts (id, case_id, account_id, contacted, note, at, asks_practice, request_key)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8)",
    )
    .bind(id.to_string())
    .bind(it.case.to_string())
    .bind(it.account.to_string())
    .bind(it.contacted.as_str())
    .bind(&it.note)
    .bind(it.at.as_millisecond())
    .bind(i64::from(asks_practice))
    .bind(key.to_string())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// The patient was reached, or an appointment was booked: what was tried before counts no longer.
pub(crate) async fn settle_contacts(tx: &mut Tx, case: CaseId, now: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE contacts SET settled_at = $2 WHERE case_id = $1 AND settled_at IS NULL";
    sqlx::query(sql).bind(case.to_string()).bind(now.as_millisecond()).execute(&mut **tx).await?;
    Ok(())
}

/// The practice has answered: it is asked no longer, until the next call in vain.
pub(crate) async fn ask_no_longer(tx: &mut Tx, case: CaseId) -> Result<(), Error> {
    let sql = "UPDATE contacts SET asks_practice = 0 WHERE case_id = $1 AND settled_at IS NULL";
    sqlx::query(sql).bind(case.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// What [`progress`] reads, of a case called `c`: when the appointment is that stands (NULL without one), calls in vain,
/// letters, and appointments missed.
pub(super) const PROGRESS: &str = "(SELECT a.at FROM appointments a WHERE a.case_id = c.id AND a.hub_visit_id IS NULL
     AND a.state = 'booked') AS booked,
    (SELECT COUNT(*) FROM contacts k WHERE k.case_id = c.id AND k.settled_at IS NULL
     AND k.contacted IN ('no_answer', 'left_message', 'wrong_number')) AS tries,
    (SELECT COUNT(*) FROM contacts k WHERE k.case_id = c.id AND k.settled_at IS NULL AND k.contacted = 'letter') AS letters,
    (SELECT COUNT(*) FROM appointments a WHERE a.case_id = c.id AND a.hub_visit_id IS NULL
     AND a.state = 'did_not_attend') AS missed";

/// As [`PROGRESS`] reads it.
pub(super) fn progress((booked, tries, letters, missed): (Option<i64>, i64, i64, i64)) -> Progress {
    let count = |count| u32::try_from(count).unwrap_or(u32::MAX);
    Progress { booked: booked.map(from_ms), tries: count(tries), letters: count(letters), missed: count(missed) }
}

/// How far a case has come on the way to its appointment, and what its service has said came of it.
pub(crate) async fn progress_of(connection: &mut AnyConnection, case: CaseId) -> Result<(Progress, Conclusion), Error> {
    let sql = sqlx::AssertSqlSafe(format!("SELECT {PROGRESS}, {SAID} FROM cases c WHERE c.id = $1"));
    let query = sqlx::query_as(sql).bind(case.to_string());
    let (booked, tries, letters, missed, concluded) = query.fetch_one(connection).await?;
    Ok((progress((booked, tries, letters, missed)), said(concluded)?))
}
