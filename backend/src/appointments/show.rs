use domain::{
    access::{Action, Actor, may},
    appointments::{AppointmentState, NextAct, waits},
    audit::Access,
    case::{Meaning, State},
    conclusion::{Conclusion, Treatment},
    ids::{CaseId, FormKey},
    tasks::TaskKind,
    time::london_day,
    view::{AppointmentTold, AppointmentView, BookingProgress, BookingView, ContactView, Texted, When},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use super::list::TREATMENT;
use crate::{
    Backend, Error, audit,
    cases::{find, person},
    db::{
        answers,
        appointments::{self, Appointment, Contact},
        cases::Case,
        organisations, policies, tasks,
        texts::{self, Texts},
    },
    delivery::appointment_key,
    patients::{ForBooking, for_booking},
    photo_requests::asks_before_booking,
};

/// A case as whoever books for it sees it: who it is and how they are reached, what was decided, and no more.
pub async fn show(b: &Backend, actor: &Actor, id: CaseId) -> Result<BookingView, Error> {
    let now = b.clock().now();
    let mut connection = b.db().read().await?;
    let mut case = find(&mut connection, actor, Action::Book, id).await?;
    if !case.is_answered_by(actor) {
        case.state = case.state.visible(now);
    }
    audit::record(b, Some(actor), Some(id), Access::CaseSent);
    let practice = organisations::practice(&mut connection, case.practice).await?;
    let service = match case.facts().service {
        Some(service) => organisations::service(&mut connection, service, now).await?,
        None => None,
    };
    let ForBooking { preferred, contacts, needs, died } = match case.patient {
        Some(patient) => for_booking(&mut connection, patient, now).await?,
        None => ForBooking::default(),
    };
    let calls = policies::of_case(&mut connection, &case).await?.tasks.calls;
    let (so_far, concluded) = appointments::progress_of(&mut connection, id).await?;
    // Retracted, or answered anew without an appointment: who is expected all the same is told by whoever booked.
    let is_taken_over = matches!(case.state, State::Converted { .. }) && !case.state.is_to_agree();
    let meaning = Meaning::now(&case.state, case.kind(), None, now);
    let meaning = meaning.filter(|_| is_taken_over || so_far.booked.is_none());
    let decided = match case.state.answered() {
        Some(answered) => {
            let all = answers::of_cases(&mut connection, &[id]).await?;
            let by = all.given(id, answered).map(|given| given.by.clone()).unwrap_or_default();
            Some((by, When::at(answered.at)))
        }
        None if so_far.booked.is_some() => None,
        None => return Err(Error::NotFound),
    };
    let asks_first = asks_before_booking(&mut connection, &case).await?;
    let progress = progress(b, &mut connection, actor, (&case, &concluded), now).await?;
    let practice = [practice.name, practice.phone].into_iter().filter(|it| !it.is_empty()).collect::<Vec<_>>();
    Ok(BookingView {
        case: id,
        number: id.short(),
        patient: person::patient(&case.draft, now),
        preferred,
        contacts,
        needs,
        died,
        asks_first,
        urgent: meaning.as_ref().is_some_and(|meaning| meaning.outcome.is_urgent()),
        outcome: meaning.map(|meaning| match concluded.treatment {
            Treatment::Planned => TREATMENT.to_owned(),
            _ => meaning.label(),
        }),
        decided,
        practice: practice.join(", "),
        service: service.map(|service| service.name).unwrap_or_default(),
        next: match (progress.to_book || so_far.booked.is_some(), progress.is_seen) {
            (true, _) => so_far.next(calls, now),
            (false, true) => NextAct::Seen,
            (false, false) => NextAct::Nothing,
        },
        is_over: so_far.booked.is_some_and(|at| at <= now),
        place: progress.appointments.last().map(|last| last.place.clone()).unwrap_or_default(),
        progress,
        key: FormKey(b.ids().new_id(now)),
    })
}

/// How far a case has come on the way to its appointment, for the pages of its practice and its service; with what came of
/// it so far.
pub(crate) async fn progress(
    b: &Backend,
    connection: &mut AnyConnection,
    actor: &Actor,
    (case, concluded): (&Case, &Conclusion),
    now: Timestamp,
) -> Result<BookingProgress, Error> {
    let contacts = appointments::contacts(connection, case.id).await?;
    let today = london_day(now);
    let may = |action| may(actor, action, &case.facts()).is_ok();
    let open = tasks::open_of(connection, case.id, now).await?;
    let texts = texts::of_case(connection, case.id).await?;
    let all = appointments::of_case(connection, case.id).await?;
    let to_book = open.contains(&TaskKind::Arrange);
    Ok(BookingProgress {
        to_book,
        is_seen: open.contains(&TaskKind::Conclude),
        asks_practice: open.contains(&TaskKind::HelpReach),
        appointments: all.into_iter().map(|it| appointment(it, &texts)).collect(),
        contacts: contacts.into_iter().map(contact).collect(),
        waits: waits(&case.state, case.kind(), concluded)
            .iter()
            // What has ended says what was found, which is nobody's to read who makes appointments.
            .filter(|wait| wait.ended.is_none() || actor.booking_desk().is_err())
            .map(|wait| wait.words(today))
            .collect(),
        may_help: may(Action::HelpBook),
        may_book: may(Action::Book) && (to_book || open.contains(&TaskKind::NoteVisit)),
        key: FormKey(b.ids().new_id(now)),
    })
}

/// As a page shows it.
pub(crate) fn appointment(it: Appointment, texts: &Texts) -> AppointmentView {
    AppointmentView {
        texted: match texts.of_key(&appointment_key(it.id)) {
            Some("done") => Texted::Sent,
            Some("waiting") => Texted::Waiting,
            Some("dead") => Texted::Lost,
            Some(_) | None => Texted::Not,
        },
        id: it.id,
        at: When::at(it.at),
        place: it.place,
        state: it.state,
        booked_by: it.booked_by_name,
        booked: When::at(it.booked),
        ended: it.ended.map(|(by, at)| (by, When::at(at))),
        to_note: it.state == AppointmentState::DidNotAttend && !it.is_noted,
    }
}

fn contact(it: Contact) -> ContactView {
    ContactView { by: it.name, at: When::at(it.at), contacted: it.contacted, note: it.note }
}

/// The appointment that a patient is expected at, as their own page tells it.
pub(crate) async fn told(
    connection: &mut AnyConnection,
    case: &Case,
    now: Timestamp,
) -> Result<Option<AppointmentTold>, Error> {
    if !matches!(case.state, State::Converted { .. }) {
        return Ok(None);
    }
    let all = appointments::of_case(connection, case.id).await?;
    let Some(last) = all.into_iter().next_back() else { return Ok(None) };
    let service = match case.facts().service {
        Some(service) => organisations::service(connection, service, now).await?,
        None => None,
    };
    Ok(Some(AppointmentTold {
        id: last.id,
        at: When::at(last.at),
        place: last.place,
        state: last.state,
        service: service.map(|service| service.name).unwrap_or_default(),
        phone: last.phone,
        is_over: last.at <= now,
    }))
}
