use domain::{
    access::{Action, Actor},
    case::Problem,
    ids::{CaseId, PhotoRequestId},
    photo_request::Purpose,
    text_limits,
    time::london_day,
    view::PhotoRequestView,
};
use jiff::{SignedDuration, Timestamp};

use super::{issue::issue, link::rules, reminders, views::view, withdraw::close};
use crate::{
    Backend, Error, cases,
    db::{self, Tx, cases::Case},
    delivery::{self, Channel, Delivery, Message},
    forms, patients,
};

/// The same form posted twice sends one text: a link younger than this is answered again.
const SAME_PRESS: SignedDuration = SignedDuration::from_secs(30);

const A_DAY: SignedDuration = SignedDuration::from_hours(24);

/// Texts the patient a link. An older link that is still open is withdrawn: one patient, one link.
///
/// # Errors
/// `Invalid` while the request lacks a mobile number to send it to, or the date of birth that it will ask for, where nothing
/// could carry a text, and when as many were sent within a day as may be.
pub async fn text_patient(b: &Backend, actor: &Actor, case: CaseId) -> Result<PhotoRequestView, Error> {
    let mut tx = b.db().begin().await?;
    let (case, now) = cases::lock_now(b, &mut tx, actor, Action::RequestPhotos, case).await?;
    let (mobile, _) = case.working().contact(london_day(now)).map_err(Error::Invalid)?;
    if Channel::of(b).is_none() {
        return Err(Error::Invalid(vec![no_channel()]));
    }
    patients::may_be_texted(&mut tx, case.id, &mobile).await?;
    for mut old in db::photo_requests::of_case(&mut tx, case.id).await? {
        let link = &old.link;
        let is_done = link.sent.is_some() && link.tries_left(&rules()) > 0;
        if link.purpose == Purpose::Phone || link.withdrawn.is_some() || is_done {
            continue;
        }
        if now < old.created + SAME_PRESS && old.mobile == mobile.e164() {
            let form = forms::questions(&mut tx, &old).await?;
            return Ok(view(&old, &form, &case.state, now));
        }
        close(&mut tx, Some(actor), &mut old, now).await?;
    }
    within_limits(&mut tx, &case, now).await?;
    let (request, url) = issue(
        b,
        &mut tx,
        (Some(actor), actor.account().ok_or(Error::Denied)?),
        &case,
        Purpose::Patient,
        mobile.e164().to_owned(),
        now,
    )
    .await?;
    let practice = db::organisations::practice(&mut tx, case.practice).await?.name;
    let days = b.settings().limits.link_days;
    reminders::plan(b, &mut tx, &case, (&request, &practice, &url), now).await?;
    let message = Message::PhotoRequest { to: mobile.e164().to_owned(), practice, url, days };
    let delivery = Delivery { key: delivery_key(request.id), case: Some(case.id), message, not_before: now };
    delivery::enqueue(b, &mut tx, delivery, now).await?;
    let asked = forms::questions(&mut tx, &request).await?;
    tx.commit().await?;
    Ok(view(&request, &asked, &case.state, now))
}

/// `Invalid` when as many texts with a link were sent within a day as may be.
pub(crate) async fn within_limits(tx: &mut Tx, case: &Case, now: Timestamp) -> Result<(), Error> {
    let (of_case, of_practice) = db::deliveries::texts_since(tx, case.id, case.practice, now - A_DAY).await?;
    text_limits::problem(of_case, of_practice).map_or(Ok(()), |problem| Err(Error::Invalid(vec![problem])))
}

/// Why nobody can be texted here.
pub(crate) fn no_channel() -> Problem {
    Problem::new("mobile", "This Skinlink is not connected to anything that sends texts. Use your own phone or a file")
}

/// The outbox's name for the text of this link.
pub(crate) fn delivery_key(link: PhotoRequestId) -> String {
    delivery::photo_request_key(link)
}
