//! How the database comes from the version that made it to this one: all of the way, or not at all.
//!
//! To add a migration: `migrations/<number>_<name>.sql` with the next free number, in words that SQLite and PostgreSQL
//! both read; one that was shipped is never changed. It adds, and drops nothing that the version before reads, which may
//! be running beside it. A table that can hold something of a case is emptied in `retention.rs` as well; the test
//! of what is left of an erased case looks through every table.

use std::time::Duration;

use rustix::fs::statvfs;
use sqlx::{
    AnyConnection, Connection,
    migrate::{Migrate, MigrateError, Migrator},
};

use super::{
    Engine,
    open::{self, OpenError, first_connection, options},
};
use crate::Settings;

static MIGRATIONS: Migrator = sqlx::migrate!();

/// The table in which sqlx notes what was run.
const NOTED: &str = "_sqlx_migrations";

/// What only one server at a time does on a PostgreSQL: an arbitrary number that nothing else of ours uses.
const LOCK: i64 = 0x5C11_4B1D;

/// How long a server waits for another that brings the same database up to date: of a region's, that takes minutes. A
/// writer's patience is for writes.
const PATIENCE: Duration = Duration::from_secs(600);

/// How a database stands beside this program. A newer one is an error.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Version {
    /// Nothing is in it yet.
    Empty,
    /// So many migrations are still to be run.
    Older(usize),
    Same,
}

/// Brings the database up to date, making it where there is none (SQLite).
pub(crate) async fn migrate(settings: &Settings) -> Result<(), OpenError> {
    let until = tokio::time::Instant::now() + PATIENCE;
    loop {
        match attempt(settings).await {
            // Nothing was begun. SQLite also says so at once, and waits for nobody, where two make a file's log.
            Err(error) if is_busy(&error) && tokio::time::Instant::now() < until => {
                tokio::time::sleep(Duration::from_millis(100)).await;
            }
            done => return done,
        }
    }
}

/// Whether another has the embedded database for itself just now. The lower byte of an extended code is the code.
fn is_busy(error: &OpenError) -> bool {
    const SQLITE_BUSY: i32 = 5;
    let (OpenError::Database(error) | OpenError::Migrate(MigrateError::Execute(error))) = error else { return false };
    let code = error.as_database_error().and_then(|it| it.code()?.parse::<i32>().ok());
    code.is_some_and(|code| code & 0xff == SQLITE_BUSY)
}

async fn attempt(settings: &Settings) -> Result<(), OpenError> {
    let (kind, options) = options(&settings.database_url, settings.database_in_clear)?;
    let mut connection = first_connection(kind, &options, &settings.key).await?;
    let done = bring_up_to_date(&mut connection, kind, settings).await;
    // Closing checkpoints the write-ahead log; an error here changes nothing about what was done.
    let _ = connection.close().await;
    done
}

/// All migrations are one transaction. Were each one its own, a disk that is full halfway would leave a database that
/// neither this version nor the one before can use.
async fn bring_up_to_date(connection: &mut AnyConnection, kind: Engine, settings: &Settings) -> Result<(), OpenError> {
    match version(connection, kind).await? {
        Version::Same => return Ok(()),
        Version::Older(_) => has_room(settings)?,
        Version::Empty => {}
    }
    let begin = match kind {
        Engine::Sqlite => "BEGIN IMMEDIATE",
        Engine::Postgres => "BEGIN",
    };
    let mut tx = connection.begin_with(begin).await?;
    if kind == Engine::Postgres {
        // sqlx's own lock is let go of before the commit: another server would find nothing done and begin again.
        sqlx::query("SELECT CAST(pg_advisory_xact_lock($1) AS TEXT)").bind(LOCK).execute(&mut *tx).await?;
    }
    MIGRATIONS.run(&mut *tx).await.map_err(told)?;
    tx.commit().await.map_err(|error| OpenError::Migrate(error.into()))
}

fn told(error: MigrateError) -> OpenError {
    match error {
        MigrateError::VersionMissing(version) => OpenError::NewerDatabase(version),
        error => OpenError::Migrate(error),
    }
}

/// What was run of an existing database, beside what this program has.
pub(crate) async fn version(connection: &mut AnyConnection, kind: Engine) -> Result<Version, OpenError> {
    let sql = match kind {
        Engine::Sqlite => "SELECT COUNT(*) FROM sqlite_master WHERE name = $1",
        Engine::Postgres => "SELECT COUNT(to_regclass($1))",
    };
    let there: i64 = sqlx::query_scalar(sql).bind(NOTED).fetch_one(&mut *connection).await?;
    if there == 0 {
        return Ok(Version::Empty);
    }
    let run = connection.list_applied_migrations(NOTED).await.map_err(OpenError::Migrate)?;
    if let Some(newer) = run.iter().find(|it| !MIGRATIONS.version_exists(it.version)) {
        return Err(OpenError::NewerDatabase(newer.version));
    }
    let is_another =
        |it: &&sqlx::migrate::Migration| run.iter().any(|run| run.version == it.version && run.checksum != it.checksum);
    if let Some(other) = MIGRATIONS.iter().find(is_another) {
        return Err(OpenError::Migrate(MigrateError::VersionMismatch(other.version)));
    }
    Ok(match MIGRATIONS.iter().count() - run.len() {
        0 => Version::Same,
        _ if run.is_empty() => Version::Empty,
        left => Version::Older(left),
    })
}

/// Every page may be written anew before the old ones are given back, and what follows the migrations writes too. An
/// upgrade that would fill the disk is not begun.
fn has_room(settings: &Settings) -> Result<(), OpenError> {
    let file = open::sqlite_file(&settings.database_url);
    let Some((file, needed)) = file.and_then(|file| Some((file.clone(), file.metadata().ok()?.len()))) else {
        return Ok(());
    };
    let free = file.parent().and_then(|folder| statvfs(folder).ok()).map_or(u64::MAX, |it| it.f_bavail * it.f_frsize);
    if free < needed { Err(OpenError::NoRoom { free, needed }) } else { Ok(()) }
}
