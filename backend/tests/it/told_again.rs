//! A patient who was told of an answer is told what became of it, by somebody, and one who was not is told nothing of it.

use backend::{cases, photo_requests};
use domain::{
    case::{AmendmentKind, Answer, Outcome},
    command::DateFields,
    ids::CaseId,
    view::CaseList,
};

use crate::support::{
    World, answer, ask_patient, form_key, on_both, patient, send,
    shown::{count, news, texts, told},
    upgrade,
};

on_both!(
    who_was_told_what_is_wrong_stands_on_the_list_until_somebody_has_put_it_right,
    a_retraction_is_told_also_where_the_answer_was_told_by_telephone,
    a_later_answer_that_is_told_puts_it_right,
    what_is_told_of_the_last_answer_is_not_the_next_one,
    what_was_corrected_before_the_patient_knew_is_told_by_somebody,
    who_was_told_nothing_is_told_of_no_retraction,
    a_text_of_before_is_not_called_this_news,
    what_became_of_an_answer_is_read_also_while_more_is_asked_for,
);

const WRONG: &str = "This was meant for the other shoulder.";

/// Sends an answer, and lets it come into effect.
async fn answered(world: &World, case: CaseId, version: i64, answer: Answer) {
    send(&world.b, &world.specialist, case, version, answer).await.unwrap();
    world.pass(60);
}

async fn amend(world: &World, case: CaseId, kind: AmendmentKind) {
    cases::amend(&world.b, &world.specialist, case, form_key(), kind, WRONG).await.unwrap();
    world.pass(1);
}

async fn who_was_told_what_is_wrong_stands_on_the_list_until_somebody_has_put_it_right(world: World) {
    let (case, version, token, who) = patient::submitted(&world).await;
    answered(&world, case, version, answer()).await;
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    let before = texts(&world).await.len();
    amend(&world, case, AmendmentKind::Correction).await;
    assert_eq!(texts(&world).await.len(), before + 1, "that there is news");
    assert_eq!(count(&world, CaseList::ToTell).await, 1);
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 1, "reading is not telling");
    let todo = told(&world, case).await;
    assert!(!todo.done && todo.may_note && todo.words.contains("tell them what is so now"), "{todo:?}");
    cases::note_told(&world.b, &world.referrer, case).await.unwrap();
    cases::note_told(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 0);
    assert!(told(&world, case).await.words.starts_with("Dr Amara Osei noted"));
    assert_eq!(news(&world, &token, &who).await.outcome, None, "and the page says nothing that was wrong");
}

async fn a_retraction_is_told_also_where_the_answer_was_told_by_telephone(world: World) {
    let (case, version) = world.submitted().await;
    answered(&world, case, version, answer()).await;
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    cases::note_told(&world.b, &world.referrer, case).await.unwrap();
    amend(&world, case, AmendmentKind::Retraction).await;
    assert_eq!(count(&world, CaseList::ToTell).await, 1);
    assert!(told(&world, case).await.words.contains("07700 900 123"), "{}", told(&world, case).await.words);
    // An answer that is taken back leaves that to do as it was.
    let version = cases::show(&world.b, &world.specialist, case).await.unwrap().version;
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    cases::undo_answer(&world.b, &world.specialist, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 1);
    cases::note_told(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 0);
}

async fn a_later_answer_that_is_told_puts_it_right(world: World) {
    let (case, version, token, who) = patient::submitted(&world).await;
    answered(&world, case, version, answer()).await;
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    amend(&world, case, AmendmentKind::Retraction).await;
    assert_eq!(count(&world, CaseList::ToTell).await, 1);
    let version = cases::show(&world.b, &world.specialist, case).await.unwrap().version;
    answered(&world, case, version, upgrade()).await;
    assert_eq!(count(&world, CaseList::ToTell).await, 1, "nobody has told them of this one yet");
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 0);
    assert_eq!(news(&world, &token, &who).await.outcome, Some(Outcome::UpgradeToCancer));
}

async fn what_is_told_of_the_last_answer_is_not_the_next_one(world: World) {
    let (case, version) = world.submitted().await;
    answered(&world, case, version, answer()).await;
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    cases::note_told(&world.b, &world.referrer, case).await.unwrap();
    amend(&world, case, AmendmentKind::Retraction).await;
    let version = cases::show(&world.b, &world.specialist, case).await.unwrap().version;
    send(&world.b, &world.specialist, case, version, upgrade()).await.unwrap();
    // Within the seconds of Undo, in which the practice knows of the retraction alone.
    cases::note_told(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 0);
    world.pass(60);
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 1, "of the new answer they have heard nothing");
    assert!(told(&world, case).await.words.contains("has not been told"), "{:?}", told(&world, case).await);
}

async fn what_was_corrected_before_the_patient_knew_is_told_by_somebody(world: World) {
    let (case, version, token, who) = patient::submitted(&world).await;
    answered(&world, case, version, upgrade()).await;
    amend(&world, case, AmendmentKind::Correction).await;
    let before = texts(&world).await.len();
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(texts(&world).await.len(), before, "a text would lead to a page that cannot say what is so");
    let held = news(&world, &token, &who).await;
    assert!(held.held && held.amended.is_none(), "{held:?}");
    assert_eq!(count(&world, CaseList::ToTell).await, 1);
    cases::note_told(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 0);
    let page = news(&world, &token, &who).await;
    assert_eq!(
        (page.amended, page.amended_at),
        (Some(AmendmentKind::Correction), None),
        "they knew nothing else before"
    );
}

async fn who_was_told_nothing_is_told_of_no_retraction(world: World) {
    let (case, version, token, who) = patient::submitted(&world).await;
    answered(&world, case, version, upgrade()).await;
    let before = texts(&world).await.len();
    amend(&world, case, AmendmentKind::Retraction).await;
    let page = news(&world, &token, &who).await;
    assert_eq!((page.amended, page.amended_at, page.answered), (None, None, None));
    assert_eq!((count(&world, CaseList::ToTell).await, texts(&world).await.len()), (0, before));
}

async fn a_text_of_before_is_not_called_this_news(world: World) {
    let (case, version, token, _) = patient::submitted(&world).await;
    let wrong = DateFields { day: "1".into(), month: "1".into(), year: "1999".into() };
    let lock = async |token: &str| {
        for _ in 0..5 {
            photo_requests::check_identity(&world.b, token, &wrong, 0).await.unwrap();
        }
    };
    lock(&token).await;
    cases::text_news(&world.b, &world.referrer, case).await.unwrap();
    let new = patient::texted_token(&world.b).await;
    answered(&world, case, version, upgrade()).await;
    assert!(!told(&world, case).await.done, "{:?}", told(&world, case).await);
    // The new link is locked as well by the time that somebody reads the answer.
    lock(&new).await;
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToTell).await, 1);
    let todo = told(&world, case).await;
    assert!(!todo.done && todo.may_note && todo.may_text, "what is to be done can be done: {todo:?}");
}

async fn what_became_of_an_answer_is_read_also_while_more_is_asked_for(world: World) {
    let (case, version) = world.submitted().await;
    answered(&world, case, version, answer()).await;
    amend(&world, case, AmendmentKind::Retraction).await;
    let version = cases::show(&world.b, &world.specialist, case).await.unwrap().version;
    answered(&world, case, version, ask_patient()).await;
    let may = cases::show(&world.b, &world.referrer, case).await.unwrap().may;
    assert!(may.read_change && !may.acknowledge, "{may:?}");
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::ToRead).await, 0);
    assert!(!cases::show(&world.b, &world.referrer, case).await.unwrap().may.read_change);
}
