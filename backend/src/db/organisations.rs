use std::collections::HashMap;

use domain::{
    ids::{OrganisationId, PracticeId, ServiceId},
    organisation::OrganisationKind,
    photo_request::PhotoRequestRules,
    policy::{Edition, Policy},
};
use jiff::{SignedDuration, Timestamp};
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Tx, from_json, of_ids, parse, policies, to_json};
use crate::Error;

/// A practice, as its patients know it.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Practice {
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) hours: String,
}

/// A service and what it promises and offers now.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    pub(crate) id: ServiceId,
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) hours: String,
    pub(crate) rules: Policy,
    /// Which edition that is; None until it was carried over.
    pub(crate) edition: Option<i64>,
}

/// An organisation as it is made.
#[derive(Debug, Clone)]
pub(crate) struct OrganisationDraft {
    pub(crate) id: OrganisationId,
    pub(crate) kind: OrganisationKind,
    pub(crate) ods_code: Option<String>,
    pub(crate) parent: Option<OrganisationId>,
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) hours: String,
}

/// False when its ODS code is another's already.
pub(crate) async fn insert(tx: &mut Tx, new: &OrganisationDraft, now: Timestamp) -> Result<bool, Error> {
    let sql = "INSERT INTO organisations (id, kind, ods_code, parent_id, name, phone, opened_at, hours)
               VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (ods_code) DO NOTHING";
    let done = sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(new.kind.as_str())
        .bind(&new.ods_code)
        .bind(new.parent.map(|id| id.to_string()))
        .bind(&new.name)
        .bind(&new.phone)
        .bind(now.as_millisecond())
        .bind(&new.hours)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// What is known of it is as in `row` from now on; false when its ODS code is another's already.
pub(crate) async fn update(tx: &mut Tx, row: &OrganisationDraft) -> Result<bool, Error> {
    let sql = "UPDATE organisations SET ods_code = $2, parent_id = $3, name = $4, phone = $5, hours = $6
               WHERE id = $1 AND NOT EXISTS (SELECT 1 FROM organisations o WHERE o.ods_code = $2 AND o.id <> $1)";
    let done = sqlx::query(sql)
        .bind(row.id.to_string())
        .bind(&row.ods_code)
        .bind(row.parent.map(|id| id.to_string()))
        .bind(&row.name)
        .bind(&row.phone)
        .bind(&row.hours)
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The one that it belongs to.
pub(crate) async fn parent(tx: &mut Tx, id: OrganisationId) -> Result<Option<OrganisationId>, Error> {
    let sql = "SELECT parent_id FROM organisations WHERE id = $1";
    let parent: Option<Option<String>> = sqlx::query_scalar(sql).bind(id.to_string()).fetch_optional(&mut **tx).await?;
    parent.flatten().map(|id| parse(&id, "organisation")).transpose()
}

/// The names of several.
pub(crate) async fn names(
    connection: &mut AnyConnection,
    ids: &[OrganisationId],
) -> Result<HashMap<OrganisationId, String>, Error> {
    let sql = "SELECT id, name FROM organisations WHERE id IN (?)";
    let rows: Vec<(String, String)> = of_ids(connection, sql, ids).await?;
    rows.into_iter().map(|(id, name)| Ok((parse(&id, "organisation")?, name))).collect()
}

/// What only a practice has: that cases refer to it. Name and telephone number are read from the organisation.
pub(crate) async fn insert_practice(tx: &mut Tx, id: PracticeId, practice: &Practice) -> Result<(), Error> {
    sqlx::query("INSERT INTO practices (id, name, phone) VALUES ($1, $2, $3)")
        .bind(id.to_string())
        .bind(&practice.name)
        .bind(&practice.phone)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(crate) async fn practice(connection: &mut AnyConnection, id: PracticeId) -> Result<Practice, Error> {
    let sql = "SELECT name, phone, hours FROM organisations WHERE id = $1 AND kind = 'practice'";
    sqlx::query_as(sql).bind(id.to_string()).fetch_optional(connection).await?.ok_or(Error::NotFound)
}

pub(crate) async fn insert_service(
    tx: &mut Tx,
    id: ServiceId,
    name: &str,
    policy: Policy,
    now: Timestamp,
) -> Result<(), Error> {
    sqlx::query("INSERT INTO services (id, name, rules) VALUES ($1, $2, $3)")
        .bind(id.to_string())
        .bind(name)
        .bind(to_json(&policy)?)
        .execute(&mut **tx)
        .await?;
    // It has held from the beginning, whenever that was: a demonstration's past is made afterwards.
    let first = Edition { number: 1, policy, from: Timestamp::UNIX_EPOCH };
    policies::insert(tx, id, &first, None, now).await?;
    Ok(())
}

/// A service with the edition of its policy that holds, $1 being now.
pub(super) const SERVICE: &str =
    "SELECT s.id, o.name, o.phone, o.hours, COALESCE(e.policy, s.rules) AS rules, e.edition
    FROM services s JOIN organisations o ON o.id = s.id LEFT JOIN policies e ON e.service_id = s.id
    AND e.edition = (SELECT MAX(h.edition) FROM policies h WHERE h.service_id = s.id AND h.from_at <= $1)";

pub(crate) async fn service(
    connection: &mut AnyConnection,
    id: ServiceId,
    now: Timestamp,
) -> Result<Option<Service>, Error> {
    let sql = format!("{SERVICE} WHERE s.id = $2");
    let row = sqlx::query_as(AssertSqlSafe(sql)).bind(now.as_millisecond()).bind(id.to_string());
    row.fetch_optional(connection).await?.map(to_service).transpose()
}

/// Every service that takes requests, by name. There are few: a region has a dozen.
pub(crate) async fn services(connection: &mut AnyConnection, now: Timestamp) -> Result<Vec<Service>, Error> {
    let sql = format!("{SERVICE} WHERE o.closed_at IS NULL ORDER BY o.name, s.id");
    let rows = sqlx::query_as(AssertSqlSafe(sql)).bind(now.as_millisecond()).fetch_all(connection).await?;
    rows.into_iter().map(to_service).collect()
}

/// The services whose appointments a desk makes: the one that it belongs to, or all of its trust. Closed ones too: their
/// patients are still expected.
pub(crate) async fn booked_by(connection: &mut AnyConnection, desk: OrganisationId) -> Result<Vec<ServiceId>, Error> {
    let sql = "SELECT s.id FROM organisations d JOIN organisations s ON s.id = d.parent_id OR s.parent_id = d.parent_id
               WHERE d.id = $1 AND d.kind = 'booking_desk' AND s.kind = 'service' ORDER BY s.id";
    let rows: Vec<String> = sqlx::query_scalar(sql).bind(desk.to_string()).fetch_all(connection).await?;
    rows.iter().map(|id| parse(id, "service")).collect()
}

/// The photography hubs that a service may send patients to: its own, and those of its trust. Those that take new work.
pub(crate) async fn hubs_of(
    connection: &mut AnyConnection,
    service: ServiceId,
) -> Result<Vec<(OrganisationId, String)>, Error> {
    let sql = "SELECT h.id, h.name FROM organisations s JOIN organisations h ON h.parent_id = s.id OR h.parent_id = s.parent_id
               WHERE s.id = $1 AND s.kind = 'service' AND h.kind = 'photography_hub' AND h.closed_at IS NULL
               ORDER BY h.name, h.id";
    let rows: Vec<(String, String)> = sqlx::query_as(sql).bind(service.to_string()).fetch_all(connection).await?;
    rows.into_iter().map(|(id, name)| Ok((parse(&id, "organisation")?, name))).collect()
}

/// Whether it takes new work; then it does so until the transaction ends. One whose day of closing is set takes none.
pub(crate) async fn hold_open(tx: &mut Tx, id: OrganisationId) -> Result<bool, Error> {
    let sql = "UPDATE organisations SET name = name WHERE id = $1 AND closed_at IS NULL";
    Ok(sqlx::query(sql).bind(id.to_string()).execute(&mut **tx).await?.rows_affected() == 1)
}

/// A service that takes requests, until the transaction ends.
pub(crate) async fn hold_open_service(tx: &mut Tx, id: ServiceId, now: Timestamp) -> Result<Option<Service>, Error> {
    if hold_open(tx, id.into()).await? { service(tx, id, now).await } else { Ok(None) }
}

/// As [`SERVICE`] has it.
type ServiceRow = (String, String, String, String, String, Option<i64>);

pub(super) fn to_service((id, name, phone, hours, rules, edition): ServiceRow) -> Result<Service, Error> {
    Ok(Service { id: parse(&id, "service")?, name, phone, hours, rules: from_json(&rules, "policy")?, edition })
}

/// An organisation as it stands.
#[derive(Debug, FromRow)]
pub(crate) struct OrganisationRow {
    pub(crate) id: String,
    pub(crate) kind: String,
    pub(crate) ods_code: Option<String>,
    pub(crate) name: String,
    pub(crate) phone: String,
    pub(crate) hours: String,
    pub(crate) parent_id: Option<String>,
    pub(crate) parent: Option<String>,
    /// What a service promises, by its newest edition.
    pub(crate) rules: Option<String>,
    pub(crate) closed_at: Option<i64>,
    pub(crate) successor: Option<String>,
}

const ROW: &str =
    "o.id, o.kind, o.ods_code, o.name, o.phone, o.hours, o.parent_id, p.name AS parent, o.closed_at,
                   COALESCE((SELECT e.policy FROM policies e WHERE e.service_id = o.id ORDER BY e.edition DESC LIMIT 1), v.rules) AS rules,
                   s.name AS successor
                   FROM organisations o LEFT JOIN organisations p ON p.id = o.parent_id
                   LEFT JOIN organisations s ON s.id = o.successor_id LEFT JOIN services v ON v.id = o.id";

pub(crate) async fn get(connection: &mut AnyConnection, id: OrganisationId) -> Result<Option<OrganisationRow>, Error> {
    let sql = format!("SELECT {ROW} WHERE o.id = $1");
    Ok(sqlx::query_as(AssertSqlSafe(sql)).bind(id.to_string()).fetch_optional(connection).await?)
}

/// By its id or its ODS code.
pub(crate) async fn find(connection: &mut AnyConnection, named: &str) -> Result<Option<OrganisationId>, Error> {
    let sql = "SELECT id FROM organisations WHERE id = $1 OR ods_code = $2";
    let id: Option<String> =
        sqlx::query_scalar(sql).bind(named).bind(named.to_uppercase()).fetch_optional(connection).await?;
    id.map(|id| parse(&id, "organisation")).transpose()
}

/// Every one, the open ones first, each with how many people work there at `now`.
pub(crate) async fn all(connection: &mut AnyConnection, now: Timestamp) -> Result<Vec<(OrganisationRow, i64)>, Error> {
    #[derive(FromRow)]
    struct Counted {
        #[sqlx(flatten)]
        row: OrganisationRow,
        people: i64,
    }
    let sql = format!(
        "SELECT (SELECT COUNT(*) FROM memberships m WHERE m.organisation_id = o.id
                 AND m.from_at <= $1 AND (m.until_at IS NULL OR m.until_at > $1)) AS people, {ROW}
         ORDER BY CASE WHEN o.closed_at IS NULL THEN 0 ELSE 1 END, o.kind, o.name, o.id"
    );
    let rows: Vec<Counted> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(now.as_millisecond()).fetch_all(connection).await?;
    Ok(rows.into_iter().map(|it| (it.row, it.people)).collect())
}

/// This one and what belongs to it.
pub(crate) async fn within(connection: &mut AnyConnection, id: OrganisationId) -> Result<Vec<OrganisationId>, Error> {
    let sql = "SELECT id FROM organisations WHERE id = $1 OR parent_id = $1";
    let ids: Vec<String> = sqlx::query_scalar(sql).bind(id.to_string()).fetch_all(connection).await?;
    ids.iter().map(|id| parse(id, "organisation")).collect()
}

/// Whether an organisation is this one or belongs to it.
pub(crate) async fn belongs(
    connection: &mut AnyConnection,
    id: OrganisationId,
    to: OrganisationId,
) -> Result<bool, Error> {
    let sql = "SELECT COUNT(*) FROM organisations WHERE id = $1 AND (id = $2 OR parent_id = $2)";
    let found: i64 = sqlx::query_scalar(sql).bind(id.to_string()).bind(to.to_string()).fetch_one(connection).await?;
    Ok(found > 0)
}

/// Holds an organisation until the transaction ends.
pub(crate) async fn hold(tx: &mut Tx, id: OrganisationId) -> Result<(), Error> {
    sqlx::query("UPDATE organisations SET name = name WHERE id = $1").bind(id.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// Names of closed ones, ten at most, with requests that have not ended.
pub(crate) async fn closed_with_cases(connection: &mut AnyConnection, now: Timestamp) -> Result<Vec<String>, Error> {
    let sql = "SELECT o.name FROM organisations o WHERE o.closed_at <= $1
               AND EXISTS (SELECT 1 FROM cases c WHERE (c.practice_id = o.id OR c.service_id = o.id)
                           AND c.state NOT IN ('closed', 'withdrawn', 'wrong_patient'))
               ORDER BY o.name LIMIT 10";
    Ok(sqlx::query_scalar(sql).bind(now.as_millisecond()).fetch_all(connection).await?)
}

/// Practices and services that are open at `now` and whose people nobody looks after: the names of three, and how many.
pub(crate) async fn without_manager(
    connection: &mut AnyConnection,
    now: Timestamp,
) -> Result<(Vec<String>, i64), Error> {
    let from = format!(
        "FROM organisations s WHERE s.kind IN ('practice', 'service') AND (s.closed_at IS NULL OR s.closed_at > $1)
         AND NOT {}",
        managed("s")
    );
    let (names, count) = (format!("SELECT s.name {from} ORDER BY s.name LIMIT 3"), format!("SELECT COUNT(*) {from}"));
    let now = now.as_millisecond();
    let names = sqlx::query_scalar(AssertSqlSafe(names)).bind(now).fetch_all(&mut *connection).await?;
    Ok((names, sqlx::query_scalar(AssertSqlSafe(count)).bind(now).fetch_one(connection).await?))
}

/// Whether somebody looks after the people of the organisation that the statement calls `of` at $1, by a role there or at
/// what it belongs to.
pub(super) fn managed(of: &str) -> String {
    format!(
        "EXISTS (SELECT 1 FROM memberships w JOIN accounts v ON v.id = w.account_id
                 WHERE w.organisation_id IN ({of}.id, {of}.parent_id)
                   AND w.role IN ('practice_manager', 'service_manager')
                   AND w.from_at <= $1 AND (w.until_at IS NULL OR w.until_at > $1)
                   AND v.locked_at IS NULL AND (v.left_at IS NULL OR v.left_at > $1))"
    )
}

/// Those whose day of closing is still to come, before `soon`.
pub(crate) async fn closing(
    connection: &mut AnyConnection,
    now: Timestamp,
    soon: Timestamp,
) -> Result<Vec<OrganisationRow>, Error> {
    let sql = format!("SELECT {ROW} WHERE o.closed_at > $1 AND o.closed_at <= $2");
    let query = sqlx::query_as(AssertSqlSafe(sql)).bind(now.as_millisecond()).bind(soon.as_millisecond());
    Ok(query.fetch_all(connection).await?)
}

/// Texts of a practice's requests that have still to leave.
pub(crate) async fn waiting_texts(tx: &mut Tx, id: OrganisationId) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) FROM deliveries d JOIN cases c ON c.id = d.case_id
               WHERE c.practice_id = $1 AND d.state = 'waiting' AND d.idempotency_key NOT LIKE 'answer-stands/%'";
    Ok(sqlx::query_scalar(sql).bind(id.to_string()).fetch_one(&mut **tx).await?)
}

/// Patients' links of a practice that show news after `at`: how many, and when the last request of theirs ended.
pub(crate) async fn open_links(tx: &mut Tx, id: OrganisationId, at: Timestamp) -> Result<(i64, Option<i64>), Error> {
    let sql = "SELECT COUNT(*), MAX(c.closed_at) FROM photo_requests r JOIN cases c ON c.id = r.case_id
               WHERE c.practice_id = $1 AND c.state <> 'wrong_patient' AND c.closed_at > $2
                 AND r.withdrawn_at IS NULL AND r.state <> 'locked'
                 AND (r.kind = 'news' OR (r.kind IN ('patient', 'round') AND r.sent_at IS NOT NULL))";
    let days = SignedDuration::from_hours(24 * i64::from(PhotoRequestRules::default().news_days));
    let over = at.saturating_sub(days).unwrap_or(Timestamp::MIN);
    Ok(sqlx::query_as(sql).bind(id.to_string()).bind(over.as_millisecond()).fetch_one(&mut **tx).await?)
}

/// Requests of a practice or a service that have not ended.
pub(crate) async fn open_cases(tx: &mut Tx, id: OrganisationId) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) FROM cases WHERE (practice_id = $1 OR service_id = $1)
               AND state NOT IN ('closed', 'withdrawn', 'wrong_patient')";
    Ok(sqlx::query_scalar(sql).bind(id.to_string()).fetch_one(&mut **tx).await?)
}

/// Whether somebody works there now.
pub(crate) async fn is_open(tx: &mut Tx, id: OrganisationId, now: Timestamp) -> Result<bool, Error> {
    Ok(get(tx, id).await?.is_some_and(|row| row.closed_at.is_none_or(|at| at > now.as_millisecond())))
}

/// Work of a service that outlives its cases: what has changed is to be looked at, and somebody is expected.
pub(crate) async fn outlives_at_service(tx: &mut Tx, id: OrganisationId) -> Result<i64, Error> {
    let sql = "SELECT COUNT(*) FROM tasks t JOIN cases c ON c.id = t.case_id
               WHERE t.service_id = $1 AND t.kind IN ('look_at_change', 'note_visit') AND t.closed_at IS NULL
               AND c.state IN ('closed', 'withdrawn')";
    Ok(sqlx::query_scalar(sql).bind(id.to_string()).fetch_one(&mut **tx).await?)
}

/// The name of one that belongs to it and is open.
pub(crate) async fn open_part(tx: &mut Tx, id: OrganisationId, now: Timestamp) -> Result<Option<String>, Error> {
    let sql = "SELECT name FROM organisations WHERE parent_id = $1 AND (closed_at IS NULL OR closed_at > $2)
               ORDER BY name LIMIT 1";
    Ok(sqlx::query_scalar(sql).bind(id.to_string()).bind(now.as_millisecond()).fetch_optional(&mut **tx).await?)
}

/// Its day of closing is another; who goes on with its work stays.
/// False where it was opened, or its day changed, since it was read.
pub(crate) async fn put_off(tx: &mut Tx, row: &OrganisationRow, at: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE organisations SET closed_at = $2 WHERE id = $1 AND closed_at = $3";
    let done = sqlx::query(sql).bind(&row.id).bind(at.as_millisecond()).bind(row.closed_at).execute(&mut **tx).await?;
    Ok(done.rows_affected() == 1)
}

/// Closed from `at` on; with None it is open.
pub(crate) async fn set_closed(
    tx: &mut Tx,
    id: OrganisationId,
    at: Option<Timestamp>,
    successor: Option<OrganisationId>,
) -> Result<(), Error> {
    sqlx::query("UPDATE organisations SET closed_at = $2, successor_id = $3 WHERE id = $1")
        .bind(id.to_string())
        .bind(at.map(Timestamp::as_millisecond))
        .bind(successor.map(|id| id.to_string()))
        .execute(&mut **tx)
        .await?;
    Ok(())
}
