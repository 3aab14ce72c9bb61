use domain::{
    access::{Action, Actor},
    case::EventKind,
    ids::PhotoRequestId,
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{link::rules, text_patient::delivery_key};
use crate::{
    Backend, Error, cases,
    db::{self, Tx, cases::Case, photo_requests::PhotoRequest},
    events, outbox,
};

/// Takes a link back: it opens nothing from now on, and a text that has not left yet will not. Twice is no error.
///
/// # Errors
/// `Conflict` once the patient has sent their pictures.
pub async fn withdraw(b: &Backend, actor: &Actor, link: PhotoRequestId) -> Result<(), Error> {
    let now = b.clock().now();
    let mut tx = b.db().begin().await?;
    let found = db::photo_requests::get(&mut tx, link).await?.ok_or(Error::NotFound)?;
    let case = cases::lock(&mut tx, actor, Action::WithdrawPhotoRequest, found.case).await?;
    let mut request = db::photo_requests::get(&mut tx, link).await?.ok_or(Error::NotFound)?;
    if request.link.withdrawn.is_some() {
        return Ok(());
    }
    if request.link.sent.is_some() {
        return Err(Error::Conflict);
    }
    close(&mut tx, actor, &mut request, now).await?;
    tx.changed(case.id, case.facts().service);
    tx.commit().await
}

/// Closes every link of a case that the caller holds: what they were made for is not so any longer.
pub(crate) async fn close_all(tx: &mut Tx, actor: &Actor, case: &Case, now: Timestamp) -> Result<(), Error> {
    for mut link in db::photo_requests::of_case(tx, case.id).await? {
        if link.is_alive(&case.state, now) || link.link.tries_left(&rules()) == 0 {
            close(tx, actor, &mut link, now).await?;
        }
    }
    Ok(())
}

/// How many links of a case open something.
pub(crate) async fn alive(connection: &mut AnyConnection, case: &Case, now: Timestamp) -> Result<usize, Error> {
    let links = db::photo_requests::of_case(connection, case.id).await?;
    Ok(links.iter().filter(|link| link.is_alive(&case.state, now)).count())
}

/// Withdraws a link of a case that the caller holds.
pub(super) async fn close(tx: &mut Tx, actor: &Actor, request: &mut PhotoRequest, now: Timestamp) -> Result<(), Error> {
    request.link.withdrawn = Some(now);
    db::photo_requests::save(tx, request).await?;
    outbox::call_off(tx, &delivery_key(request.id), now).await?;
    let event = EventKind::LinkWithdrawn { photo_request: request.id };
    events::append(tx, request.case, now, Some(actor), &event).await
}
