use domain::{access::Actor, ids::UploadId};

use super::{PictureError, own_upload::own_upload};
use crate::{Backend, Error, db, objects};

/// Gives an upload up and throws away what has come of it. A picture that it has become stays.
pub async fn terminate(b: &Backend, actor: &Actor, upload: UploadId) -> Result<(), PictureError> {
    match own_upload(b, actor, upload).await {
        Ok(_) | Err(PictureError::Gone) => Ok(delete(b, upload).await?),
        Err(error) => Err(error),
    }
}

/// Deletes the upload with its parts.
pub(super) async fn delete(b: &Backend, upload: UploadId) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let parts = db::uploads::parts(&mut tx, upload).await?;
    for part in &parts {
        objects::release(b, &mut tx, part).await?;
    }
    db::uploads::delete_parts(&mut tx, upload).await?;
    db::uploads::delete(&mut tx, upload).await?;
    tx.commit().await?;
    objects::discard(b, &parts).await;
    Ok(())
}

/// At most so many at a time.
const BATCH: i64 = 50;

/// Gives up the uploads whose time is over. Answers how many; as many as 50 means that there may be more.
pub async fn expire_uploads(b: &Backend) -> Result<usize, Error> {
    let expired = db::uploads::expired(&mut *b.db().read().await?, b.clock().now(), BATCH).await?;
    for upload in &expired {
        delete(b, *upload).await?;
    }
    Ok(expired.len())
}
