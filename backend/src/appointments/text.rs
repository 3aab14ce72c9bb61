use domain::{person::Mobile, time::When};
use jiff::Timestamp;

use crate::{
    Backend, Error,
    db::{Tx, appointments::Appointment, cases::Case, organisations},
    delivery::{self, Delivery, Message},
    patients,
};

/// What every text about an appointment says: to which number, of which service, when it is.
pub(crate) struct About {
    pub(crate) to: String,
    pub(crate) service: String,
    pub(crate) when: String,
}

/// Texts a patient about an appointment, by day, by the mobile that the case knows: whoever has none is told by whoever
/// books. What would leave when its time has come is not sent.
pub(super) async fn text(
    b: &Backend,
    tx: &mut Tx,
    (case, it): (&Case, &Appointment),
    key: String,
    message: impl FnOnce(About) -> Message,
    now: Timestamp,
) -> Result<(), Error> {
    let service = match case.facts().service {
        Some(service) => organisations::service(tx, service, now).await?,
        None => None,
    };
    let Some(service) = service else { return Ok(()) };
    text_from(b, tx, (case, it, &service.name), key, message, now).await
}

/// The same from whoever expects them there, by name.
pub(crate) async fn text_from(
    b: &Backend,
    tx: &mut Tx,
    (case, it, name): (&Case, &Appointment, &str),
    key: String,
    message: impl FnOnce(About) -> Message,
    now: Timestamp,
) -> Result<(), Error> {
    let not_before = b.settings().limits.text_hours.next(now);
    let Ok(mobile) = case.draft.mobile.parse::<Mobile>() else { return Ok(()) };
    // Their family is told by somebody, who calls.
    if patients::has_died(tx, case.id).await? {
        return Ok(());
    }
    if not_before >= it.at {
        return Ok(());
    }
    let about = About { to: mobile.to_string(), service: name.to_owned(), when: When::at(it.at).short };
    let delivery = Delivery { key, case: Some(case.id), message: message(about), not_before };
    delivery::enqueue(b, tx, delivery, now).await
}
