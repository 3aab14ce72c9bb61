use domain::{
    access::{Action, Actor},
    appointments::{AppointmentState, BookingForm},
    hub::{HubEnd, MISSED},
    ids::{AppointmentId, CaseId, FormKey},
    tasks::TaskKind,
};

use super::{end, hold};
use crate::{
    Backend, Error,
    appointments::{self as slots, About, text_from},
    cases::lock_now,
    db::{appointments, hub_visits, tasks},
    delivery::{self, Message},
    patients,
};

/// Books a slot and texts the patient where, when, and how they come, by day. The same form twice is one slot.
///
/// # Errors
/// As of `appointments::book`; `Conflict` where none is to be booked.
pub async fn book(b: &Backend, actor: &Actor, id: CaseId, key: FormKey, form: &BookingForm) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let (case, visit, now) = hold(b, &mut tx, actor, id).await?;
    let Some((at, place)) = slots::read(&mut tx, id, key, form, now).await? else { return Ok(()) };
    let is_to_book = tasks::open_of(&mut tx, id, now).await?.contains(&TaskKind::BookHub);
    if !is_to_book || patients::has_died(&mut tx, id).await? {
        return Err(Error::Conflict);
    }
    let to_keep = (at, place.clone(), visit.hub_phone.clone());
    let slot = slots::keep(b, &mut tx, actor, (id, Some(visit.id)), key, to_keep, now).await?;
    let phone = visit.hub_phone.clone();
    let message = |About { to, service: hub, when }| Message::HubAppointment { to, hub, when, place, phone };
    let key = delivery::appointment_key(slot.id);
    text_from(b, &mut tx, (&case, &slot, &visit.hub_name), key, message, now).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}

/// Says that the patient did not come to a slot, or that it is off. The last one that they may miss ends the visit, and
/// whoever asked for it is told. Said twice, it is one act. What came of it says [`super::arrive`] otherwise.
///
/// # Errors
/// `Conflict` where something else was said of it, and where nobody can have missed it yet.
pub async fn end_slot(b: &Backend, actor: &Actor, id: AppointmentId, state: AppointmentState) -> Result<CaseId, Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let slot = appointments::get(&mut tx, id).await?.ok_or(Error::NotFound)?;
    let visit = slot.visit.ok_or(Error::NotFound)?;
    let is_last = state == AppointmentState::DidNotAttend && slot.state == state;
    if is_last && end::was_ended(&mut tx, actor, slot.case, HubEnd::DidNotAttend).await? {
        return Ok(slot.case);
    }
    let (mut case, now) = lock_now(b, &mut tx, actor, Action::Photograph, slot.case).await?;
    let slot = appointments::get(&mut tx, id).await?.ok_or(Error::NotFound)?;
    if slot.state == state {
        return Ok(case.id);
    }
    let is_its = case.hub.is_some_and(|at| at.visit == visit);
    let may_end = slot.state == AppointmentState::Booked && state.may_end(slot.at, now);
    if !is_its || !may_end || state == AppointmentState::Attended {
        return Err(Error::Conflict);
    }
    let visit = hub_visits::get(&mut tx, visit).await?.ok_or(Error::NotFound)?;
    let was_told = slots::settle(&mut tx, actor, &slot, state, now).await?;
    if state == AppointmentState::CancelledByHospital && was_told {
        let phone = slot.phone.clone();
        let message = |About { to, service, when }| Message::AppointmentOff { to, service, when, phone };
        let key = delivery::appointment_off_key(id);
        text_from(b, &mut tx, (&case, &slot, &visit.hub_name), key, message, now).await?;
    }
    let all = appointments::of_visit(&mut tx, visit.id).await?;
    let missed = all.iter().filter(|it| it.state == AppointmentState::DidNotAttend).count();
    if state == AppointmentState::DidNotAttend && missed >= MISSED as usize {
        end::end(b, &mut tx, actor, (&mut case, &visit), HubEnd::DidNotAttend, now).await?;
    }
    tx.changed(case.id, case.facts().service);
    tx.commit().await?;
    Ok(case.id)
}
