use domain::{
    command::PictureDetails,
    ids::{AccountId, CaseId, ImageId, PhotoRequestId, UploadId},
};
use jiff::Timestamp;
use sqlx::{AnyConnection, FromRow};

use super::{Tx, from_json, parse, to_json};
use crate::{Error, clock::from_ms, error::Damaged, objects::ObjectName};

/// A picture on its way in.
#[derive(Debug, Clone)]
pub(crate) struct Upload {
    pub(crate) id: UploadId,
    pub(crate) case: CaseId,
    pub(crate) photo_request: Option<PhotoRequestId>,
    pub(crate) account: Option<AccountId>,
    /// Bytes of the whole file.
    pub(crate) length: u64,
    /// Bytes that are kept durably: what was acknowledged is never more than this.
    pub(crate) received: u64,
    pub(crate) details: PictureDetails,
    /// The picture it became.
    pub(crate) image: Option<ImageId>,
    pub(crate) expires_at: Timestamp,
}

#[derive(Debug, FromRow)]
struct Row {
    id: String,
    case_id: String,
    photo_request_id: Option<String>,
    account_id: Option<String>,
    length: i64,
    received: i64,
    details: String,
    image_id: Option<String>,
    expires_at: i64,
}

impl TryFrom<Row> for Upload {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        const WHAT: &str = "upload";
        Ok(Self {
            id: parse(&row.id, WHAT)?,
            case: parse(&row.case_id, WHAT)?,
            photo_request: row.photo_request_id.map(|id| parse(&id, WHAT)).transpose()?,
            account: row.account_id.map(|id| parse(&id, WHAT)).transpose()?,
            length: u64::try_from(row.length).map_err(|_| Damaged(WHAT))?,
            received: u64::try_from(row.received).map_err(|_| Damaged(WHAT))?,
            details: from_json(&row.details, WHAT)?,
            image: row.image_id.map(|id| parse(&id, WHAT)).transpose()?,
            expires_at: from_ms(row.expires_at),
        })
    }
}

fn bytes(n: u64) -> Result<i64, Error> {
    i64::try_from(n).map_err(|_| Error::TooLarge)
}

pub(crate) async fn insert(tx: &mut Tx, upload: &Upload, now: Timestamp) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO uploads (id, case_id, photo_request_id, account_id, length, received, details, fingerprint, created_at, expires_at)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)",
    )
    .bind(upload.id.to_string())
    .bind(upload.case.to_string())
    .bind(upload.photo_request.map(|id| id.to_string()))
    .bind(upload.account.map(|id| id.to_string()))
    .bind(bytes(upload.length)?)
    .bind(bytes(upload.received)?)
    .bind(to_json(&upload.details)?)
    .bind(&upload.details.fingerprint)
    .bind(now.as_millisecond())
    .bind(upload.expires_at.as_millisecond())
    .execute(&mut **tx)
    .await?;
    Ok(())
}

pub(crate) async fn get(connection: &mut AnyConnection, id: UploadId) -> Result<Option<Upload>, Error> {
    let sql = "SELECT id, case_id, photo_request_id, account_id, length, received, details, image_id, expires_at
               FROM uploads WHERE id = $1";
    let row: Option<Row> = sqlx::query_as(sql).bind(id.to_string()).fetch_optional(connection).await?;
    row.map(Upload::try_from).transpose()
}

/// The unfinished uploads of a case whose file has this fingerprint.
pub(crate) async fn unfinished(
    connection: &mut AnyConnection,
    case: CaseId,
    fingerprint: &str,
) -> Result<Vec<Upload>, Error> {
    let sql = "SELECT id, case_id, photo_request_id, account_id, length, received, details, image_id, expires_at
               FROM uploads WHERE case_id = $1 AND fingerprint = $2 AND image_id IS NULL ORDER BY id";
    let rows: Vec<Row> = sqlx::query_as(sql).bind(case.to_string()).bind(fingerprint).fetch_all(connection).await?;
    rows.into_iter().map(Upload::try_from).collect()
}

/// The uploads that somebody began by this link, and that have neither finished nor expired.
pub(crate) async fn unfinished_of_link(
    connection: &mut AnyConnection,
    request: PhotoRequestId,
    now: Timestamp,
) -> Result<Vec<Upload>, Error> {
    let sql = "SELECT id, case_id, photo_request_id, account_id, length, received, details, image_id, expires_at
               FROM uploads WHERE photo_request_id = $1 AND image_id IS NULL AND expires_at > $2 ORDER BY id";
    let rows: Vec<Row> =
        sqlx::query_as(sql).bind(request.to_string()).bind(now.as_millisecond()).fetch_all(connection).await?;
    rows.into_iter().map(Upload::try_from).collect()
}

/// Puts newer details in place of those that the upload began with.
pub(crate) async fn describe(tx: &mut Tx, id: UploadId, details: &PictureDetails) -> Result<(), Error> {
    sqlx::query("UPDATE uploads SET details = $2 WHERE id = $1")
        .bind(id.to_string())
        .bind(to_json(details)?)
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Uploads of a case that have not become a picture yet.
pub(crate) struct UnderWay {
    pub(crate) count: u32,
    /// As announced.
    pub(crate) bytes: u64,
}

pub(crate) async fn under_way(connection: &mut AnyConnection, case: CaseId) -> Result<UnderWay, Error> {
    // PostgreSQL's sum of BIGINT is NUMERIC.
    let sql = "SELECT COUNT(*), CAST(COALESCE(SUM(length), 0) AS BIGINT) FROM uploads
               WHERE case_id = $1 AND image_id IS NULL";
    let (count, bytes): (i64, i64) = sqlx::query_as(sql).bind(case.to_string()).fetch_one(connection).await?;
    Ok(UnderWay { count: u32::try_from(count).unwrap_or(u32::MAX), bytes: u64::try_from(bytes).unwrap_or(u64::MAX) })
}

/// How many of a case's pictures are on their way from this person: begun, not whole, and not given up.
pub(crate) async fn count_of(
    connection: &mut AnyConnection,
    case: CaseId,
    account: Option<AccountId>,
    now: Timestamp,
) -> Result<u32, Error> {
    let sql =
        "SELECT COUNT(*) FROM uploads WHERE case_id = $1 AND account_id = $2 AND image_id IS NULL AND expires_at > $3";
    let query = sqlx::query_scalar(sql).bind(case.to_string()).bind(account.map(|account| account.to_string()));
    let count: i64 = query.bind(now.as_millisecond()).fetch_one(connection).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Adds a part that is durable, of `length` bytes from `position` on. False when the upload has moved on from
/// `position` meanwhile: of two that add the same part, one gets it.
pub(crate) async fn add_part(
    tx: &mut Tx,
    id: UploadId,
    position: u64,
    length: u64,
    object: &ObjectName,
) -> Result<bool, Error> {
    let done = sqlx::query("UPDATE uploads SET received = $3 WHERE id = $1 AND received = $2 AND image_id IS NULL")
        .bind(id.to_string())
        .bind(bytes(position)?)
        .bind(bytes(position + length)?)
        .execute(&mut **tx)
        .await?;
    if done.rows_affected() == 0 {
        return Ok(false);
    }
    sqlx::query("INSERT INTO upload_parts (upload_id, position, length, object) VALUES ($1, $2, $3, $4)")
        .bind(id.to_string())
        .bind(bytes(position)?)
        .bind(bytes(length)?)
        .bind(object.as_str())
        .execute(&mut **tx)
        .await?;
    Ok(true)
}

/// The parts in the file's order.
pub(crate) async fn parts(connection: &mut AnyConnection, id: UploadId) -> Result<Vec<ObjectName>, Error> {
    let sql = "SELECT object FROM upload_parts WHERE upload_id = $1 ORDER BY position";
    let names: Vec<String> = sqlx::query_scalar(sql).bind(id.to_string()).fetch_all(connection).await?;
    names.iter().map(|name| ObjectName::parse(name).ok_or_else(|| Damaged("upload").into())).collect()
}

pub(crate) async fn count_parts(connection: &mut AnyConnection, id: UploadId) -> Result<u64, Error> {
    let sql = "SELECT COUNT(*) FROM upload_parts WHERE upload_id = $1";
    let count: i64 = sqlx::query_scalar(sql).bind(id.to_string()).fetch_one(connection).await?;
    Ok(u64::try_from(count).unwrap_or(u64::MAX))
}

/// Notes which picture it became. False when it has become one already.
pub(crate) async fn finish(tx: &mut Tx, id: UploadId, image: ImageId) -> Result<bool, Error> {
    let done = sqlx::query("UPDATE uploads SET image_id = $2 WHERE id = $1 AND image_id IS NULL")
        .bind(id.to_string())
        .bind(image.to_string())
        .execute(&mut **tx)
        .await?;
    Ok(done.rows_affected() == 1)
}

pub(crate) async fn delete_parts(tx: &mut Tx, id: UploadId) -> Result<(), Error> {
    sqlx::query("DELETE FROM upload_parts WHERE upload_id = $1").bind(id.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// Deletes the upload; its parts must have gone before.
pub(crate) async fn delete(tx: &mut Tx, id: UploadId) -> Result<(), Error> {
    sqlx::query("DELETE FROM uploads WHERE id = $1").bind(id.to_string()).execute(&mut **tx).await?;
    Ok(())
}

/// At most `limit` uploads that expired before `before`, the oldest first.
pub(crate) async fn expired(
    connection: &mut AnyConnection,
    before: Timestamp,
    limit: i64,
) -> Result<Vec<UploadId>, Error> {
    let sql = "SELECT id FROM uploads WHERE expires_at < $1 ORDER BY expires_at, id LIMIT $2";
    let ids: Vec<String> =
        sqlx::query_scalar(sql).bind(before.as_millisecond()).bind(limit).fetch_all(connection).await?;
    ids.iter().map(|id| parse(id, "upload")).collect()
}
