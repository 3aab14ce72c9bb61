//! From a case that its service has taken over to a patient who was seen: who books, what is tried, and who learns what came
//! of it.

use backend::{
    Error,
    accounts::Manager,
    appointments::{self, Tried},
    cases, organisations, photo_requests,
};
use domain::{
    access::Actor,
    appointments::{AppointmentState, BookingForm, Contacted, NextAct},
    case::Answer,
    ids::{AppointmentId, CaseId, FormKey, OrganisationId},
    organisation::OrganisationKind,
    role::Role,
    view::{AppointmentTold, BookingPage, BookingShow, BookingView, CaseList, Texted, WorklistQuery, WorklistShow},
};
use uuid::Uuid;

use crate::concluding::handed_over;
use crate::support::{World, on_both, patient, send, shown, upgrade};

on_both!(
    a_desk_books_and_both_sides_and_the_patient_know,
    calls_in_vain_ask_the_practice_which_helps,
    who_does_not_come_is_booked_again_and_the_practice_knows,
    what_cannot_be_is_refused,
    nobody_else_books,
    two_book_at_once,
    a_practice_that_reaches_nobody_either_leaves_a_letter_to_be_sent,
    a_page_says_whether_the_patient_was_texted,
    a_text_about_an_appointment_hides_no_other_that_was_lost,
);

/// A form's key.
pub fn key(n: u128) -> FormKey {
    FormKey(Uuid::from_u128(n))
}

pub fn tried(n: u128, contacted: Contacted, note: &str) -> Tried<'_> {
    Tried { key: key(n), contacted, note }
}

pub fn form(day: &str, time: &str) -> BookingForm {
    BookingForm { day: day.to_owned(), time: time.to_owned(), place: "Skin clinic, level 2".to_owned() }
}

/// A clerk of a desk that belongs to the world's service.
pub async fn clerk(world: &World) -> Actor {
    desk_of(world, Some(world.service.into()), "desk@northshire.example").await
}

async fn desk_of(world: &World, parent: Option<OrganisationId>, email: &str) -> Actor {
    let b = &world.b;
    let new = organisations::NewOrganisation {
        kind: OrganisationKind::BookingDesk,
        name: "Northshire bookings",
        ods_code: "",
        phone: "0113 496 0300",
        parent,
    };
    let desk = organisations::create(b, Manager::Operator, new).await.unwrap();
    world.person("Sam Okafor", email, Role::BookingClerk, desk).await
}

/// A suspected cancer that the service has taken over, read by the practice, with its patient.
pub async fn taken_over(world: &World) -> (CaseId, String, Actor) {
    let b = &world.b;
    let (case, version, token, who) = patient::suspected(world).await;
    let answer = Answer { outcome: "urgent_clinic".into(), who_acts: "hospital".into(), ..upgrade() };
    send(b, &world.specialist, case, version, answer).await.unwrap();
    world.pass(10);
    shown::texts(world).await;
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    (case, token, who)
}

async fn told(world: &World, token: &str, who: &Actor) -> Option<AppointmentTold> {
    shown::news(world, token, who).await.appointment
}

pub async fn listed(world: &World, who: &Actor, show: BookingShow) -> BookingPage {
    appointments::list(&world.b, who, show, None).await.unwrap()
}

pub async fn booking(world: &World, who: &Actor, case: CaseId) -> BookingView {
    appointments::show(&world.b, who, case).await.unwrap()
}

pub async fn standing(world: &World, who: &Actor, case: CaseId) -> AppointmentId {
    let all = booking(world, who, case).await.progress.appointments;
    all.iter().find(|it| it.state == AppointmentState::Booked).expect("one is booked").id
}

async fn at_service(world: &World, show: WorklistShow) -> usize {
    let query = WorklistQuery { show, ..WorklistQuery::default() };
    cases::worklist(&world.b, &world.specialist, &query).await.unwrap().rows.len()
}

async fn a_desk_books_and_both_sides_and_the_patient_know(world: World) {
    let b = &world.b;
    let clerk = clerk(&world).await;
    let (case, token, who) = taken_over(&world).await;

    let page = listed(&world, &clerk, BookingShow::ToBook).await;
    assert_eq!((page.to_book, page.late, page.rows.len()), (1, 0, 1));
    let row = &page.rows[0];
    assert_eq!((row.case, row.next, row.urgent), (case, NextAct::Call, true));
    assert_eq!(row.outcome, "Urgent clinic");
    assert_eq!(row.wait, "Cancer found or ruled out: day 0 of 28, by Tue 22 Dec");
    assert_eq!(at_service(&world, WorklistShow::TakenOver).await, 1);

    let texts = shown::texts(&world).await.len();
    appointments::book(b, &clerk, case, key(1), &form("2026-12-01", "10:40")).await.unwrap();
    appointments::book(b, &clerk, case, key(1), &form("2026-12-01", "10:40")).await.unwrap();
    let after = shown::texts(&world).await;
    assert_eq!(after.len(), texts + 1, "the same form twice is one appointment and one text");
    let body = "Northshire Dermatology: you have an appointment on Tue 1 Dec, 10:40. Where: Skin clinic, level 2.";
    assert!(after.iter().any(|text| text.starts_with(body)), "{after:?}");

    assert_eq!(listed(&world, &clerk, BookingShow::ToBook).await.rows.len(), 0);
    let booked = listed(&world, &clerk, BookingShow::Booked).await;
    assert_eq!(booked.rows[0].appointment.as_ref().unwrap().short, "Tue 1 Dec, 10:40");
    assert_eq!(at_service(&world, WorklistShow::TakenOver).await, 0);
    for who in [&world.referrer, &world.specialist] {
        let progress = cases::show(b, who, case).await.unwrap().booking.expect("both sides know");
        assert_eq!(progress.appointments[0].place, "Skin clinic, level 2");
    }
    let expected = told(&world, &token, &who).await.expect("the patient knows");
    assert_eq!((expected.at.short.as_str(), expected.phone.as_str()), ("Tue 1 Dec, 10:40", "0113 496 0300"));
    let file = photo_requests::appointment_file(b, &who).await.unwrap();
    assert!(file.contains("DTSTART:20261201T104000Z"), "{file}");

    // Nobody closes a case while somebody is expected.
    assert!(matches!(cases::close(b, &world.specialist, case).await, Err(Error::Conflict)));
    let id = standing(&world, &clerk, case).await;
    let early = appointments::end(b, &clerk, id, AppointmentState::Attended).await;
    assert!(matches!(early, Err(Error::Conflict)), "nobody came to what is ahead");
    world.pass(7 * 24 * 3600 + 3600);
    assert_eq!(listed(&world, &clerk, BookingShow::Booked).await.rows[0].next, NextAct::Note);
    appointments::end(b, &clerk, id, AppointmentState::Attended).await.unwrap();
    assert_eq!(listed(&world, &clerk, BookingShow::Booked).await.rows.len(), 0);
    assert_eq!(listed(&world, &clerk, BookingShow::ToBook).await.rows.len(), 0);
    assert_eq!(at_service(&world, WorklistShow::Seen).await, 1, "it is the service's to finish");
    assert!(photo_requests::appointment_file(b, &who).await.is_err());
    let closed =
        cases::conclude(b, &world.specialist, case, key(9), (&handed_over(&world), i64::MAX), true).await.unwrap();
    assert_eq!(closed, cases::Concluded::Closed);
    assert_eq!(at_service(&world, WorklistShow::Seen).await, 0);
    let history = cases::history(b, &world.specialist, case).await.unwrap();
    assert!(history.intact);
    let said: Vec<_> = history.entries.iter().map(|entry| entry.what.as_str()).collect();
    assert!(said.contains(&"Booked an appointment for Tue 1 Dec, 10:40."), "{said:?}");
    assert!(said.contains(&"The patient came."), "{said:?}");
}

async fn calls_in_vain_ask_the_practice_which_helps(world: World) {
    let b = &world.b;
    let clerk = clerk(&world).await;
    let (case, ..) = taken_over(&world).await;
    appointments::contact(b, &clerk, case, tried(1, Contacted::NoAnswer, "")).await.unwrap();
    appointments::contact(b, &clerk, case, tried(1, Contacted::NoAnswer, "")).await.unwrap();
    assert_eq!(booking(&world, &clerk, case).await.next, NextAct::Call);
    assert_eq!(shown::count(&world, CaseList::HelpReach).await, 0);
    world.pass(3600);
    appointments::contact(b, &clerk, case, tried(2, Contacted::WrongNumber, "Somebody else’s")).await.unwrap();
    assert_eq!(booking(&world, &clerk, case).await.next, NextAct::Letter);
    assert_eq!(shown::count(&world, CaseList::HelpReach).await, 1);
    assert!(cases::show(b, &world.referrer, case).await.unwrap().booking.unwrap().asks_practice);
    appointments::contact(b, &clerk, case, tried(3, Contacted::Letter, "")).await.unwrap();
    assert_eq!(booking(&world, &clerk, case).await.next, NextAct::CallAgain);
    assert_eq!(shown::count(&world, CaseList::HelpReach).await, 1, "a letter reaches nobody by itself");

    world.pass(3600);
    appointments::help(b, &world.referrer, case, tried(4, Contacted::Spoke, "New number: 07700 900999")).await.unwrap();
    assert_eq!(shown::count(&world, CaseList::HelpReach).await, 0);
    let view = booking(&world, &clerk, case).await;
    assert_eq!((view.next, view.progress.asks_practice), (NextAct::Call, false));
    let last = view.progress.contacts.last().unwrap();
    assert_eq!((last.contacted, last.note.as_str()), (Contacted::Spoke, "New number: 07700 900999"));
    let other = appointments::contact(b, &clerk, case, tried(4, Contacted::NoAnswer, "")).await;
    assert!(matches!(other, Err(Error::Conflict)), "another try by the same form");
    let long = appointments::contact(b, &clerk, case, tried(5, Contacted::NoAnswer, &"x".repeat(301))).await;
    assert!(matches!(long, Err(Error::Invalid(_))));
}

async fn who_does_not_come_is_booked_again_and_the_practice_knows(world: World) {
    let b = &world.b;
    let clerk = clerk(&world).await;
    let (case, token, who) = taken_over(&world).await;
    appointments::book(b, &clerk, case, key(1), &form("2026-11-25", "09:00")).await.unwrap();
    let id = standing(&world, &clerk, case).await;
    world.pass(24 * 3600);
    appointments::end(b, &clerk, id, AppointmentState::DidNotAttend).await.unwrap();
    appointments::end(b, &clerk, id, AppointmentState::DidNotAttend).await.unwrap();
    let other = appointments::end(b, &clerk, id, AppointmentState::Attended).await;
    assert!(matches!(other, Err(Error::Conflict)), "something else was said of it");
    let row = &listed(&world, &clerk, BookingShow::ToBook).await.rows[0];
    assert_eq!((row.missed, row.next), (1, NextAct::Call));
    assert_eq!(shown::count(&world, CaseList::Missed).await, 1);
    appointments::note_missed(b, &world.referrer, id).await.unwrap();
    appointments::note_missed(b, &world.referrer, id).await.unwrap();
    assert_eq!(shown::count(&world, CaseList::Missed).await, 0);

    // Called off by the hospital before its text has left, nobody is texted; after it has, they are.
    let texts = shown::texts(&world).await.len();
    appointments::book(b, &clerk, case, key(2), &form("2026-12-03", "09:00")).await.unwrap();
    let id = standing(&world, &clerk, case).await;
    appointments::end(b, &clerk, id, AppointmentState::CancelledByHospital).await.unwrap();
    assert_eq!(shown::texts(&world).await.len(), texts);
    appointments::book(b, &clerk, case, key(3), &form("2026-12-04", "09:00")).await.unwrap();
    assert_eq!(shown::texts(&world).await.len(), texts + 1);
    let id = standing(&world, &clerk, case).await;
    appointments::end(b, &clerk, id, AppointmentState::CancelledByHospital).await.unwrap();
    let after = shown::texts(&world).await;
    assert_eq!(after.len(), texts + 2);
    let off = "Northshire Dermatology: your appointment on Fri 4 Dec, 09:00 is cancelled.";
    assert!(after.iter().any(|text| text.starts_with(off)), "{after:?}");
    let last = told(&world, &token, &who).await.unwrap();
    assert_eq!(last.state, AppointmentState::CancelledByHospital);
    assert_eq!(listed(&world, &clerk, BookingShow::ToBook).await.rows.len(), 1, "another is to be booked");
}

async fn what_cannot_be_is_refused(world: World) {
    let b = &world.b;
    let clerk = clerk(&world).await;
    let (waiting, version) = world.drafted().await;
    cases::submit(b, &world.referrer, waiting, version).await.unwrap();
    let early = appointments::book(b, &clerk, waiting, key(1), &form("2026-12-01", "10:40")).await;
    assert!(matches!(early, Err(Error::Conflict)), "nobody has taken it over: {early:?}");
    let (case, ..) = taken_over(&world).await;
    let wrong = appointments::book(b, &clerk, case, key(2), &form("2026-11-01", "10:40")).await;
    assert!(matches!(wrong, Err(Error::Invalid(_))), "in the past");
    appointments::book(b, &clerk, case, key(2), &form("2026-12-01", "10:40")).await.unwrap();
    let other = appointments::book(b, &clerk, case, key(2), &form("2026-12-02", "10:40")).await;
    assert!(matches!(other, Err(Error::Conflict)), "another by the same form");
    let second = appointments::book(b, &clerk, case, key(3), &form("2026-12-02", "10:40")).await;
    assert!(matches!(second, Err(Error::Conflict)), "nobody is expected twice");
    let without = appointments::book(b, &clerk, case, FormKey(Uuid::nil()), &form("2026-12-02", "10:40")).await;
    assert!(matches!(without, Err(Error::Conflict)), "{without:?}");
}

async fn nobody_else_books(world: World) {
    let b = &world.b;
    let stranger = desk_of(&world, None, "stranger@elsewhere.example").await;
    let (case, ..) = taken_over(&world).await;
    let book = async |who: &Actor| appointments::book(b, who, case, key(1), &form("2026-12-01", "10:40")).await;
    for who in [&world.referrer, &world.other_referrer, &world.other_specialist, &stranger] {
        assert!(matches!(book(who).await, Err(Error::Denied)), "{who:?}");
        assert!(appointments::show(b, who, case).await.is_err(), "{who:?}");
        if let Ok(page) = appointments::list(b, who, BookingShow::ToBook, None).await {
            assert_eq!((page.to_book, page.rows.len()), (0, 0), "{who:?}");
        }
    }
    for who in [&world.other_referrer, &world.other_specialist, &stranger] {
        let called = appointments::contact(b, who, case, tried(9, Contacted::Spoke, "")).await;
        assert!(matches!(called, Err(Error::Denied)), "{who:?}");
        let helped = appointments::help(b, who, case, tried(9, Contacted::Spoke, "")).await;
        assert!(matches!(helped, Err(Error::Denied)), "{who:?}");
    }
    // Nor does a desk read more of it than it books by.
    let clerk = clerk(&world).await;
    assert!(matches!(cases::show(b, &clerk, case).await, Err(Error::Denied)));
    assert!(matches!(cases::history(b, &clerk, case).await, Err(Error::Denied)));
    // A service without a desk books itself.
    book(&world.specialist).await.unwrap();
    let id = standing(&world, &clerk, case).await;
    for who in [&world.referrer, &stranger] {
        assert!(matches!(
            appointments::end(b, who, id, AppointmentState::CancelledByPatient).await,
            Err(Error::Denied)
        ));
    }
    assert!(matches!(appointments::note_missed(b, &clerk, id).await, Err(Error::Denied)));
}

async fn two_book_at_once(world: World) {
    let b = &world.b;
    let clerk = clerk(&world).await;
    let (case, ..) = taken_over(&world).await;
    let (first, second) = (form("2026-12-01", "10:40"), form("2026-12-02", "09:00"));
    let (one, two) = tokio::join!(
        appointments::book(b, &clerk, case, key(1), &first),
        appointments::book(b, &world.specialist, case, key(2), &second),
    );
    let taken = |done: &Result<(), Error>| matches!(done, Err(Error::Conflict));
    assert!((one.is_ok() && taken(&two)) || (two.is_ok() && taken(&one)), "{one:?} {two:?}");
    assert_eq!(booking(&world, &clerk, case).await.progress.appointments.len(), 1);
}

async fn a_practice_that_reaches_nobody_either_leaves_a_letter_to_be_sent(world: World) {
    let b = &world.b;
    let clerk = clerk(&world).await;
    let (case, ..) = taken_over(&world).await;
    let unasked = appointments::help(b, &world.referrer, case, tried(1, Contacted::NoAnswer, "")).await;
    assert!(matches!(unasked, Err(Error::Conflict)), "nobody asked: {unasked:?}");
    for call in 2..4 {
        appointments::contact(b, &clerk, case, tried(call, Contacted::NoAnswer, "")).await.unwrap();
    }
    assert_eq!(shown::count(&world, CaseList::HelpReach).await, 1);
    for _ in 0..2 {
        appointments::help(b, &world.referrer, case, tried(4, Contacted::NoAnswer, "Gone away")).await.unwrap();
    }
    assert_eq!(shown::count(&world, CaseList::HelpReach).await, 0, "it has answered");
    let view = booking(&world, &clerk, case).await;
    assert_eq!((view.next, view.progress.asks_practice), (NextAct::Letter, false));
    // The next call in vain asks again.
    appointments::contact(b, &clerk, case, tried(5, Contacted::LeftMessage, "")).await.unwrap();
    assert_eq!(shown::count(&world, CaseList::HelpReach).await, 1);
}

async fn a_page_says_whether_the_patient_was_texted(world: World) {
    let b = &world.b;
    let clerk = clerk(&world).await;
    let (case, ..) = taken_over(&world).await;
    let texted = async || booking(&world, &clerk, case).await.progress.appointments.last().unwrap().texted;
    appointments::book(b, &clerk, case, key(1), &form("2026-12-01", "10:40")).await.unwrap();
    assert_eq!(texted().await, Texted::Waiting);
    let before = shown::texts(&world).await.len();
    assert_eq!(texted().await, Texted::Sent);
    let id = standing(&world, &clerk, case).await;
    appointments::end(b, &clerk, id, AppointmentState::CancelledByPatient).await.unwrap();
    // Booked at night for the next morning, before texts are sent: it would come too late, and so would its end.
    world.pass(12 * 3600);
    appointments::book(b, &clerk, case, key(2), &form("2026-11-25", "07:30")).await.unwrap();
    assert_eq!(texted().await, Texted::Not);
    let id = standing(&world, &clerk, case).await;
    appointments::end(b, &clerk, id, AppointmentState::CancelledByHospital).await.unwrap();
    world.pass(12 * 3600);
    assert_eq!(shown::texts(&world).await.len(), before, "nobody is told of the end of what they never heard of");
}

async fn a_text_about_an_appointment_hides_no_other_that_was_lost(world: World) {
    let b = &world.b;
    let (case, ..) = taken_over(&world).await;
    let lost = "UPDATE deliveries SET state = 'dead' WHERE idempotency_key NOT LIKE 'answer-stands/%'";
    sqlx::query(lost).execute(&mut world.raw().await).await.unwrap();
    world.pass(60);
    appointments::book(b, &world.specialist, case, key(1), &form("2026-12-01", "10:40")).await.unwrap();
    assert_eq!(shown::count(&world, CaseList::NotReached).await, 1, "their link and their news never came");
}
