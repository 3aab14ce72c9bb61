mod shapes;

use bytes::Bytes;
use domain::{
    access::{Action, Actor, may},
    case::EventKind,
    ids::{CaseId, ImageId},
    image::{CopyFor, View},
};
use imaging::{CopySize, draw::Shape};
use sqlx::AnyConnection;

use super::{permission, slots::copy_slot};
use crate::{
    Backend, Error, cases,
    db::{self, images::Image},
    events,
};
use shapes::shapes;

/// A picture as a file to take away.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Copied {
    pub jpeg: Bytes,
    pub view: View,
    pub lesion: u32,
    /// Whose it is, by the case's short number: a file must not be taken for another patient's.
    pub case: CaseId,
}

/// A copy of the master in the size that `purpose` asks for; `with_marks` draws what was drawn beside it onto the copy.
/// What is stored stays as it is, and the log says who took a copy.
///
/// # Errors
/// `NotFound` where there is no such picture for `actor`, `Denied` when they may look at it and no more.
pub async fn copy(
    b: &Backend,
    actor: &Actor,
    image: ImageId,
    purpose: CopyFor,
    with_marks: bool,
) -> Result<Copied, Error> {
    let (image, shapes) = {
        let mut connection = b.db().read().await?;
        let image = db::images::get(&mut connection, image).await?.ok_or(Error::NotFound)?;
        let case = db::cases::find(&mut connection, image.case).await?.ok_or(Error::NotFound)?;
        let case = cases::known_to(&mut connection, actor, case).await?;
        may(actor, Action::ReadImage(permission::facts(&image)), &case.facts()).map_err(|_| Error::NotFound)?;
        may(actor, Action::CopyImage(permission::facts(&image)), &case.facts())?;
        let shapes = if with_marks { drawn(&mut connection, &image).await? } else { Vec::new() };
        (image, shapes)
    };
    let slot = copy_slot(actor).await;
    let master = b.objects().get(&image.master).await?;
    let made = tokio::task::spawn_blocking(move || {
        // Free when the work is done, also when nobody waits for it any longer.
        let _slot = slot;
        imaging::copy(&master, &imaging::Limits::default(), size(purpose), &shapes)
    });
    let jpeg = made.await.map_err(|panicked| Error::Internal(panicked.into()))?;
    let jpeg = jpeg.map_err(|error| Error::Internal(error.into()))?;
    let mut tx = b.db().begin().await?;
    // Asked again: what they may do can have changed while the copy was made.
    let (image, case, now) = permission::to_change(b, &mut tx, actor, image.id, Action::CopyImage).await?;
    events::append(&mut tx, case.id, now, Some(actor), &EventKind::Copied { image: image.id, purpose }).await?;
    tx.commit().await?;
    Ok(Copied { jpeg: jpeg.into(), view: image.view, lesion: image.lesion, case: case.id })
}

/// What was sent with a picture, and what everybody drew over it since.
async fn drawn(connection: &mut AnyConnection, image: &Image) -> Result<Vec<Shape>, Error> {
    let mut since = db::layers::of_cases(connection, &[image.case]).await?;
    since.retain(|layer| layer.image == image.id);
    let since = since.iter().map(|layer| &layer.overlay.layer);
    Ok(shapes(&image.annotations, since, image.width, image.height))
}

/// How large a copy may be; where each number is from stands at [`CopyFor`].
fn size(purpose: CopyFor) -> CopySize {
    match purpose {
        CopyFor::ERs => CopySize { max_side: u32::MAX, max_bytes: 5_000_000, quality: 92 },
        CopyFor::Vision => CopySize { max_side: u32::MAX, max_bytes: 745_000, quality: 90 },
        // The long side of A4, 297 mm, at 300 dots to 25.4 mm.
        CopyFor::Printing => CopySize { max_side: 3_508, max_bytes: usize::MAX, quality: 92 },
        CopyFor::Original => CopySize { max_side: u32::MAX, max_bytes: usize::MAX, quality: 95 },
    }
}
