use domain::{
    access::{Action, Actor},
    annotation::{Layer, LayerLimits},
    case::{EventKind, Problem},
    ids::ImageId,
};

use super::permission;
use crate::{Backend, Error, db, events};

/// Puts `layer` in place of what was drawn beside a picture. The picture itself is never changed.
///
/// # Errors
/// `NotFound` where there is none, `Denied` when `actor` may only look at it, `Invalid` for marks outside the picture.
pub async fn annotate(b: &Backend, actor: &Actor, image: ImageId, layer: Layer) -> Result<(), Error> {
    let marks = layer.check(&LayerLimits::default());
    marks.map_err(|error| Error::Invalid(vec![Problem::new("annotations", error.to_string())]))?;
    let now = b.clock().now();
    let mut tx = b.db().begin().await?;
    let (image, case) = permission::to_change(&mut tx, actor, image, Action::AnnotateImage).await?;
    if layer == image.annotations {
        return Ok(());
    }
    db::images::annotate(&mut tx, image.id, &layer).await?;
    let event = EventKind::Annotated { image: image.id };
    events::append(&mut tx, case.id, now, Some(actor), &event).await?;
    tx.changed(case.id, case.state.asked().map(|asked| asked.service));
    tx.commit().await
}
