use domain::ids::DeliveryId;
use jiff::Timestamp;
use sqlx::FromRow;

use super::{Tx, to_json};
use crate::{Error, outbox::Delivery};

/// A delivery that a worker has taken on.
#[derive(Debug, FromRow)]
pub(crate) struct Claimed {
    pub(crate) id: String,
    pub(crate) case_id: String,
    pub(crate) payload: String,
    /// Counting this one.
    pub(crate) attempts: i64,
}

pub(crate) async fn insert(tx: &mut Tx, id: DeliveryId, delivery: &Delivery, now: Timestamp) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO deliveries (id, idempotency_key, case_id, payload, state, attempts, next_at, created_at)
         VALUES ($1, $2, $3, $4, 'waiting', 0, $5, $6)
         ON CONFLICT (idempotency_key) DO NOTHING",
    )
    .bind(id.to_string())
    .bind(&delivery.key)
    .bind(delivery.case.to_string())
    .bind(to_json(&delivery.message)?)
    .bind(delivery.not_before.as_millisecond())
    .bind(now.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(crate) async fn cancel(tx: &mut Tx, key: &str, now: Timestamp) -> Result<(), Error> {
    sqlx::query(
        "UPDATE deliveries SET state = 'cancelled', payload = '', done_at = $2
         WHERE idempotency_key = $1 AND state = 'waiting'",
    )
    .bind(key)
    .bind(now.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Takes a delivery back that no worker has taken on yet. False when one has: it may be on its way. True also where
/// there never was one.
pub(crate) async fn take_back(tx: &mut Tx, key: &str, now: Timestamp) -> Result<bool, Error> {
    sqlx::query(
        "UPDATE deliveries SET state = 'cancelled', payload = '', done_at = $2
         WHERE idempotency_key = $1 AND state = 'waiting' AND attempts = 0",
    )
    .bind(key)
    .bind(now.as_millisecond())
    .execute(&mut **tx)
    .await?;
    let sql = "SELECT COUNT(*) FROM deliveries WHERE idempotency_key = $1 AND state <> 'cancelled'";
    let (left,): (i64,) = sqlx::query_as(sql).bind(key).fetch_one(&mut **tx).await?;
    Ok(left == 0)
}

/// Takes on the delivery that has been due longest, until `leased_until`; None when nothing is due. The condition is
/// asked again in the UPDATE, so of two workers that chose the same row one gets it and the other nothing.
pub(crate) async fn claim(tx: &mut Tx, now: Timestamp, leased_until: Timestamp) -> Result<Option<Claimed>, Error> {
    let sql = "UPDATE deliveries SET leased_until = $2, attempts = attempts + 1
         WHERE id = (SELECT id FROM deliveries
                     WHERE state = 'waiting' AND next_at <= $1 AND (leased_until IS NULL OR leased_until <= $1)
                     ORDER BY next_at, id LIMIT 1)
           AND state = 'waiting' AND (leased_until IS NULL OR leased_until <= $1)
         RETURNING id, case_id, payload, attempts";
    Ok(sqlx::query_as(sql)
        .bind(now.as_millisecond())
        .bind(leased_until.as_millisecond())
        .fetch_optional(&mut **tx)
        .await?)
}

/// It arrived: its content is not needed any longer.
pub(crate) async fn done(tx: &mut Tx, id: &str, now: Timestamp) -> Result<(), Error> {
    sqlx::query("UPDATE deliveries SET state = 'done', payload = '', leased_until = NULL, done_at = $2 WHERE id = $1")
        .bind(id)
        .bind(now.as_millisecond())
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// It did not arrive, but may later.
pub(crate) async fn retry(tx: &mut Tx, id: &str, next_at: Timestamp, reason: &str) -> Result<(), Error> {
    sqlx::query(
        "UPDATE deliveries SET next_at = $2, leased_until = NULL, reason = $3 WHERE id = $1 AND state = 'waiting'",
    )
    .bind(id)
    .bind(next_at.as_millisecond())
    .bind(reason)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// It will never arrive by itself; an administrator sees why.
pub(crate) async fn dead(tx: &mut Tx, id: &str, now: Timestamp, reason: &str) -> Result<(), Error> {
    sqlx::query(
        "UPDATE deliveries SET state = 'dead', leased_until = NULL, done_at = $2, reason = $3
         WHERE id = $1 AND state = 'waiting'",
    )
    .bind(id)
    .bind(now.as_millisecond())
    .bind(reason)
    .execute(&mut **tx)
    .await?;
    Ok(())
}
