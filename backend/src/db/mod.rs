//! Everything SQL: one file per group of tables, and this one to open the database and to begin a transaction.
//!
//! One set of statements runs on SQLite (SQLCipher) and on PostgreSQL through sqlx's `Any`: `$1` placeholders,
//! identifiers as TEXT, times as BIGINT milliseconds, flags as BIGINT 0/1, structured detail as JSON in TEXT.

pub(crate) mod absences;
pub(crate) mod access_search;
pub(crate) mod accounts;
pub(crate) mod amendments;
pub(crate) mod answers;
pub(crate) mod appointments;
pub(crate) mod around;
pub(crate) mod cases;
pub(crate) mod change_reports;
pub(crate) mod clips;
pub(crate) mod conclusions;
pub(crate) mod credentials;
pub(crate) mod deliveries;
mod draft;
pub(crate) mod events;
mod exit;
pub(crate) mod follow_up;
pub(crate) mod given_up;
pub(crate) mod hub_visits;
pub(crate) mod images;
pub(crate) mod installation;
pub(crate) mod invitations;
pub(crate) mod layers;
pub(crate) mod lesions;
pub(crate) mod lists;
pub(crate) mod log_heads;
pub(crate) mod logs;
pub(crate) mod look;
pub(crate) mod messages;
mod migrate;
pub(crate) mod monitoring;
pub(crate) mod nhs_numbers;
pub(crate) mod objects;
mod open;
pub(crate) mod openings;
pub(crate) mod organisations;
pub(crate) mod patient_merges;
pub(crate) mod patient_search;
pub(crate) mod patients;
pub(crate) mod phone_texts;
pub(crate) mod photo_requests;
pub(crate) mod policies;
pub(crate) mod questionnaires;
pub(crate) mod receipts;
pub(crate) mod requests;
pub(crate) mod retention;
pub(crate) mod reviews;
pub(crate) mod sessions;
pub(crate) mod sign_in_failures;
pub(crate) mod tasks;
pub(crate) mod templates;
pub(crate) mod texts;
mod times;
pub(crate) mod unsent;
pub(crate) mod uploads;

use std::{
    collections::BTreeMap,
    fmt::Display,
    ops::{Deref, DerefMut},
    sync::Arc,
    time::Instant,
};

use domain::ids::{CaseId, ServiceId};
use jiff::Timestamp;
pub(crate) use migrate::migrate;
pub use open::OpenError;
pub(crate) use open::{folder, is_unused, open_copy, rekey, sqlite_file};
use sqlx::{Any, AnyConnection, AnyPool, AssertSqlSafe, FromRow, Transaction, any::AnyRow, pool::PoolConnection};
use times::Taking;
pub(crate) use times::Times;

use crate::{
    Error,
    error::Damaged,
    events::{Head, LogSeal},
    live::{CHANNEL, Changed, Live},
    room::Room,
};

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Engine {
    Sqlite,
    Postgres,
}

/// The database: a pool to read from and one to write to. On SQLite the second holds a single connection, so that
/// writers queue here, fairly and for a bounded time, and not in the file's lock.
#[derive(Debug, Clone)]
pub(crate) struct Db {
    reads: AnyPool,
    writes: AnyPool,
    kind: Engine,
    live: Live,
    seal: Arc<LogSeal>,
    room: Room,
    times: Arc<Times>,
}

impl Db {
    /// What logs are sealed with.
    pub(crate) fn seal(&self) -> &LogSeal {
        &self.seal
    }

    /// The pools by name, each once: how many connections are open, how many of those wait for work, and how many there
    /// may be.
    pub(crate) fn pools(&self) -> Vec<(&'static str, u32, u32, u32)> {
        let both = [("reads", &self.reads), ("writes", &self.writes)];
        let pools = match self.kind {
            Engine::Sqlite => &both[..],
            Engine::Postgres => &both[..1],
        };
        let count = |(name, pool): &(&'static str, &AnyPool)| {
            let idle = u32::try_from(pool.num_idle()).unwrap_or(u32::MAX);
            (*name, pool.size(), idle, pool.options().get_max_connections())
        };
        pools.iter().map(count).collect()
    }

    /// How much time went into it so far.
    pub(crate) fn times(&self) -> &Times {
        &self.times
    }

    /// Waits until every connection is given back and closed.
    pub(crate) async fn close(&self) {
        self.reads.close().await;
        self.writes.close().await;
    }

    /// A connection for reading.
    pub(crate) async fn read(&self) -> Result<PoolConnection<Any>, Error> {
        let begun = Instant::now();
        let connection = self.reads.acquire().await?;
        self.times.waits.add(begun.elapsed());
        Ok(connection)
    }

    /// A view of the database as it is at this moment: what is read one after the other fits together.
    pub(crate) async fn snapshot(&self) -> Result<Transaction<'static, Any>, Error> {
        let begin = match self.kind {
            Engine::Sqlite => "BEGIN",
            Engine::Postgres => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY",
        };
        Ok(self.reads.begin_with(begin).await?)
    }

    /// A transaction for new work, refused while there is too little room on the disk. On SQLite it takes the write lock
    /// at once: one that read first and wrote later could find the file changed in between and would have to be begun
    /// again.
    pub(crate) async fn begin(&self) -> Result<Tx, Error> {
        self.room.for_words()?;
        self.begin_on_any_disk().await
    }

    /// The same for what gives room back, takes something back or ends what is under way: it goes on when new work is
    /// refused.
    pub(crate) async fn begin_on_any_disk(&self) -> Result<Tx, Error> {
        let begun = Instant::now();
        let inner = self.writes.begin_with(match self.kind {
            Engine::Sqlite => "BEGIN IMMEDIATE",
            Engine::Postgres => "BEGIN",
        });
        let inner = inner.await?;
        self.times.waits.add(begun.elapsed());
        Ok(Tx {
            inner,
            _taking: Taking { since: Instant::now(), times: self.times.clone() },
            kind: self.kind,
            live: self.live.clone(),
            changed: Vec::new(),
            acted_on: BTreeMap::new(),
            seal: self.seal.clone(),
            heads: Vec::new(),
        })
    }
}

/// One use case's transaction: what it changes, its events and its deliveries come together or not at all. Dropped
/// without [`Tx::commit`], it leaves nothing.
#[derive(Debug)]
pub(crate) struct Tx {
    inner: Transaction<'static, Any>,
    _taking: Taking,
    kind: Engine,
    live: Live,
    changed: Vec<Changed>,
    acted_on: BTreeMap<CaseId, Timestamp>,
    seal: Arc<LogSeal>,
    heads: Vec<Head>,
}

impl Tx {
    /// Whoever watches this case, or the service's worklist, is told once the transaction has committed.
    pub(crate) fn changed(&mut self, case: CaseId, service: Option<ServiceId>) {
        self.changed.push(Changed { case: Some(case), service, practice: None, ended: None });
    }

    /// Something was done about this case: its tasks are worked out anew with this transaction. Said by whatever writes
    /// an entry of its log, or the case itself, so that no use case has to think of it.
    pub(crate) fn acted_on(&mut self, case: CaseId, at: Timestamp) {
        self.acted_on.insert(case, at);
    }

    /// The streams of one sign-in end once the transaction has committed.
    pub(crate) fn ended(&mut self, streams: u64) {
        self.changed.push(Changed { case: None, service: None, practice: None, ended: Some(streams) });
    }

    /// What logs are sealed with.
    pub(crate) fn seal(&self) -> &LogSeal {
        &self.seal
    }

    /// Notes where a log ends with this transaction: in the database, and once it has committed in the file of heads.
    pub(crate) async fn log_ends(&mut self, head: Head) -> Result<(), Error> {
        let mac = self.seal.head_mac(&head);
        log_heads::save(self, &head, &mac).await?;
        self.heads.push(head);
        Ok(())
    }

    /// Whether other servers may be at work on the same rows.
    pub(crate) fn is_postgres(&self) -> bool {
        self.kind == Engine::Postgres
    }

    /// Makes it so, durably, then tells whoever watches.
    pub(crate) async fn commit(mut self) -> Result<(), Error> {
        for (case, at) in std::mem::take(&mut self.acted_on) {
            if let Some(practice) = tasks::settle(&mut self, case, at).await? {
                self.changed.push(Changed { case: None, service: None, practice: Some(practice), ended: None });
            }
        }
        if self.kind == Engine::Postgres {
            for changed in &self.changed {
                // PostgreSQL holds a notification back until the commit and drops it with a rollback.
                let news = serde_json::to_string(changed).map_err(|_| Damaged("notification"))?;
                sqlx::query("SELECT CAST(pg_notify($1, $2) AS TEXT)")
                    .bind(CHANNEL)
                    .bind(news)
                    .execute(&mut *self.inner)
                    .await?;
            }
        }
        self.inner.commit().await?;
        self.seal.note(&self.heads);
        if self.kind == Engine::Sqlite {
            self.changed.into_iter().for_each(|changed| self.live.tell(changed));
        }
        Ok(())
    }
}

impl Deref for Tx {
    type Target = AnyConnection;
    fn deref(&self) -> &AnyConnection {
        &self.inner
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut AnyConnection {
        &mut self.inner
    }
}

/// The rows of these ids, each of which is bound where `sql` says "(?)"; without any nothing is asked.
async fn of_ids<O, I>(connection: &mut AnyConnection, sql: &str, ids: &[I]) -> Result<Vec<O>, Error>
where
    O: for<'r> FromRow<'r, AnyRow> + Send + Unpin,
    I: Display + Sync,
{
    if ids.is_empty() {
        return Ok(Vec::new());
    }
    let places: Vec<String> = (1..=ids.len()).map(|number| format!("${number}")).collect();
    let sql = sql.replace("(?)", &format!("({})", places.join(", ")));
    let query = ids.iter().fold(sqlx::query_as(AssertSqlSafe(sql)), |query, id| query.bind(id.to_string()));
    Ok(query.fetch_all(connection).await?)
}

/// `value` as the JSON that a column keeps.
pub(crate) fn to_json(value: &impl serde::Serialize) -> Result<String, Error> {
    serde_json::to_string(value).map_err(|error| Error::Internal(error.into()))
}

/// What [`to_json`] kept. `what` names it in the error, which holds nothing of the content.
pub(crate) fn from_json<T: serde::de::DeserializeOwned>(json: &str, what: &'static str) -> Result<T, Error> {
    serde_json::from_str(json).map_err(|_| Damaged(what).into())
}

/// An identifier or an enum's name as a column keeps it.
pub(crate) fn parse<T: std::str::FromStr>(text: &str, what: &'static str) -> Result<T, Error> {
    text.parse().map_err(|_| Damaged(what).into())
}

/// A `snake_case` enum's name, as serde spells it.
pub(crate) fn to_name(value: &impl serde::Serialize) -> Result<String, Error> {
    match serde_json::to_value(value) {
        Ok(serde_json::Value::String(name)) => Ok(name),
        _ => Err(Damaged("name").into()),
    }
}

/// The enum whose name [`to_name`] gave.
pub(crate) fn from_name<T: serde::de::DeserializeOwned>(name: &str, what: &'static str) -> Result<T, Error> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).map_err(|_| Damaged(what).into())
}
