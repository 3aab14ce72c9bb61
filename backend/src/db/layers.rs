use domain::{
    annotation::Overlay,
    ids::{AccountId, CaseId, ImageId},
    role::Role,
};
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::{Tx, from_json, of_ids, parse, to_json};
use crate::{Error, clock::from_ms};

const WHAT: &str = "layer";

/// What one person drew over a picture, as stored.
#[derive(Debug, Clone)]
pub(crate) struct StoredLayer {
    pub(crate) overlay: Overlay,
    pub(crate) version: i64,
    pub(crate) changed_at: Timestamp,
    /// When the case's log last told of it.
    pub(crate) logged_at: Timestamp,
}

#[derive(Debug, FromRow)]
struct Row {
    overlay: String,
    version: i64,
    changed_at: i64,
    told_at: i64,
}

/// The same with whose it is.
#[derive(Debug, Clone)]
pub(crate) struct PersonsLayer {
    pub(crate) image: ImageId,
    pub(crate) account: AccountId,
    pub(crate) name: String,
    pub(crate) role: Role,
    pub(crate) organisation: String,
    pub(crate) version: i64,
    pub(crate) overlay: Overlay,
}

#[derive(Debug, FromRow)]
struct PersonsRow {
    image_id: String,
    account_id: String,
    name: String,
    role: String,
    organisation: String,
    version: i64,
    overlay: String,
}

impl TryFrom<PersonsRow> for PersonsLayer {
    type Error = Error;

    fn try_from(row: PersonsRow) -> Result<Self, Error> {
        Ok(Self {
            image: parse(&row.image_id, WHAT)?,
            account: parse(&row.account_id, WHAT)?,
            name: row.name,
            role: parse(&row.role, WHAT)?,
            organisation: row.organisation,
            version: row.version,
            overlay: from_json(&row.overlay, WHAT)?,
        })
    }
}

/// This person's own layer over a picture.
pub(crate) async fn get(
    connection: &mut AnyConnection,
    image: ImageId,
    account: AccountId,
) -> Result<Option<StoredLayer>, Error> {
    let sql = "SELECT overlay, version, changed_at, told_at FROM image_layers WHERE image_id = $1 AND account_id = $2";
    let row: Option<Row> =
        sqlx::query_as(sql).bind(image.to_string()).bind(account.to_string()).fetch_optional(connection).await?;
    let stored = |row: Row| {
        Ok(StoredLayer {
            overlay: from_json(&row.overlay, WHAT)?,
            version: row.version,
            changed_at: from_ms(row.changed_at),
            logged_at: from_ms(row.told_at),
        })
    };
    row.map(stored).transpose()
}

/// Puts it in place of what was there. The caller holds the case's row, and has compared the versions.
pub(crate) async fn put(tx: &mut Tx, image: ImageId, account: AccountId, layer: &StoredLayer) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO image_layers (image_id, account_id, overlay, version, changed_at, told_at)
         VALUES ($1, $2, $3, $4, $5, $6)
         ON CONFLICT (image_id, account_id) DO UPDATE SET overlay = excluded.overlay, version = excluded.version,
             changed_at = excluded.changed_at, told_at = excluded.told_at",
    )
    .bind(image.to_string())
    .bind(account.to_string())
    .bind(to_json(&layer.overlay)?)
    .bind(layer.version)
    .bind(layer.changed_at.as_millisecond())
    .bind(layer.logged_at.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// Everybody's layers over the pictures of some cases, the newest last.
pub(crate) async fn of_cases(connection: &mut AnyConnection, cases: &[CaseId]) -> Result<Vec<PersonsLayer>, Error> {
    // Who works at several places drew it at the one that the case is of.
    let sql = "SELECT l.image_id, l.account_id, a.name, m.role, COALESCE(o.name, '') AS organisation,
                      l.version, l.overlay
               FROM image_layers l JOIN images i ON i.id = l.image_id JOIN cases c ON c.id = i.case_id
                    JOIN accounts a ON a.id = l.account_id
                    JOIN memberships m ON m.id = COALESCE(
                        (SELECT MIN(w.id) FROM memberships w WHERE w.account_id = l.account_id
                         AND w.organisation_id IN (c.practice_id, c.service_id)),
                        (SELECT MIN(w.id) FROM memberships w WHERE w.account_id = l.account_id))
                    LEFT JOIN organisations o ON o.id = m.organisation_id
               WHERE i.case_id IN (?) ORDER BY l.changed_at, l.account_id";
    let rows: Vec<PersonsRow> = of_ids(connection, sql, cases).await?;
    rows.into_iter().map(PersonsLayer::try_from).collect()
}

/// Drops all that was drawn over a picture that is taken out.
pub(crate) async fn remove(tx: &mut Tx, image: ImageId) -> Result<(), Error> {
    sqlx::query("DELETE FROM image_layers WHERE image_id = $1").bind(image.to_string()).execute(&mut **tx).await?;
    Ok(())
}
