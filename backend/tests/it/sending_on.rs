//! A service sends a referral on to the one that is right for it.

use backend::{Error, cases};
use domain::{
    access::Actor,
    case::{AmendmentKind, Answer},
    ids::{CaseId, ServiceId},
    view::{AnswerSent, CaseList, WorklistQuery},
};
use uuid::Uuid;

use crate::support::{World, form_key, on_both, patient, send, shown, upgrade};

on_both!(
    it_goes_on_with_everything_and_its_first_date,
    nobody_refers_what_was_sent_on,
    only_a_referral_that_waits_is_sent_on,
    the_same_twice_is_sent_once,
    it_is_one_presentation,
    what_came_since_is_seen_first,
    what_has_changed_goes_to_whoever_has_it,
    the_wrong_patient_at_one_is_so_at_both,
    the_other_service_answers_the_practice,
);

const REASON: &str = "Needs a plastic surgeon: close to the eye";

fn other(world: &World) -> ServiceId {
    world.other_specialist.service().unwrap()
}

/// A suspected cancer with the patient's photos, sent on three days after it was asked.
async fn sent_on(world: &World) -> (CaseId, CaseId, String, Actor) {
    let (case, _, token, who) = patient::suspected(world).await;
    world.pass(3 * 24 * 3600);
    let key = form_key();
    let version = cases::show(&world.b, &world.specialist, case).await.unwrap().version;
    let new = cases::send_on(&world.b, &world.specialist, case, key, (other(world), REASON, version)).await.unwrap();
    (case, new, token, who)
}

async fn waiting(world: &World, who: &Actor) -> Vec<(CaseId, Vec<String>)> {
    let rows = cases::worklist(&world.b, who, &WorklistQuery::default()).await.unwrap().rows;
    rows.into_iter().map(|row| (row.case, row.flags)).collect()
}

async fn it_goes_on_with_everything_and_its_first_date(world: World) {
    let b = &world.b;
    let (case, new, ..) = sent_on(&world).await;
    assert_eq!(waiting(&world, &world.specialist).await, []);
    let theirs = waiting(&world, &world.other_specialist).await;
    assert_eq!(theirs.len(), 1);
    assert!(theirs[0].0 == new && theirs[0].1.iter().any(|flag| flag == "Sent on"), "{theirs:?}");
    let before = cases::show(b, &world.specialist, case).await.unwrap();
    let seen = cases::show(b, &world.other_specialist, new).await.unwrap();
    assert_eq!((seen.patient, seen.question, seen.facts), (before.patient, before.question, before.facts));
    assert!(!seen.images.is_empty() && seen.images.iter().all(|image| image.earlier.is_some()));
    let why = seen.others[0].whole.clone().unwrap().answer.unwrap().2.advice;
    assert_eq!(why, REASON);
    // Whoever sent it on learns where it is, and reads no more.
    let there = &before.others[0];
    assert!(there.case == new && there.sent.is_some() && there.whole.is_none());
    assert!(matches!(cases::show(b, &world.specialist, new).await, Err(Error::Denied)));
    let urgent = Answer { outcome: "urgent_clinic".into(), who_acts: "hospital".into(), ..upgrade() };
    let version = cases::show(b, &world.other_specialist, new).await.unwrap().version;
    send(b, &world.other_specialist, new, version, urgent).await.unwrap();
    world.pass(10);
    // The 18 weeks count from the first request; a national target counts from the referral, which this is.
    let waits = cases::show(b, &world.other_specialist, new).await.unwrap().booking.unwrap().waits;
    assert!(waits.iter().any(|wait| wait.starts_with("Treatment begins: day 3 of 126")), "{waits:?}");
    assert!(waits.iter().any(|wait| wait.starts_with("Cancer found or ruled out: day 3 of 28")), "{waits:?}");
    for (who, case) in [(&world.referrer, case), (&world.other_specialist, new)] {
        let history = cases::history(b, who, case).await.unwrap();
        assert!(history.intact, "{:?}", history.entries);
    }
}

async fn nobody_refers_what_was_sent_on(world: World) {
    let b = &world.b;
    let (case, new, token, who) = sent_on(&world).await;
    let read = cases::show(b, &world.referrer, case).await.unwrap();
    let answer = read.answer.unwrap();
    assert_eq!((answer.outcome_label.as_str(), answer.to_refer), ("Sent on to another service", false));
    assert!(answer.responsibility.starts_with("You need not refer"), "{}", answer.responsibility);
    assert_eq!(answer.answer.advice, REASON);
    assert_eq!((shown::count(&world, CaseList::ToRefer).await, shown::count(&world, CaseList::ToRead).await), (0, 1));
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert_eq!((shown::count(&world, CaseList::ToRead).await, shown::count(&world, CaseList::ToFinish).await), (0, 0));
    let news = shown::news(&world, &token, &who).await;
    assert_eq!(news.words.unwrap().who, "outcome.sent_on.who");
    let taken = cases::amend(b, &world.specialist, case, form_key(), AmendmentKind::Retraction, "Wrong").await;
    assert!(matches!(taken, Err(Error::Conflict | Error::Denied)), "it waits elsewhere: {taken:?}");
    assert_eq!(waiting(&world, &world.other_specialist).await[0].0, new);
    assert!(!cases::show(b, &world.referrer, case).await.unwrap().may.ask_again, "one of them waits");
}

async fn only_a_referral_that_waits_is_sent_on(world: World) {
    let b = &world.b;
    let on = async |who: &Actor, case: CaseId, to: ServiceId, reason: &str| {
        let version = cases::show(b, &world.specialist, case).await.unwrap().version;
        cases::send_on(b, who, case, form_key(), (to, reason, version)).await
    };
    let (advice, version) = world.submitted().await;
    let refused = on(&world.specialist, advice, other(&world), REASON).await;
    assert!(matches!(refused, Err(Error::Conflict)), "advice is its practice's: {refused:?}");
    assert!(!cases::show(b, &world.specialist, advice).await.unwrap().may.send_on);
    assert!(cases::send_on_form(b, &world.specialist, advice).await.is_err());
    let (case, ..) = patient::suspected(&world).await;
    let form = cases::send_on_form(b, &world.specialist, case).await.unwrap();
    assert_eq!(form.services.iter().map(|(id, ..)| *id).collect::<Vec<_>>(), [other(&world)]);
    let long = "x".repeat(4_001);
    let field = |result: Result<CaseId, Error>| match result {
        Err(Error::Invalid(problems)) => problems[0].field.clone(),
        other => format!("{other:?}"),
    };
    assert_eq!(field(on(&world.specialist, case, other(&world), " \u{200B}").await), "reason");
    assert_eq!(field(on(&world.specialist, case, other(&world), &long).await), "reason");
    assert_eq!(field(on(&world.specialist, case, world.service, REASON).await), "service");
    assert_eq!(field(on(&world.specialist, case, ServiceId(Uuid::from_u128(9)), REASON).await), "service");
    for who in [&world.referrer, &world.other_specialist] {
        assert!(matches!(on(who, case, other(&world), REASON).await, Err(Error::Denied)));
    }
    send(b, &world.specialist, advice, version, crate::support::answer()).await.unwrap();
    let answered = on(&world.specialist, advice, other(&world), REASON).await;
    assert!(matches!(answered, Err(Error::Denied)), "{answered:?}");
}

async fn the_same_twice_is_sent_once(world: World) {
    let b = &world.b;
    let (case, ..) = patient::suspected(&world).await;
    let key = form_key();
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    let on = || cases::send_on(b, &world.specialist, case, key, (other(&world), REASON, version));
    let (one, two) = tokio::join!(on(), on());
    assert_eq!(one.unwrap(), two.unwrap());
    let else_ = cases::send_on(b, &world.specialist, case, key, (other(&world), "Another reason", version)).await;
    assert!(matches!(else_, Err(Error::Conflict)), "{else_:?}");
    assert_eq!(waiting(&world, &world.other_specialist).await.len(), 1);
    // A colleague who was about to answer is told that somebody was first.
    let version = cases::show(b, &world.colleague, case).await.unwrap().version;
    let late = send(b, &world.colleague, case, version - 1, upgrade()).await.unwrap();
    assert!(matches!(late, AnswerSent::AlreadyAnswered { own: false, .. }), "{late:?}");
}

async fn it_is_one_presentation(world: World) {
    let b = &world.b;
    let (_, new, ..) = sent_on(&world).await;
    let seen = cases::show(b, &world.other_specialist, new).await.unwrap();
    // As a third it would be called so: sent on once more, it is still the first.
    let again =
        cases::send_on(b, &world.other_specialist, new, form_key(), (world.service, "Not ours either", seen.version))
            .await
            .unwrap();
    let third = cases::show(b, &world.specialist, again).await.unwrap();
    assert_eq!((seen.presentation, third.presentation), (None, None));
}

async fn the_other_service_answers_the_practice(world: World) {
    let b = &world.b;
    let (case, new, ..) = sent_on(&world).await;
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    let version = cases::show(b, &world.other_specialist, new).await.unwrap().version;
    let clinic = Answer { outcome: "urgent_clinic".into(), who_acts: "hospital".into(), ..upgrade() };
    send(b, &world.other_specialist, new, version, clinic).await.unwrap();
    world.pass(10);
    let read = cases::show(b, &world.referrer, new).await.unwrap();
    assert_eq!(read.answer.unwrap().outcome_label, "Urgent clinic");
    assert_eq!(shown::count(&world, CaseList::ToRead).await, 1);
}

async fn what_came_since_is_seen_first(world: World) {
    let b = &world.b;
    let (case, ..) = patient::suspected(&world).await;
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    let now = world.b.clock().now().as_millisecond();
    backend::messages::send(b, &world.referrer, case, form_key(), now, "It is the left side", None).await.unwrap();
    let stale = cases::send_on(b, &world.specialist, case, form_key(), (other(&world), REASON, version)).await;
    assert!(matches!(stale, Err(Error::Stale)), "{stale:?}");
}

async fn what_has_changed_goes_to_whoever_has_it(world: World) {
    let b = &world.b;
    let (case, new, token, who) = sent_on(&world).await;
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    crate::changes::say(&world, &who, "It bleeds now").await.unwrap();
    assert_eq!(cases::show(b, &world.other_specialist, new).await.unwrap().changes.len(), 1);
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().changes.len(), 0);
    assert_eq!(shown::news(&world, &token, &who).await.changes.len(), 1);
    assert!(cases::history(b, &world.other_specialist, new).await.unwrap().intact);
}

async fn the_wrong_patient_at_one_is_so_at_both(world: World) {
    let b = &world.b;
    let (case, new, ..) = sent_on(&world).await;
    let because = domain::case::WrongPatientReason::Pictures;
    cases::wrong_patient(b, &world.other_specialist, new, because).await.unwrap();
    for (who, case) in [(&world.specialist, case), (&world.other_specialist, new), (&world.referrer, case)] {
        assert!(cases::show(b, who, case).await.unwrap().wrong_patient.is_some());
        assert!(cases::history(b, who, case).await.unwrap().intact);
    }
    assert_eq!(shown::count(&world, CaseList::WrongPatient).await, 2);
}
