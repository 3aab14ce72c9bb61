use jiff::Timestamp;

use super::Tx;
use crate::Error;

/// Keeps what a channel said; false when it has said the same before.
pub(crate) async fn insert(
    tx: &mut Tx,
    source: &str,
    external: &str,
    status: &str,
    delivery: Option<&str>,
    now: Timestamp,
) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO receipts (source, external_id, status, delivery_id, received_at) VALUES ($1, $2, $3, $4, $5)
         ON CONFLICT (source, external_id, status) DO NOTHING",
    )
    .bind(source)
    .bind(external)
    .bind(status)
    .bind(delivery)
    .bind(now.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}
