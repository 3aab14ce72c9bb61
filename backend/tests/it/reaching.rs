//! Patients whom no text reaches stand on the practice's list until somebody has spoken to them.

use backend::{Error, cases, photo_requests};
use domain::{
    case::Outcome,
    command::DateFields,
    ids::CaseId,
    view::{CaseList, Stage},
};

use crate::support::{
    World, answer, on_both, patient, send,
    shown::{count, news, stage, texts, told},
};

on_both!(
    a_locked_link_is_listed_replaced_and_throws_nobody_out,
    who_was_spoken_to_is_not_called_unreached,
    a_link_that_was_taken_back_and_old_news_reach_nobody_and_need_not,
    a_withdrawal_whose_text_fails_is_told_by_somebody,
);

async fn lock(world: &World, token: &str) {
    let wrong = DateFields { day: "1".into(), month: "1".into(), year: "1999".into() };
    for _ in 0..5 {
        photo_requests::check_identity(&world.b, token, &wrong, 0).await.unwrap();
    }
}

/// The texts of a case that wait cannot be sent.
async fn fail_texts(world: &World, case: CaseId) {
    let now = world.b.clock().now().as_millisecond();
    let sql = format!("UPDATE deliveries SET state = 'dead', done_at = {now} WHERE case_id = $1 AND state = 'waiting'");
    let failed = sqlx::query(sqlx::AssertSqlSafe(sql)).bind(case.to_string()).execute(&mut world.raw().await).await;
    assert!(failed.unwrap().rows_affected() > 0);
    world.work_out_tasks().await;
}

async fn a_locked_link_is_listed_replaced_and_throws_nobody_out(world: World) {
    let (case, version, token, who) = patient::submitted(&world).await;
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    let wrong = DateFields { day: "1".into(), month: "1".into(), year: "1999".into() };
    for _ in 0..5 {
        photo_requests::check_identity(&world.b, &token, &wrong, 0).await.unwrap();
    }
    assert_eq!(stage(&world, &token, None).await, Stage::Locked);
    assert!(matches!(stage(&world, &token, Some(&who)).await, Stage::News(_)), "who gave the right date stays in");
    assert_eq!(count(&world, CaseList::NotReached).await, 1);
    let row = cases::list(&world.b, &world.referrer, CaseList::All, None).await.unwrap().rows.remove(0);
    assert_eq!(row.trouble.as_deref(), Some("Link locked"));

    let stranger = cases::text_news(&world.b, &world.other_referrer, case).await;
    assert!(matches!(stranger, Err(Error::Denied)));
    cases::text_news(&world.b, &world.referrer, case).await.unwrap();
    cases::text_news(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(texts(&world).await.len(), 2, "one press, one text");
    assert_eq!(count(&world, CaseList::NotReached).await, 0);
    let new = patient::texted_token(&world.b).await;
    let again = patient::confirmed(&world.b, &new).await;
    assert_eq!(news(&world, &new, &again).await.outcome, Some(Outcome::Reassure));
    assert!(matches!(stage(&world, &token, Some(&who)).await, Stage::Expired), "one patient, one link");
}

async fn who_was_spoken_to_is_not_called_unreached(world: World) {
    let b = &world.b;
    let (case, version, token, _) = patient::submitted(&world).await;
    lock(&world, &token).await;
    assert_eq!(count(&world, CaseList::NotReached).await, 1);
    assert!(told(&world, case).await.may_note);
    // Before there is an answer: the practice calls, and says how it stands.
    cases::note_told(b, &world.referrer, case).await.unwrap();
    cases::note_told(b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::NotReached).await, 0);
    assert!(told(&world, case).await.words.starts_with("Dr Amara Osei noted"));
    let noted = cases::history(b, &world.referrer, case).await.unwrap().entries;
    assert_eq!(noted.iter().filter(|entry| entry.what == "Told the patient.").count(), 1, "{noted:?}");

    // The answer is another thing to tell.
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    assert_eq!(count(&world, CaseList::NotReached).await, 1);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 1);
    cases::note_told(b, &world.referrer, case).await.unwrap();
    let lists = (count(&world, CaseList::NotReached).await, count(&world, CaseList::ToTell).await);
    assert_eq!(lists, (0, 0));
    let row = cases::list(b, &world.referrer, CaseList::All, None).await.unwrap().rows.remove(0);
    assert_eq!(row.trouble, None);

    // A text that fails after that is said again, and so is that somebody has called.
    world.pass(60);
    cases::text_news(b, &world.referrer, case).await.unwrap();
    fail_texts(&world, case).await;
    assert_eq!(count(&world, CaseList::NotReached).await, 1);
    let now = told(&world, case).await;
    assert!(now.may_note && !now.done && now.words.contains("Since then nobody reached them"), "{now:?}");
    world.pass(1);
    cases::note_told(b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::NotReached).await, 0);
}

async fn a_link_that_was_taken_back_and_old_news_reach_nobody_and_need_not(world: World) {
    let b = &world.b;
    for locks in [true, false] {
        let (draft, _) = world.drafted().await;
        photo_requests::text_patient(b, &world.referrer, draft).await.unwrap();
        if locks {
            let token = patient::texted_token(b).await;
            lock(&world, &token).await;
        } else {
            fail_texts(&world, draft).await;
        }
        assert_eq!(count(&world, CaseList::NotReached).await, 1);
        let link = cases::show(b, &world.referrer, draft).await.unwrap().photo_requests.remove(0);
        assert!(link.may_withdraw);
        photo_requests::withdraw(b, &world.referrer, link.id).await.unwrap();
        assert_eq!(count(&world, CaseList::NotReached).await, 0, "{locks}");
    }

    let (case, version, token, _) = patient::submitted(&world).await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(60);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    lock(&world, &token).await;
    world.pass(28 * 24 * 3_600 - 1);
    assert_eq!(count(&world, CaseList::NotReached).await, 1);
    world.pass(1);
    assert_eq!(count(&world, CaseList::NotReached).await, 0, "a new link would show nothing either");
}

async fn a_withdrawal_whose_text_fails_is_told_by_somebody(world: World) {
    let b = &world.b;
    let (case, ..) = patient::submitted(&world).await;
    cases::withdraw(b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::NotReached).await, 0, "it is on its way");
    fail_texts(&world, case).await;
    assert_eq!(count(&world, CaseList::NotReached).await, 1);
    let now = told(&world, case).await;
    assert!(now.may_note && now.words.contains("the request was stopped could not be sent. Call 07700"), "{now:?}");
    cases::note_told(b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::NotReached).await, 0);
    assert!(told(&world, case).await.done);
}
