//! What came of a patient whom a service has taken over: said by it, read by their practice, and what ends by it.

use backend::{
    Error, appointments,
    cases::{self, Concluded},
};
use domain::{
    access::Actor,
    appointments::{AppointmentState, NextAct},
    case::{AmendmentKind, Answer},
    conclusion::ConclusionForm,
    ids::CaseId,
    view::{BookingShow, CaseList, ConclusionView, WorklistQuery, WorklistShow},
};

use crate::{
    appointments::{booking, clerk, form, key, listed, standing, taken_over},
    support::{World, form_key, on_both, send, shown, upgrade},
};

on_both!(
    the_practice_reads_what_was_found_and_done,
    waiting_times_end_by_it,
    who_is_to_be_treated_is_booked_again,
    a_case_is_closed_once_everything_is_said,
    what_cannot_be_taken_is_kept_for_who_typed_it,
    the_same_twice_is_said_once,
    nobody_else_says_or_reads_it,
    what_was_changed_behind_the_log_is_found,
    it_is_no_part_of_an_answer_that_came_later,
    what_is_to_be_done_after_all_opens_the_case_again,
    what_was_planned_at_a_visit_is_not_done_by_it,
    nobody_overwrites_what_they_have_not_seen,
);

/// A melanoma that was treated.
pub fn treated() -> ConclusionForm {
    ConclusionForm {
        diagnosis: "Melanoma in situ".into(),
        nature: "malignant".into(),
        basis: "histology".into(),
        told: "2026-11-25".into(),
        treatment: "begun".into(),
        decided: "2026-11-25".into(),
        ended: "2026-11-26".into(),
    }
}

/// The same before it was treated.
fn planned() -> ConclusionForm {
    ConclusionForm { treatment: "planned".into(), ended: String::new(), ..treated() }
}

/// Handed over: all that there is to say.
pub fn handed_over(world: &World) -> ConclusionForm {
    let today = domain::time::london_day(world.b.clock().now()).to_string();
    ConclusionForm { treatment: "elsewhere".into(), ended: today, ..ConclusionForm::default() }
}

async fn view(world: &World, who: &Actor, case: CaseId) -> ConclusionView {
    cases::show(&world.b, who, case).await.unwrap().conclusion.unwrap()
}

async fn waits(world: &World, case: CaseId) -> Vec<String> {
    cases::show(&world.b, &world.specialist, case).await.unwrap().booking.unwrap().waits
}

async fn seen_list(world: &World) -> usize {
    let query = WorklistQuery { show: WorklistShow::Seen, ..WorklistQuery::default() };
    cases::worklist(&world.b, &world.specialist, &query).await.unwrap().rows.len()
}

/// Two days later, so that there are days that something can have happened on.
async fn seen(world: &World) -> CaseId {
    let (case, ..) = taken_over(world).await;
    world.pass(2 * 24 * 3600);
    case
}

async fn the_practice_reads_what_was_found_and_done(world: World) {
    let b = &world.b;
    let case = seen(&world).await;
    assert!(view(&world, &world.specialist, case).await.may_say);
    assert_eq!(shown::count(&world, CaseList::Concluded).await, 0);
    let done = cases::conclude(b, &world.specialist, case, key(1), (&treated(), i64::MAX), false).await.unwrap();
    assert_eq!(done, Concluded::Noted);
    assert_eq!(shown::count(&world, CaseList::Concluded).await, 1);
    let read = view(&world, &world.referrer, case).await;
    let said = &read.said[0];
    assert_eq!((said.diagnosis.as_str(), said.is_cancer), ("Melanoma in situ", true));
    assert_eq!(said.of_diagnosis, "malignant, histology; the patient was told on 25 Nov 2026");
    assert!(read.may_read && !read.may_say);
    // What is said meanwhile was not seen, and is not read.
    world.pass(1);
    cases::conclude(b, &world.specialist, case, key(2), (&planned(), i64::MAX), false).await.unwrap();
    cases::read_conclusion(b, &world.referrer, case, read.seen).await.unwrap();
    assert_eq!(shown::count(&world, CaseList::Concluded).await, 1);
    let read = view(&world, &world.referrer, case).await;
    for _ in 0..2 {
        cases::read_conclusion(b, &world.referrer, case, read.seen).await.unwrap();
    }
    assert_eq!(shown::count(&world, CaseList::Concluded).await, 0);
    let by = view(&world, &world.specialist, case).await.said[1].read.clone().map(|(by, _)| by);
    assert_eq!(by.as_deref(), Some("Dr Amara Osei"));
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.intact);
    let says = |what: &str| history.entries.iter().filter(|entry| entry.what == what).count();
    assert_eq!(says("Read for the practice what came of it."), 2);
    assert_eq!(says("Noted what came of it: to be treated."), 1);
}

async fn waiting_times_end_by_it(world: World) {
    let b = &world.b;
    let case = seen(&world).await;
    assert_eq!(waits(&world, case).await[0], "Cancer found or ruled out: day 2 of 28, by Tue 22 Dec");
    cases::conclude(b, &world.specialist, case, key(1), (&planned(), i64::MAX), false).await.unwrap();
    let all = waits(&world, case).await;
    assert_eq!(all[0], "Treatment after the decision: day 1 of 31, by Sat 26 Dec");
    assert_eq!(all.last().unwrap(), "Cancer found or ruled out: ended on day 1 of 28");
    // The desk sees which time runs, and no diagnosis.
    let clerk = clerk(&world).await;
    let row = listed(&world, &clerk, BookingShow::ToBook).await.rows.remove(0);
    assert_eq!((row.wait.as_str(), row.outcome.as_str()), (all[0].as_str(), "Treatment"));
    cases::conclude(b, &world.specialist, case, key(2), (&treated(), i64::MAX), false).await.unwrap();
    let all = waits(&world, case).await;
    assert!(all.len() == 4 && all.iter().all(|wait| wait.contains("ended on day")), "{all:?}");
}

async fn who_is_to_be_treated_is_booked_again(world: World) {
    let b = &world.b;
    let clerk = clerk(&world).await;
    let (case, ..) = taken_over(&world).await;
    appointments::book(b, &clerk, case, key(1), &form("2026-11-24", "11:00")).await.unwrap();
    let id = standing(&world, &clerk, case).await;
    world.pass(2 * 24 * 3600);
    appointments::end(b, &clerk, id, AppointmentState::Attended).await.unwrap();
    assert_eq!((listed(&world, &clerk, BookingShow::ToBook).await.rows.len(), seen_list(&world).await), (0, 1));
    world.pass(1);
    cases::conclude(b, &world.specialist, case, key(2), (&planned(), i64::MAX), false).await.unwrap();
    assert_eq!((listed(&world, &clerk, BookingShow::ToBook).await.rows.len(), seen_list(&world).await), (1, 0));
    let page = booking(&world, &clerk, case).await;
    assert_eq!((page.next, page.outcome.as_deref()), (NextAct::Call, Some("Treatment")));
    appointments::book(b, &clerk, case, key(3), &form("2026-12-01", "10:40")).await.unwrap();
    // Treated somewhere else meanwhile: nothing is left to book, but somebody is expected.
    cases::conclude(b, &world.specialist, case, key(4), (&treated(), i64::MAX), false).await.unwrap();
    let closed = cases::conclude(b, &world.specialist, case, key(5), (&treated(), i64::MAX), true).await.unwrap();
    assert_eq!(closed, Concluded::StillOpen, "an appointment is booked");
    world.pass(1);
    let id = standing(&world, &clerk, case).await;
    appointments::end(b, &clerk, id, AppointmentState::CancelledByHospital).await.unwrap();
    assert_eq!((listed(&world, &clerk, BookingShow::ToBook).await.rows.len(), seen_list(&world).await), (0, 1));
}

async fn a_case_is_closed_once_everything_is_said(world: World) {
    let b = &world.b;
    let case = seen(&world).await;
    let may_close = async || cases::show(b, &world.specialist, case).await.unwrap().may.close;
    assert!(!may_close().await);
    assert!(matches!(cases::close(b, &world.specialist, case).await, Err(Error::Conflict)), "nothing is said");
    let open = cases::conclude(b, &world.specialist, case, key(1), (&planned(), i64::MAX), true).await.unwrap();
    assert_eq!(open, Concluded::StillOpen);
    assert!(matches!(cases::close(b, &world.specialist, case).await, Err(Error::Conflict)), "not treated");
    let closed = cases::conclude(b, &world.specialist, case, key(2), (&treated(), i64::MAX), true).await.unwrap();
    assert_eq!(closed, Concluded::Closed);
    assert_eq!(seen_list(&world).await, 0);
    // Histology comes later, and is the practice's to read in a case that is closed.
    assert_eq!(shown::count(&world, CaseList::Concluded).await, 1);
    let later = ConclusionForm { diagnosis: "Melanoma, 0.3 mm".into(), ..treated() };
    world.pass(60);
    cases::conclude(b, &world.specialist, case, key(3), (&later, i64::MAX), false).await.unwrap();
    let read = view(&world, &world.referrer, case).await;
    assert_eq!((read.said.len(), read.may_read), (3, true));
    let because = domain::retention::Because::ALL[0];
    let unread = backend::retention::erase_early(b, case, because).await;
    assert!(matches!(unread, Err(Error::Conflict)), "the practice has not read it: {unread:?}");
    cases::read_conclusion(b, &world.referrer, case, read.seen).await.unwrap();
    shown::texts(&world).await;
    backend::retention::erase_early(b, case, because).await.unwrap();
}

async fn what_cannot_be_taken_is_kept_for_who_typed_it(world: World) {
    let b = &world.b;
    let case = seen(&world).await;
    let half = ConclusionForm { told: String::new(), ..treated() };
    let Err(Error::Invalid(problems)) =
        cases::conclude(b, &world.specialist, case, key(1), (&half, i64::MAX), false).await
    else {
        panic!("it says no day")
    };
    assert_eq!(problems.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["told"]);
    let kept = view(&world, &world.specialist, case).await;
    assert!(kept.is_kept && kept.form == half && kept.problems == problems && kept.said.is_empty());
    let other = view(&world, &world.colleague, case).await;
    assert!(!other.is_kept && other.form == ConclusionForm::default(), "it is not theirs");
    assert_eq!(shown::count(&world, CaseList::Concluded).await, 0);
    // The same form, put right.
    cases::conclude(b, &world.specialist, case, key(1), (&treated(), i64::MAX), false).await.unwrap();
    let said = view(&world, &world.specialist, case).await;
    assert!(!said.is_kept && said.form == treated() && said.said.len() == 1);
}

async fn the_same_twice_is_said_once(world: World) {
    let b = &world.b;
    let case = seen(&world).await;
    for n in [1, 1, 2] {
        cases::conclude(b, &world.specialist, case, key(n), (&treated(), i64::MAX), false).await.unwrap();
    }
    assert_eq!(view(&world, &world.specialist, case).await.said.len(), 1);
    let other = cases::conclude(b, &world.specialist, case, key(1), (&planned(), i64::MAX), false).await;
    assert!(matches!(other, Err(Error::Conflict)), "something else by the same form: {other:?}");
    // Two at once, of one service.
    world.pass(1);
    let (benign, gone) = (ConclusionForm { nature: "benign".into(), ..treated() }, handed_over(&world));
    let (one, two) = tokio::join!(
        cases::conclude(b, &world.specialist, case, key(3), (&benign, i64::MAX), false),
        cases::conclude(b, &world.colleague, case, key(4), (&gone, i64::MAX), false)
    );
    assert!(one.is_ok() && two.is_ok());
    assert_eq!(view(&world, &world.specialist, case).await.said.len(), 3);
}

async fn nobody_else_says_or_reads_it(world: World) {
    let b = &world.b;
    let case = seen(&world).await;
    let clerk = clerk(&world).await;
    for who in [&world.referrer, &world.other_specialist, &world.other_referrer, &clerk] {
        let said = cases::conclude(b, who, case, key(1), (&treated(), i64::MAX), false).await;
        assert!(matches!(said, Err(Error::Denied)), "{said:?}");
    }
    for who in [&world.specialist, &world.other_specialist, &world.other_referrer, &clerk] {
        let read = cases::read_conclusion(b, who, case, i64::MAX).await;
        assert!(matches!(read, Err(Error::Denied)), "{read:?}");
    }
    let (waiting, _) = world.submitted().await;
    let early = cases::conclude(b, &world.specialist, waiting, key(1), (&treated(), i64::MAX), false).await;
    assert!(matches!(early, Err(Error::Denied | Error::Conflict)), "nobody has taken it over: {early:?}");
}

async fn what_was_changed_behind_the_log_is_found(world: World) {
    let b = &world.b;
    let case = seen(&world).await;
    cases::conclude(b, &world.specialist, case, key(1), (&treated(), i64::MAX), false).await.unwrap();
    let sql = "UPDATE conclusions SET said = replace(said, 'malignant', 'benign')";
    sqlx::query(sql).execute(&mut world.raw().await).await.unwrap();
    assert!(!cases::history(b, &world.specialist, case).await.unwrap().intact);
}

async fn it_is_no_part_of_an_answer_that_came_later(world: World) {
    let b = &world.b;
    let case = seen(&world).await;
    cases::conclude(b, &world.specialist, case, key(1), (&handed_over(&world), i64::MAX), false).await.unwrap();
    assert_eq!(seen_list(&world).await, 1);
    world.pass(60);
    cases::amend(b, &world.specialist, case, form_key(), AmendmentKind::Retraction, "Wrong picture.").await.unwrap();
    let view = view(&world, &world.specialist, case).await;
    assert!(!view.may_say && view.said.len() == 1 && !view.said[0].stands, "it stays readable");
    let said = cases::conclude(b, &world.specialist, case, key(2), (&treated(), i64::MAX), false).await;
    assert!(matches!(said, Err(Error::Denied | Error::Conflict)), "nothing is taken over: {said:?}");
    assert_eq!(seen_list(&world).await, 0);
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    let again = Answer { outcome: "urgent_clinic".into(), who_acts: "hospital".into(), ..upgrade() };
    send(b, &world.specialist, case, version, again).await.unwrap();
    world.pass(10);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert!(matches!(cases::close(b, &world.specialist, case).await, Err(Error::Conflict)), "of this nothing is said");
    assert!(waits(&world, case).await.iter().all(|wait| !wait.contains("ended")));
    let same =
        cases::conclude(b, &world.specialist, case, key(3), (&handed_over(&world), i64::MAX), true).await.unwrap();
    assert_eq!(same, Concluded::Closed);
}

async fn what_is_to_be_done_after_all_opens_the_case_again(world: World) {
    let b = &world.b;
    let clerk = clerk(&world).await;
    let case = seen(&world).await;
    let closed = cases::conclude(b, &world.specialist, case, key(1), (&treated(), i64::MAX), true).await.unwrap();
    assert_eq!((closed, listed(&world, &clerk, BookingShow::ToBook).await.rows.len()), (Concluded::Closed, 0));
    world.pass(24 * 3600);
    cases::conclude(b, &world.specialist, case, key(2), (&planned(), i64::MAX), false).await.unwrap();
    assert_eq!(listed(&world, &clerk, BookingShow::ToBook).await.rows.len(), 1, "somebody books it");
    let history = cases::history(b, &world.specialist, case).await.unwrap();
    assert!(history.intact && history.entries.iter().any(|it| it.what.starts_with("Opened the case again")));
}

async fn what_was_planned_at_a_visit_is_not_done_by_it(world: World) {
    let b = &world.b;
    let clerk = clerk(&world).await;
    let (case, ..) = taken_over(&world).await;
    appointments::book(b, &clerk, case, key(1), &form("2026-11-24", "11:00")).await.unwrap();
    let id = standing(&world, &clerk, case).await;
    world.pass(2 * 24 * 3600);
    cases::conclude(b, &world.specialist, case, key(2), (&planned(), i64::MAX), false).await.unwrap();
    // Said at the end of the day by somebody else.
    world.pass(6 * 3600);
    appointments::end(b, &clerk, id, AppointmentState::Attended).await.unwrap();
    assert_eq!((listed(&world, &clerk, BookingShow::ToBook).await.rows.len(), seen_list(&world).await), (1, 0));
}

async fn nobody_overwrites_what_they_have_not_seen(world: World) {
    let b = &world.b;
    let case = seen(&world).await;
    let page = view(&world, &world.specialist, case).await;
    cases::conclude(b, &world.colleague, case, key(1), (&planned(), 0), false).await.unwrap();
    let over = cases::conclude(b, &world.specialist, case, key(2), (&handed_over(&world), page.seen), false).await;
    assert!(matches!(over, Err(Error::Invalid(_))), "{over:?}");
    let kept = view(&world, &world.specialist, case).await;
    assert!(kept.is_kept && kept.form == handed_over(&world) && kept.said.len() == 1);
    // Seen now, it is theirs to say.
    cases::conclude(b, &world.specialist, case, key(2), (&handed_over(&world), kept.seen), false).await.unwrap();
    assert_eq!(view(&world, &world.specialist, case).await.said.len(), 2);
}
