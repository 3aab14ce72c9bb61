use sqlx::{AnyConnection, FromRow};

use super::Tx;
use crate::Error;

/// One text that the demonstration phone received.
#[derive(Debug, FromRow)]
pub(crate) struct PhoneTextRow {
    pub(crate) recipient: String,
    pub(crate) body: String,
    pub(crate) at: i64,
}

/// Keeps a text under its delivery's id; the same one twice stays one text.
pub(crate) async fn insert(tx: &mut Tx, id: &str, text: &PhoneTextRow) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO phone_texts (id, recipient, body, at) VALUES ($1, $2, $3, $4) ON CONFLICT (id) DO NOTHING",
    )
    .bind(id)
    .bind(&text.recipient)
    .bind(&text.body)
    .bind(text.at)
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Deletes every text.
pub(crate) async fn delete_all(tx: &mut Tx) -> Result<(), Error> {
    sqlx::query("DELETE FROM phone_texts").execute(&mut **tx).await?;
    Ok(())
}

/// The newest texts first, at most 50.
pub(crate) async fn newest(connection: &mut AnyConnection) -> Result<Vec<PhoneTextRow>, Error> {
    let sql = "SELECT recipient, body, at FROM phone_texts ORDER BY at DESC, id DESC LIMIT 50";
    Ok(sqlx::query_as(sql).fetch_all(connection).await?)
}
