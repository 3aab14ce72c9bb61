use domain::{
    ids::{OrganisationId, PracticeId, ServiceId},
    organisation::OrganisationKind,
    sla::ServiceRules,
};
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::{Tx, from_json, parse, to_json};
use crate::Error;

/// A practice, as its patients know it.
#[derive(Debug, Clone, FromRow)]
pub(crate) struct Practice {
    pub(crate) name: String,
    pub(crate) phone: String,
}

/// A service and what it promises.
#[derive(Debug, Clone)]
pub(crate) struct Service {
    pub(crate) id: ServiceId,
    pub(crate) name: String,
    pub(crate) rules: ServiceRules,
}

/// An organisation as it is made.
#[derive(Debug, Clone)]
pub(crate) struct NewOrganisation {
    pub(crate) id: OrganisationId,
    pub(crate) kind: OrganisationKind,
    pub(crate) ods_code: Option<String>,
    pub(crate) parent: Option<OrganisationId>,
    pub(crate) name: String,
    pub(crate) phone: String,
}

/// False when its ODS code is another's already.
pub(crate) async fn insert(tx: &mut Tx, new: &NewOrganisation, now: Timestamp) -> Result<bool, Error> {
    let sql = "INSERT INTO organisations (id, kind, ods_code, parent_id, name, phone, opened_at)
               VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (ods_code) DO NOTHING";
    let done = sqlx::query(sql)
        .bind(new.id.to_string())
        .bind(new.kind.as_str())
        .bind(&new.ods_code)
        .bind(new.parent.map(|id| id.to_string()))
        .bind(&new.name)
        .bind(&new.phone)
        .bind(now.as_millisecond())
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn name(connection: &mut AnyConnection, id: OrganisationId) -> Result<String, Error> {
    let sql = "SELECT name FROM organisations WHERE id = $1";
    sqlx::query_scalar(sql).bind(id.to_string()).fetch_optional(connection).await?.ok_or(Error::NotFound)
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
    let sql = "SELECT name, phone FROM organisations WHERE id = $1 AND kind = 'practice'";
    sqlx::query_as(sql).bind(id.to_string()).fetch_optional(connection).await?.ok_or(Error::NotFound)
}

pub(crate) async fn insert_service(tx: &mut Tx, service: &Service) -> Result<(), Error> {
    sqlx::query("INSERT INTO services (id, name, rules) VALUES ($1, $2, $3)")
        .bind(service.id.to_string())
        .bind(&service.name)
        .bind(to_json(&service.rules)?)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

pub(crate) async fn service(connection: &mut AnyConnection, id: ServiceId) -> Result<Option<Service>, Error> {
    let sql = "SELECT s.id, o.name, s.rules FROM services s JOIN organisations o ON o.id = s.id WHERE s.id = $1";
    sqlx::query_as(sql).bind(id.to_string()).fetch_optional(connection).await?.map(to_service).transpose()
}

/// Every service that takes requests at `now`, by name. There are few: a region has a dozen.
pub(crate) async fn services(connection: &mut AnyConnection, now: Timestamp) -> Result<Vec<Service>, Error> {
    let sql = "SELECT s.id, o.name, s.rules FROM services s JOIN organisations o ON o.id = s.id
               WHERE o.closed_at IS NULL OR o.closed_at > $1 ORDER BY o.name, s.id";
    let rows = sqlx::query_as(sql).bind(now.as_millisecond()).fetch_all(connection).await?;
    rows.into_iter().map(to_service).collect()
}

/// A service that takes requests at `now`; it is not closed before the transaction ends.
pub(crate) async fn hold_open_service(tx: &mut Tx, id: ServiceId, now: Timestamp) -> Result<Option<Service>, Error> {
    let sql = "UPDATE organisations SET name = name WHERE id = $1 AND (closed_at IS NULL OR closed_at > $2)";
    let held = sqlx::query(sql).bind(id.to_string()).bind(now.as_millisecond()).execute(&mut **tx).await?;
    if held.rows_affected() == 0 { Ok(None) } else { service(tx, id).await }
}

fn to_service((id, name, rules): (String, String, String)) -> Result<Service, Error> {
    Ok(Service { id: parse(&id, "service")?, name, rules: from_json(&rules, "service")? })
}
