//! A look at a database that changes nothing in it: for `skinlink check`.

use jiff::{SignedDuration, Timestamp};
use sqlx::{AnyConnection, Connection, Executor};

pub(crate) use super::migrate::Version;
use super::{
    Db, Engine, installation,
    migrate::version,
    open::{OpenError, first_connection, options},
};
use crate::{Clock, Settings, clock::from_ms};

/// What was found.
#[derive(Debug)]
pub(crate) struct Found {
    pub(crate) version: Version,
    /// How it is reached, for a server's: "TLSv1.3", or that it is not encrypted.
    pub(crate) way: Option<String>,
    /// How far the database's clock is ahead of ours, for a server's, and how exactly that is known.
    pub(crate) ahead: Option<(SignedDuration, SignedDuration)>,
    /// The newest thing that was noted in a log.
    pub(crate) newest: Option<Timestamp>,
    /// 'demonstration' or 'earnest'.
    pub(crate) kind: Option<String>,
    /// What the store of its pictures is known by.
    pub(crate) store: Option<String>,
}

/// Looks. An embedded database must be there: it is not made.
pub(crate) async fn look(settings: &Settings, clock: &Clock) -> Result<Found, OpenError> {
    let (kind, options) = options(&settings.database_url, settings.database_in_clear)?;
    let mut connection = first_connection(kind, &options, &settings.key).await?;
    let found = ask(&mut connection, kind, clock).await;
    let _ = connection.close().await;
    found
}

async fn ask(connection: &mut AnyConnection, kind: Engine, clock: &Clock) -> Result<Found, OpenError> {
    let version = version(connection, kind).await?;
    can_write(connection, kind, version).await?;
    let (way, ahead) = match kind {
        Engine::Sqlite => (None, None),
        Engine::Postgres => (Some(way(connection).await?), Some(ahead(connection, clock).await?)),
    };
    let is_filled = version != Version::Empty;
    // Tables that an older version does not have say nothing.
    let newest: Option<i64> = match is_filled {
        true => sqlx::query_scalar("SELECT MAX(at) FROM events").fetch_one(&mut *connection).await.unwrap_or(None),
        false => None,
    };
    let mut said = async |name| match is_filled {
        true => installation::get(connection, name).await.unwrap_or(None),
        false => None,
    };
    let (kind, store) = (said("kind").await, said(crate::objects::STORE).await);
    Ok(Found { version, way, ahead, newest: newest.map(from_ms), kind, store })
}

/// Writes something, and takes it back: in a database that is up to date a row, else a table, as migrating would.
async fn can_write(connection: &mut AnyConnection, kind: Engine, version: Version) -> Result<(), OpenError> {
    let begin = match kind {
        Engine::Sqlite => "BEGIN IMMEDIATE",
        Engine::Postgres => "BEGIN",
    };
    let mut tx = connection.begin_with(begin).await?;
    let sql = match version {
        Version::Same => "INSERT INTO installation (name, value) VALUES ('check', '-')",
        Version::Empty | Version::Older(_) => "CREATE TABLE skinlink_check (id BIGINT)",
    };
    tx.execute(sql).await?;
    Ok(tx.rollback().await?)
}

async fn way(connection: &mut AnyConnection) -> Result<String, OpenError> {
    let sql = "SELECT CASE WHEN ssl THEN COALESCE(version, 'TLS') ELSE '' END FROM pg_stat_ssl
               WHERE pid = pg_backend_pid()";
    let tls: Option<String> = sqlx::query_scalar(sql).fetch_optional(connection).await?;
    Ok(tls.filter(|it| !it.is_empty()).unwrap_or_else(|| "not encrypted on the way".to_owned()))
}

impl Db {
    /// How far the database's clock is ahead of ours, and how exactly that is known; None of an embedded one.
    pub(crate) async fn ahead(&self, clock: &Clock) -> Result<Option<(SignedDuration, SignedDuration)>, crate::Error> {
        match self.kind {
            Engine::Sqlite => Ok(None),
            Engine::Postgres => Ok(Some(ahead(&mut *self.read().await?, clock).await?)),
        }
    }
}

async fn ahead(connection: &mut AnyConnection, clock: &Clock) -> Result<(SignedDuration, SignedDuration), sqlx::Error> {
    let before = clock.now();
    let theirs: i64 = sqlx::query_scalar("SELECT CAST(EXTRACT(EPOCH FROM clock_timestamp()) * 1000 AS BIGINT)")
        .fetch_one(connection)
        .await?;
    let half = clock.now().duration_since(before) / 2;
    Ok((from_ms(theirs).duration_since(before + half), half))
}
