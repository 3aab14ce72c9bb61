//! Two specialists, two clicks, ten seconds.

use backend::{Error, cases};
use domain::{
    case::Answer,
    view::{AnswerSent, CaseList},
};

use crate::support::{World, answer, on_both};

on_both!(
    the_second_specialist_is_told_and_loses_no_text,
    at_once_exactly_one_answer_is_sent,
    one_form_posted_twice_is_one_answer,
    an_answer_can_be_taken_back_for_ten_seconds,
    an_answer_from_a_stale_page_is_kept_and_not_sent,
    an_incomplete_answer_is_kept,
    an_unsent_answer_is_its_authors_alone,
    a_withdrawn_case_takes_no_answer,
);

fn reworded() -> Answer {
    Answer { diagnosis: "Viral wart".into(), ..answer() }
}

async fn kept(world: &World, who: &domain::access::Actor, case: domain::ids::CaseId) -> Option<Answer> {
    cases::show(&world.b, who, case).await.unwrap().answer_draft
}

async fn the_second_specialist_is_told_and_loses_no_text(world: World) {
    let (case, version) = world.submitted().await;
    cases::answer(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    let second = cases::answer(&world.b, &world.colleague, case, version, reworded()).await.unwrap();
    let AnswerSent::AlreadyAnswered { by, by_account, .. } = second else { panic!("{second:?}") };
    assert_eq!((by.as_str(), Some(by_account)), ("Dr Helen Marsh", world.specialist.account()));
    assert_eq!(kept(&world, &world.colleague, case).await, Some(reworded()));
    assert_eq!(kept(&world, &world.specialist, case).await, None);
}

async fn at_once_exactly_one_answer_is_sent(world: World) {
    let (case, version) = world.submitted().await;
    let (one, other) = tokio::join!(
        cases::answer(&world.b, &world.specialist, case, version, answer()),
        cases::answer(&world.b, &world.colleague, case, version, reworded()),
    );
    let sent = [one.unwrap(), other.unwrap()];
    assert_eq!(sent.iter().filter(|it| matches!(it, AnswerSent::Sent { .. })).count(), 1, "{sent:?}");
    assert_eq!(sent.iter().filter(|it| matches!(it, AnswerSent::AlreadyAnswered { .. })).count(), 1, "{sent:?}");
    assert!(cases::history(&world.b, &world.specialist, case).await.unwrap().intact);
}

async fn one_form_posted_twice_is_one_answer(world: World) {
    let (case, version) = world.submitted().await;
    let first = cases::answer(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    let second = cases::answer(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    let until = |sent: &AnswerSent| match sent {
        AnswerSent::Sent { undo_until_ms, .. } => Some(*undo_until_ms),
        _ => None,
    };
    assert_eq!(until(&first), until(&second));
    let history = cases::history(&world.b, &world.specialist, case).await.unwrap();
    assert_eq!(history.entries.iter().filter(|entry| entry.what.starts_with("Answered")).count(), 1);
}

async fn an_answer_can_be_taken_back_for_ten_seconds(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    cases::answer(b, &world.specialist, case, version, answer()).await.unwrap();
    assert!(matches!(cases::undo_answer(b, &world.colleague, case).await, Err(Error::Denied)));
    assert!(matches!(cases::acknowledge(b, &world.referrer, case).await, Err(Error::Conflict)));
    world.pass(9);
    cases::undo_answer(b, &world.specialist, case).await.unwrap();
    let view = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!((view.state.as_str(), view.answer, view.answer_draft), ("Waiting for an answer", None, Some(answer())));
    // What it would have sent was called off: nothing changes when its time comes.
    world.pass(60);
    while backend::outbox::run_once(b).await.unwrap() {}
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.entries.iter().all(|entry| entry.what != "The text was sent."));

    let again = cases::answer(b, &world.specialist, case, view.version, reworded()).await.unwrap();
    assert!(matches!(again, AnswerSent::Sent { .. }));
    world.pass(11);
    assert!(matches!(cases::undo_answer(b, &world.specialist, case).await, Err(Error::Conflict)));
    let read = cases::list(b, &world.referrer, CaseList::ToRead, None).await.unwrap();
    assert_eq!(read.rows.len(), 1);
    assert_eq!(cases::show(b, &world.referrer, case).await.unwrap().answer.unwrap().answer, reworded());
}

async fn an_answer_from_a_stale_page_is_kept_and_not_sent(world: World) {
    let (case, version) = world.submitted().await;
    let stale = cases::answer(&world.b, &world.specialist, case, version - 1, answer()).await;
    assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
    assert_eq!(kept(&world, &world.specialist, case).await, Some(answer()));
    assert_eq!(cases::show(&world.b, &world.specialist, case).await.unwrap().answer, None);
}

async fn an_incomplete_answer_is_kept(world: World) {
    let (case, version) = world.submitted().await;
    let half = Answer { outcome: "reassure".into(), ..Answer::default() };
    let sent = cases::answer(&world.b, &world.specialist, case, version, half.clone()).await.unwrap();
    assert!(matches!(sent, AnswerSent::Incomplete { problems } if !problems.is_empty()));
    assert_eq!(kept(&world, &world.specialist, case).await, Some(half));
}

async fn an_unsent_answer_is_its_authors_alone(world: World) {
    let (case, _) = world.submitted().await;
    cases::save_answer(&world.b, &world.specialist, case, reworded()).await.unwrap();
    assert_eq!(kept(&world, &world.specialist, case).await, Some(reworded()));
    assert_eq!(kept(&world, &world.colleague, case).await, None);
    assert_eq!(kept(&world, &world.referrer, case).await, None);
}

async fn a_withdrawn_case_takes_no_answer(world: World) {
    let (case, version) = world.submitted().await;
    cases::withdraw(&world.b, &world.referrer, case).await.unwrap();
    let late = cases::answer(&world.b, &world.specialist, case, version, answer()).await;
    assert!(matches!(late, Err(Error::Stale)), "{late:?}");
    let late = cases::answer(&world.b, &world.specialist, case, version + 1, answer()).await;
    assert!(matches!(late, Err(Error::Denied)), "{late:?}");
}
