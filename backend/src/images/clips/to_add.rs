use domain::{
    access::{Action, Actor, may},
    ids::{CaseId, ImageId},
};
use imaging::clip::ClipError;

use super::super::{PictureError, permission::facts};
use crate::{
    Backend, Error, cases,
    db::{self, Tx, images::Image},
};

/// The picture, if `actor` may put a clip beside it now: one that is not sent, has none, and is of this case.
pub(in crate::images) async fn to_add(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    case: CaseId,
    poster: ImageId,
) -> Result<Image, PictureError> {
    let image = db::images::get(tx, poster).await?.filter(|image| image.case == case).ok_or(Error::NotFound)?;
    let (case, now) = cases::lock_now(b, tx, actor, Action::AddImage, case).await?;
    may(actor, Action::AddClip(facts(&image)), &case.facts_for(actor, now)).map_err(|_| Error::NotFound)?;
    let limit = b.settings().limits.clips_per_case;
    if db::clips::count(tx, case.id).await? >= limit || db::clips::get(tx, poster).await?.is_some() {
        return Err(PictureError::TooManyClips { limit });
    }
    Ok(image)
}

/// The refusal of a clip by the length that was announced.
pub(in crate::images) fn too_large(length: u64, limit: u64) -> PictureError {
    let [bytes, limit] = [length, limit].map(|bytes| usize::try_from(bytes).unwrap_or(usize::MAX));
    PictureError::RefusedClip(ClipError::TooLarge { bytes, limit })
}
