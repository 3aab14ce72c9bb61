//! What is true of the whole installation.

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
