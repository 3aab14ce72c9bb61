//! A practice that does not agree that its patient need not be seen refers them all the same.

use backend::{Error, cases};
use domain::{
    case::{Answer, Draft},
    ids::CaseId,
    view::AnswerSent,
};

use crate::support::{World, answer, on_both, send, upgrade};

on_both!(
    a_referral_against_an_answer_says_why_and_keeps_its_day,
    an_answer_without_an_appointment_is_confirmed_then,
    what_was_begun_as_a_question_becomes_a_referral,
    what_is_asked_again_otherwise_needs_no_reason,
);

/// Advice that the patient need not be seen, read a week ago.
async fn reassured(world: &World) -> CaseId {
    let (case, version) = world.submitted().await;
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(7 * 24 * 3600);
    cases::acknowledge(&world.b, &world.referrer, case).await.unwrap();
    case
}

/// The form that refers them anyway, with this reason.
async fn begun(world: &World, case: CaseId, reason: &str) -> (CaseId, i64) {
    let b = &world.b;
    let again = cases::ask_again(b, &world.referrer, case, true).await.unwrap();
    let form = cases::request(b, &world.referrer, again).await.unwrap();
    assert!(form.may_refer_anyway && form.draft.kind == "assessment");
    let filled = world.draft();
    let draft = Draft {
        question: "Please see her".into(),
        no_images_reason: "As before".into(),
        anyway_reason: reason.into(),
        ..form.draft.clone()
    };
    let draft = Draft { response: filled.response, ..draft };
    let saved = cases::save_draft(b, &world.referrer, again, form.version, draft).await.unwrap();
    (again, saved.version)
}

async fn a_referral_against_an_answer_says_why_and_keeps_its_day(world: World) {
    let b = &world.b;
    let case = reassured(&world).await;
    assert!(cases::show(b, &world.referrer, case).await.unwrap().answer.unwrap().may_refer_anyway);
    let (again, version) = begun(&world, case, " ").await;
    let Err(Error::Invalid(problems)) = cases::submit(b, &world.referrer, again, version).await else {
        panic!("it needs a reason")
    };
    assert_eq!(problems.iter().map(|it| it.field.as_str()).collect::<Vec<_>>(), ["anyway_reason"]);
    let (again, version) = begun(&world, case, "It has doubled since").await;
    let version = cases::submit(b, &world.referrer, again, version).await.unwrap().version;
    let seen = cases::show(b, &world.specialist, again).await.unwrap();
    let why = seen.facts.iter().find(|fact| fact.label == "Referred although the answer was otherwise because");
    assert_eq!(why.map(|fact| (fact.value.as_str(), fact.key)), Some(("It has doubled since", true)));
    let query = domain::view::WorklistQuery::default();
    let row = cases::worklist(b, &world.specialist, &query).await.unwrap().rows.remove(0);
    assert!(row.flags.iter().any(|flag| flag == "Referred anyway"), "{:?}", row.flags);
    let clinic = Answer { outcome: "routine_clinic".into(), who_acts: "hospital".into(), ..upgrade() };
    send(b, &world.specialist, again, version, clinic).await.unwrap();
    world.pass(10);
    // From the first question, a week before the referral.
    let waits = cases::show(b, &world.specialist, again).await.unwrap().booking.unwrap().waits;
    assert_eq!(waits, ["Treatment begins: day 7 of 126, by Tue 30 Mar"]);
    let history = cases::history(b, &world.referrer, again).await.unwrap();
    assert!(history.intact);
    assert!(history.entries.iter().any(|entry| entry.what.contains("keeps the first date: Tuesday 24 November 2026")));
}

async fn what_was_begun_as_a_question_becomes_a_referral(world: World) {
    let b = &world.b;
    let case = reassured(&world).await;
    let question = cases::ask_again(b, &world.referrer, case, false).await.unwrap();
    assert_eq!(cases::request(b, &world.referrer, question).await.unwrap().draft.kind, "advice");
    assert_eq!(cases::ask_again(b, &world.referrer, case, true).await.unwrap(), question);
    assert_eq!(cases::request(b, &world.referrer, question).await.unwrap().draft.kind, "assessment");
}

async fn an_answer_without_an_appointment_is_confirmed_then(world: World) {
    let b = &world.b;
    let case = reassured(&world).await;
    let (again, version) = begun(&world, case, "It has doubled since").await;
    let version = cases::submit(b, &world.referrer, again, version).await.unwrap().version;
    let AnswerSent::Incomplete { problems } = send(b, &world.specialist, again, version, answer()).await.unwrap()
    else {
        panic!("nobody was asked whether they are sure")
    };
    assert!(problems.iter().any(|it| it.message.contains("The practice refers this patient although")), "{problems:?}");
}

async fn what_is_asked_again_otherwise_needs_no_reason(world: World) {
    let b = &world.b;
    let case = reassured(&world).await;
    // A second question: what was typed as a reason before it was one says nothing.
    let (again, version) = begun(&world, case, "It has doubled since").await;
    let draft = cases::request(b, &world.referrer, again).await.unwrap().draft;
    let advice = Draft { kind: "advice".into(), ..draft };
    let version = cases::save_draft(b, &world.referrer, again, version, advice).await.unwrap().version;
    cases::submit(b, &world.referrer, again, version).await.unwrap();
    let seen = cases::show(b, &world.specialist, again).await.unwrap();
    assert!(seen.facts.iter().all(|fact| !fact.label.starts_with("Referred although")));
    assert!(
        !cases::history(b, &world.referrer, again)
            .await
            .unwrap()
            .entries
            .iter()
            .any(|it| it.what.contains("first date"))
    );
}
