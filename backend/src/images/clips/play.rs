use std::ops::Range;

use bytes::Bytes;
use domain::{
    access::{Action, Actor, may},
    audit::Access,
    ids::ImageId,
};
use imaging::clip::ClipKind;

use super::super::permission::facts;
use crate::{Backend, Error, audit, cases, db, objects::ObjectName};

/// A clip that may be played.
#[derive(Debug, Clone)]
pub struct Clip {
    pub kind: ClipKind,
    pub bytes: u64,
    object: ObjectName,
}

/// The clip beside a picture.
///
/// # Errors
/// `NotFound` where there is none, it was removed, or `actor` may not see its picture.
pub async fn find(b: &Backend, actor: &Actor, image: ImageId) -> Result<Clip, Error> {
    let mut connection = b.db().read().await?;
    let image = db::images::get(&mut connection, image).await?.ok_or(Error::NotFound)?;
    let case = db::cases::find(&mut connection, image.case).await?.ok_or(Error::NotFound)?;
    let case = cases::known_to(&mut connection, actor, case).await?;
    may(actor, Action::ReadImage(facts(&image)), &case.facts()).map_err(|_| Error::NotFound)?;
    let clip = db::clips::get(&mut connection, image.id).await?.ok_or(Error::NotFound)?;
    audit::record(b, Some(actor), Some(case.id), Access::ClipSent { image: image.id });
    Ok(Clip { kind: clip.kind, bytes: clip.bytes, object: clip.object })
}

/// The clip's bytes of `range`, which must lie within it and not be empty. Only the sealed segments that hold them are
/// read and opened.
///
/// # Errors
/// `Internal` where the stored clip was changed; `Unavailable` where the store does not answer.
pub async fn read(b: &Backend, clip: &Clip, range: Range<u64>) -> Result<Bytes, Error> {
    Ok(b.objects().get_range(&clip.object, clip.bytes, range).await?)
}
