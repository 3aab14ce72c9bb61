use std::{
    path::{Path, PathBuf},
    str::FromStr,
    sync::Arc,
    time::Duration,
};

use sqlx::{
    AnyConnection, AnyPool, AssertSqlSafe, ConnectOptions, Connection, Executor,
    any::{AnyConnectOptions, AnyPoolOptions},
    migrate::MigrateError,
    postgres::{PgConnectOptions, PgSslMode},
    sqlite::SqliteConnectOptions,
};
use url::Url;
use zeroize::Zeroizing;

use super::{Db, Engine, exit, migrate::migrate};
use crate::{Key, Settings, events::LogSeal, live::Live, room::Room};

/// How long a writer waits for its turn before it is told that the database is unavailable.
const PATIENCE: Duration = Duration::from_secs(5);

/// Why the database could not be opened. One clear line for whoever starts the server.
#[derive(Debug, thiserror::Error)]
pub enum OpenError {
    #[error("the database's address must start with sqlite:// or postgres://")]
    Address,
    #[error(
        "the database on another machine would be reached without checked encryption: add sslmode=verify-full to its \
         address (and sslrootcert=<file> for a certificate of your own)"
    )]
    Plain,
    #[error("the key does not fit the database: it was made with another one, or is not a Skinlink database")]
    WrongKey,
    #[error("the database was written by a newer Skinlink (migration {0}): start that version or a newer one")]
    NewerDatabase(i64),
    #[error("the database could not be brought up to date and is as it was, fit for the version before: {0}")]
    Migrate(#[source] MigrateError),
    #[error(
        "the database is not brought up to date while the disk has no room for a second one ({free} bytes are free, \
         {needed} are needed): it is as it was, fit for the version before"
    )]
    NoRoom { free: u64, needed: u64 },
    #[error(
        "the pictures at this address are not this database's: it knows of others. Is the disk there, and the address \
         right? Where they were moved, everything has to come along, also the folder `belongs`"
    )]
    OtherObjects,
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
    #[error("{0}")]
    Channel(#[from] crate::delivery::ChannelError),
    #[error("the object store cannot be opened: {0}")]
    Objects(#[from] crate::objects::ObjectError),
}

impl Db {
    /// Opens the database, migrated.
    pub(crate) async fn open(
        settings: &Settings,
        live: Live,
        room: Room,
        seal: Arc<LogSeal>,
    ) -> Result<Self, OpenError> {
        migrate(settings).await?;
        let (kind, options) = options(&settings.database_url, settings.database_in_clear)?;
        let key = &settings.key;
        let (reads, writes) = match kind {
            Engine::Sqlite => (pool(kind, options.clone(), key, 8).await?, pool(kind, options, key, 1).await?),
            Engine::Postgres => {
                live.listen(&settings.database_url);
                let both = pool(kind, options, key, 16).await?;
                (both.clone(), both)
            }
        };
        Ok(Self { reads, writes, kind, live, room, seal, times: Arc::default() })
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
    let (kind, options) = options(&address(file), false)?;
    first_connection(kind, &options, key).await
}

fn address(file: &Path) -> String {
    let url = Url::from_file_path(file).map(|url| url.path().to_owned());
    format!("sqlite://{}", url.unwrap_or_else(|()| file.display().to_string()))
}

/// Whether nobody else has the database open; not known of a server's, where it is true.
pub(crate) async fn is_unused(url: &str, key: &Key) -> Result<bool, OpenError> {
    // A server's is not connected to.
    let (kind, options) = options(url, true)?;
    if kind == Engine::Postgres {
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
    let (kind, options) = options(url, true)?;
    if kind == Engine::Postgres {
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
        if self.kind == Engine::Postgres {
            return Ok(false);
        }
        let file = file.to_str().ok_or_else(|| crate::Error::Internal("the path is not text".into()))?;
        let sql = format!("VACUUM INTO '{}'", file.replace('\'', "''"));
        self.read().await?.execute(AssertSqlSafe(sql)).await?;
        Ok(true)
    }
}

/// The folder that a database on this machine lies in; None where it is a server's.
pub(crate) fn folder(url: &str) -> Result<Option<PathBuf>, OpenError> {
    if !url.starts_with("sqlite:") {
        return Ok(None);
    }
    let options = SqliteConnectOptions::from_str(url).map_err(|_| OpenError::Address)?;
    Ok(options.get_filename().parent().map(PathBuf::from))
}

/// How a database is reached; one on another machine without checked encryption only `in_clear`.
pub(super) fn options(url: &str, in_clear: bool) -> Result<(Engine, AnyConnectOptions), OpenError> {
    sqlx::any::install_default_drivers();
    let (kind, url) = match url.split_once(':').ok_or(OpenError::Address)? {
        ("sqlite", _) if url.contains('?') => (Engine::Sqlite, url.to_owned()),
        ("sqlite", _) => (Engine::Sqlite, format!("{url}?mode=rwc")),
        ("postgres" | "postgresql", _) => (Engine::Postgres, url.to_owned()),
        _ => return Err(OpenError::Address),
    };
    if kind == Engine::Postgres && !in_clear && !is_private(&url)? {
        return Err(OpenError::Plain);
    }
    let options = url.parse::<AnyConnectOptions>().map_err(|_| OpenError::Address)?;
    Ok(match kind {
        // The first statement holds the key.
        Engine::Sqlite => (kind, options.disable_statement_logging()),
        // Below what is logged by default, and where one takes longer than a second. What they are about is bound, and
        // stands in none.
        Engine::Postgres => (kind, options),
    })
}

/// Whether nobody on the way to this PostgreSQL can listen or answer in its place: it is on this machine, or its
/// certificate is checked. What sqlx does by default, TLS where the server offers it, stops neither.
fn is_private(url: &str) -> Result<bool, OpenError> {
    let options = PgConnectOptions::from_str(url).map_err(|_| OpenError::Address)?;
    let host = options.get_host();
    let is_here = options.get_socket().is_some()
        || host.starts_with('/')
        || host == "localhost"
        || host.trim_matches(['[', ']']).parse().is_ok_and(|it: std::net::IpAddr| it.is_loopback());
    Ok(is_here || matches!(options.get_ssl_mode(), PgSslMode::VerifyFull))
}

/// One plain connection, before any pool: a pool would try a wrong key again and again until its time is out.
pub(super) async fn first_connection(
    kind: Engine,
    options: &AnyConnectOptions,
    key: &Key,
) -> Result<AnyConnection, OpenError> {
    let mut connection =
        tokio::time::timeout(PATIENCE, options.connect()).await.map_err(|_| sqlx::Error::PoolTimedOut)??;
    if kind == Engine::Sqlite {
        // 26 is SQLITE_NOTADB: what SQLCipher read with this key is no database page.
        let prepared = prepare(&mut connection, &database_key(key)).await;
        exit::waits_for_connections();
        prepared.map_err(|error| match &error {
            sqlx::Error::Database(inner) if inner.code().as_deref() == Some("26") => OpenError::WrongKey,
            _ => OpenError::Database(error),
        })?;
    }
    Ok(connection)
}

async fn pool(kind: Engine, options: AnyConnectOptions, key: &Key, size: u32) -> Result<AnyPool, OpenError> {
    let key = database_key(key);
    let may_be_stuck = kind == Engine::Sqlite && size == 1;
    let pool = AnyPoolOptions::new()
        .max_connections(size)
        .acquire_timeout(PATIENCE)
        // A file does not hang up; a server that was restarted did.
        .test_before_acquire(kind == Engine::Postgres)
        .before_acquire(move |connection, _| {
            Box::pin(async move { Ok(!may_be_stuck || !connection.is_in_transaction()) })
        })
        .after_release(move |connection, _| Box::pin(async move { Ok(!may_be_stuck || is_usable(connection).await?) }))
        .after_connect(move |connection, _| {
            let key = key.clone();
            Box::pin(async move {
                match kind {
                    Engine::Sqlite => prepare(connection, &key).await,
                    Engine::Postgres => Ok(()),
                }
            })
        })
        .connect_with(options)
        .await?;
    Ok(pool)
}

/// Whether a connection may be used again. After some errors (a full disk is one) SQLite rolls back by itself; sqlx's
/// own rollback then fails, it takes the transaction for open for ever, and nothing can be begun on that connection
/// again. Such a one is closed, and the next writer gets a new one.
async fn is_usable(connection: &mut AnyConnection) -> Result<bool, sqlx::Error> {
    // Once this is answered, what was still to be rolled back has been.
    connection.ping().await?;
    Ok(!connection.is_in_transaction())
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
        // What is deleted is overwritten: the pages are encrypted, but whoever holds the key could read on in them.
        "PRAGMA secure_delete = ON",
        "PRAGMA temp_store = MEMORY",
        "PRAGMA cache_size = -16000",
    ] {
        connection.execute(pragma).await?;
    }
    Ok(())
}
