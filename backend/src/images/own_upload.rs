use domain::{access::Actor, ids::UploadId};

use super::PictureError;
use crate::{
    Backend, Error,
    db::{self, uploads::Upload},
};

/// Whether `actor` began this upload: for finding out, of several that one browser may act as, which it was.
pub async fn is_uploader(b: &Backend, actor: &Actor, upload: UploadId) -> Result<bool, Error> {
    let row = db::uploads::get(&mut *b.db().read().await?, upload).await?;
    Ok(row.is_some_and(|row| began(actor, &row)))
}

/// The upload, if `actor` began it. Anybody else is told that there is none.
pub(super) async fn own_upload(b: &Backend, actor: &Actor, upload: UploadId) -> Result<Upload, PictureError> {
    let row = db::uploads::get(&mut *b.db().read().await?, upload).await?;
    let row = row.filter(|row| began(actor, row)).ok_or(Error::NotFound)?;
    if row.image.is_none() && row.expires_at < b.clock().now() {
        return Err(PictureError::Gone);
    }
    Ok(row)
}

/// Whether `actor` began this upload.
pub(super) fn began(actor: &Actor, upload: &Upload) -> bool {
    upload.photo_request == actor.photo_request() && upload.account == actor.account()
}
