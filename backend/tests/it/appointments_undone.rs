//! Appointments of a case that turns out otherwise: the wrong patient, a decision that is taken back, somebody who has died,
//! and one that is erased.

use backend::{Error, appointments, cases, patients};
use domain::{
    appointments::{AppointmentState, Contacted, NextAct},
    case::{Answer, WrongPatientReason},
    command::DateFields,
    patients::DetailsForm,
    view::BookingShow,
};

use crate::{
    appointments::{booking, clerk, form, key, listed, standing, taken_over, tried},
    concluding::handed_over,
    support::{World, form_key, on_both, patient, send, shown, upgrade},
};

on_both!(
    an_appointment_of_the_wrong_patient_is_called_off,
    an_erased_case_takes_its_appointments_along,
    a_retracted_answer_leaves_the_appointment_to_be_called_off,
    nobody_books_for_who_has_died_or_was_seen,
);

async fn an_appointment_of_the_wrong_patient_is_called_off(world: World) {
    let b = &world.b;
    let clerk = clerk(&world).await;
    let (case, ..) = taken_over(&world).await;
    appointments::book(b, &clerk, case, key(1), &form("2026-12-01", "10:40")).await.unwrap();
    cases::wrong_patient(b, &world.specialist, case, WrongPatientReason::Pictures).await.unwrap();
    assert_eq!(listed(&world, &clerk, BookingShow::Booked).await.rows.len(), 0);
    assert_eq!(listed(&world, &clerk, BookingShow::ToBook).await.rows.len(), 0);
    assert!(matches!(appointments::show(b, &clerk, case).await, Err(Error::Denied)));
    let history = cases::history(b, &world.specialist, case).await.unwrap();
    assert!(history.intact);
    assert!(history.entries.iter().any(|entry| entry.what == "Cancelled by the hospital."));
}

async fn an_erased_case_takes_its_appointments_along(world: World) {
    let b = &world.b;
    let (case, ..) = taken_over(&world).await;
    appointments::contact(b, &world.specialist, case, tried(7, Contacted::LeftMessage, "")).await.unwrap();
    appointments::book(b, &world.specialist, case, key(1), &form("2026-12-01", "10:40")).await.unwrap();
    let id = standing(&world, &world.specialist, case).await;
    shown::texts(&world).await;
    world.pass(8 * 24 * 3600);
    appointments::end(b, &world.specialist, id, AppointmentState::Attended).await.unwrap();
    cases::conclude(b, &world.specialist, case, key(9), (&handed_over(&world), i64::MAX), true).await.unwrap();
    cases::read_conclusion(b, &world.referrer, case, i64::MAX).await.unwrap();
    let because = domain::retention::Because::ALL[0];
    backend::retention::erase_early(b, case, because).await.unwrap();
    assert!(matches!(cases::show(b, &world.referrer, case).await, Err(Error::NotFound)));
}

async fn a_retracted_answer_leaves_the_appointment_to_be_called_off(world: World) {
    let b = &world.b;
    let clerk = clerk(&world).await;
    let (case, version, ..) = patient::suspected(&world).await;
    let answer = Answer { outcome: "urgent_clinic".into(), who_acts: "hospital".into(), ..upgrade() };
    send(b, &world.specialist, case, version, answer).await.unwrap();
    let early = appointments::book(b, &world.specialist, case, key(1), &form("2026-12-01", "10:40")).await;
    assert!(matches!(early, Err(Error::Conflict)), "it can still be taken back: {early:?}");
    world.pass(10);
    appointments::book(b, &clerk, case, key(1), &form("2026-12-01", "10:40")).await.unwrap();
    let retraction = domain::case::AmendmentKind::Retraction;
    cases::amend(b, &world.specialist, case, form_key(), retraction, "Wrong picture.").await.unwrap();
    assert_eq!(listed(&world, &clerk, BookingShow::Booked).await.rows.len(), 1, "somebody is still expected");
    assert_eq!(booking(&world, &clerk, case).await.outcome, None);
    let id = standing(&world, &clerk, case).await;
    appointments::end(b, &clerk, id, AppointmentState::CancelledByHospital).await.unwrap();
    assert_eq!(listed(&world, &clerk, BookingShow::Booked).await.rows.len(), 0);
    assert_eq!(listed(&world, &clerk, BookingShow::ToBook).await.rows.len(), 0, "nobody is to be booked");
    assert!(matches!(appointments::show(b, &clerk, case).await, Err(Error::NotFound)));
}

async fn nobody_books_for_who_has_died_or_was_seen(world: World) {
    let b = &world.b;
    let clerk = clerk(&world).await;
    let (case, ..) = taken_over(&world).await;
    appointments::book(b, &clerk, case, key(1), &form("2026-11-24", "11:00")).await.unwrap();
    let id = standing(&world, &clerk, case).await;
    world.pass(3600);
    appointments::end(b, &clerk, id, AppointmentState::Attended).await.unwrap();
    let view = booking(&world, &clerk, case).await;
    assert_eq!((view.next, view.progress.may_book, view.progress.to_book), (NextAct::Seen, false, false));
    let called = appointments::contact(b, &clerk, case, tried(2, Contacted::NoAnswer, "")).await;
    assert!(matches!(called, Err(Error::Conflict)), "{called:?}");

    let (other, version) = world.drafted().await;
    let draft = domain::case::Draft {
        kind: "assessment".into(),
        ..cases::request(b, &world.referrer, other).await.unwrap().draft
    };
    let version = cases::save_draft(b, &world.referrer, other, version, draft).await.unwrap().version;
    let version = cases::submit(b, &world.referrer, other, version).await.unwrap().version;
    let clinic = Answer { outcome: "routine_clinic".into(), who_acts: "hospital".into(), ..upgrade() };
    send(b, &world.specialist, other, version, clinic).await.unwrap();
    world.pass(10);
    let patient = cases::show(b, &world.referrer, other).await.unwrap().patient_id.unwrap();
    let seen = patients::details(b, &world.referrer, patient, None).await.unwrap().version;
    let deceased = DateFields { day: "1".into(), month: "11".into(), year: "2026".into() };
    let form_of_death = DetailsForm { deceased, ..DetailsForm::default() };
    patients::change(b, &world.referrer, patient, seen, &form_of_death).await.unwrap();
    let dead = appointments::book(b, &clerk, other, key(3), &form("2026-12-01", "10:40")).await;
    assert!(matches!(dead, Err(Error::Conflict)), "{dead:?}");
    assert!(booking(&world, &clerk, other).await.died.is_some());
}
