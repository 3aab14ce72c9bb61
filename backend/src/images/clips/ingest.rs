use bytes::BytesMut;
use domain::{access::Actor, case::EventKind, ids::ImageId};
use imaging::clip::{self, ClipError, ClipLimits};
use sha2::{Digest, Sha256};

use super::{
    super::{PictureError, close_upload::close_upload, permission, slots::Slot},
    to_add,
};
use crate::{
    Backend, Error,
    db::{self, clips::Clip, uploads::Upload},
    events,
    objects::{self, ObjectName},
};

/// Cleans the file of a finished upload and keeps it as the clip of `poster`. The file is held in memory once: it is
/// cleaned and sealed where it stands, and the caller lets in only so many at a time. Answers the poster.
pub(in crate::images) async fn ingest(
    b: &Backend,
    actor: &Actor,
    upload: &Upload,
    poster: ImageId,
    file: BytesMut,
    slot: Slot,
) -> Result<ImageId, PictureError> {
    let bytes = file.len() as u64;
    let (file, clip, _slot) = clean(b, file, slot).await?;
    let digest = hex::encode(Sha256::digest(&file));
    let object = objects::keep(b, file.freeze()).await?;
    let clip = Clip { image: poster, kind: clip.kind, bytes, milliseconds: clip.milliseconds, object, digest };
    match commit(b, actor, upload, &clip).await {
        Ok(parts) => {
            objects::discard(b, &parts).await;
            Ok(poster)
        }
        Err(refused) => {
            objects::discard(b, [&clip.object]).await;
            Err(refused)
        }
    }
}

/// The slot goes with the work, which goes on when nobody waits for it any longer.
async fn clean(b: &Backend, mut file: BytesMut, slot: Slot) -> Result<(BytesMut, clip::Clip, Slot), PictureError> {
    let max_bytes = usize::try_from(b.settings().limits.clip_bytes).unwrap_or(usize::MAX);
    let limits = ClipLimits { max_bytes, ..ClipLimits::default() };
    let cleaned = tokio::task::spawn_blocking(move || clip::clean(&mut file, &limits).map(|clip| (file, clip, slot)));
    match cleaned.await {
        Ok(cleaned) => cleaned.map_err(PictureError::RefusedClip),
        // What a panic says can hold what was in the file; where it was is logged by the panic itself.
        Err(_panicked) => {
            tracing::error!("cleaning a clip failed");
            Err(PictureError::RefusedClip(ClipError::Damaged))
        }
    }
}

async fn commit(b: &Backend, actor: &Actor, upload: &Upload, clip: &Clip) -> Result<Vec<ObjectName>, PictureError> {
    let mut tx = b.db().begin().await?;
    let (case, now) = permission::to_finish(b, &mut tx, actor, upload.case).await?;
    // First of all: of two that finish the same upload at once, the second is answered as the first.
    let Some(parts) = close_upload(b, &mut tx, upload.id, clip.image).await? else {
        return Err(Error::Conflict.into());
    };
    let image = to_add(b, &mut tx, actor, upload.case, clip.image).await?;
    if !db::clips::insert(&mut tx, case.id, clip, now).await? {
        return Err(PictureError::TooManyClips { limit: 1 });
    }
    objects::adopt(b, &mut tx, &clip.object).await?;
    let event = EventKind::ClipReceived { image: image.id, view: image.view };
    events::append(&mut tx, case.id, now, Some(actor), &event).await?;
    tx.changed(case.id, case.state.asked().map(|asked| asked.service));
    tx.commit().await?;
    Ok(parts)
}
