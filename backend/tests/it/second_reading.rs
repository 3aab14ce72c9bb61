//! A share of a service's answers is read a second time by somebody who does not know them.

use backend::{Error, cases};
use domain::{
    case::{AmendmentKind, Answer, AnswerDraft},
    ids::CaseId,
    review::{ReplyForm, ReviewEnd},
    view::{AnswerSent, SecondReadings, WorklistQuery, WorklistShow},
};

use crate::{
    reviewing::{listed, view},
    support::{World, answer, ask_patient, form_key, on_both, send},
};

on_both!(
    it_is_read_by_somebody_who_does_not_know_the_answer,
    what_differs_is_its_authors_to_look_at,
    what_is_taken_back_is_not_read,
    what_is_retracted_is_not_read,
    nobody_is_asked_who_is_alone,
    the_share_is_the_services_own,
);

/// Has every answer of the service read twice.
async fn read_every_one(world: &World, percent: u32) {
    let sql = "UPDATE policies SET policy = REPLACE(policy, '\"second_reading_percent\":0', '\"second_reading_percent\":' || $1)";
    let query = sqlx::query(sql).bind(percent.to_string());
    assert!(query.execute(&mut world.raw().await).await.unwrap().rows_affected() > 0);
}

async fn answered(world: &World) -> CaseId {
    let (case, version) = world.submitted().await;
    let sent = send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    assert!(matches!(sent, AnswerSent::Sent { .. }), "{sent:?}");
    case
}

fn reading(outcome: &str, words: &str) -> ReplyForm {
    ReplyForm { outcome: outcome.into(), words: words.into() }
}

async fn readings(world: &World) -> SecondReadings {
    let query = WorklistQuery { show: WorklistShow::SecondReading, ..WorklistQuery::default() };
    cases::worklist(&world.b, &world.specialist, &query).await.unwrap().second_readings.unwrap()
}

async fn it_is_read_by_somebody_who_does_not_know_the_answer(world: World) {
    let b = &world.b;
    read_every_one(&world, 100).await;
    let case = answered(&world).await;
    // As long as it can be taken back there is nothing to read.
    assert_eq!(listed(&world, WorklistShow::SecondReading).await.len(), 0);
    assert!(matches!(cases::second_reading(b, &world.colleague, case).await, Err(Error::Conflict)));
    assert_eq!(view(&world, &world.colleague, case).await.rows.len(), 0);
    let early = cases::history(b, &world.referrer, case).await.unwrap().entries;
    assert!(early.iter().all(|entry| !entry.what.contains("second time")), "{early:?}");
    world.pass(11);
    assert_eq!(listed(&world, WorklistShow::SecondReading).await.len(), 1);
    let own = cases::second_reading(b, &world.specialist, case).await;
    assert!(matches!(own, Err(Error::Conflict)), "{own:?}");
    for who in [&world.referrer, &world.other_specialist] {
        let stranger = cases::second_reading(b, who, case).await;
        assert!(matches!(stranger, Err(Error::Denied | Error::NotFound)), "{stranger:?}");
    }
    let page = cases::second_reading(b, &world.colleague, case).await.unwrap();
    // Nothing of the answer is on the way to the browser.
    let json = serde_json::to_string(&page).unwrap();
    for told in ["Seborrhoeic keratosis (", "No treatment needed", "This is harmless", "bleeds or grows", "Helen Marsh"]
    {
        assert!(!json.contains(told), "{told}: {json}");
    }
    assert!(page.outcomes.iter().any(|it| it.as_str() == "reassure"));
    let nothing = cases::give_review(b, &world.colleague, case, page.review, &reading("", "")).await;
    assert!(matches!(nothing, Err(Error::Invalid(_))), "{nothing:?}");
    let by_author = cases::give_review(b, &world.specialist, case, page.review, &reading("reassure", "")).await;
    assert!(matches!(by_author, Err(Error::Conflict)), "{by_author:?}");
    for _ in 0..2 {
        cases::give_review(b, &world.colleague, case, page.review, &reading("reassure", "")).await.unwrap();
    }
    let other = cases::give_review(b, &world.colleague, case, page.review, &reading("routine_clinic", "")).await;
    assert!(matches!(other, Err(Error::Conflict)), "{other:?}");
    assert_eq!(readings(&world).await, SecondReadings { same: 1, close: 0, differs: 0 });
    // Nobody has to read that both agree, and nothing has changed for the practice.
    assert_eq!(
        listed(&world, WorklistShow::SecondReading).await.len() + listed(&world, WorklistShow::Replies).await.len(),
        0
    );
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.intact);
    assert!(cases::show(b, &world.referrer, case).await.unwrap().answer.is_some());
}

async fn what_differs_is_its_authors_to_look_at(world: World) {
    let b = &world.b;
    read_every_one(&world, 100).await;
    let case = answered(&world).await;
    world.pass(11);
    let page = cases::second_reading(b, &world.colleague, case).await.unwrap();
    let words = reading("urgent_clinic", "The edge is irregular.");
    cases::give_review(b, &world.colleague, case, page.review, &words).await.unwrap();
    assert_eq!(readings(&world).await, SecondReadings { same: 0, close: 0, differs: 1 });
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 1);
    let seen = view(&world, &world.specialist, case).await;
    let ended = seen.rows[0].ended.clone().unwrap();
    assert_eq!((ended.how, ended.reply.as_str()), (ReviewEnd::Differs, "The edge is irregular."));
    assert!(seen.may_read);
    // What it means for the patient stands in no history that the practice reads.
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    let said: Vec<&str> =
        history.entries.iter().map(|entry| entry.what.as_str()).filter(|it| it.contains("second time")).collect();
    assert_eq!(said, ["The answer was drawn at random to be read a second time.", "Read the answer a second time."]);
    // Also once the case is closed.
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 1);
    cases::read_review(b, &world.specialist, case, seen.seen, None).await.unwrap();
    assert_eq!(listed(&world, WorklistShow::Replies).await.len(), 0);
}

async fn what_is_taken_back_is_not_read(world: World) {
    let b = &world.b;
    read_every_one(&world, 100).await;
    let case = answered(&world).await;
    cases::undo_answer(b, &world.specialist, case).await.unwrap();
    world.pass(11);
    assert_eq!(listed(&world, WorklistShow::SecondReading).await.len(), 0);
    assert_eq!(view(&world, &world.colleague, case).await.rows.len(), 0);
    assert!(cases::history(b, &world.referrer, case).await.unwrap().intact);
    // The next one is.
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(11);
    assert_eq!(listed(&world, WorklistShow::SecondReading).await.len(), 1);
    assert_eq!(readings(&world).await, SecondReadings::default());
    // What asks for more is no answer.
    let (asked, version) = world.submitted().await;
    send(b, &world.specialist, asked, version, Answer { ..ask_patient() }).await.unwrap();
    world.pass(11);
    assert_eq!(view(&world, &world.colleague, asked).await.rows.len(), 0);
}

async fn what_is_retracted_is_not_read(world: World) {
    let b = &world.b;
    read_every_one(&world, 100).await;
    let case = answered(&world).await;
    world.pass(11);
    assert_eq!(listed(&world, WorklistShow::SecondReading).await, ["Yours: for a colleague"]);
    let open = view(&world, &world.colleague, case).await.rows[0].id;
    cases::amend(b, &world.colleague, case, form_key(), AmendmentKind::Retraction, "Wrong side.").await.unwrap();
    assert_eq!(listed(&world, WorklistShow::SecondReading).await.len(), 0);
    let late = cases::give_review(b, &world.colleague, case, open, &reading("reassure", "")).await;
    assert!(matches!(late, Err(Error::Conflict)), "{late:?}");
    // The next answer is drawn anew, and read by somebody else than its author.
    let version = cases::show(b, &world.colleague, case).await.unwrap().version;
    send(b, &world.colleague, case, version, answer()).await.unwrap();
    world.pass(11);
    assert!(matches!(cases::second_reading(b, &world.colleague, case).await, Err(Error::Conflict)));
    cases::second_reading(b, &world.specialist, case).await.unwrap();
    assert!(cases::history(b, &world.specialist, case).await.unwrap().intact);
}

async fn nobody_is_asked_who_is_alone(world: World) {
    let b = &world.b;
    read_every_one(&world, 100).await;
    let sql = "UPDATE memberships SET until_at = 1 WHERE account_id = $1";
    let colleague = world.colleague.account().unwrap().to_string();
    sqlx::query(sql).bind(colleague).execute(&mut world.raw().await).await.unwrap();
    let (case, version) = world.submitted().await;
    cases::answer(b, &world.specialist, case, version, form_key(), AnswerDraft::of(answer())).await.unwrap();
    world.pass(11);
    assert_eq!(listed(&world, WorklistShow::SecondReading).await.len(), 0);
}

async fn the_share_is_the_services_own(world: World) {
    for _ in 0..3 {
        answered(&world).await;
    }
    world.pass(11);
    assert_eq!(listed(&world, WorklistShow::SecondReading).await.len(), 0);
    read_every_one(&world, 100).await;
    for _ in 0..3 {
        answered(&world).await;
    }
    world.pass(11);
    assert_eq!(listed(&world, WorklistShow::SecondReading).await.len(), 3);
}
