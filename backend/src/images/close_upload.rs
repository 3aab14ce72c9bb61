use domain::ids::{ImageId, UploadId};

use crate::{
    Backend, Error,
    db::{self, Tx},
    objects::{self, ObjectName},
};

/// Notes which picture an upload became, or whose clip. Answers its parts, needed no longer; None when it became one
/// before.
pub(super) async fn close_upload(
    b: &Backend,
    tx: &mut Tx,
    upload: UploadId,
    image: ImageId,
) -> Result<Option<Vec<ObjectName>>, Error> {
    if !db::uploads::finish(tx, upload, image).await? {
        return Ok(None);
    }
    let parts = db::uploads::parts(tx, upload).await?;
    db::uploads::delete_parts(tx, upload).await?;
    for part in &parts {
        objects::release(b, tx, part).await?;
    }
    Ok(Some(parts))
}
