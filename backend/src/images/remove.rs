use domain::{
    access::{Action, Actor},
    case::EventKind,
    ids::{CaseId, ImageId, PhotoRequestId},
};
use jiff::Timestamp;

use super::permission;
use crate::{
    Backend, Error,
    db::{self, Tx, images::Image},
    events,
    objects::{self, ObjectName},
};

/// Takes a picture out again, before it has been sent on, and its clip with it. Its bytes are deleted; that it was there stays in the log.
///
/// # Errors
/// `NotFound` where there is none; `Denied` once it was sent, or for a link that has been closed.
pub async fn remove(b: &Backend, actor: &Actor, image: ImageId) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let (image, case, now) = permission::to_change(b, &mut tx, actor, image, Action::RemoveImage).await?;
    let objects = take_out(b, &mut tx, Some(actor), &image, now).await?;
    tx.changed(case.id, case.state.asked().map(|asked| asked.service));
    tx.commit().await?;
    objects::discard(b, &objects).await;
    Ok(())
}

/// Takes out every picture that came by a link and has not been sent on. Answers the objects, to be discarded once the
/// transaction is through.
pub(crate) async fn take_out_all(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    case: CaseId,
    link: PhotoRequestId,
    now: Timestamp,
) -> Result<Vec<ObjectName>, Error> {
    let mut objects = Vec::new();
    for image in db::images::of_case(tx, case).await? {
        if image.photo_request == Some(link) && !image.sent {
            objects.extend(take_out(b, tx, Some(actor), &image, now).await?);
        }
    }
    Ok(objects)
}

/// The row, its clip, what was drawn over it, and the event; `actor` is None where its time was over. The caller holds
/// the case.
pub(crate) async fn take_out(
    b: &Backend,
    tx: &mut Tx,
    actor: Option<&Actor>,
    image: &Image,
    now: Timestamp,
) -> Result<Vec<ObjectName>, Error> {
    if !db::images::remove(tx, image.id, now).await? {
        return Err(Error::NotFound);
    }
    db::layers::remove(tx, image.id).await?;
    let mut objects = vec![image.master.clone(), image.screen.clone(), image.thumb.clone()];
    objects.extend(db::clips::remove(tx, image.id, now).await?);
    for object in &objects {
        objects::release(b, tx, object).await?;
    }
    events::append(tx, image.case, now, actor, &EventKind::ImageRemoved { image: image.id }).await?;
    Ok(objects)
}
