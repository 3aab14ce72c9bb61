//! A link by which a plan asks a patient for follow-up photos.

use domain::{
    access::Actor,
    ids::{AccountId, PhotoRequestId},
    person::Mobile,
    photo_request::Purpose,
};
use jiff::Timestamp;

use super::{issue::issue, reminders, text_patient::delivery_key, withdraw::close};
use crate::{
    Backend, Error,
    db::{self, Tx, cases::Case},
    delivery::{self, Delivery, Message},
};

/// Texts the patient of a held case a link for follow-up photos, and writes its reminders. By day, unless somebody pressed
/// for it.
pub(crate) async fn ask_for_round(
    b: &Backend,
    tx: &mut Tx,
    (actor, by): (Option<&Actor>, AccountId),
    case: &Case,
    mobile: &Mobile,
    now: Timestamp,
) -> Result<PhotoRequestId, Error> {
    let (request, url) = issue(b, tx, (actor, by), case, Purpose::Round, mobile.e164().to_owned(), now).await?;
    let practice = db::organisations::practice(tx, case.practice).await?.name;
    reminders::plan(b, tx, case, (&request, &practice, &url), now).await?;
    let days = b.settings().limits.link_days;
    let message = Message::PhotoRequest { to: mobile.e164().to_owned(), practice, url, days };
    let not_before = if actor.is_some() { now } else { b.settings().limits.text_hours.next(now) };
    let delivery = Delivery { key: delivery_key(request.id), case: Some(case.id), message, not_before };
    delivery::enqueue(b, tx, delivery, now).await?;
    Ok(request.id)
}

/// Closes the link of a round that is waited for no longer; one by which photos came stays, and shows the news.
pub(crate) async fn close_round(
    tx: &mut Tx,
    actor: Option<&Actor>,
    link: PhotoRequestId,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(mut request) = db::photo_requests::get(tx, link).await? else { return Ok(()) };
    if request.link.sent.is_some() || request.link.withdrawn.is_some() {
        return Ok(());
    }
    close(tx, actor, &mut request, now).await
}
