//! Where each log ends.

use sqlx::AnyConnection;

use super::Tx;
use crate::{Error, events::Head};

type Row = (String, i64, String, String);

fn head((stream, seq, hash, mac): Row) -> (Head, String) {
    (Head { stream, seq, hash }, mac)
}

/// The head of a log with its MAC, which the caller checks.
pub(crate) async fn get(connection: &mut AnyConnection, stream: &str) -> Result<Option<(Head, String)>, Error> {
    let sql = "SELECT stream, seq, hash, mac FROM log_heads WHERE stream = $1";
    Ok(sqlx::query_as::<_, Row>(sql).bind(stream).fetch_optional(connection).await?.map(head))
}

/// The same, held until the transaction ends.
pub(crate) async fn lock(tx: &mut Tx, stream: &str) -> Result<Option<(Head, String)>, Error> {
    let sql = "UPDATE log_heads SET seq = seq WHERE stream = $1 RETURNING stream, seq, hash, mac";
    Ok(sqlx::query_as::<_, Row>(sql).bind(stream).fetch_optional(&mut **tx).await?.map(head))
}

pub(crate) async fn save(tx: &mut Tx, head: &Head, mac: &str) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO log_heads (stream, seq, hash, mac) VALUES ($1, $2, $3, $4)
         ON CONFLICT (stream) DO UPDATE SET seq = excluded.seq, hash = excluded.hash, mac = excluded.mac",
    )
    .bind(&head.stream)
    .bind(head.seq)
    .bind(&head.hash)
    .bind(mac)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// At most `limit` heads after `stream`, in the order of their names.
pub(crate) async fn after(
    connection: &mut AnyConnection,
    stream: &str,
    limit: i64,
) -> Result<Vec<(Head, String)>, Error> {
    let sql = "SELECT stream, seq, hash, mac FROM log_heads WHERE stream > $1 ORDER BY stream LIMIT $2";
    let rows: Vec<Row> = sqlx::query_as(sql).bind(stream).bind(limit).fetch_all(connection).await?;
    Ok(rows.into_iter().map(head).collect())
}
