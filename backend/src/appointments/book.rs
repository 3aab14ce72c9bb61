use domain::{
    access::{Action, Actor},
    appointments::{AppointmentState, BookingForm},
    case::{EventKind, State},
    ids::{AppointmentId, CaseId, FormKey},
    person::Mobile,
    time::When,
};
use jiff::Timestamp;

use crate::{
    Backend, Error,
    cases::lock_now,
    db::{
        Tx,
        appointments::{self, Appointment},
        cases::Case,
        organisations::{self, Service},
    },
    delivery::{self, Delivery, Message},
    events,
};

/// Books an appointment and texts the patient where and when, by day. The same form twice is one appointment.
///
/// # Errors
/// `Invalid` for what is not a time ahead, or no place; `Conflict` where one is booked already, where the service has not taken
/// the case over, and for another appointment by the same form.
pub async fn book(b: &Backend, actor: &Actor, id: CaseId, key: FormKey, form: &BookingForm) -> Result<(), Error> {
    let by = actor.account().ok_or(Error::Denied)?;
    let mut tx = b.db().begin().await?;
    let (case, now) = lock_now(b, &mut tx, actor, Action::Book, id).await?;
    if let Some(before) = appointments::by_key(&mut tx, key).await? {
        // Judged as of then: meanwhile its time may have come.
        let same = form.read(before.booked).is_ok_and(|read| read == (before.at, before.place));
        return if same && before.case == id { Ok(()) } else { Err(Error::Conflict) };
    }
    if key.0.is_nil() {
        return Err(Error::Conflict);
    }
    let (at, place) = form.read(now).map_err(Error::Invalid)?;
    let is_taken_over = matches!(case.state, State::Converted { .. }) && !case.state.is_to_agree();
    // What can still be taken back is nobody's to arrange.
    let stands = case.state.answered().is_some_and(|answered| answered.in_effect(now));
    if !(is_taken_over && stands) || appointments::progress_of(&mut tx, id).await?.booked.is_some() {
        return Err(Error::Conflict);
    }
    let appointment = Appointment {
        id: AppointmentId(b.ids().new_id(now)),
        case: id,
        at,
        place,
        phone: phone(&mut tx, actor, &case, now).await?,
        state: AppointmentState::Booked,
        booked_by: by,
        booked_by_name: String::new(),
        booked: now,
        ended: None,
        is_noted: false,
    };
    appointments::insert(&mut tx, key, &appointment).await?;
    appointments::settle_contacts(&mut tx, id, now).await?;
    let event = EventKind::AppointmentBooked { appointment: appointment.id, at };
    events::append(&mut tx, id, now, Some(actor), &event).await?;
    text(b, &mut tx, &case, &appointment, now).await?;
    tx.changed(id, case.facts().service);
    tx.commit().await
}

/// Where and when, to a mobile that the case knows; whoever has none is told by whoever booked.
async fn text(b: &Backend, tx: &mut Tx, case: &Case, it: &Appointment, now: Timestamp) -> Result<(), Error> {
    let (Ok(mobile), Some(service)) = (case.draft.mobile.parse::<Mobile>(), service(tx, case, now).await?) else {
        return Ok(());
    };
    let message = Message::Appointment {
        to: mobile.to_string(),
        service: service.name,
        when: When::at(it.at).short,
        place: it.place.clone(),
        phone: it.phone.clone(),
    };
    let not_before = b.settings().limits.text_hours.next(now);
    let delivery = Delivery { key: delivery::appointment_key(it.id), case: Some(case.id), message, not_before };
    delivery::enqueue(b, tx, delivery, now).await
}

/// Whom the patient calls who cannot come: whoever books, else the service.
async fn phone(tx: &mut Tx, actor: &Actor, case: &Case, now: Timestamp) -> Result<String, Error> {
    let desk = match actor.booking_desk() {
        Ok(desk) => organisations::get(tx, desk).await?.map(|desk| desk.phone).unwrap_or_default(),
        Err(_) => String::new(),
    };
    if desk.is_empty() {
        return Ok(service(tx, case, now).await?.map(|service| service.phone).unwrap_or_default());
    }
    Ok(desk)
}

/// A case's service, as it is known now.
pub(super) async fn service(tx: &mut Tx, case: &Case, now: Timestamp) -> Result<Option<Service>, Error> {
    match case.facts().service {
        Some(service) => organisations::service(tx, service, now).await,
        None => Ok(None),
    }
}
