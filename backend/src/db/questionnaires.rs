use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError},
};

use domain::{
    case::{Draft, Filled},
    forms::{Checked, Questionnaire},
    ids::{AccountId, ServiceId},
};
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::Tx;
use crate::{Error, clock::from_ms};

/// A version of a form that a service has published.
#[derive(Debug, Clone)]
pub(crate) struct Published {
    pub(crate) url: String,
    pub(crate) version: String,
    pub(crate) json: String,
    pub(crate) at: Timestamp,
    pub(crate) withdrawn: Option<Timestamp>,
}

#[derive(Debug, FromRow)]
struct Row {
    url: String,
    version: String,
    json: String,
    published_at: i64,
    withdrawn_at: Option<i64>,
}

impl From<Row> for Published {
    fn from(row: Row) -> Self {
        Self {
            url: row.url,
            version: row.version,
            json: row.json,
            at: from_ms(row.published_at),
            withdrawn: row.withdrawn_at.map(from_ms),
        }
    }
}

/// False where the address has a version of this name already, whoever's it is.
pub(crate) async fn insert(tx: &mut Tx, service: ServiceId, by: AccountId, new: &Published) -> Result<bool, Error> {
    let sql = "INSERT INTO questionnaires (url, version, service_id, json, published_by, published_at)
               VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (url, version) DO NOTHING";
    let done = sqlx::query(sql)
        .bind(&new.url)
        .bind(&new.version)
        .bind(service.to_string())
        .bind(&new.json)
        .bind(by.to_string())
        .bind(new.at.as_millisecond())
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// The newest version of a service's own that was not withdrawn.
pub(crate) async fn current(
    connection: &mut AnyConnection,
    service: ServiceId,
    url: &str,
) -> Result<Option<String>, Error> {
    let sql = "SELECT json FROM questionnaires WHERE service_id = $1 AND url = $2 AND withdrawn_at IS NULL
               ORDER BY published_at DESC, version DESC LIMIT 1";
    Ok(sqlx::query_scalar(sql).bind(service.to_string()).bind(url).fetch_optional(connection).await?)
}

/// One version, also when it was withdrawn.
pub(crate) async fn get(connection: &mut AnyConnection, url: &str, version: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT json FROM questionnaires WHERE url = $1 AND version = $2";
    Ok(sqlx::query_scalar(sql).bind(url).bind(version).fetch_optional(connection).await?)
}

/// The same, if it is this service's.
pub(crate) async fn own(
    connection: &mut AnyConnection,
    service: ServiceId,
    url: &str,
    version: &str,
) -> Result<Option<String>, Error> {
    let sql = "SELECT json FROM questionnaires WHERE service_id = $1 AND url = $2 AND version = $3";
    let row = sqlx::query_scalar(sql).bind(service.to_string()).bind(url).bind(version);
    Ok(row.fetch_optional(connection).await?)
}

/// A service's own, the newest first.
pub(crate) async fn of_service(
    connection: &mut AnyConnection,
    service: ServiceId,
    limit: i64,
) -> Result<Vec<Published>, Error> {
    let sql = "SELECT url, version, json, published_at, withdrawn_at FROM questionnaires WHERE service_id = $1
               ORDER BY published_at DESC, url, version LIMIT $2";
    let rows: Vec<Row> = sqlx::query_as(sql).bind(service.to_string()).bind(limit).fetch_all(connection).await?;
    Ok(rows.into_iter().map(Published::from).collect())
}

/// False where there is no such version of this service, or it was withdrawn already.
pub(crate) async fn withdraw(
    tx: &mut Tx,
    service: ServiceId,
    url: &str,
    version: &str,
    by: AccountId,
    now: Timestamp,
) -> Result<bool, Error> {
    let sql = "UPDATE questionnaires SET withdrawn_at = $4, withdrawn_by = $5
               WHERE service_id = $1 AND url = $2 AND version = $3 AND withdrawn_at IS NULL";
    let done = sqlx::query(sql).bind(service.to_string()).bind(url).bind(version).bind(now.as_millisecond());
    let done = done.bind(by.to_string());
    Ok(done.execute(&mut **tx).await?.rows_affected() == 1)
}

/// What a service has put in and not published.
pub(crate) async fn draft(connection: &mut AnyConnection, service: ServiceId) -> Result<Option<String>, Error> {
    let sql = "SELECT json FROM questionnaire_drafts WHERE service_id = $1";
    Ok(sqlx::query_scalar(sql).bind(service.to_string()).fetch_optional(connection).await?)
}

pub(crate) async fn save_draft(tx: &mut Tx, service: ServiceId, json: &str, now: Timestamp) -> Result<(), Error> {
    let sql = "INSERT INTO questionnaire_drafts (service_id, json, changed_at) VALUES ($1, $2, $3)
               ON CONFLICT (service_id) DO UPDATE SET json = excluded.json, changed_at = excluded.changed_at";
    let row = sqlx::query(sql).bind(service.to_string()).bind(json).bind(now.as_millisecond());
    row.execute(&mut **tx).await?;
    Ok(())
}

pub(crate) async fn forget_draft(tx: &mut Tx, service: ServiceId) -> Result<(), Error> {
    let sql = "DELETE FROM questionnaire_drafts WHERE service_id = $1";
    sqlx::query(sql).bind(service.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// Versions that are kept as they were read, over all services.
const KEPT: usize = 100;

/// A published file read, its regular expressions compiled: once for each text, since nobody changes what was published.
/// None where it is no longer read: a rule that was added since may find an item missing that nobody can add to it.
pub(crate) fn read(json: &str) -> Option<Arc<Checked>> {
    static READ: LazyLock<Mutex<HashMap<String, Arc<Checked>>>> = LazyLock::new(Mutex::default);
    if let Some(form) = READ.lock().unwrap_or_else(PoisonError::into_inner).get(json) {
        return Some(Arc::clone(form));
    }
    let form = match Questionnaire::parse(json.as_bytes()) {
        Ok(form) => Arc::new(form),
        Err(faults) => {
            tracing::warn!(faults = faults.len(), "a published form is no longer read");
            return None;
        }
    };
    let mut kept = READ.lock().unwrap_or_else(PoisonError::into_inner);
    if kept.len() >= KEPT {
        kept.clear();
    }
    kept.insert(json.to_owned(), Arc::clone(&form));
    Some(form)
}

/// The version of this name ("url|version"), whoever's it is and withdrawn or not.
pub(crate) async fn version(connection: &mut AnyConnection, canonical: &str) -> Result<Option<Arc<Checked>>, Error> {
    let Some((url, version)) = canonical.split_once('|') else { return Ok(None) };
    Ok(get(connection, url, version).await?.as_deref().and_then(read))
}

/// The versions of one page: each is fetched once.
#[derive(Debug, Default)]
pub(crate) struct Versions(HashMap<String, Option<Arc<Checked>>>);

impl Versions {
    /// A request with the version that it was made with, for ever; with what comes with the program where it names none.
    pub(crate) async fn fill(&mut self, connection: &mut AnyConnection, draft: Draft) -> Result<Filled, Error> {
        let filled = Filled::of(draft);
        if !filled.names_another() {
            return Ok(filled);
        }
        let named = filled.response.questionnaire.clone();
        if !self.0.contains_key(&named) {
            let form = version(connection, &named).await?;
            self.0.insert(named.clone(), form);
        }
        Ok(match self.0.get(&named) {
            Some(Some(form)) => Filled::new(filled.into_draft(), Arc::clone(form)),
            Some(None) | None => filled,
        })
    }
}

/// One request, in the same way.
pub(crate) async fn fill(connection: &mut AnyConnection, draft: Draft) -> Result<Filled, Error> {
    Versions::default().fill(connection, draft).await
}
