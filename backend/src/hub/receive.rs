//! What is done with a patient who has come, one step after the other. Each names the version of the visit that its page
//! showed: of two photographers, or two tabs, the second is told that somebody was first. The same step sent twice is one.

use domain::{
    access::Actor,
    appointments::AppointmentState,
    case::{EventKind, Problem},
    consent::Level,
    forms::{FormKind, Response},
    hub::{ChaperoneForm, ConsentForm, HubConsent, HubEnd, Record, Stamp},
    ids::{CaseId, HubVisitId},
    time::london_day,
};
use jiff::Timestamp;

use super::{end, hold};
use crate::{
    Backend, Error, appointments as slots,
    db::{
        self, Tx, appointments,
        cases::Case,
        hub_visits::{self, HubVisit},
    },
    events, forms, images,
    objects::{self, ObjectName},
};

/// The visit's version that a page showed.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Seen(pub i64);

/// What a patient gave when they were asked who they are.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Told {
    /// Each as it stands in the request.
    pub name: bool,
    pub born: bool,
    pub number: bool,
    /// Something was another.
    pub differs: bool,
}

/// Keeps what a step noted, with its event, unless it is there already.
async fn note(
    tx: &mut Tx,
    actor: &Actor,
    (case, mut visit): (&Case, HubVisit),
    (seen, is_done): (Seen, bool),
    change: impl FnOnce(&mut Record),
    event: &EventKind,
    now: Timestamp,
) -> Result<(), Error> {
    if is_done {
        return Ok(());
    }
    if visit.version != seen.0 {
        return Err(Error::Stale);
    }
    change(&mut visit.record);
    hub_visits::save(tx, &mut visit).await?;
    events::append(tx, case.id, now, Some(actor), event).await?;
    tx.changed(case.id, case.facts().service);
    Ok(())
}

/// Asks that the patient is here.
fn is_here(visit: &HubVisit) -> Result<(), Error> {
    if visit.arrived.is_some() { Ok(()) } else { Err(Error::Conflict) }
}

/// Notes that the patient has come, on the day of their slot or after. Said twice, it is one act.
///
/// # Errors
/// `Conflict` without a slot, and before its day.
pub async fn arrive(b: &Backend, actor: &Actor, id: CaseId, seen: Seen) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, mut visit, now) = hold(b, &mut tx, actor, id).await?;
    if visit.arrived.is_some() {
        return Ok(());
    }
    let all = appointments::of_visit(&mut tx, visit.id).await?;
    let slot = all.into_iter().find(|it| it.state == AppointmentState::Booked).ok_or(Error::Conflict)?;
    if london_day(slot.at) > london_day(now) {
        return Err(Error::Conflict);
    }
    if visit.version != seen.0 {
        return Err(Error::Stale);
    }
    slots::settle(&mut tx, actor, &slot, AppointmentState::Attended, now).await?;
    visit.arrived = Some(now);
    hub_visits::save(&mut tx, &mut visit).await?;
    events::append(&mut tx, id, now, Some(actor), &EventKind::HubArrived { visit: visit.id }).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}

/// Notes whether who came is whom the request names. Until that is so, nothing is photographed.
///
/// # Errors
/// `Invalid` where not everything was asked.
pub async fn identity(b: &Backend, actor: &Actor, id: CaseId, seen: Seen, told: Told) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, visit, now) = hold(b, &mut tx, actor, id).await?;
    is_here(&visit)?;
    let agrees = !told.differs;
    if agrees && !(told.name && told.born && told.number) {
        return Err(Error::Invalid(vec![Problem::new("identity", "Ask for all three, and tick each that agrees")]));
    }
    let record = &visit.record;
    let is_done =
        if agrees { record.identity.is_some() } else { record.identity.is_none() && record.mismatch.is_some() };
    let stamp = Some(Stamp { by, at: now });
    let change = |record: &mut Record| {
        (record.identity, record.mismatch) = if agrees { (stamp, record.mismatch) } else { (None, stamp) };
    };
    let event = EventKind::HubIdentity { visit: visit.id, agrees };
    note(&mut tx, actor, (&case, visit), (seen, is_done), change, &event, now).await?;
    tx.commit().await
}

/// Notes what the patient agreed to. No to pictures for their care ends the visit, and what was taken of them is deleted.
///
/// # Errors
/// `Invalid` where something was not answered; `Conflict` before it is known who they are.
pub async fn consent(b: &Backend, actor: &Actor, id: CaseId, seen: Seen, form: &ConsentForm) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    if form.care == "no" && end::was_ended(&mut tx, actor, id, HubEnd::Refused).await? {
        return Ok(());
    }
    let (mut case, visit, now) = hold(b, &mut tx, actor, id).await?;
    is_here(&visit)?;
    if visit.record.identity.is_none() {
        return Err(Error::Conflict);
    }
    let consent = form.read(now).map_err(Error::Invalid)?;
    let same = |before: &HubConsent| HubConsent { at: now, ..before.clone() } == consent;
    let is_done = visit.record.consent.as_ref().is_some_and(same);
    let event = EventKind::HubConsent {
        visit: visit.id,
        given: consent.given.clone(),
        questions: consent.questions,
        wording: consent.wording.clone(),
        how: consent.how,
    };
    let is_refused = !consent.allows(Level::Care);
    let change = |record: &mut Record| {
        // What was asked without their wanting it any longer is not kept.
        if !consent.questions {
            record.history = None;
        }
        record.consent = Some(consent);
    };
    note(&mut tx, actor, (&case, visit.clone()), (seen, is_done), change, &event, now).await?;
    let mut gone = Vec::new();
    if is_refused {
        gone = take_out(b, &mut tx, actor, id, visit.id, now).await?;
        end::end(b, &mut tx, actor, (&mut case, &visit), HubEnd::Refused, now).await?;
    }
    tx.commit().await?;
    objects::discard(b, &gone).await;
    Ok(())
}

/// The pictures of a visit that nobody was sent: its patient does not want them, or they are of nobody known.
pub(super) async fn take_out(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    case: CaseId,
    visit: HubVisitId,
    now: Timestamp,
) -> Result<Vec<ObjectName>, Error> {
    let mut gone = Vec::new();
    for image in db::images::of_case(tx, case).await? {
        if image.visit == Some(visit) && !image.sent {
            gone.extend(images::take_out(b, tx, Some(actor), &image, now).await?);
        }
    }
    Ok(gone)
}

/// Notes who was with the patient, who is always offered somebody.
///
/// # Errors
/// `Invalid` for nobody's name; `Conflict` before the consents.
pub async fn chaperone(b: &Backend, actor: &Actor, id: CaseId, seen: Seen, form: &ChaperoneForm) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, visit, now) = hold(b, &mut tx, actor, id).await?;
    is_here(&visit)?;
    if visit.record.consent.is_none() {
        return Err(Error::Conflict);
    }
    let chaperone = form.read().map_err(Error::Invalid)?;
    let is_done = visit.record.chaperone.as_ref() == Some(&chaperone);
    let event = EventKind::HubChaperone { visit: visit.id };
    let change = |record: &mut Record| record.chaperone = Some(chaperone);
    note(&mut tx, actor, (&case, visit), (seen, is_done), change, &event, now).await?;
    tx.commit().await
}

/// Notes what the patient says of it.
///
/// # Errors
/// `Invalid` where an answer is not what its question asks for; `Conflict` where they do not want to be asked.
pub async fn history(b: &Backend, actor: &Actor, id: CaseId, seen: Seen, response: &Response) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let (case, visit, now) = hold(b, &mut tx, actor, id).await?;
    is_here(&visit)?;
    if !visit.record.consent.as_ref().is_some_and(|consent| consent.questions) {
        return Err(Error::Conflict);
    }
    let asked = Some(response.questionnaire.as_str());
    let form = forms::version(&mut tx, asked, FormKind::PhotographyHistory).await?;
    let problems = form.validate(response, london_day(now));
    if !problems.is_empty() {
        return Err(Error::Invalid(problems));
    }
    let kept = form.as_sent(response);
    let is_done = visit.record.history.as_ref() == Some(&kept);
    let event = EventKind::HubHistory { visit: visit.id };
    let change = |record: &mut Record| record.history = Some(kept);
    note(&mut tx, actor, (&case, visit), (seen, is_done), change, &event, now).await?;
    tx.commit().await
}
