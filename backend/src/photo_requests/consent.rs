use domain::{
    access::Actor,
    case::{EventKind, Problem},
    command::ConsentChoices,
    consent::{Consent, How, WORDING},
};
use jiff::Timestamp;

use super::link::hold;
use crate::{
    Backend, Error,
    db::{self, Tx, cases::Case, photo_requests::PhotoRequest},
    events, images, objects,
};

/// Keeps what the patient allows: each level apart, with when, how and under which wording (domain.md 3.9).
///
/// # Errors
/// `Invalid` without the one for their care: a box that was not ticked is a slip, and changes nothing. To say no is
/// [`decline`].
pub async fn consent(b: &Backend, actor: &Actor, choices: ConsentChoices) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let (case, request, now) = hold(b, &mut tx, actor).await?;
    if !choices.care {
        return Err(Error::Invalid(vec![Problem::new("care", "Tick the first box")]));
    }
    keep(&mut tx, actor, &case, request, choices, now).await?;
    tx.commit().await
}

/// The patient does not want to send photos. `photos` is how many they were told would be deleted: all that came by this
/// link. They may change their mind while the link is open.
///
/// # Errors
/// `Stale` where there are now more or fewer; `Conflict` once they were sent: they are part of the record by then.
pub async fn decline(b: &Backend, actor: &Actor, photos: u32) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, request, now) = hold(b, &mut tx, actor).await?;
    if request.link.sent.is_some() {
        return Err(Error::Conflict);
    }
    if db::images::count_by_link(&mut tx, request.id).await? != photos {
        return Err(Error::Stale);
    }
    let link = request.id;
    keep(&mut tx, actor, &case, request, ConsentChoices::default(), now).await?;
    db::deliveries::cancel_reminders(&mut tx, case.id, now).await?;
    let objects = images::take_out_all(b, &mut tx, actor, case.id, link, now).await?;
    tx.commit().await?;
    objects::discard(b, &objects).await;
    Ok(())
}

async fn keep(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    mut request: PhotoRequest,
    choices: ConsentChoices,
    now: Timestamp,
) -> Result<(), Error> {
    let consent = Consent {
        choices,
        wording: WORDING.to_owned(),
        language: locales::Locale::default().code().to_owned(),
        how: How::Online,
        at: now,
    };
    let event = EventKind::ConsentGiven {
        photo_request: request.id,
        given: consent.given(),
        wording: consent.wording.clone(),
        how: consent.how,
    };
    request.consent = Some(consent);
    db::photo_requests::save(tx, &request).await?;
    events::append(tx, case.id, now, Some(actor), &event).await?;
    tx.changed(case.id, case.facts().service);
    Ok(())
}
