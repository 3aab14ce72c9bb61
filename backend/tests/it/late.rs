//! What the practice has to do for its patients is late after its limit: first on its list, with words, and counted.

use backend::{cases, photo_requests};
use domain::{
    case::Answer,
    command::{ConsentChoices, DateFields},
    ids::CaseId,
    image::View,
    view::{CaseList, CaseRow},
};

use crate::support::{World, answer, on_both, patient, send};

on_both!(
    a_patient_who_was_not_told_is_late_after_a_working_day,
    an_urgent_referral_is_late_before_a_routine_one,
    a_patient_whom_nobody_reaches_is_late_after_a_working_day,
    photos_that_nobody_looks_at_are_late_after_two_working_days,
    a_patient_who_sends_no_photos_is_somebodys_to_do,
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
    world.work_out_tasks().await;
    assert_eq!(counted(&world, CaseList::NotReached).await, (0, 2));
    // Wednesday, 17:00.
    world.pass(HOUR);
    let late = rows(&world, CaseList::NotReached).await;
    assert_eq!(late.iter().map(|row| row.case).collect::<Vec<_>>(), [locked, unsent]);
    assert_eq!(late[0].late.as_deref(), Some("Late: nobody reached since Tue 24 Nov, 11:00"));
    assert_eq!((late[1].late.clone(), counted(&world, CaseList::NotReached).await), (None, (1, 2)));
}

async fn texted(world: &World) -> (CaseId, String) {
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    (case, patient::texted_token(&world.b).await)
}

async fn listed(world: &World, list: CaseList) -> Vec<CaseId> {
    rows(world, list).await.iter().map(|row| row.case).collect()
}

async fn photos_that_nobody_looks_at_are_late_after_two_working_days(world: World) {
    let b = &world.b;
    let arrived = async || {
        let (case, token) = texted(&world).await;
        let who = patient::confirmed(b, &token).await;
        patient::send_photos(b, &who, case).await;
        case
    };
    let first = arrived().await;
    // The practice's own pictures keep no patient waiting.
    let (own, _) = world.drafted().await;
    patient::add_picture(b, &world.referrer, own, View::CloseUp).await;
    // Wednesday, 16:00.
    world.pass(30 * HOUR);
    let second = arrived().await;
    assert_eq!(counted(&world, CaseList::PhotosArrived).await, (0, 3));
    // Thursday, 17:00: the first patient was told that somebody should look by then.
    world.pass(25 * HOUR);
    assert_eq!(listed(&world, CaseList::PhotosArrived).await, [first, second, own], "the longest wait on top");
    let late = rows(&world, CaseList::PhotosArrived).await;
    assert_eq!(late[0].late.as_deref(), Some("Late: photos here since Tue 24 Nov, 10:00"));
    assert_eq!((late[1].late.clone(), late[2].late.clone()), (None, None));
    assert_eq!(counted(&world, CaseList::PhotosArrived).await, (1, 3));
    world.send(first).await;
    assert_eq!(counted(&world, CaseList::PhotosArrived).await, (0, 2));
    world.pass(30 * 24 * HOUR);
    assert_eq!(counted(&world, CaseList::PhotosArrived).await, (1, 2));
}

async fn a_patient_who_sends_no_photos_is_somebodys_to_do(world: World) {
    let b = &world.b;
    // Tuesday: one says no, two say nothing, one chooses a photo and never sends it.
    let (declined, token) = texted(&world).await;
    let who = patient::confirmed(b, &token).await;
    photo_requests::decline(b, &who, 0).await.unwrap();
    let (silent, _) = texted(&world).await;
    let (asked_again, _) = texted(&world).await;
    let (half, token) = texted(&world).await;
    let who = patient::confirmed(b, &token).await;
    let care = ConsentChoices { care: true, ..ConsentChoices::default() };
    photo_requests::consent(b, &who, care).await.unwrap();
    patient::add_picture(b, &who, half, View::CloseUp).await;
    assert_eq!(listed(&world, CaseList::NotSent).await, [declined], "the others have their links still");

    // A week later.
    world.pass(7 * 24 * HOUR);
    assert_eq!(listed(&world, CaseList::WithPatient).await, []);
    photo_requests::text_patient(b, &world.referrer, asked_again).await.unwrap();
    assert_eq!(listed(&world, CaseList::NotSent).await, [declined, silent, half], "the longest wait on top");
    assert_eq!(listed(&world, CaseList::WithPatient).await, [asked_again]);
    assert_eq!(counted(&world, CaseList::NotSent).await, (1, 3));
    world.pass(31 * HOUR);
    assert_eq!(counted(&world, CaseList::NotSent).await, (3, 3));
    let late = rows(&world, CaseList::NotSent).await.remove(1).late;
    assert_eq!(late.as_deref(), Some("Late: without photos since Tue 1 Dec, 10:00"));

    // The practice takes pictures itself, goes on without any, or takes the request back.
    patient::add_picture(b, &world.referrer, declined, View::CloseUp).await;
    world.send(silent).await;
    cases::withdraw(b, &world.referrer, half).await.unwrap();
    assert_eq!(listed(&world, CaseList::NotSent).await, []);
}
