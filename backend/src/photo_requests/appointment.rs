use domain::{
    access::{Action, Actor, Denied},
    appointments::AppointmentState,
    view::AppointmentTold,
};

use icalendar::{Calendar, Component, Event, EventLike, EventStatus};
use locales::Locale;

use super::news::news;
use crate::{Backend, Error, cases::find, clock::from_ms, db};

/// The appointment that a patient is expected at, as a file for their calendar (iCalendar, RFC 5545).
///
/// # Errors
/// `NotFound` where there is none, or they have not been told why.
pub async fn appointment_file(b: &Backend, actor: &Actor) -> Result<String, Error> {
    let Actor::Patient { photo_request, case } = *actor else { return Err(Denied.into()) };
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let case = find(&mut connection, actor, Action::UsePatientPages, case).await?;
    let request = db::photo_requests::get(&mut connection, photo_request).await?.ok_or(Error::NotFound)?;
    let told = news(&mut connection, &request, &case, now).await?.appointment;
    let told = told.filter(|it| it.state == AppointmentState::Booked).ok_or(Error::NotFound)?;
    Ok(calendar(&told))
}

/// The place and whom to call; nothing of what it is about.
fn calendar(told: &AppointmentTold) -> String {
    let mut event = Event::new();
    event
        .uid(&format!("{}@skinlink", told.id))
        .summary(&locales::text(Locale::English, "news.appointment_summary", &[("service", told.service.as_str())]))
        .location(&told.place)
        .status(EventStatus::Confirmed);
    if !told.phone.is_empty() {
        event.description(&locales::text(Locale::English, "news.appointment_call", &[("phone", told.phone.as_str())]));
    }
    event.add_property("DTSTART", from_ms(told.at.ms).strftime("%Y%m%dT%H%M%SZ").to_string());
    Calendar::new().push(event.done()).done().to_string()
}

#[cfg(test)]
mod tests {
    use domain::{appointments::AppointmentState, ids::AppointmentId, time::When};

    use super::*;

    #[test]
    fn a_calendar_reads_when_and_where() {
        let told = AppointmentTold {
            id: AppointmentId(uuid::Uuid::nil()),
            at: When::at("2027-07-01T09:40:00Z".parse().unwrap()),
            place: "Skin clinic; level 2, Northshire Hospital\nEND:VEVENT".to_owned(),
            state: AppointmentState::Booked,
            service: "Northshire Dermatology".to_owned(),
            phone: "01632 960200".to_owned(),
            is_over: false,
        };
        let text = calendar(&told);
        for line in ["DTSTART:20270701T094000Z", "SUMMARY:Appointment: Northshire Dermatology", "STATUS:CONFIRMED"] {
            assert!(text.lines().any(|it| it == line), "{line} in {text}");
        }
        // What somebody typed ends no line of the file.
        assert_eq!(text.matches("\r\nEND:VEVENT\r\n").count(), 1, "{text}");
        assert!(text.contains("Skin clinic\\; level 2\\, Northshire Hospital"), "{text}");
    }
}
