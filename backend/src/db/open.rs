use std::time::Duration;

use sqlx::{
    AnyConnection, AnyPool, AssertSqlSafe, ConnectOptions, Connection, Executor,
    any::{AnyConnectOptions, AnyPoolOptions},
    migrate::{MigrateError, Migrator},
};
use zeroize::Zeroizing;

use super::{Db, Kind};
use crate::{Key, live::Live};

static MIGRATIONS: Migrator = sqlx::migrate!();

/// How long a writer waits for its turn before it is told that the database is unavailable.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the database could not be opened. One clear line for whoever starts the server.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the database's address must start with sqlite:// or postgres://")]
    Address,
    #[error("the key does not fit the database: it was made with another one, or is not a Skinlink database")]
    WrongKey,
    #[error("the database was written by a newer Skinlink (migration {0}): start that version or a newer one")]
    NewerDatabase(i64),
    #[error("the database's migrations cannot be run: {0}")]
    Migrate(#[source] MigrateError),
    #[error("the database cannot be opened: {0}")]
    Database(#[from] sqlx::Error),
    #[error("what an older version stored cannot be brought up to date: {0}")]
    Stored(#[from] crate::Error),
    #[error("the object store cannot be opened: {0}")]
    Objects(#[from] crate::objects::ObjectError),
}

/// Brings the database at `url` up to date, making it where there is none (SQLite).
pub(crate) async fn migrate(url: &str, key: &Key) -> Result<(), OpenError> {
    let (kind, options) = options(url)?;
    let mut connection = first_connection(kind, &options, key).await?;
    let done = MIGRATIONS.run(&mut connection).await;
    // Closing checkpoints the write-ahead log; an error here changes nothing about what was done.
    let _ = connection.close().await;
    done.map_err(|error| match error {
        MigrateError::VersionMissing(version) => OpenError::NewerDatabase(version),
        error => OpenError::Migrate(error),
    })
}

impl Db {
    /// Opens the database at `url`, migrated.
    pub(crate) async fn open(url: &str, key: &Key, live: Live) -> Result<Self, OpenError> {
        migrate(url, key).await?;
        let (kind, options) = options(url)?;
        let (reads, writes) = match kind {
            Kind::Sqlite => (pool(kind, options.clone(), key, 8).await?, pool(kind, options, key, 1).await?),
            Kind::Postgres => {
                live.listen(url);
                let both = pool(kind, options, key, 16).await?;
                (both.clone(), both)
            }
        };
        Ok(Self { reads, writes, kind, live })
    }
}

fn options(url: &str) -> Result<(Kind, AnyConnectOptions), OpenError> {
    sqlx::any::install_default_drivers();
    let (kind, url) = match url.split_once(':').ok_or(OpenError::Address)? {
        ("sqlite", _) if url.contains('?') => (Kind::Sqlite, url.to_owned()),
        ("sqlite", _) => (Kind::Sqlite, format!("{url}?mode=rwc")),
        ("postgres" | "postgresql", _) => (Kind::Postgres, url.to_owned()),
        _ => return Err(OpenError::Address),
    };
    // Statements are not logged: the first one on SQLite holds the key.
    let options = url.parse::<AnyConnectOptions>().map_err(|_| OpenError::Address)?.disable_statement_logging();
    Ok((kind, options))
}

/// One plain connection, before any pool: a pool would try a wrong key again and again until its time is out.
async fn first_connection(kind: Kind, options: &AnyConnectOptions, key: &Key) -> Result<AnyConnection, OpenError> {
    let mut connection =
        tokio::time::timeout(PATIENCE, options.connect()).await.map_err(|_| sqlx::Error::PoolTimedOut)??;
    if kind == Kind::Sqlite {
        // 26 is SQLITE_NOTADB: what SQLCipher read with this key is no database page.
        prepare(&mut connection, &database_key(key)).await.map_err(|error| match &error {
            sqlx::Error::Database(inner) if inner.code().as_deref() == Some("26") => OpenError::WrongKey,
            _ => OpenError::Database(error),
        })?;
    }
    Ok(connection)
}

async fn pool(kind: Kind, options: AnyConnectOptions, key: &Key, size: u32) -> Result<AnyPool, OpenError> {
    let key = database_key(key);
    let pool = AnyPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(PATIENCE)
        // A file does not hang up; a server that was restarted did.
        .test_before_acquire(kind == Kind::Postgres)
        .after_connect(move |connection, _| {
            let key = key.clone();
            Box::pin(async move {
                match kind {
                    Kind::Sqlite => prepare(connection, &key).await,
                    Kind::Postgres => Ok(()),
                }
            })
        })
        .connect_with(options)
        .await?;
    Ok(pool)
}

/// SQLCipher's own key, derived from the configuration's. `x'…'` gives it raw, without a slow derivation per connection.
fn database_key(key: &Key) -> Zeroizing<String> {
    Zeroizing::new(hex::encode(*key.derive("skinlink database")))
}

async fn prepare(connection: &mut AnyConnection, key: &str) -> Result<(), sqlx::Error> {
    // Must be the very first statement: everything after it reads encrypted pages.
    connection.execute(AssertSqlSafe(format!("PRAGMA key = \"x'{key}'\""))).await?;
    connection.execute("SELECT count(*) FROM sqlite_master").await?;
    for pragma in [
        "PRAGMA busy_timeout = 5000",
        "PRAGMA journal_mode = WAL",
        // A commit is on the disk when it returns: nothing acknowledged is lost with the power.
        "PRAGMA synchronous = FULL",
        "PRAGMA foreign_keys = ON",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA cache_size = -16000",
    ] {
        connection.execute(pragma).await?;
    }
    Ok(())
}
