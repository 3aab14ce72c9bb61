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
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

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

/// What tells one published version from every other: its name, and by whom and when it was published, since the same name may
/// be another's in another database. Nobody changes what was published.
#[derive(Debug, Clone, PartialEq, Eq, Hash, FromRow)]
struct Name {
    url: String,
    version: String,
    service_id: String,
    published_at: i64,
}

const NAME: &str = "SELECT url, version, service_id, published_at FROM questionnaires";

/// The newest version of a service's own that was not withdrawn.
pub(crate) async fn current(connection: &mut AnyConnection, service: ServiceId, url: &str) -> Result<Read, Error> {
    let sql = format!(
        "{NAME} WHERE service_id = $1 AND url = $2 AND withdrawn_at IS NULL
         ORDER BY published_at DESC, version DESC LIMIT 1"
    );
    let query = sqlx::query_as(AssertSqlSafe(sql)).bind(service.to_string()).bind(url);
    let name: Option<Name> = query.fetch_optional(&mut *connection).await?;
    read(connection, name).await
}

/// One version, whoever's it is and also when it was withdrawn.
pub(crate) async fn get(connection: &mut AnyConnection, url: &str, version: &str) -> Result<Read, Error> {
    let sql = format!("{NAME} WHERE url = $1 AND version = $2");
    let query = sqlx::query_as(AssertSqlSafe(sql)).bind(url).bind(version);
    let name: Option<Name> = query.fetch_optional(&mut *connection).await?;
    read(connection, name).await
}

/// The text of one version, if it is this service's.
pub(crate) async fn file(
    connection: &mut AnyConnection,
    service: ServiceId,
    url: &str,
    version: &str,
) -> Result<Option<String>, Error> {
    let sql = "SELECT json FROM questionnaires WHERE service_id = $1 AND url = $2 AND version = $3";
    let row = sqlx::query_scalar(sql).bind(service.to_string()).bind(url).bind(version);
    Ok(row.fetch_optional(connection).await?)
}

/// Whether a version is this service's.
pub(crate) async fn is_own(
    connection: &mut AnyConnection,
    service: ServiceId,
    url: &str,
    version: &str,
) -> Result<bool, Error> {
    let sql = "SELECT version FROM questionnaires WHERE service_id = $1 AND url = $2 AND version = $3";
    let query = sqlx::query_scalar(sql).bind(service.to_string()).bind(url).bind(version);
    let row: Option<String> = query.fetch_optional(connection).await?;
    Ok(row.is_some())
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

/// Whether an address has a version of this name, whoever's it is.
pub(crate) async fn is_taken(connection: &mut AnyConnection, url: &str, version: &str) -> Result<bool, Error> {
    let sql = "SELECT version FROM questionnaires WHERE url = $1 AND version = $2";
    let row: Option<String> = sqlx::query_scalar(sql).bind(url).bind(version).fetch_optional(connection).await?;
    Ok(row.is_some())
}

/// Whether this version was withdrawn.
pub(crate) async fn is_withdrawn(connection: &mut AnyConnection, url: &str, version: &str) -> Result<bool, Error> {
    let sql = "SELECT version FROM questionnaires WHERE url = $1 AND version = $2 AND withdrawn_at IS NOT NULL";
    let row: Option<String> = sqlx::query_scalar(sql).bind(url).bind(version).fetch_optional(connection).await?;
    Ok(row.is_some())
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

/// A published file read; None where there is none, or it is no longer read: a rule that was added since may find an item missing that nobody
/// can add to it.
pub(crate) type Read = Option<Arc<Checked>>;

/// What is kept of published files as they were read, their regular expressions compiled, in bytes of their texts: read, they
/// take a few times as much. A dozen services' versions are some hundred thousand.
const KEPT: usize = 4_000_000;

/// Versions as they were read, with the length of each text and when it was last asked for.
#[derive(Debug, Default)]
struct Cache {
    read: HashMap<Name, (Read, usize, u64)>,
    asked: u64,
}

impl Cache {
    fn get(&mut self, name: &Name) -> Option<Read> {
        self.asked += 1;
        let (form, _, asked) = self.read.get_mut(name)?;
        *asked = self.asked;
        Some(form.clone())
    }

    /// Keeps one, in place of those that were asked for longest ago; of what is longer than everything together, nothing.
    fn keep(&mut self, name: Name, form: Read, bytes: usize) {
        if bytes > KEPT {
            return;
        }
        self.read.remove(&name);
        while self.bytes() + bytes > KEPT {
            let oldest = self.read.iter().min_by_key(|(_, (.., asked))| *asked).map(|(name, _)| name.clone());
            let Some(oldest) = oldest else { break };
            self.read.remove(&oldest);
        }
        self.asked += 1;
        self.read.insert(name, (form, bytes, self.asked));
    }

    fn bytes(&self) -> usize {
        self.read.values().map(|(_, bytes, _)| bytes).sum()
    }
}

/// A version as it was read before, by this process; else fetched and read.
async fn read(connection: &mut AnyConnection, name: Option<Name>) -> Result<Read, Error> {
    static CACHE: LazyLock<Mutex<Cache>> = LazyLock::new(Mutex::default);
    let cache = || CACHE.lock().unwrap_or_else(PoisonError::into_inner);
    let Some(name) = name else { return Ok(None) };
    if let Some(form) = cache().get(&name) {
        return Ok(form);
    }
    let sql = "SELECT json FROM questionnaires WHERE url = $1 AND version = $2";
    let json: Option<String> =
        sqlx::query_scalar(sql).bind(&name.url).bind(&name.version).fetch_optional(connection).await?;
    let Some(json) = json else { return Ok(None) };
    let form = match Questionnaire::parse(json.as_bytes()) {
        Ok(form) => Some(Arc::new(form)),
        Err(faults) => {
            tracing::error!(
                url = name.url,
                version = name.version,
                faults = faults.len(),
                "a published form is no longer read: what was answered by it is not shown"
            );
            None
        }
    };
    cache().keep(name, form.clone(), json.len());
    Ok(form)
}

/// The version of this name ("url|version"), whoever's it is and withdrawn or not.
pub(crate) async fn version(connection: &mut AnyConnection, canonical: &str) -> Result<Read, Error> {
    let Some((url, version)) = canonical.split_once('|') else { return Ok(None) };
    get(connection, url, version).await
}

/// The versions of one page: each is fetched once.
#[derive(Debug, Default)]
pub(crate) struct Versions(HashMap<String, Read>);

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

#[cfg(test)]
mod tests {
    use super::*;

    fn name(version: usize) -> Name {
        Name { url: "u".into(), version: version.to_string(), service_id: "s".into(), published_at: 0 }
    }

    /// However many versions there are, and however long.
    #[test]
    fn what_is_kept_of_versions_is_bounded_in_bytes() {
        let mut cache = Cache::default();
        for version in 0..1_000 {
            cache.keep(name(version), None, 900_000);
            assert!(cache.bytes() <= KEPT, "{version}");
            // One that is asked for again and again stays.
            assert!(cache.get(&name(0)).is_some(), "{version}");
        }
        assert!(cache.get(&name(999)).is_some() && cache.get(&name(500)).is_none());
        cache.keep(name(2_000), None, KEPT + 1);
        assert!(cache.get(&name(2_000)).is_none() && cache.get(&name(0)).is_some());
        // In place of what was kept of the same.
        let before = cache.bytes();
        cache.keep(name(999), None, 900_000);
        assert_eq!(cache.bytes(), before);
    }
}
