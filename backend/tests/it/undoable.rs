//! What can still be taken back is its author's alone: for everybody else the case stands as it stood before.

use backend::{Error, cases, photo_requests};
use domain::{
    case::{Answer, AnswerDraft, WrongPatientReason},
    command::ConsentChoices,
    forms::Response,
    image::View,
    view::{AnswerSent, Stage},
};

use crate::support::{
    World, answer, ask_patient, downgrade, form_key, on_both, patient, send,
    shown::{news, stage},
};

on_both!(
    an_answer_over_a_question_is_shown_to_nobody_yet,
    a_wrong_patient_found_meanwhile_shows_the_question_and_not_the_answer,
    a_link_takes_no_photos_for_a_question_that_is_not_asked_yet,
    photos_for_a_question_go_on_coming_while_its_answer_can_be_taken_back,
    a_patient_is_told_nothing_of_a_downgrade_to_be_agreed,
    a_change_told_while_more_is_asked_for_is_read_before_an_answer,
    a_request_that_was_discarded_was_not_sent,
);

async fn an_answer_over_a_question_is_shown_to_nobody_yet(world: World) {
    let b = &world.b;
    let (case, version, token, who) = patient::submitted(&world).await;
    send(b, &world.specialist, case, version, ask_patient()).await.unwrap();
    world.pass(60);
    let version = cases::show(b, &world.colleague, case).await.unwrap().version;
    send(b, &world.colleague, case, version, answer()).await.unwrap();

    let seen = cases::show(b, &world.referrer, case).await.unwrap().answer.unwrap();
    assert_eq!((seen.answer, seen.by.as_str()), (ask_patient(), "Dr Helen Marsh"));
    let page = news(&world, &token, &who).await;
    assert_eq!((page.patient_advice.as_str(), page.answered), ("", None));
    let own = cases::show(b, &world.colleague, case).await.unwrap().answer.unwrap();
    assert_eq!(own.answer, answer());
    cases::undo_answer(b, &world.colleague, case).await.unwrap();
    assert_eq!(cases::show(b, &world.colleague, case).await.unwrap().answer.unwrap().answer, ask_patient());
}

async fn a_wrong_patient_found_meanwhile_shows_the_question_and_not_the_answer(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, ask_patient()).await.unwrap();
    world.pass(60);
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    cases::wrong_patient(b, &world.referrer, case, WrongPatientReason::Pictures).await.unwrap();
    world.pass(60);
    let of = async |who| cases::show(b, who, case).await.unwrap().wrong_patient.unwrap().answer.unwrap().2;
    assert_eq!((of(&world.referrer).await, of(&world.specialist).await), (ask_patient(), answer()));
}

async fn a_link_takes_no_photos_for_a_question_that_is_not_asked_yet(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(b).await;
    let who = patient::confirmed(b, &token).await;
    photo_requests::consent(b, &who, ConsentChoices { care: true, ..Default::default() }).await.unwrap();
    photo_requests::answer_questions(b, &who, Response::default()).await.unwrap();
    let version = world.send(case).await.version;
    send(b, &world.specialist, case, version, ask_patient()).await.unwrap();
    assert!(matches!(stage(&world, &token, &who).await, Stage::News(_)));
    let early = backend::images::receive(b, &who, case, patient::jpeg(), patient::details(View::CloseUp)).await;
    assert!(early.is_err());
    cases::undo_answer(b, &world.specialist, case).await.unwrap();
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    send(b, &world.specialist, case, version, ask_patient()).await.unwrap();
    world.pass(10);
    assert_eq!(stage(&world, &token, &who).await, Stage::Photos);
    patient::add_picture(b, &who, case, View::CloseUp).await;
}

async fn photos_for_a_question_go_on_coming_while_its_answer_can_be_taken_back(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, ask_patient()).await.unwrap();
    world.pass(60);
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let who = patient::confirmed(b, &patient::texted_token(b).await).await;
    photo_requests::consent(b, &who, ConsentChoices { care: true, ..Default::default() }).await.unwrap();
    photo_requests::answer_questions(b, &who, Response::default()).await.unwrap();
    patient::add_picture(b, &who, case, View::Overview).await;
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    let knowing = AnswerDraft { confirmed: "unsent_photos".into(), ..AnswerDraft::of(answer()) };
    let sent = cases::answer(b, &world.specialist, case, version, form_key(), knowing).await.unwrap();
    assert!(matches!(sent, AnswerSent::Sent { .. }), "{sent:?}");
    // The line is slow, and the seconds are not over.
    patient::add_picture(b, &who, case, View::CloseUp).await;
    let sent = photo_requests::send(b, &who).await;
    assert!(matches!(sent, Err(Error::Unavailable(_))), "whether they are waited for is not known yet: {sent:?}");
    cases::undo_answer(b, &world.specialist, case).await.unwrap();
    photo_requests::send(b, &who).await.unwrap();
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().state, "Waiting for an answer");
}

async fn a_patient_is_told_nothing_of_a_downgrade_to_be_agreed(world: World) {
    let b = &world.b;
    let (case, version, token, who) = patient::suspected(&world).await;
    send(b, &world.specialist, case, version, downgrade()).await.unwrap();
    world.pass(60);
    let page = news(&world, &token, &who).await;
    assert_eq!((page.answered, page.held, page.outcome), (None, false, None));
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert!(news(&world, &token, &who).await.answered.is_some());
}

async fn a_change_told_while_more_is_asked_for_is_read_before_an_answer(world: World) {
    let b = &world.b;
    let (case, version, _, who) = patient::submitted(&world).await;
    let more = Answer { who_acts: "practice".into(), ..ask_patient() };
    send(b, &world.specialist, case, version, more).await.unwrap();
    world.pass(60);
    let open = cases::show(b, &world.specialist, case).await.unwrap();
    assert!(open.may.answer);
    photo_requests::report_change(b, &who, &Response::default().with("words", "It bleeds now")).await.unwrap();
    let sent = send(b, &world.specialist, case, open.version, answer()).await;
    assert!(!matches!(sent, Ok(AnswerSent::Sent { .. })), "{sent:?}");
    let seen = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!(seen.changes.len(), 1);
    let sent = send(b, &world.specialist, case, seen.version, answer()).await;
    assert!(matches!(sent, Ok(AnswerSent::Sent { .. })), "{sent:?}");
}

async fn a_request_that_was_discarded_was_not_sent(world: World) {
    let b = &world.b;
    let (case, version) = world.drafted().await;
    let draft = cases::request(b, &world.referrer, case).await.unwrap().draft;
    cases::withdraw(b, &world.referrer, case).await.unwrap();
    let sent = cases::save_and_submit(b, &world.referrer, case, version, draft, None).await;
    assert!(sent.is_err(), "nobody waits for it: {sent:?}");
}
