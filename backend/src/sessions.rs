//! Sessions of tower-sessions in the same database. tower-sessions' own store for sqlx is tied to another version of
//! sqlx, and two of them cannot link one SQLite.

use async_trait::async_trait;
use tower_sessions::{
    SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
    session_store::{Error as StoreError, Result as StoreResult},
};

use crate::{Backend, Error, db, db::sessions, error::chain};

/// Keeps sessions where everything else is kept.
#[derive(Debug, Clone)]
pub struct Store(Backend);

impl Store {
    pub fn new(b: Backend) -> Self {
        Self(b)
    }

    async fn insert(&self, record: &Record) -> Result<(), Error> {
        let mut tx = self.0.db().begin_on_any_disk().await?;
        let data = db::to_json(&record.data)?;
        sessions::insert(&mut tx, &record.id.to_string(), &data, ms(record.expiry_date)).await?;
        tx.commit().await
    }

    async fn update(&self, record: &Record) -> Result<(), Error> {
        let mut tx = self.0.db().begin_on_any_disk().await?;
        let data = db::to_json(&record.data)?;
        sessions::update(&mut tx, &record.id.to_string(), &data, ms(record.expiry_date)).await?;
        tx.commit().await
    }

    async fn read(&self, id: &Id) -> Result<Option<Record>, Error> {
        let now = self.0.clock().now().as_millisecond();
        let row = sessions::find(&mut *self.0.db().read().await?, &id.to_string(), now).await?;
        row.map(|(data, expires_at)| {
            let nanoseconds = i128::from(expires_at) * 1_000_000;
            let expiry_date = OffsetDateTime::from_unix_timestamp_nanos(nanoseconds)
                .map_err(|error| Error::Internal(error.into()))?;
            Ok(Record { id: *id, data: db::from_json(&data, "session")?, expiry_date })
        })
        .transpose()
    }

    async fn remove(&self, id: &Id) -> Result<(), Error> {
        let mut tx = self.0.db().begin_on_any_disk().await?;
        sessions::delete(&mut tx, &id.to_string()).await?;
        tx.commit().await
    }
}

/// Deletes the sessions that have ended. To be called now and then; a session that ended is not loaded in any case.
pub async fn delete_expired(b: &Backend) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    sessions::delete_expired(&mut tx, b.clock().now().as_millisecond()).await?;
    tx.commit().await
}

#[async_trait]
impl SessionStore for Store {
    async fn create(&self, record: &mut Record) -> StoreResult<()> {
        // Two identifiers of 128 random bits do not meet.
        self.insert(record).await.map_err(backend)
    }

    // A request that began before somebody signed out must not bring their session back when it ends.
    async fn save(&self, record: &Record) -> StoreResult<()> {
        self.update(record).await.map_err(backend)
    }

    async fn load(&self, id: &Id) -> StoreResult<Option<Record>> {
        self.read(id).await.map_err(backend)
    }

    async fn delete(&self, id: &Id) -> StoreResult<()> {
        self.remove(id).await.map_err(backend)
    }
}

fn ms(at: OffsetDateTime) -> i64 {
    i64::try_from(at.unix_timestamp_nanos() / 1_000_000).unwrap_or(i64::MAX)
}

fn backend(error: Error) -> StoreError {
    StoreError::Backend(chain(&error))
}
