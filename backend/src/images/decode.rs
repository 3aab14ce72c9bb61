use bytes::Bytes;
use domain::image::View;
use imaging::{Distance, Received};

use super::{PictureError, slots::Slot};
use crate::{Backend, Error};

/// Decodes the file in full and makes what is stored of it. `slot` shows that its turn has come; it is free again when
/// the work is done, also when nobody waits for that any longer: a thread that works cannot be stopped.
pub(super) async fn decode(b: &Backend, slot: Slot, file: Bytes, view: View) -> Result<Received, PictureError> {
    let limits = b.settings().limits;
    let limits = imaging::Limits {
        max_bytes: usize::try_from(limits.picture_bytes).unwrap_or(usize::MAX),
        max_pixels: limits.picture_pixels,
        ..imaging::Limits::default()
    };
    let distance = match view {
        View::CloseUp => Distance::CloseUp,
        View::Overview | View::Dermoscopic | View::Lateral | View::Other => Distance::Any,
    };
    // A decoder that panics on a hostile file must not take the server with it: the picture is refused.
    let work = move || {
        let _slot = slot;
        imaging::receive(&file, &limits, distance)
    };
    match tokio::task::spawn_blocking(work).await {
        Ok(Ok(received)) => Ok(received),
        Ok(Err(imaging::Error::Failed)) => Err(Error::Internal(imaging::Error::Failed.into()).into()),
        Ok(Err(refusal)) => Err(PictureError::Refused(refusal)),
        // What a panic says can hold what was in the file; where it was is logged by the panic itself.
        Err(_panicked) => {
            tracing::error!("decoding a picture failed");
            Err(PictureError::Refused(imaging::Error::Damaged))
        }
    }
}
