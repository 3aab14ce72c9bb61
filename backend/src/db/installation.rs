//! What is true of the whole installation.

use jiff::Timestamp;
use sqlx::AnyConnection;

use super::Tx;
use crate::Error;

pub(crate) async fn get(connection: &mut AnyConnection, name: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT value FROM installation WHERE name = $1";
    Ok(sqlx::query_scalar(sql).bind(name).fetch_optional(connection).await?)
}

/// Says it where nothing was said before; answers what is said now.
pub(crate) async fn decide(tx: &mut Tx, name: &str, value: &str) -> Result<String, Error> {
    sqlx::query("INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO NOTHING")
        .bind(name)
        .bind(value)
        .execute(&mut **tx)
        .await?;
    Ok(get(tx, name).await?.unwrap_or_default())
}

/// What is said, held until the transaction ends.
pub(crate) async fn hold(tx: &mut Tx, name: &str) -> Result<Option<String>, Error> {
    let sql = "UPDATE installation SET value = value WHERE name = $1 RETURNING value";
    Ok(sqlx::query_scalar(sql).bind(name).fetch_optional(&mut **tx).await?)
}

/// Takes something on for all servers until `until`, unless one of them has at `now`; whether it is ours. A time further
/// ahead than `latest` is of a clock that was wrong, and holds nobody up.
pub(crate) async fn take_on(
    tx: &mut Tx,
    name: &str,
    (now, until, latest): (Timestamp, Timestamp, Timestamp),
) -> Result<bool, Error> {
    // As texts they sort as times do.
    let text = |at: Timestamp| format!("{:020}", at.as_millisecond().max(0));
    let sql = "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = $2
               WHERE installation.value <= $3 OR installation.value > $4";
    let query = sqlx::query(sql).bind(name).bind(text(until)).bind(text(now)).bind(text(latest));
    Ok(query.execute(&mut **tx).await?.rows_affected() == 1)
}

pub(crate) async fn set(tx: &mut Tx, name: &str, value: &str) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO installation (name, value) VALUES ($1, $2) ON CONFLICT (name) DO UPDATE SET value = excluded.value",
    )
    .bind(name)
    .bind(value)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(crate) async fn remove(tx: &mut Tx, name: &str) -> Result<(), Error> {
    sqlx::query("DELETE FROM installation WHERE name = $1").bind(name).execute(&mut **tx).await?;
    Ok(())
}
