use domain::{
    access::{Action, Actor},
    appointments::AppointmentState,
    case::EventKind,
    ids::{AppointmentId, CaseId},
};
use jiff::Timestamp;

use super::text::{About, text};
use crate::{
    Backend, Error,
    cases::lock_now,
    db::{
        Tx,
        appointments::{self, Appointment},
    },
    delivery::{self, Message},
    events,
};

/// Says what came of an appointment. A text about it that has not left is called off with it; where it may have left, and the
/// patient is not the one who cancels, another tells them that it is off. Said twice, it is one act.
///
/// # Errors
/// `Conflict` where something else was said of it, and where nobody can have come yet.
pub async fn end(b: &Backend, actor: &Actor, id: AppointmentId, state: AppointmentState) -> Result<CaseId, Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    // A hub says itself how its slots went.
    let is_here = |it: &Appointment| it.visit.is_none();
    let case = appointments::get(&mut tx, id).await?.filter(is_here).ok_or(Error::NotFound)?.case;
    let (case, now) = lock_now(b, &mut tx, actor, Action::Book, case).await?;
    let it = appointments::get(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if it.state == state {
        return Ok(case.id);
    }
    if it.state != AppointmentState::Booked || !state.may_end(it.at, now) {
        return Err(Error::Conflict);
    }
    let was_told = settle(&mut tx, actor, &it, state, now).await?;
    if state == AppointmentState::CancelledByHospital && was_told {
        let phone = it.phone.clone();
        let message = |About { to, service, when }| Message::AppointmentOff { to, service, when, phone };
        text(b, &mut tx, (&case, &it), delivery::appointment_off_key(id), message, now).await?;
    }
    tx.changed(case.id, case.facts().service);
    tx.commit().await?;
    Ok(case.id)
}

/// Says what came of one that is booked, with its event, and calls off a text about it that has not left; whether one may
/// have left.
pub(crate) async fn settle(
    tx: &mut Tx,
    actor: &Actor,
    it: &Appointment,
    state: AppointmentState,
    now: Timestamp,
) -> Result<bool, Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    appointments::end(tx, it.id, state, by, now).await?;
    let key = delivery::appointment_key(it.id);
    let is_unknown = delivery::take_back(tx, &key, now).await?;
    delivery::call_off(tx, &key, now).await?;
    events::append(tx, it.case, now, Some(actor), &EventKind::AppointmentEnded { appointment: it.id, state }).await?;
    Ok(!is_unknown)
}

/// Somebody of the practice says that they know that the patient did not come. Said twice, it is one act, the first one's.
pub async fn note_missed(b: &Backend, actor: &Actor, id: AppointmentId) -> Result<CaseId, Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let case = appointments::get(&mut tx, id).await?.ok_or(Error::NotFound)?.case;
    let (case, now) = lock_now(b, &mut tx, actor, Action::HelpBook, case).await?;
    if appointments::note(&mut tx, id, by, now).await? {
        events::append(&mut tx, case.id, now, Some(actor), &EventKind::MissedNoted { appointment: id }).await?;
        tx.changed(case.id, case.facts().service);
    }
    tx.commit().await?;
    Ok(case.id)
}

/// Nobody is expected by a held case any longer: it turned out to be of somebody else, whom somebody calls.
pub(crate) async fn call_off(tx: &mut Tx, actor: &Actor, case: CaseId, now: Timestamp) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let state = AppointmentState::CancelledByHospital;
    for it in appointments::of_case(tx, case).await? {
        if appointments::end(tx, it.id, state, by, now).await? {
            let event = EventKind::AppointmentEnded { appointment: it.id, state };
            events::append(tx, case, now, Some(actor), &event).await?;
        }
    }
    Ok(())
}
