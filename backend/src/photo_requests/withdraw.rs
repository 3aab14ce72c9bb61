use domain::{
    access::{Action, Actor},
    case::EventKind,
    ids::PhotoRequestId,
    photo_request::Purpose,
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::{link::rules, text_patient::delivery_key};
use crate::{
    Backend, Error, cases,
    db::{self, Tx, cases::Case, photo_requests::PhotoRequest},
    delivery::{self, Delivery, Message},
    events,
};

/// Takes a link back: it opens nothing from now on, and a text that has not left yet will not. Twice is no error.
///
/// # Errors
/// `Conflict` once the patient has sent their pictures.
pub async fn withdraw(b: &Backend, actor: &Actor, link: PhotoRequestId) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let found = db::photo_requests::get(&mut tx, link).await?.ok_or(Error::NotFound)?;
    let (case, now) = cases::lock_now(b, &mut tx, actor, Action::WithdrawPhotoRequest, found.case).await?;
    let mut request = db::photo_requests::get(&mut tx, link).await?.ok_or(Error::NotFound)?;
    if request.link.withdrawn.is_some() {
        return Ok(());
    }
    if request.link.sent.is_some() {
        return Err(Error::Conflict);
    }
    close(&mut tx, Some(actor), &mut request, now).await?;
    tx.changed(case.id, case.facts().service);
    tx.commit().await
}

/// Texts the patient of a locked case that it is being withdrawn, if they have a link. A link whose text has not left yet
/// is not heard of: then that text stays here, and no other is needed.
pub(crate) async fn tell_withdrawn(b: &Backend, tx: &mut Tx, case: &Case, now: Timestamp) -> Result<(), Error> {
    db::deliveries::cancel_reminders(tx, case.id, now).await?;
    let links = db::photo_requests::of_case(tx, case.id).await?;
    let of_patient = |link: &&PhotoRequest| link.link.purpose != Purpose::Phone && link.link.withdrawn.is_none();
    let Some(link) = links.iter().find(of_patient) else { return Ok(()) };
    if delivery::call_off(tx, &delivery_key(link.id), now).await? {
        return Ok(());
    }
    let practice = db::organisations::practice(tx, case.practice).await?;
    let delivery = Delivery {
        key: format!("withdrawn/{}", case.id),
        case: Some(case.id),
        message: Message::Withdrawn { to: link.mobile.clone(), practice: practice.name, phone: practice.phone },
        not_before: b.settings().limits.text_hours.next(now),
    };
    delivery::enqueue(b, tx, delivery, now).await
}

/// Closes every link of a case that the caller holds: what they were made for is not so any longer.
pub(crate) async fn close_all(tx: &mut Tx, actor: &Actor, case: &Case, now: Timestamp) -> Result<(), Error> {
    for mut link in db::photo_requests::of_case(tx, case.id).await? {
        if link.link.withdrawn.is_none() && (link.is_alive(&case.state, now) || link.link.tries_left(&rules()) == 0) {
            close(tx, Some(actor), &mut link, now).await?;
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
pub(super) async fn close(
    tx: &mut Tx,
    actor: Option<&Actor>,
    request: &mut PhotoRequest,
    now: Timestamp,
) -> Result<(), Error> {
    request.link.withdrawn = Some(now);
    db::photo_requests::save(tx, request).await?;
    delivery::call_off(tx, &delivery_key(request.id), now).await?;
    if request.link.purpose.asks_patient() {
        db::deliveries::cancel_reminders(tx, request.case, now).await?;
    }
    let event = EventKind::LinkWithdrawn { photo_request: request.id };
    events::append(tx, request.case, now, actor, &event).await
}
