use domain::{
    ids::{PracticeId, ServiceId},
    sla::ServiceRules,
};
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
    let sql = "SELECT name, phone FROM practices WHERE id = $1";
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
    let sql = "SELECT id, name, rules FROM services WHERE id = $1";
    sqlx::query_as(sql).bind(id.to_string()).fetch_optional(connection).await?.map(to_service).transpose()
}

/// Every service, by name. There are few: a region has a dozen.
pub(crate) async fn services(connection: &mut AnyConnection) -> Result<Vec<Service>, Error> {
    let rows = sqlx::query_as("SELECT id, name, rules FROM services ORDER BY name, id").fetch_all(connection).await?;
    rows.into_iter().map(to_service).collect()
}

fn to_service((id, name, rules): (String, String, String)) -> Result<Service, Error> {
    Ok(Service { id: parse(&id, "service")?, name, rules: from_json(&rules, "service")? })
}
