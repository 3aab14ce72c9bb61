use domain::ids::{CaseId, ImageId};
use imaging::clip::ClipKind;
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::{Tx, of_ids, parse};
use crate::{Error, error::Damaged, objects::ObjectName};

/// The clip that a picture begins, as stored.
#[derive(Debug, Clone)]
pub(crate) struct Clip {
    pub(crate) image: ImageId,
    pub(crate) kind: ClipKind,
    pub(crate) bytes: u64,
    pub(crate) milliseconds: u64,
    pub(crate) object: ObjectName,
    /// SHA-256 of the file, hexadecimal; empty for clips from before it was kept.
    pub(crate) digest: String,
}

#[derive(Debug, FromRow)]
struct Row {
    image_id: String,
    kind: String,
    bytes: i64,
    milliseconds: i64,
    object: String,
    digest: String,
}

impl TryFrom<Row> for Clip {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        const WHAT: &str = "clip";
        Ok(Self {
            image: parse(&row.image_id, WHAT)?,
            kind: ClipKind::parse(&row.kind).ok_or(Damaged(WHAT))?,
            bytes: u64::try_from(row.bytes).map_err(|_| Damaged(WHAT))?,
            milliseconds: u64::try_from(row.milliseconds).map_err(|_| Damaged(WHAT))?,
            object: ObjectName::parse(&row.object).ok_or(Damaged(WHAT))?,
            digest: row.digest,
        })
    }
}

/// Keeps a clip. False when its picture has one already.
pub(crate) async fn insert(tx: &mut Tx, case: CaseId, clip: &Clip, now: Timestamp) -> Result<bool, Error> {
    let done = sqlx::query(
        "INSERT INTO clips (image_id, case_id, kind, bytes, milliseconds, object, received_at, digest)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8) ON CONFLICT (image_id) DO NOTHING",
    )
    .bind(clip.image.to_string())
    .bind(case.to_string())
    .bind(clip.kind.as_str())
    .bind(i64::try_from(clip.bytes).map_err(|_| Error::TooLarge)?)
    .bind(i64::try_from(clip.milliseconds).map_err(|_| Error::TooLarge)?)
    .bind(clip.object.as_str())
    .bind(now.as_millisecond())
    .bind(&clip.digest)
    .execute(&mut **tx)
    .await?;
    Ok(done.rows_affected() == 1)
}

/// The picture's clip, unless it was removed.
pub(crate) async fn get(connection: &mut AnyConnection, image: ImageId) -> Result<Option<Clip>, Error> {
    let sql = "SELECT image_id, kind, bytes, milliseconds, object, digest FROM clips WHERE image_id = $1 AND removed_at IS NULL";
    let row: Option<Row> = sqlx::query_as(sql).bind(image.to_string()).fetch_optional(connection).await?;
    row.map(Clip::try_from).transpose()
}

/// The clips of some cases, without those that were removed.
pub(crate) async fn of_cases(connection: &mut AnyConnection, cases: &[CaseId]) -> Result<Vec<Clip>, Error> {
    let sql = "SELECT image_id, kind, bytes, milliseconds, object, digest FROM clips
               WHERE case_id IN (?) AND removed_at IS NULL";
    let rows: Vec<Row> = of_ids(connection, sql, cases).await?;
    rows.into_iter().map(Clip::try_from).collect()
}

/// How many clips a case has.
pub(crate) async fn count(connection: &mut AnyConnection, case: CaseId) -> Result<u32, Error> {
    let sql = "SELECT COUNT(*) FROM clips WHERE case_id = $1 AND removed_at IS NULL";
    let count: i64 = sqlx::query_scalar(sql).bind(case.to_string()).fetch_one(connection).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Notes the removal of a picture's clip, if it has one, and answers the object that held it.
pub(crate) async fn remove(tx: &mut Tx, image: ImageId, now: Timestamp) -> Result<Option<ObjectName>, Error> {
    let Some(clip) = get(tx, image).await? else { return Ok(None) };
    sqlx::query("UPDATE clips SET removed_at = $2 WHERE image_id = $1")
        .bind(image.to_string())
        .bind(now.as_millisecond())
        .execute(&mut **tx)
        .await?;
    Ok(Some(clip.object))
}
