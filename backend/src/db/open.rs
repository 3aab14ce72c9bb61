use std::{
    path::{Path, PathBuf},
    sync::Arc,
    time::Duration,
};

use sqlx::{
    AnyConnection, AnyPool, AssertSqlSafe, ConnectOptions, Connection, Executor,
    any::{AnyConnectOptions, AnyPoolOptions},
    migrate::{MigrateError, Migrator},
};
use url::Url;
use zeroize::Zeroizing;

use super::{Db, Kind};
use crate::{Key, events::LogSeal, live::Live};

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
    #[error("the file of the logs' heads cannot be opened: {0}")]
    Heads(std::io::Error),
    #[error(
        "this database is a demonstration's: its accounts have a password that everybody knows. Set SKINLINK_DEMONSTRATION=on, or start with an empty data folder"
    )]
    IsDemonstration,
    #[error(
        "this database is not a demonstration's: it may hold real patients. Set SKINLINK_DEMONSTRATION=off, or start the demonstration with a data folder of its own"
    )]
    IsEarnest,
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
    pub(crate) async fn open(url: &str, key: &Key, live: Live, seal: Arc<LogSeal>) -> Result<Self, OpenError> {
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
        Ok(Self { reads, writes, kind, live, seal })
    }
}

/// The file of an embedded database; None for a server's.
pub(crate) fn sqlite_file(url: &str) -> Option<PathBuf> {
    let path = url.strip_prefix("sqlite:")?.split('?').next()?;
    let url = Url::parse(&format!("file:{path}")).ok()?;
    url.to_file_path().ok()
}

/// A connection to a copy of an embedded database.
pub(crate) async fn open_copy(file: &Path, key: &Key) -> Result<AnyConnection, OpenError> {
    let (kind, options) = options(&address(file))?;
    first_connection(kind, &options, key).await
}

fn address(file: &Path) -> String {
    let url = Url::from_file_path(file).map(|url| url.path().to_owned());
    format!("sqlite://{}", url.unwrap_or_else(|()| file.display().to_string()))
}

/// Whether nobody else has the database open; not known of a server's, where it is true.
pub(crate) async fn is_free(url: &str, key: &Key) -> Result<bool, OpenError> {
    let (kind, options) = options(url)?;
    if kind == Kind::Postgres {
        return Ok(true);
    }
    let mut connection = first_connection(kind, &options, key).await?;
    // Leaving the write-ahead log needs the file for oneself.
    let mode: Result<String, _> = sqlx::query_scalar("PRAGMA journal_mode = DELETE").fetch_one(&mut connection).await;
    let _ = connection.close().await;
    Ok(mode.is_ok_and(|mode| mode == "delete"))
}

/// Encrypts an embedded database again. SQLite's journal makes it whole or nothing.
pub(crate) async fn rekey(url: &str, old: &Key, new: &Key) -> Result<(), OpenError> {
    let (kind, options) = options(url)?;
    if kind == Kind::Postgres {
        return Ok(());
    }
    let mut connection = first_connection(kind, &options, old).await?;
    connection.execute("PRAGMA journal_mode = DELETE").await?;
    let key = database_key(new);
    connection.execute(AssertSqlSafe(format!("PRAGMA rekey = \"x'{}'\"", *key))).await?;
    Ok(connection.close().await?)
}

impl Db {
    /// Copies an embedded database, as it is at one moment, into a new file under the same key; false for a server's.
    pub(crate) async fn copy_to(&self, file: &Path) -> Result<bool, crate::Error> {
        if self.kind == Kind::Postgres {
            return Ok(false);
        }
        let file = file.to_str().ok_or_else(|| crate::Error::Internal("the path is not text".into()))?;
        let sql = format!("VACUUM INTO '{}'", file.replace('\'', "''"));
        self.read().await?.execute(AssertSqlSafe(sql)).await?;
        Ok(true)
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
