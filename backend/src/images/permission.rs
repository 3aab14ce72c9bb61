use domain::{
    access::{Action, Actor, ImageFacts, may},
    ids::{CaseId, ImageId},
};
use jiff::Timestamp;

use super::PictureError;
use crate::{
    Backend, Error, cases,
    db::{self, Tx, cases::Case, images::Image},
    hub, photo_requests,
};

/// Holds the case, if `actor` may begin to add a picture to it, and answers what time it is then: by the case's state, and where a link is used also
/// by the link's and its time.
pub(super) async fn to_begin(b: &Backend, tx: &mut Tx, actor: &Actor, case: CaseId) -> Result<Timestamp, PictureError> {
    let (case, now) = cases::lock_now(b, tx, actor, Action::AddImage, case).await?;
    match actor.photo_request() {
        Some(link) if !photo_requests::takes_pictures(tx, &case.state, link, now).await? => Err(PictureError::Gone),
        None if !hub::takes_pictures(tx, &case).await? => Err(PictureError::Gone),
        _ => Ok(now),
    }
}

/// Holds the case, if what `actor` began in time may still become a picture of it.
pub(super) async fn to_finish(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    case: CaseId,
) -> Result<(Case, Timestamp), PictureError> {
    let (case, now) = cases::lock_now(b, tx, actor, Action::AddImage, case).await?;
    match actor.photo_request() {
        Some(link) if !photo_requests::is_open(tx, &case.state, link, now).await? => Err(PictureError::Gone),
        None if !hub::takes_pictures(tx, &case).await? => Err(PictureError::Gone),
        _ => Ok((case, now)),
    }
}

/// The picture with its case, held, if `actor` may do this to it now. Of a picture that they may not see, nobody is
/// told that there is one.
pub(super) async fn to_change(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    image: ImageId,
    action: fn(ImageFacts) -> Action,
) -> Result<(Image, Case, Timestamp), Error> {
    let image = db::images::get(tx, image).await?.ok_or(Error::NotFound)?;
    let case = db::cases::lock(tx, image.case).await?.ok_or(Error::NotFound)?;
    let case = cases::known_to(tx, actor, case).await?;
    let now = b.clock().now();
    let seen = case.facts_for(actor, now);
    may(actor, Action::ReadImage(facts(&image)), &seen).map_err(|_| Error::NotFound)?;
    may(actor, action(facts(&image)), &seen)?;
    match actor.photo_request() {
        Some(link) if !photo_requests::is_open(tx, &case.state, link, now).await? => Err(Error::Denied),
        _ => Ok((image, case, now)),
    }
}

/// What access to one picture is decided by.
pub(super) fn facts(image: &Image) -> ImageFacts {
    ImageFacts {
        photo_request: image.photo_request,
        sent: image.sent,
        visit: image.visit,
        by_patient: image.account.is_none() && image.photo_request.is_some(),
    }
}
