use domain::{
    access::Actor,
    annotation::LayerLimits,
    case::Problem,
    command::PictureDetails,
    ids::{CaseId, UploadId},
};
use jiff::{SignedDuration, Timestamp};

use super::{PictureError, clips, own_upload::began, permission};
use crate::{
    Backend, Error,
    db::{self, Tx, uploads::Upload},
};

/// How long an upload may take, from its creation to its last byte: a night without signal, and not for ever.
const LASTS: SignedDuration = SignedDuration::from_hours(24);

/// Lesions are numbered as in the request; more than this is a mistake.
const MOST_LESIONS: u32 = 99;

/// Begins an upload of `length` bytes; or finds the one again that this person began with the same file and did not
/// finish (a page was reloaded), so that what has arrived of it is not sent twice.
///
/// # Errors
/// `Refused` for an empty or too large file, `TooMany` when the case has its pictures, the same of clips, `Gone` when the link takes no
/// more.
pub async fn create_upload(
    b: &Backend,
    actor: &Actor,
    case: CaseId,
    length: u64,
    details: PictureDetails,
) -> Result<UploadId, PictureError> {
    let details = checked(b, length, details)?;
    b.room().for_pictures()?;
    let mut tx = b.db().begin().await?;
    let now = permission::to_begin(b, &mut tx, actor, case).await?;
    if let Some(poster) = details.clip_of {
        clips::to_add(b, &mut tx, actor, case, poster).await?;
    }
    if let Some(begun) = begun_before(&mut tx, actor, case, length, &details, now).await? {
        db::uploads::describe(&mut tx, begun, &details).await?;
        tx.commit().await?;
        return Ok(begun);
    }
    let limits = b.settings().limits;
    let limit = limits.pictures_per_case;
    if details.clip_of.is_none() && db::images::count(&mut tx, case, actor.photo_request()).await? >= limit {
        return Err(PictureError::TooMany { limit });
    }
    // Abandoned uploads hold disk space until they expire: a second set of them is room enough for changing one's mind.
    let most_bytes = 2 * u64::from(limit) * limits.picture_bytes;
    let under_way = db::uploads::under_way(&mut tx, case).await?;
    if under_way.count >= 2 * limit || under_way.bytes.saturating_add(length) > most_bytes.max(limits.clip_bytes) {
        return Err(PictureError::TooMany { limit });
    }
    let upload = Upload {
        id: UploadId(b.ids().new_id(now)),
        case,
        photo_request: actor.photo_request(),
        account: actor.account(),
        length,
        received: 0,
        details,
        image: None,
        expires_at: now + LASTS,
    };
    db::uploads::insert(&mut tx, &upload, now).await?;
    tx.commit().await?;
    Ok(upload.id)
}

/// The unfinished upload of the same bytes, by the same person, for the same place: chosen for another view as well, a
/// file is another picture.
async fn begun_before(
    tx: &mut Tx,
    actor: &Actor,
    case: CaseId,
    length: u64,
    details: &PictureDetails,
    now: Timestamp,
) -> Result<Option<UploadId>, Error> {
    if details.fingerprint.is_empty() {
        return Ok(None);
    }
    let begun = db::uploads::unfinished(tx, case, &details.fingerprint).await?;
    let place = |it: &PictureDetails| (it.view, it.lesion, it.clip_of);
    let same = |it: &&Upload| {
        it.length == length && it.expires_at > now && began(actor, it) && place(&it.details) == place(details)
    };
    Ok(begun.iter().find(same).map(|it| it.id))
}

/// What can be said of a picture before a byte of it has come. Answers the details as they are kept.
pub(super) fn checked(b: &Backend, length: u64, mut details: PictureDetails) -> Result<PictureDetails, PictureError> {
    let limits = b.settings().limits;
    if details.clip_of.is_some() && length > limits.clip_bytes {
        return Err(clips::too_large(length, limits.clip_bytes));
    }
    let limit = if details.clip_of.is_some() { limits.clip_bytes } else { limits.picture_bytes };
    if length == 0 {
        return Err(PictureError::Refused(imaging::Error::Empty));
    }
    if length > limit {
        let (bytes, limit) =
            (usize::try_from(length).unwrap_or(usize::MAX), usize::try_from(limit).unwrap_or(usize::MAX));
        return Err(PictureError::Refused(imaging::Error::TooLarge { bytes, limit }));
    }
    if details.lesion == 0 || details.lesion > MOST_LESIONS {
        let problem = Problem::new("lesion", format!("Lesion must be a number from 1 to {MOST_LESIONS}"));
        return Err(Error::Invalid(vec![problem]).into());
    }
    let marks = details.annotations.check(&LayerLimits::default());
    marks.map_err(|error| Error::Invalid(vec![Problem::new("annotations", error.to_string())]))?;
    // Names of our own findings and nothing else: this is no field for free text.
    details.kept_despite.retain(|name| finding(name).is_some());
    details.kept_despite.dedup();
    details.kept_because = details.kept_because.filter(|_| !details.kept_despite.is_empty());
    if details.fingerprint.len() != 64 || !details.fingerprint.bytes().all(|b| b.is_ascii_hexdigit()) {
        details.fingerprint.clear();
    }
    Ok(details)
}

/// The finding with this name.
fn finding(name: &str) -> Option<imaging::quality::Finding> {
    serde_json::from_value(serde_json::Value::String(name.to_owned())).ok()
}
