use domain::{
    access::{Action, Actor},
    case::EventKind,
    ids::ImageId,
};

use super::permission;
use crate::{Backend, Error, db, events, objects};

/// Takes a picture out again, before it has been sent on, and its clip with it. Its bytes are deleted; that it was there stays in the log.
///
/// # Errors
/// `NotFound` where there is none; `Denied` once it was sent, or for a link that has been closed.
pub async fn remove(b: &Backend, actor: &Actor, image: ImageId) -> Result<(), Error> {
    let now = b.clock().now();
    let mut tx = b.db().begin().await?;
    let (image, case) = permission::to_change(&mut tx, actor, image, Action::RemoveImage).await?;
    if !db::images::remove(&mut tx, image.id, now).await? {
        return Err(Error::NotFound);
    }
    db::layers::remove(&mut tx, image.id).await?;
    let clip = db::clips::remove(&mut tx, image.id, now).await?;
    let objects: Vec<_> = [&image.master, &image.screen, &image.thumb].into_iter().chain(&clip).collect();
    for object in &objects {
        objects::release(b, &mut tx, object).await?;
    }
    let event = EventKind::ImageRemoved { image: image.id };
    events::append(&mut tx, case.id, now, Some(actor), &event).await?;
    tx.changed(case.id, case.state.asked().map(|asked| asked.service));
    tx.commit().await?;
    objects::discard(b, objects).await;
    Ok(())
}
