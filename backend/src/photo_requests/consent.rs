use domain::{
    access::{Action, Actor, may},
    case::{EventKind, Problem},
    command::ConsentChoices,
    consent::{Consent, How, Level, WORDING},
    photo_request::{LinkStatus, Purpose},
};
use jiff::Timestamp;

use super::link::{allowed, hold};
use crate::{
    Backend, Error,
    db::{self, Tx, cases::Case, photo_requests::PhotoRequest},
    events, images, monitoring, objects,
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
    let (link, is_round) = (request.id, request.link.purpose == Purpose::Round);
    keep(&mut tx, actor, &case, request, ConsentChoices::default(), now).await?;
    db::deliveries::cancel_reminders(&mut tx, case.id, now).await?;
    let objects = images::take_out_all(b, &mut tx, actor, case.id, link, now).await?;
    if is_round {
        monitoring::declined(&mut tx, actor, &case, now).await?;
    }
    tx.commit().await?;
    objects::discard(b, &objects).await;
    Ok(())
}

/// The patient changes what they allow, once their photos are there: whether the hospital may book, and whether the photos may
/// teach. It is kept with the link by which they say so and with all of its case by which photos came; what is said last
/// counts for every request about the problem. That the photos are used for their care is not taken back here: decisions
/// may rest on them, and they are part of the record by then (domain.md 3.9).
///
/// # Errors
/// `Conflict` where a link takes photos still, whose own page asks that, and where nothing was consented to.
pub async fn change_consent(b: &Backend, actor: &Actor, choices: ConsentChoices) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, own, now) = hold(b, &mut tx, actor).await?;
    may(actor, Action::UsePatientPages, &case.facts())?;
    if own.confirmed_status(&case.state, now) != LinkStatus::ShowsNews {
        return Err(Error::Conflict);
    }
    let choices = ConsentChoices { care: true, ..choices };
    let all = db::photo_requests::of_problem(&mut tx, &case).await?;
    let before = allowed(&mut tx, &case).await?.ok_or(Error::Conflict)?;
    if before == choices {
        return Ok(());
    }
    let (consent, before) = (online(choices, now), online(before, now).given());
    let given = consent.given();
    let is_meant = |link: &PhotoRequest| link.id == own.id || (link.case == case.id && link.has_consent());
    for request in all.into_iter().filter(is_meant) {
        let event = EventKind::ConsentChanged {
            photo_request: request.id,
            given: given.clone(),
            no_longer: before.iter().copied().filter(|level: &Level| !given.contains(level)).collect(),
            wording: consent.wording.clone(),
            how: consent.how,
        };
        let request = PhotoRequest { consent: Some(consent.clone()), ..request };
        save(&mut tx, actor, &case, request, (&event, now)).await?;
    }
    tx.commit().await
}

fn online(choices: ConsentChoices, now: Timestamp) -> Consent {
    Consent {
        choices,
        wording: WORDING.to_owned(),
        language: locales::Locale::default().code().to_owned(),
        how: How::Online,
        at: now,
    }
}

async fn save(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    request: PhotoRequest,
    (event, now): (&EventKind, Timestamp),
) -> Result<(), Error> {
    db::photo_requests::save(tx, &request).await?;
    events::append(tx, case.id, now, Some(actor), event).await?;
    tx.changed(case.id, case.facts().service);
    Ok(())
}

async fn keep(
    tx: &mut Tx,
    actor: &Actor,
    case: &Case,
    request: PhotoRequest,
    choices: ConsentChoices,
    now: Timestamp,
) -> Result<(), Error> {
    let consent = online(choices, now);
    let event = EventKind::ConsentGiven {
        photo_request: request.id,
        given: consent.given(),
        wording: consent.wording.clone(),
        how: consent.how,
    };
    save(tx, actor, case, PhotoRequest { consent: Some(consent), ..request }, (&event, now)).await
}
