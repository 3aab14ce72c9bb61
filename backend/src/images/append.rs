use bytes::{Bytes, BytesMut};
use domain::{
    access::Actor,
    command::PictureDetails,
    ids::{ImageId, UploadId},
};
use jiff::Timestamp;

use super::{Checksum, PictureError, clips, decode, ingest::ingest, own_upload::own_upload, slots, terminate};
use crate::{
    Backend, Error,
    db::{self, uploads::Upload},
    objects,
};

/// How far an upload has come.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Progress {
    /// Bytes that are kept durably.
    pub offset: u64,
    /// Bytes of the whole file.
    pub length: u64,
    /// The picture it became, or whose clip; None until the last byte has come and the picture was taken in.
    pub image: Option<ImageId>,
    /// What was said of it.
    pub details: PictureDetails,
    /// When it is given up.
    pub expires: Timestamp,
}

/// How far an upload has come: where its next part must begin.
///
/// # Errors
/// `NotFound` for anybody but the one who began it, `Gone` when it has expired.
pub async fn upload_progress(b: &Backend, actor: &Actor, upload: UploadId) -> Result<Progress, PictureError> {
    let upload = own_upload(b, actor, upload).await?;
    finish_if_whole(b, actor, upload).await
}

/// Adds the next part of an upload, beginning at `offset`. The part is durable when this returns. The last one makes
/// the picture; sent again with nothing in it, it answers the same picture again.
///
/// # Errors
/// `Offset` when the part does not begin where the last one ended (also of two that come at once, for the second);
/// `TooLarge` when there would be more bytes than were announced, or more parts than any line breaks a file into; `Checksum`; `Gone` when the upload has expired or
/// the link takes no more; `Refused` when the whole file is no picture, and the upload is then gone. A part that was
/// refused leaves the upload as it was.
pub async fn append(
    b: &Backend,
    actor: &Actor,
    upload: UploadId,
    offset: u64,
    part: Bytes,
    checksum: Option<&Checksum>,
) -> Result<Progress, PictureError> {
    let mut upload = own_upload(b, actor, upload).await?;
    if offset != upload.received {
        return Err(PictureError::Offset { expected: upload.received });
    }
    let end = offset + part.len() as u64;
    if end > upload.length {
        return Err(Error::TooLarge.into());
    }
    if checksum.is_some_and(|checksum| !checksum.fits(&part)) {
        return Err(PictureError::Checksum);
    }
    if !part.is_empty() {
        keep(b, &upload, part).await?;
        upload.received = end;
    }
    finish_if_whole(b, actor, upload).await
}

/// A line that breaks again and again makes a part of each piece. A file in crumbs would cost an object each, and hold up
/// everybody else's pictures while it is put together: so many parts, and one more for each so many bytes.
const PARTS: u64 = 500;
const BYTES_PER_PART: u64 = 64 * 1_024;

async fn keep(b: &Backend, upload: &Upload, part: Bytes) -> Result<(), PictureError> {
    let parts = db::uploads::count_parts(&mut *b.db().read().await?, upload.id).await?;
    if parts >= PARTS + upload.length / BYTES_PER_PART {
        return Err(Error::TooLarge.into());
    }
    let length = part.len() as u64;
    let object = objects::keep(b, part).await?;
    let mut tx = b.db().begin().await?;
    if !db::uploads::add_part(&mut tx, upload.id, upload.received, length, &object).await? {
        drop(tx);
        objects::discard(b, [&object]).await;
        let now = db::uploads::get(&mut *b.db().read().await?, upload.id).await?.ok_or(Error::NotFound)?;
        return Err(PictureError::Offset { expected: now.received });
    }
    objects::adopt(b, &mut tx, &object).await?;
    tx.commit().await?;
    Ok(())
}

/// How far the upload has come. One that has all its bytes is made into a picture first, if it is not one already:
/// the server may have been stopped between the last byte and that.
async fn finish_if_whole(b: &Backend, actor: &Actor, mut upload: Upload) -> Result<Progress, PictureError> {
    if upload.received == upload.length && upload.image.is_none() {
        upload.image = Some(finish(b, actor, &upload).await?);
    }
    Ok(Progress {
        offset: upload.received,
        length: upload.length,
        image: upload.image,
        details: upload.details,
        expires: upload.expires_at,
    })
}

async fn finish(b: &Backend, actor: &Actor, upload: &Upload) -> Result<ImageId, PictureError> {
    let slot = slots::slot(actor).await;
    let taken = match assemble(b, upload).await? {
        Some(file) => match upload.details.clip_of {
            Some(poster) => clips::ingest(b, actor, upload, poster, file, slot).await,
            None => match decode::decode(b, slot, file.freeze(), upload.details.view).await {
                Ok(received) => ingest(b, actor, upload.case, received, upload.details.clone(), Some(upload.id)).await,
                Err(error) => Err(error),
            },
        },
        // Its parts went while this one waited for its turn: somebody else finished it.
        None => {
            let now = db::uploads::get(&mut *b.db().read().await?, upload.id).await?;
            Ok(now.and_then(|now| now.image).ok_or(Error::NotFound)?)
        }
    };
    if let Err(
        PictureError::Refused(_)
        | PictureError::TooMany { .. }
        | PictureError::RefusedClip(_)
        | PictureError::TooManyClips { .. },
    ) = &taken
    {
        // It will be refused every time: what was sent is of no use to anybody.
        terminate(b, actor, upload.id).await?;
    }
    taken
}

/// The whole file; None when its parts are not there any longer.
async fn assemble(b: &Backend, upload: &Upload) -> Result<Option<BytesMut>, PictureError> {
    let parts = db::uploads::parts(&mut *b.db().read().await?, upload.id).await?;
    if parts.is_empty() {
        return Ok(None);
    }
    let mut file = BytesMut::with_capacity(usize::try_from(upload.length).map_err(|_| Error::TooLarge)?);
    for part in &parts {
        file.extend_from_slice(&b.objects().get(part).await?);
    }
    Ok(Some(file))
}
