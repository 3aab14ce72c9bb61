//! What the practice has to do for its patients is late after its limit: first on its list, with words, and counted.

use backend::{cases, photo_requests};
use domain::{
    case::Answer,
    command::DateFields,
    ids::CaseId,
    view::{CaseList, CaseRow},
};

use crate::support::{World, answer, on_both, patient, send};

on_both!(
    a_patient_who_was_not_told_is_late_after_a_working_day,
    an_urgent_referral_is_late_before_a_routine_one,
    a_patient_whom_nobody_reaches_is_late_after_a_working_day,
);

const HOUR: u64 = 3_600;

async fn rows(world: &World, list: CaseList) -> Vec<CaseRow> {
    cases::list(&world.b, &world.referrer, list, None).await.unwrap().rows
}

/// How many the home page calls late, of how many.
async fn counted(world: &World, list: CaseList) -> (u32, u32) {
    let home = cases::home(&world.b, &world.referrer).await.unwrap();
    let of = |counts: &[(CaseList, u32)]| counts.iter().find(|(each, _)| *each == list).unwrap().1;
    (of(&home.late), of(&home.counts))
}

async fn answered(world: &World, answer: Answer) -> CaseId {
    let (case, version) = world.submitted().await;
    send(&world.b, &world.specialist, case, version, answer).await.unwrap();
    world.pass(10);
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    case
}

async fn a_patient_who_was_not_told_is_late_after_a_working_day(world: World) {
    // Tuesday, 10:00; there is no link, so that nobody is told by text.
    let first = answered(&world, answer()).await;
    assert_eq!(rows(&world, CaseList::ToTell).await[0].late, None);
    assert_eq!(counted(&world, CaseList::ToTell).await, (0, 1));
    world.pass(30 * HOUR);
    let second = answered(&world, answer()).await;
    // Wednesday, 17:00 and some seconds.
    world.pass(HOUR);
    let late = rows(&world, CaseList::ToTell).await;
    assert_eq!(late.iter().map(|row| row.case).collect::<Vec<_>>(), [first, second], "the longest wait on top");
    assert_eq!(late[0].late.as_deref(), Some("Late: should have been done by Wed 25 Nov, 17:00"));
    assert_eq!(late[1].late, None);
    assert_eq!(counted(&world, CaseList::ToTell).await, (1, 2));
    cases::note_told(&world.b, &world.referrer, first).await.unwrap();
    assert_eq!(counted(&world, CaseList::ToTell).await, (0, 1));
}

async fn an_urgent_referral_is_late_before_a_routine_one(world: World) {
    let outcome = |outcome: &str| Answer { outcome: outcome.into(), nature: "uncertain".into(), ..answer() };
    let routine = answered(&world, outcome("routine_clinic")).await;
    world.pass(HOUR);
    let urgent = answered(&world, outcome("upgrade_to_cancer")).await;
    let of = async || rows(&world, CaseList::ToRefer).await;
    assert_eq!(of().await.iter().map(|row| row.case).collect::<Vec<_>>(), [urgent, routine]);
    assert_eq!(counted(&world, CaseList::ToRefer).await, (0, 2));
    // Wednesday, 18:00.
    world.pass(31 * HOUR);
    assert_eq!(of().await.iter().map(|row| row.late.is_some()).collect::<Vec<_>>(), [true, false]);
    assert_eq!(counted(&world, CaseList::ToRefer).await, (1, 2));
    // Friday, 18:00.
    world.pass(48 * HOUR);
    assert_eq!(of().await[1].late.as_deref(), Some("Late: should have been done by Fri 27 Nov, 17:00"));
    cases::refer(&world.b, &world.referrer, urgent).await.unwrap();
    assert_eq!(counted(&world, CaseList::ToRefer).await, (1, 1));
}

async fn a_patient_whom_nobody_reaches_is_late_after_a_working_day(world: World) {
    let b = &world.b;
    let texted = async || {
        let (case, _) = world.drafted().await;
        photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
        (case, patient::texted_token(b).await)
    };
    let (locked, token) = texted().await;
    world.pass(HOUR);
    let wrong = DateFields { day: "1".into(), month: "1".into(), year: "1999".into() };
    for _ in 0..5 {
        photo_requests::check_identity(b, &token, &wrong, 0).await.unwrap();
    }
    // Wednesday, 16:00: another one's text cannot be sent.
    world.pass(29 * HOUR);
    let (unsent, _) = texted().await;
    let sql = "UPDATE deliveries SET state = 'dead', done_at = created_at WHERE case_id = $1";
    sqlx::query(sql).bind(unsent.to_string()).execute(&mut world.raw().await).await.unwrap();
    assert_eq!(counted(&world, CaseList::NotReached).await, (0, 2));
    // Wednesday, 17:00.
    world.pass(HOUR);
    let late = rows(&world, CaseList::NotReached).await;
    assert_eq!(late.iter().map(|row| row.case).collect::<Vec<_>>(), [locked, unsent]);
    assert_eq!(late[0].late.as_deref(), Some("Late: nobody reached since Tue 24 Nov, 11:00"));
    assert_eq!((late[1].late.clone(), counted(&world, CaseList::NotReached).await), (None, (1, 2)));
}
