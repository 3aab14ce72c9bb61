//! Which objects exist and whether a row needs them.

use domain::ids::CaseId;
use sqlx::{AnyConnection, Row};

use crate::{Error, error::Damaged, objects::ObjectName};

/// Notes `name` as about to be written. To be committed before its first byte, so that the sweep knows of it whatever
/// happens next.
pub(crate) async fn reserve(conn: &mut AnyConnection, name: &ObjectName, now_ms: i64) -> sqlx::Result<()> {
    sqlx::query("INSERT INTO objects (name, in_use, changed_at) VALUES ($1, 0, $2)")
        .bind(name.as_str())
        .bind(now_ms)
        .execute(conn)
        .await?;
    Ok(())
}

/// Notes that a row now names the object. False when it was reserved before `since_ms`: the sweep may be taking it, so
/// the row must not be written.
pub(crate) async fn adopt(
    conn: &mut AnyConnection,
    name: &ObjectName,
    since_ms: i64,
    now_ms: i64,
) -> sqlx::Result<bool> {
    let done = sqlx::query("UPDATE objects SET in_use = 1, changed_at = $1 WHERE name = $2 AND changed_at >= $3")
        .bind(now_ms)
        .bind(name.as_str())
        .bind(since_ms)
        .execute(conn)
        .await?;
    Ok(done.rows_affected() == 1)
}

/// Notes that no row names the object any longer.
pub(crate) async fn release(conn: &mut AnyConnection, name: &ObjectName, now_ms: i64) -> sqlx::Result<()> {
    sqlx::query("UPDATE objects SET in_use = 0, changed_at = $1 WHERE name = $2")
        .bind(now_ms)
        .bind(name.as_str())
        .execute(conn)
        .await?;
    Ok(())
}

/// One of the objects that rows name.
pub(crate) async fn one_in_use(conn: &mut AnyConnection) -> Result<Option<ObjectName>, Error> {
    let sql = "SELECT name FROM objects WHERE in_use = 1 LIMIT 1";
    let name: Option<String> = sqlx::query_scalar(sql).fetch_optional(conn).await?;
    name.map(|name| ObjectName::parse(&name).ok_or_else(|| Damaged("object's name").into())).transpose()
}

/// Forgets an object that has been deleted.
pub(crate) async fn forget(conn: &mut AnyConnection, name: &ObjectName) -> sqlx::Result<()> {
    sqlx::query("DELETE FROM objects WHERE name = $1 AND in_use = 0").bind(name.as_str()).execute(conn).await?;
    Ok(())
}

/// The masters and clips of a case, with what they are called in its log and the digests they must have.
pub(crate) async fn with_digests(
    conn: &mut AnyConnection,
    case: CaseId,
) -> Result<Vec<(String, ObjectName, String)>, Error> {
    let sql = "SELECT 'image/' || id, master, digest FROM images WHERE case_id = $1 AND removed_at IS NULL
               UNION ALL SELECT 'clip/' || image_id, object, digest FROM clips WHERE case_id = $1 AND removed_at IS NULL";
    let rows: Vec<(String, String, String)> = sqlx::query_as(sql).bind(case.to_string()).fetch_all(conn).await?;
    let named = |(what, name, digest): (String, String, String)| {
        Ok((what, ObjectName::parse(&name).ok_or(Damaged("object"))?, digest))
    };
    rows.into_iter().map(named).collect()
}

/// Every object that a row names.
pub(crate) async fn in_use(conn: &mut AnyConnection) -> sqlx::Result<Vec<ObjectName>> {
    names(conn, "SELECT name FROM objects WHERE in_use = 1 ORDER BY name").await
}

/// Every object.
pub(crate) async fn all(conn: &mut AnyConnection) -> sqlx::Result<Vec<ObjectName>> {
    names(conn, "SELECT name FROM objects ORDER BY name").await
}

async fn names(conn: &mut AnyConnection, sql: &'static str) -> sqlx::Result<Vec<ObjectName>> {
    let names: Vec<String> = sqlx::query_scalar(sql).fetch_all(conn).await?;
    Ok(names.iter().filter_map(|name| ObjectName::parse(name)).collect())
}

/// At most `limit` objects that nothing has needed since before `before_ms`, the oldest first.
pub(crate) async fn unused(conn: &mut AnyConnection, before_ms: i64, limit: i64) -> sqlx::Result<Vec<ObjectName>> {
    let rows =
        sqlx::query("SELECT name FROM objects WHERE in_use = 0 AND changed_at < $1 ORDER BY changed_at, name LIMIT $2")
            .bind(before_ms)
            .bind(limit)
            .fetch_all(conn)
            .await?;
    Ok(rows.iter().filter_map(|row| ObjectName::parse(row.get("name"))).collect())
}
