use bytes::Bytes;
use domain::{
    access::Actor,
    command::PictureDetails,
    ids::{CaseId, ImageId},
};

use super::{PictureError, create_upload::checked, decode, ingest::ingest, permission, slots};
use crate::Backend;

/// Takes a whole picture at once, as a plain form sends it.
///
/// # Errors
/// As [`super::append`], without offsets and checksums.
pub async fn receive(
    b: &Backend,
    actor: &Actor,
    case: CaseId,
    file: Bytes,
    details: PictureDetails,
) -> Result<ImageId, PictureError> {
    let details = checked(b, file.len() as u64, details)?;
    b.room().for_pictures()?;
    // Asked before the work of decoding, and again in the transaction that keeps the picture.
    permission::to_begin(b, &mut b.db().begin().await?, actor, case).await?;
    let slot = slots::slot(actor).await;
    let received = decode::decode(b, slot, file, details.view).await?;
    ingest(b, actor, case, received, details, None).await
}
