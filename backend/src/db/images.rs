use domain::{
    annotation::Layer,
    case::State,
    ids::{AccountId, CaseId, HubVisitId, ImageId, MessageId, PhotoRequestId},
    image::{KeptBecause, View},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use sqlx::{AnyConnection, AssertSqlSafe, FromRow};

use super::{Tx, cases::Case, from_json, of_ids, parse, requests, to_json};
use crate::{Error, clock::from_ms, error::Damaged, objects::ObjectName};

/// One picture, as stored.
#[derive(Debug, Clone)]
pub(crate) struct Image {
    pub(crate) id: ImageId,
    pub(crate) case: CaseId,
    pub(crate) photo_request: Option<PhotoRequestId>,
    pub(crate) account: Option<AccountId>,
    /// The visit to a photography hub that it was taken at.
    pub(crate) visit: Option<HubVisitId>,
    pub(crate) view: View,
    pub(crate) lesion: u32,
    /// The master's, in pixels.
    pub(crate) width: u32,
    pub(crate) height: u32,
    /// The master's.
    pub(crate) bytes: u64,
    pub(crate) master: ObjectName,
    pub(crate) screen: ObjectName,
    pub(crate) thumb: ObjectName,
    /// SHA-256 of the master, hexadecimal; empty for pictures from before it was kept.
    pub(crate) digest: String,
    pub(crate) quality: Quality,
    /// What was drawn on it before it was sent.
    pub(crate) annotations: Layer,
    pub(crate) received_at: Timestamp,
    /// A specialist has been sent it: it is part of the record.
    pub(crate) sent: bool,
}

/// What is known of the photograph, never of the lesion.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Quality {
    pub(crate) report: imaging::Report,
    /// Findings that the sender was told of before sending the picture all the same.
    pub(crate) kept_despite: Vec<String>,
    /// Why, if they said so.
    #[serde(default)]
    pub(crate) kept_because: Option<KeptBecause>,
}

/// Those of [`Row`], of images `i`.
const COLUMNS: &str =
    "i.id, i.case_id, i.photo_request_id, i.account_id, i.hub_visit_id, i.view, i.lesion, i.width, i.height,
    i.bytes, i.master, i.screen, i.thumb, i.digest, i.report, i.annotations, i.received_at, i.sent_at";

#[derive(Debug, FromRow)]
struct Row {
    id: String,
    case_id: String,
    photo_request_id: Option<String>,
    account_id: Option<String>,
    hub_visit_id: Option<String>,
    view: String,
    lesion: i64,
    width: i64,
    height: i64,
    bytes: i64,
    master: String,
    screen: String,
    thumb: String,
    digest: String,
    report: String,
    annotations: String,
    received_at: i64,
    sent_at: Option<i64>,
}

impl TryFrom<Row> for Image {
    type Error = Error;

    fn try_from(row: Row) -> Result<Self, Error> {
        const WHAT: &str = "picture";
        let size = |n: i64| u32::try_from(n).map_err(|_| Damaged(WHAT));
        let object = |name: &str| ObjectName::parse(name).ok_or(Damaged(WHAT));
        Ok(Self {
            id: parse(&row.id, WHAT)?,
            case: parse(&row.case_id, WHAT)?,
            photo_request: row.photo_request_id.map(|id| parse(&id, WHAT)).transpose()?,
            account: row.account_id.map(|id| parse(&id, WHAT)).transpose()?,
            visit: row.hub_visit_id.map(|id| parse(&id, WHAT)).transpose()?,
            view: parse(&row.view, WHAT)?,
            lesion: size(row.lesion)?,
            width: size(row.width)?,
            height: size(row.height)?,
            bytes: u64::try_from(row.bytes).map_err(|_| Damaged(WHAT))?,
            master: object(&row.master)?,
            screen: object(&row.screen)?,
            thumb: object(&row.thumb)?,
            digest: row.digest,
            quality: from_json(&row.report, WHAT)?,
            annotations: from_json(&row.annotations, WHAT)?,
            received_at: from_ms(row.received_at),
            sent: row.sent_at.is_some(),
        })
    }
}

pub(crate) async fn insert(tx: &mut Tx, image: &Image) -> Result<(), Error> {
    sqlx::query(
        "INSERT INTO images (id, case_id, photo_request_id, account_id, view, lesion, width, height, bytes, master,
                             screen, thumb, report, annotations, received_at, digest, hub_visit_id)
         VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14, $15, $16, $17)",
    )
    .bind(image.id.to_string())
    .bind(image.case.to_string())
    .bind(image.photo_request.map(|id| id.to_string()))
    .bind(image.account.map(|id| id.to_string()))
    .bind(image.view.as_str())
    .bind(i64::from(image.lesion))
    .bind(i64::from(image.width))
    .bind(i64::from(image.height))
    .bind(i64::try_from(image.bytes).map_err(|_| Error::TooLarge)?)
    .bind(image.master.as_str())
    .bind(image.screen.as_str())
    .bind(image.thumb.as_str())
    .bind(to_json(&image.quality)?)
    .bind(to_json(&image.annotations)?)
    .bind(image.received_at.as_millisecond())
    .bind(&image.digest)
    .bind(image.visit.map(|id| id.to_string()))
    .execute(&mut **tx)
    .await?;
    Ok(())
}

/// How many pictures each of these cases has, those that a service was sent and those that it was not.
pub(crate) async fn counts(
    connection: &mut AnyConnection,
    cases: &[CaseId],
) -> Result<Vec<(CaseId, bool, u32)>, Error> {
    if cases.is_empty() {
        return Ok(Vec::new());
    }
    // Ids of ours: digits, letters and hyphens.
    let ids = cases.iter().map(|case| format!("'{case}'")).collect::<Vec<_>>().join(", ");
    let sql = format!(
        "SELECT case_id, CAST(CASE WHEN sent_at IS NULL THEN 0 ELSE 1 END AS BIGINT), COUNT(*) FROM images
         WHERE case_id IN ({ids}) AND removed_at IS NULL GROUP BY 1, 2"
    );
    let rows: Vec<(String, i64, i64)> = sqlx::query_as(AssertSqlSafe(sql)).fetch_all(connection).await?;
    let read = |(case, sent, count): (String, i64, i64)| -> Result<_, Error> {
        Ok((parse(&case, "picture")?, sent == 1, u32::try_from(count).unwrap_or(u32::MAX)))
    };
    rows.into_iter().map(read).collect()
}

/// The picture, unless it was removed.
pub(crate) async fn get(connection: &mut AnyConnection, id: ImageId) -> Result<Option<Image>, Error> {
    let sql = AssertSqlSafe(format!("SELECT {COLUMNS} FROM images i WHERE i.id = $1 AND i.removed_at IS NULL"));
    let row: Option<Row> = sqlx::query_as(sql).bind(id.to_string()).fetch_optional(connection).await?;
    row.map(Image::try_from).transpose()
}

/// A picture with what stands beside it on a page.
#[derive(Debug)]
pub(crate) struct Shown {
    pub(crate) image: Image,
    /// Whose it is, where it is not the patient's.
    pub(crate) by: Option<String>,
    /// It begins a clip.
    pub(crate) has_clip: bool,
    /// Somebody drew something over it after it came.
    pub(crate) is_drawn_on: bool,
}

#[derive(Debug, FromRow)]
struct ShownRow {
    #[sqlx(flatten)]
    row: Row,
    name: Option<String>,
    clips: i64,
    layers: i64,
}

impl TryFrom<ShownRow> for Shown {
    type Error = Error;

    fn try_from(shown: ShownRow) -> Result<Self, Error> {
        let (has_clip, is_drawn_on) = (shown.clips > 0, shown.layers > 0);
        Ok(Self { image: shown.row.try_into()?, by: shown.name, has_clip, is_drawn_on })
    }
}

/// The pictures of some cases in the order they came, without those that were removed.
pub(crate) async fn shown(connection: &mut AnyConnection, cases: &[CaseId]) -> Result<Vec<Shown>, Error> {
    let sql = format!(
        "SELECT {COLUMNS}, a.name,
                (SELECT COUNT(*) FROM clips v WHERE v.image_id = i.id AND v.removed_at IS NULL) AS clips,
                (SELECT COUNT(*) FROM image_layers l WHERE l.image_id = i.id) AS layers
         FROM images i LEFT JOIN accounts a ON a.id = i.account_id
         WHERE i.case_id IN (?) AND i.removed_at IS NULL ORDER BY i.received_at, i.id"
    );
    let rows: Vec<ShownRow> = of_ids(connection, &sql, cases).await?;
    rows.into_iter().map(Shown::try_from).collect()
}

/// A case's pictures in the order they came, without those that were removed.
pub(crate) async fn of_case(connection: &mut AnyConnection, case: CaseId) -> Result<Vec<Image>, Error> {
    Ok(shown(connection, &[case]).await?.into_iter().map(|shown| shown.image).collect())
}

/// How many pictures a case has; each round of follow-up photos is counted by itself, for whoever comes by its link.
pub(crate) async fn count(
    connection: &mut AnyConnection,
    case: CaseId,
    link: Option<PhotoRequestId>,
) -> Result<u32, Error> {
    let sql =
        "SELECT COUNT(*) FROM images i LEFT JOIN photo_requests r ON r.id = i.photo_request_id AND r.kind = 'round'
               WHERE i.case_id = $1 AND i.removed_at IS NULL AND COALESCE(r.id, '')
                   = COALESCE((SELECT o.id FROM photo_requests o WHERE o.id = $2 AND o.kind = 'round'), '')";
    let query = sqlx::query_scalar(sql).bind(case.to_string()).bind(link.map(|link| link.to_string()));
    let count: i64 = query.fetch_one(connection).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// How many pictures came by a link.
pub(crate) async fn count_by_link(connection: &mut AnyConnection, link: PhotoRequestId) -> Result<u32, Error> {
    let sql = "SELECT COUNT(*) FROM images WHERE photo_request_id = $1 AND removed_at IS NULL";
    let count: i64 = sqlx::query_scalar(sql).bind(link.to_string()).fetch_one(connection).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Of a patient who has not pressed Send: theirs to take out again, and nobody's to pass on unless somebody says so.
const OF_LINK: &str = "EXISTS (SELECT r.id FROM photo_requests r WHERE r.id = images.photo_request_id
    AND r.kind IN ('patient', 'round') AND r.sent_at IS NULL)";
/// Of a hub that has not said that it is done: nobody's to pass on, whatever else becomes of the visit.
const OF_VISIT: &str = "EXISTS (SELECT h.id FROM hub_visits h WHERE h.id = images.hub_visit_id
    AND (h.ended IS NULL OR h.ended <> 'done'))";

/// Counts the pictures of the case that a statement calls `case`, sent by their patient or taken by a clinician, that no
/// specialist has been sent.
pub(super) fn unsent(case: &str) -> String {
    format!(
        "SELECT COUNT(*) FROM images WHERE images.case_id = {case} AND images.removed_at IS NULL
         AND images.sent_at IS NULL AND NOT ({OF_LINK} OR {OF_VISIT})"
    )
}

/// How many pictures of the case, sent by their patient or taken by a clinician, no specialist has been sent.
pub(crate) async fn count_unsent(connection: &mut AnyConnection, case: CaseId) -> Result<u32, Error> {
    let sql = unsent("$1");
    let count: i64 = sqlx::query_scalar(AssertSqlSafe(sql)).bind(case.to_string()).fetch_one(connection).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Notes that a specialist has been sent the pictures of the case: they are part of the record from now on. Those that
/// their patient has not sent yet only where `unfinished` says so.
pub(crate) async fn mark_sent(tx: &mut Tx, case: CaseId, unfinished: bool, now: Timestamp) -> Result<(), Error> {
    let sql = format!(
        "UPDATE images SET sent_at = $2 WHERE case_id = $1 AND sent_at IS NULL AND removed_at IS NULL
         AND ($3 = 1 OR NOT {OF_LINK}) AND NOT {OF_VISIT}"
    );
    sqlx::query(AssertSqlSafe(sql))
        .bind(case.to_string())
        .bind(now.as_millisecond())
        .bind(i64::from(unfinished))
        .execute(&mut **tx)
        .await?;
    Ok(())
}

/// Notes that a specialist has been sent, with a message, the pictures that people of the practice took until `until`, in
/// milliseconds; how many that were.
pub(crate) async fn mark_sent_with(
    tx: &mut Tx,
    (case, message): (CaseId, MessageId),
    until: i64,
    now: Timestamp,
) -> Result<u32, Error> {
    let sql = "UPDATE images SET sent_at = $2, message_id = $4 WHERE case_id = $1 AND sent_at IS NULL
               AND removed_at IS NULL AND account_id IS NOT NULL AND hub_visit_id IS NULL AND received_at <= $3";
    let query =
        sqlx::query(sql).bind(case.to_string()).bind(now.as_millisecond()).bind(until).bind(message.to_string());
    Ok(u32::try_from(query.execute(&mut **tx).await?.rows_affected()).unwrap_or(u32::MAX))
}

/// Notes that a specialist has been sent the pictures of a round of follow-up photos, which are of this lesion.
pub(crate) async fn mark_sent_of_round(
    tx: &mut Tx,
    link: PhotoRequestId,
    lesion: u32,
    now: Timestamp,
) -> Result<(), Error> {
    let sql = "UPDATE images SET sent_at = $2, lesion = $3
               WHERE photo_request_id = $1 AND sent_at IS NULL AND removed_at IS NULL";
    let query = sqlx::query(sql).bind(link.to_string()).bind(now.as_millisecond()).bind(i64::from(lesion));
    query.execute(&mut **tx).await?;
    Ok(())
}

/// Notes that a specialist has been sent the pictures of a visit to a hub.
pub(crate) async fn mark_sent_of_visit(tx: &mut Tx, visit: HubVisitId, now: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE images SET sent_at = $2 WHERE hub_visit_id = $1 AND sent_at IS NULL AND removed_at IS NULL";
    sqlx::query(sql).bind(visit.to_string()).bind(now.as_millisecond()).execute(&mut **tx).await?;
    Ok(())
}

/// How many pictures were taken at a visit to a hub.
pub(crate) async fn count_of_visit(connection: &mut AnyConnection, visit: HubVisitId) -> Result<u32, Error> {
    let sql = "SELECT COUNT(*) FROM images WHERE hub_visit_id = $1 AND removed_at IS NULL";
    let count: i64 = sqlx::query_scalar(sql).bind(visit.to_string()).fetch_one(connection).await?;
    Ok(u32::try_from(count).unwrap_or(u32::MAX))
}

/// Notes the removal; the row stays, because the case's log names it. False when somebody else was first.
pub(crate) async fn remove(tx: &mut Tx, id: ImageId, now: Timestamp) -> Result<bool, Error> {
    let done =
        sqlx::query("UPDATE images SET removed_at = $2, annotations = '{}' WHERE id = $1 AND removed_at IS NULL")
            .bind(id.to_string())
            .bind(now.as_millisecond())
            .execute(&mut **tx)
            .await?;
    Ok(done.rows_affected() == 1)
}

/// A case's pictures as far as they decide whether its request can be sent.
#[derive(Debug, Clone, Default)]
pub(crate) struct ToSend {
    /// What they show: of those that would go.
    pub(crate) views: Vec<View>,
    /// Taken by clinicians: somebody must have asked the patient.
    pub(crate) by_clinicians: bool,
    /// How many a patient has added and not sent.
    pub(crate) unfinished: u32,
}

/// What a request would be sent with; with what its patient has not sent yet where `unfinished` says so. What was sent with
/// an earlier request about the same problem is seen with this one, too.
pub(crate) async fn to_send(connection: &mut AnyConnection, case: &Case, unfinished: bool) -> Result<ToSend, Error> {
    let mut found = own_to_send(connection, case.id, unfinished).await?;
    if case.first != case.id {
        for other in requests::others(connection, case).await? {
            if requests::is_later(case, &other) && !matches!(other.state, State::WrongPatient { .. }) {
                let sent = of_case(connection, other.id).await?.into_iter().filter(|image| image.sent);
                found.views.extend(sent.map(|image| image.view));
            }
        }
    }
    Ok(found)
}

async fn own_to_send(connection: &mut AnyConnection, case: CaseId, unfinished: bool) -> Result<ToSend, Error> {
    let sql = format!(
        "SELECT view, CAST(CASE WHEN account_id IS NULL OR hub_visit_id IS NOT NULL THEN 0 ELSE 1 END AS BIGINT),
                CAST(CASE WHEN sent_at IS NULL AND {OF_LINK} THEN 1 ELSE 0 END AS BIGINT)
         FROM images WHERE case_id = $1 AND removed_at IS NULL AND (sent_at IS NOT NULL OR NOT {OF_VISIT})
         ORDER BY received_at, id"
    );
    let rows: Vec<(String, i64, i64)> =
        sqlx::query_as(AssertSqlSafe(sql)).bind(case.to_string()).fetch_all(connection).await?;
    let mut found = ToSend::default();
    for (view, by_clinician, is_unfinished) in rows {
        found.by_clinicians |= by_clinician == 1;
        found.unfinished += u32::from(is_unfinished == 1);
        if is_unfinished == 0 || unfinished {
            found.views.push(parse(&view, "picture")?);
        }
    }
    Ok(found)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_report_from_before_glare_and_colour_were_measured_can_be_read() {
        let stored = r#"{"report":{"sharpness":2.5,"crushed":0.0,"blown":0.01,"brightest":201.0,
            "notes":[{"finding":"blurred","measured":2.5}]},"kept_despite":["blurred"]}"#;
        let quality: Quality = from_json(stored, "picture").unwrap();
        assert_eq!((quality.report.glare, quality.report.cast), (0.0, 0.0));
        assert_eq!(quality.report.notes.len(), 1);
    }
}
