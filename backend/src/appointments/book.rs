use domain::{
    access::{Action, Actor},
    appointments::{AppointmentState, BookingForm},
    case::EventKind,
    ids::{AppointmentId, CaseId, FormKey, HubVisitId},
    tasks::TaskKind,
};
use jiff::Timestamp;

use super::text::{About, text};
use crate::{
    Backend, Error,
    cases::lock_now,
    db::{
        Tx,
        appointments::{self, Appointment},
        cases::Case,
        organisations, tasks,
    },
    delivery::{self, Message},
    events, patients,
};

/// Books an appointment and texts the patient where and when, by day. The same form twice is one appointment.
///
/// # Errors
/// `Invalid` for what is not a time ahead, or no place; `Conflict` where none is to be booked, where the patient has died, and for
/// another appointment by the same form.
pub async fn book(b: &Backend, actor: &Actor, id: CaseId, key: FormKey, form: &BookingForm) -> Result<(), Error> {
    let mut tx = b.db().begin().await?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::Book, id).await?;
    let Some((at, place)) = read(&mut tx, id, key, form, now).await? else { return Ok(()) };
    let is_to_book = tasks::open_of(&mut tx, id, now).await?.contains(&TaskKind::Arrange);
    if !is_to_book || patients::has_died(&mut tx, id).await? {
        return Err(Error::Conflict);
    }
    let phone = phone(&mut tx, actor, &case, now).await?;
    let appointment = keep(b, &mut tx, actor, (id, None), key, (at, place, phone), now).await?;
    appointments::settle_contacts(&mut tx, id, now).await?;
    let (place, phone) = (appointment.place.clone(), appointment.phone.clone());
    let message = |About { to, service, when }| Message::Appointment { to, service, when, place, phone };
    let key = delivery::appointment_key(appointment.id);
    text(b, &mut tx, (&case, &appointment), key, message, now).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}

/// What a form says, or None where it was sent before with the same: then everything is done.
///
/// # Errors
/// `Invalid` for what is not a time ahead, or no place; `Conflict` for another appointment by the same form.
pub(crate) async fn read(
    tx: &mut Tx,
    case: CaseId,
    key: FormKey,
    form: &BookingForm,
    now: Timestamp,
) -> Result<Option<(Timestamp, String)>, Error> {
    if let Some(before) = appointments::by_key(tx, key).await? {
        // Judged as of then: meanwhile its time may have come.
        let same = form.read(before.booked).is_ok_and(|read| read == (before.at, before.place));
        return if same && before.case == case { Ok(None) } else { Err(Error::Conflict) };
    }
    if key.0.is_nil() {
        return Err(Error::Conflict);
    }
    form.read(now).map(Some).map_err(Error::Invalid)
}

/// Keeps a new one, with its event: where the patient is seen, or as a slot of a visit to a photography hub.
pub(crate) async fn keep(
    b: &Backend,
    tx: &mut Tx,
    actor: &Actor,
    (case, visit): (CaseId, Option<HubVisitId>),
    key: FormKey,
    (at, place, phone): (Timestamp, String, String),
    now: Timestamp,
) -> Result<Appointment, Error> {
    let appointment = Appointment {
        id: AppointmentId(b.ids().new_id(now)),
        case,
        visit,
        at,
        place,
        phone,
        state: AppointmentState::Booked,
        booked_by: actor.account().ok_or(Error::Denied)?,
        booked_by_name: String::new(),
        booked: now,
        ended: None,
        is_noted: false,
    };
    appointments::insert(tx, key, &appointment).await?;
    let event = EventKind::AppointmentBooked { appointment: appointment.id, at };
    events::append(tx, case, now, Some(actor), &event).await?;
    Ok(appointment)
}

/// Whom the patient calls who cannot come: whoever books, else the service.
async fn phone(tx: &mut Tx, actor: &Actor, case: &Case, now: Timestamp) -> Result<String, Error> {
    let desk = match actor.booking_desk() {
        Ok(desk) => organisations::get(tx, desk).await?.map(|desk| desk.phone).unwrap_or_default(),
        Err(_) => String::new(),
    };
    match case.facts().service {
        Some(service) if desk.is_empty() => {
            Ok(organisations::service(tx, service, now).await?.map(|service| service.phone).unwrap_or_default())
        }
        Some(_) | None => Ok(desk),
    }
}
