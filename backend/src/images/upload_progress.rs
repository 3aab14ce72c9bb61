use domain::{access::Actor, ids::UploadId};

use super::{PictureError, Progress, append::finish_if_whole, own_upload::own_upload};
use crate::Backend;

/// How far an upload has come: where its next part must begin.
///
/// # Errors
/// `NotFound` for anybody but the one who began it, `Gone` when it has expired.
pub async fn upload_progress(b: &Backend, actor: &Actor, upload: UploadId) -> Result<Progress, PictureError> {
    let upload = own_upload(b, actor, upload).await?;
    finish_if_whole(b, actor, upload).await
}
