use domain::{person::Mobile, time::When};
use jiff::Timestamp;

use crate::{
    Backend, Error,
    db::{Tx, appointments::Appointment, cases::Case, organisations},
    delivery::{self, Delivery, Message},
};

/// What every text about an appointment says: to which number, of which service, when it is.
pub(super) struct About {
    pub(super) to: String,
    pub(super) service: String,
    pub(super) when: String,
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
    let not_before = b.settings().limits.text_hours.next(now);
    let service = match case.facts().service {
        Some(service) => organisations::service(tx, service, now).await?,
        None => None,
    };
    let (Ok(mobile), Some(service)) = (case.draft.mobile.parse::<Mobile>(), service) else { return Ok(()) };
    if not_before >= it.at {
        return Ok(());
    }
    let about = About { to: mobile.to_string(), service: service.name, when: When::at(it.at).short };
    let delivery = Delivery { key, case: Some(case.id), message: message(about), not_before };
    delivery::enqueue(b, tx, delivery, now).await
}
