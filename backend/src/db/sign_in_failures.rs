use sqlx::AnyConnection;

use super::Tx;
use crate::Error;

/// Holds a counter until the transaction ends, making it where there is none.
pub(crate) async fn hold(tx: &mut Tx, counter: &str) -> Result<(), Error> {
    let sql = "INSERT INTO sign_in_failures (bucket, failures, last_at) VALUES ($1, 0, 0)
               ON CONFLICT (bucket) DO UPDATE SET failures = sign_in_failures.failures";
    sqlx::query(sql).bind(counter).execute(&mut **tx).await?;
    Ok(())
}

/// How many wrong passwords, and when the last one was.
pub(crate) async fn get(connection: &mut AnyConnection, counter: &str) -> Result<Option<(i64, i64)>, Error> {
    let sql = "SELECT failures, last_at FROM sign_in_failures WHERE bucket = $1";
    Ok(sqlx::query_as(sql).bind(counter).fetch_optional(connection).await?)
}

pub(crate) async fn set(tx: &mut Tx, counter: &str, failures: i64, last_at: i64) -> Result<(), Error> {
    let sql = "UPDATE sign_in_failures SET failures = $2, last_at = $3 WHERE bucket = $1";
    sqlx::query(sql).bind(counter).bind(failures).bind(last_at).execute(&mut **tx).await?;
    Ok(())
}

pub(crate) async fn take_one(tx: &mut Tx, counter: &str) -> Result<(), Error> {
    let sql = "UPDATE sign_in_failures SET failures = failures - 1 WHERE bucket = $1 AND failures > 0";
    sqlx::query(sql).bind(counter).execute(&mut **tx).await?;
    Ok(())
}

pub(crate) async fn delete(tx: &mut Tx, counter: &str) -> Result<(), Error> {
    sqlx::query("DELETE FROM sign_in_failures WHERE bucket = $1").bind(counter).execute(&mut **tx).await?;
    Ok(())
}

pub(crate) async fn delete_before(tx: &mut Tx, before: i64) -> Result<(), Error> {
    sqlx::query("DELETE FROM sign_in_failures WHERE last_at < $1").bind(before).execute(&mut **tx).await?;
    Ok(())
}
