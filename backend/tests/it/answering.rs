//! Two specialists, two clicks, ten seconds.

use backend::{Error, cases};
use domain::{
    access::Actor,
    case::{Answer, AnswerDraft},
    ids::CaseId,
    view::{AnswerSent, CaseList},
};

use crate::support::{World, answer, ask_patient, form_key, on_both, send, upgrade};

on_both!(
    the_second_specialist_is_told_and_loses_no_text,
    at_once_exactly_one_answer_is_sent,
    one_form_posted_twice_is_one_answer,
    an_answer_whose_next_case_cannot_be_found_out_is_sent,
    another_answer_is_never_called_sent,
    a_form_that_was_taken_back_sends_nothing,
    an_undo_never_follows_what_the_answer_sends,
    an_undo_pressed_twice_is_one_act,
    what_cannot_be_taken_back_is_seen_and_the_other_way_round,
    words_of_another_outcome_are_not_sent_unasked,
    reassurance_against_a_caution_is_asked_once_and_noted,
    only_what_the_form_shows_is_sent,
    autosave_neither_holds_nor_changes_the_case,
    an_answer_can_be_taken_back_for_ten_seconds,
    an_answer_from_a_stale_page_is_kept_and_not_sent,
    an_incomplete_answer_is_kept,
    an_unsent_answer_is_its_authors_alone,
    a_withdrawn_case_takes_no_answer,
);

fn reworded() -> Answer {
    Answer { diagnosis: "Viral wart".into(), ..answer() }
}

async fn kept(world: &World, who: &Actor, case: CaseId) -> Option<Answer> {
    cases::show(&world.b, who, case).await.unwrap().answer_draft.map(|draft| draft.answer)
}

/// What the case's answers say, oldest first, in the words of its log.
async fn answered(world: &World, case: CaseId) -> Vec<String> {
    let history = cases::history(&world.b, &world.specialist, case).await.unwrap();
    assert!(history.intact);
    history.entries.into_iter().map(|entry| entry.what).filter(|what| what.starts_with("Answered")).collect()
}

async fn the_second_specialist_is_told_and_loses_no_text(world: World) {
    let (case, version) = world.submitted().await;
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    let second = send(&world.b, &world.colleague, case, version, reworded()).await.unwrap();
    let AnswerSent::AlreadyAnswered { by, own, outcome, .. } = second else { panic!("{second:?}") };
    assert_eq!((by.as_str(), own, outcome.as_str()), ("Dr Helen Marsh", false, "Reassure and discharge"));
    assert_eq!(kept(&world, &world.colleague, case).await, Some(reworded()));
    assert_eq!(kept(&world, &world.specialist, case).await, None);
}

async fn at_once_exactly_one_answer_is_sent(world: World) {
    let (case, version) = world.submitted().await;
    let (one, other) = tokio::join!(
        send(&world.b, &world.specialist, case, version, answer()),
        send(&world.b, &world.colleague, case, version, reworded()),
    );
    let sent = [one.unwrap(), other.unwrap()];
    assert_eq!(sent.iter().filter(|it| matches!(it, AnswerSent::Sent { .. })).count(), 1, "{sent:?}");
    assert_eq!(sent.iter().filter(|it| matches!(it, AnswerSent::AlreadyAnswered { .. })).count(), 1, "{sent:?}");
    assert!(cases::history(&world.b, &world.specialist, case).await.unwrap().intact);
}

async fn one_form_posted_twice_is_one_answer(world: World) {
    let (case, version) = world.submitted().await;
    let (key, draft) = (form_key(), AnswerDraft::of(answer()));
    for left in [10, 7] {
        let sent = cases::answer(&world.b, &world.specialist, case, version, key, draft.clone()).await.unwrap();
        assert!(matches!(sent, AnswerSent::Sent { undo_seconds, .. } if undo_seconds == left), "{sent:?}");
        world.pass(3);
    }
    // Also when its reply was lost for long, and the case has moved on.
    world.pass(60);
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    let sent = cases::answer(&world.b, &world.specialist, case, version, key, draft).await.unwrap();
    assert!(matches!(sent, AnswerSent::Sent { undo_seconds: 0, .. }), "{sent:?}");
    assert_eq!(answered(&world, case).await, ["Answered: Reassure and discharge."]);
    assert_eq!(kept(&world, &world.specialist, case).await, None);
}

async fn an_answer_whose_next_case_cannot_be_found_out_is_sent(world: World) {
    let (case, version) = world.submitted().await;
    // The next one is damaged: whoever looks for it fails.
    let mut raw = world.raw().await;
    for sql in [
        "CREATE TABLE damaged AS SELECT * FROM cases",
        "UPDATE damaged SET id = 'no case'",
        "INSERT INTO cases SELECT * FROM damaged",
    ] {
        sqlx::query(sql).execute(&mut raw).await.unwrap();
    }
    assert!(cases::next(&world.b, &world.specialist, Some(case)).await.is_err(), "it cannot be found out");
    let sent = send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    assert!(matches!(sent, AnswerSent::Sent { next: None, .. }), "{sent:?}");
    assert_eq!(answered(&world, case).await, ["Answered: Reassure and discharge."]);
}

/// The same form with other words, and another form with the same or other words: refused, and the text is kept.
async fn another_answer_is_never_called_sent(world: World) {
    let b = &world.b;
    for first in [answer(), ask_patient()] {
        let (case, version) = world.submitted().await;
        let key = form_key();
        let send_it = async |key, version, answer: &Answer| {
            cases::answer(b, &world.specialist, case, version, key, AnswerDraft::of(answer.clone())).await.unwrap()
        };
        let sent = send_it(key, version, &first).await;
        assert!(matches!(sent, AnswerSent::Sent { .. }), "{sent:?}");
        let label = first.chosen().unwrap().label();
        // Somebody who has seen the question for more may answer all the same; nobody may answer a second time.
        let seen = if first == answer() { version + 1 } else { version };
        for (key, version) in [(key, version), (form_key(), version), (form_key(), seen)] {
            let second = send_it(key, version, &upgrade()).await;
            let AnswerSent::AlreadyAnswered { own: true, outcome, .. } = &second else { panic!("{second:?}") };
            assert_eq!(outcome, label);
            assert_eq!(kept(&world, &world.specialist, case).await, Some(upgrade()));
        }
        let stands = cases::show(b, &world.specialist, case).await.unwrap().answer.unwrap();
        assert_eq!(stands.answer, first.as_shown());
    }
}

async fn a_form_that_was_taken_back_sends_nothing(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    let (key, draft) = (form_key(), AnswerDraft::of(answer()));
    cases::answer(b, &world.specialist, case, version, key, draft.clone()).await.unwrap();
    cases::undo_answer(b, &world.specialist, case).await.unwrap();
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    let late = cases::answer(b, &world.specialist, case, version, key, draft.clone()).await;
    assert!(matches!(late, Err(Error::Stale)), "{late:?}");
    assert_eq!(kept(&world, &world.specialist, case).await, Some(answer()));
    let stranger = cases::answer(b, &world.colleague, case, version, key, draft).await;
    assert!(matches!(stranger, Err(Error::Stale)), "{stranger:?}");
}

/// Two servers whose clocks differ: a worker of one has taken on what the answer sends, the other still counts.
async fn an_undo_never_follows_what_the_answer_sends(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    let later = world.another_server(12).await;
    world.pass(3);
    while backend::delivery::outbox::run_once(&later).await.unwrap() {}
    assert_eq!(cases::show(&later, &world.referrer, case).await.unwrap().answer.unwrap().answer, answer());
    let undone = cases::undo_answer(b, &world.specialist, case).await;
    assert!(matches!(undone, Err(Error::Conflict)), "{undone:?}");
    assert_eq!(answered(&world, case).await.len(), 1);
    later.close().await;
}

async fn an_undo_pressed_twice_is_one_act(world: World) {
    let (case, version) = world.submitted().await;
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    for _ in 0..2 {
        cases::undo_answer(&world.b, &world.specialist, case).await.unwrap();
    }
    assert!(matches!(cases::undo_answer(&world.b, &world.colleague, case).await, Err(Error::Denied)));
    let history = cases::history(&world.b, &world.specialist, case).await.unwrap();
    assert_eq!(history.entries.iter().filter(|entry| entry.what == "Took the answer back.").count(), 1);
}

/// One moment for rules, lists and screens: until then it can be taken back and withdrawing waits, from then on not.
async fn what_cannot_be_taken_back_is_seen_and_the_other_way_round(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, ask_patient()).await.unwrap();
    world.pass(9);
    let view = cases::show(b, &world.referrer, case).await.unwrap();
    assert!(view.may.withdraw && !view.may.edit && view.answer.is_none());
    assert!(matches!(cases::withdraw(b, &world.referrer, case).await, Err(Error::Conflict)));
    assert!(matches!(cases::request(b, &world.referrer, case).await, Err(Error::Denied)));
    world.pass(1);
    assert!(matches!(cases::undo_answer(b, &world.specialist, case).await, Err(Error::Conflict)));
    assert!(!cases::show(b, &world.specialist, case).await.unwrap().may.undo);
    let view = cases::show(b, &world.referrer, case).await.unwrap();
    assert!(view.may.edit && view.answer.is_some());
    assert_eq!(cases::list(b, &world.referrer, CaseList::AskedForMore, None).await.unwrap().rows.len(), 1);
    cases::request(b, &world.referrer, case).await.unwrap();
    cases::withdraw(b, &world.referrer, case).await.unwrap();
}

/// Reassure, send, undo, upgrade, send: what the first outcome's template said never goes out under the second.
async fn words_of_another_outcome_are_not_sent_unasked(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    cases::undo_answer(b, &world.specialist, case).await.unwrap();
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    let posted = AnswerDraft::of(upgrade());
    let asked = cases::answer(b, &world.specialist, case, version, form_key(), posted.clone()).await.unwrap();
    let AnswerSent::Incomplete { problems } = asked else { panic!("{asked:?}") };
    assert_eq!(problems.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["keep_words"]);
    assert!(problems[0].message.contains("Reassure and discharge"), "{problems:?}");
    // Without scripts the answer to that is a button, or a tick.
    cases::replace_words(b, &world.specialist, case, posted.clone()).await.unwrap();
    let replaced = cases::show(b, &world.specialist, case).await.unwrap().answer_draft.unwrap();
    assert!(replaced.answer.advice.starts_with("The pictures raise a suspicion"), "{}", replaced.answer.advice);
    assert_eq!(replaced.kept_from(), None);
    cases::save_answer(b, &world.specialist, case, AnswerDraft::of(answer()).with_origin(None)).await.unwrap();
    let asked = cases::answer(b, &world.specialist, case, version, form_key(), posted.clone()).await.unwrap();
    assert!(matches!(asked, AnswerSent::Incomplete { .. }), "{asked:?}");
    let meant = AnswerDraft { keep_words: "upgrade_to_cancer".into(), ..posted };
    let sent = cases::answer(b, &world.specialist, case, version, form_key(), meant).await.unwrap();
    assert!(matches!(sent, AnswerSent::Sent { .. }), "{sent:?}");
}

async fn reassurance_against_a_caution_is_asked_once_and_noted(world: World) {
    let b = &world.b;
    let case = cases::start(b, &world.referrer).await.unwrap();
    let draft = world.draft().tick("immunosuppressed");
    let version = cases::save_draft(b, &world.referrer, case, 1, draft).await.unwrap().version;
    let version = cases::submit(b, &world.referrer, case, version).await.unwrap().version;
    let asked = send(b, &world.specialist, case, version, answer()).await.unwrap();
    let AnswerSent::Incomplete { problems } = asked else { panic!("{asked:?}") };
    assert_eq!(problems[0].field, "confirmed");
    assert_eq!(problems[0].message, "The patient is immunosuppressed. Send reassurance all the same?");
    let confirmed = AnswerDraft { confirmed: "immunosuppressed".into(), ..AnswerDraft::of(answer()) };
    cases::answer(b, &world.specialist, case, version, form_key(), confirmed).await.unwrap();
    let said = answered(&world, case).await;
    assert_eq!(said, ["Answered: Reassure and discharge. Confirmed after being asked about: immunosuppressed."]);
}

async fn only_what_the_form_shows_is_sent(world: World) {
    let (case, version) = world.submitted().await;
    let left_over = Answer { outcome: "more_information".into(), who_acts: "patient".into(), ..answer() };
    send(&world.b, &world.specialist, case, version, left_over).await.unwrap();
    let shown = cases::show(&world.b, &world.specialist, case).await.unwrap().answer.unwrap().answer;
    assert_eq!((shown.safety_net.as_str(), shown.diagnosis.as_str()), ("", ""));
}

async fn autosave_neither_holds_nor_changes_the_case(world: World) {
    let (case, version) = world.submitted().await;
    let mut other = world.raw().await;
    // Somebody else holds the case's row; where the whole database has one writer, nothing is held.
    let postgres = world.settings.database_url.starts_with("postgres");
    if postgres {
        sqlx::query("BEGIN").execute(&mut other).await.unwrap();
        sqlx::query("UPDATE cases SET version = version").execute(&mut other).await.unwrap();
    }
    cases::save_answer(&world.b, &world.specialist, case, AnswerDraft::of(reworded())).await.unwrap();
    if postgres {
        sqlx::query("ROLLBACK").execute(&mut other).await.unwrap();
    }
    assert_eq!(kept(&world, &world.specialist, case).await, Some(reworded()));
    assert_eq!(cases::show(&world.b, &world.specialist, case).await.unwrap().version, version);
}

async fn an_answer_can_be_taken_back_for_ten_seconds(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    assert!(matches!(cases::undo_answer(b, &world.colleague, case).await, Err(Error::Denied)));
    assert!(matches!(cases::acknowledge(b, &world.referrer, case).await, Err(Error::Conflict)));
    world.pass(9);
    cases::undo_answer(b, &world.specialist, case).await.unwrap();
    let view = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!(
        (view.state.as_str(), view.answer, view.answer_draft.map(|draft| draft.answer)),
        ("Waiting for an answer", None, Some(answer()))
    );
    // What it would have sent was called off: nothing changes when its time comes.
    world.pass(60);
    while backend::delivery::outbox::run_once(b).await.unwrap() {}
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.entries.iter().all(|entry| entry.what != "The text was sent."));

    let again = send(b, &world.specialist, case, view.version, reworded()).await.unwrap();
    assert!(matches!(again, AnswerSent::Sent { .. }));
    world.pass(11);
    assert!(matches!(cases::undo_answer(b, &world.specialist, case).await, Err(Error::Conflict)));
    let read = cases::list(b, &world.referrer, CaseList::ToRead, None).await.unwrap();
    assert_eq!(read.rows.len(), 1);
    assert_eq!(cases::show(b, &world.referrer, case).await.unwrap().answer.unwrap().answer, reworded());
}

async fn an_answer_from_a_stale_page_is_kept_and_not_sent(world: World) {
    let (case, version) = world.submitted().await;
    let stale = send(&world.b, &world.specialist, case, version - 1, answer()).await;
    assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
    assert_eq!(kept(&world, &world.specialist, case).await, Some(answer()));
    assert_eq!(cases::show(&world.b, &world.specialist, case).await.unwrap().answer, None);
}

async fn an_incomplete_answer_is_kept(world: World) {
    let (case, version) = world.submitted().await;
    let half = Answer { outcome: "reassure".into(), ..Answer::default() };
    let sent = send(&world.b, &world.specialist, case, version, half.clone()).await.unwrap();
    assert!(matches!(sent, AnswerSent::Incomplete { problems } if !problems.is_empty()));
    assert_eq!(kept(&world, &world.specialist, case).await, Some(half));
}

async fn an_unsent_answer_is_its_authors_alone(world: World) {
    let (case, _) = world.submitted().await;
    cases::save_answer(&world.b, &world.specialist, case, AnswerDraft::of(reworded())).await.unwrap();
    assert_eq!(kept(&world, &world.specialist, case).await, Some(reworded()));
    assert_eq!(kept(&world, &world.colleague, case).await, None);
    assert_eq!(kept(&world, &world.referrer, case).await, None);
}

async fn a_withdrawn_case_takes_no_answer(world: World) {
    let (case, version) = world.submitted().await;
    cases::withdraw(&world.b, &world.referrer, case).await.unwrap();
    let late = send(&world.b, &world.specialist, case, version, answer()).await;
    assert!(matches!(late, Err(Error::Stale)), "{late:?}");
    let late = send(&world.b, &world.specialist, case, version + 1, answer()).await;
    assert!(matches!(late, Err(Error::Denied)), "{late:?}");
}
