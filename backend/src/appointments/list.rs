use domain::{
    access::Actor,
    appointments::waits,
    audit::Access,
    case::{Kind, Meaning, State},
    conclusion::Treatment,
    ids::ServiceId,
    role::Capability,
    tasks::TaskKind,
    time::london_day,
    view::{BookingPage, BookingRow, BookingShow, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use crate::{
    Backend, Error, audit,
    cases::person,
    db::{
        lists::{self, ListedBooking},
        organisations,
    },
};

/// What is booked for who is to be treated: for what, is nobody's to know who makes appointments.
pub(super) const TREATMENT: &str = "Treatment";

/// One page of what is to be booked, or is booked, and how much is to be.
pub async fn list(b: &Backend, actor: &Actor, show: BookingShow, after: Option<&str>) -> Result<BookingPage, Error> {
    actor.can(Capability::Book)?;
    let now = b.clock().now();
    audit::record(b, Some(actor), None, Access::ListSent);
    let mut connection = b.db().read().await?;
    let services = services(&mut connection, actor).await?;
    let lines = lists::bookings(&mut connection, &services, show, after, now).await?;
    let (mut to_book, mut late) = (0, 0);
    for service in &services {
        let counted = lists::count_open(&mut connection, *service, &[TaskKind::Arrange], now).await?;
        for (open, over) in counted {
            (to_book, late) = (to_book + open, late + over);
        }
    }
    let next = lists::booking_cursor(&lines);
    Ok(BookingPage { rows: lines.iter().map(|line| row(line, now)).collect(), next, to_book, late })
}

/// Whose appointments this person makes.
async fn services(connection: &mut AnyConnection, actor: &Actor) -> Result<Vec<ServiceId>, Error> {
    match actor.booking_desk() {
        Ok(desk) => organisations::booked_by(connection, desk).await,
        Err(_) => Ok(vec![actor.service()?]),
    }
}

fn row(line: &ListedBooking, now: Timestamp) -> BookingRow {
    let kind: Kind = line.draft.kind.parse().unwrap_or_default();
    let state = line.state.visible(now);
    let is_off = line.progress.booked.is_some() && (!matches!(state, State::Converted { .. }) || state.is_to_agree());
    let meaning = Meaning::now(&state, kind, None, now).filter(|_| !is_off);
    let today = london_day(now);
    let wait = waits(&state, kind, &line.concluded).into_iter().find(|wait| wait.ended.is_none());
    BookingRow {
        case: line.case,
        number: line.case.short(),
        patient: person::patient(&line.draft, now),
        urgent: meaning.as_ref().is_some_and(|meaning| meaning.outcome.is_urgent()),
        outcome: match meaning {
            Some(_) if line.concluded.treatment == Treatment::Planned => TREATMENT.to_owned(),
            Some(meaning) => meaning.label(),
            None => "Taken back: to be called off".to_owned(),
        },
        practice: line.practice.clone(),
        wait: wait.map(|wait| wait.words(today)).unwrap_or_default(),
        late: line.due <= now || wait.is_some_and(|wait| wait.by < today),
        next: line.progress.next(line.rules.tasks.calls, now),
        tries: line.progress.tries,
        missed: line.progress.missed,
        appointment: line.progress.booked.map(When::at),
    }
}
