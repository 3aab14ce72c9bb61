//! An answer that stands can be added to, corrected and retracted, and never changed.

use backend::{Error, cases, photo_requests};
use domain::{
    case::{AmendmentKind, Answer},
    view::{AnswerSent, CaseList, Stage},
};

use crate::support::{World, answer, form_key, on_both, patient, send, shown::texts};

on_both!(
    a_correction_is_signed_and_the_practices_to_read_again,
    a_retracted_answer_is_in_force_for_nobody,
    a_patient_is_not_told_what_was_wrong_once_more,
    who_was_told_by_telephone_is_to_be_told_again,
    an_amendment_posted_twice_is_one_act,
    only_an_answer_that_stands_is_amended,
);

const WRONG: &str = "This was meant for the other shoulder.";

async fn to_read(world: &World) -> usize {
    cases::list(&world.b, &world.referrer, CaseList::ToRead, None).await.unwrap().rows.len()
}

async fn a_correction_is_signed_and_the_practices_to_read_again(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(10);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert_eq!(to_read(&world).await, 0);
    // A colleague who noticed may, too.
    cases::amend(b, &world.colleague, case, form_key(), AmendmentKind::Correction, WRONG).await.unwrap();
    assert_eq!(to_read(&world).await, 1);
    let view = cases::show(b, &world.referrer, case).await.unwrap();
    assert_eq!(view.answer.unwrap().answer, answer(), "the first text stays");
    let amended = &view.amendments[0];
    assert_eq!((amended.by.as_str(), amended.text.as_str()), ("Dr Yusuf Rahman", WRONG));
    assert!(view.may.read_change);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert_eq!(to_read(&world).await, 0);
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    let said: Vec<_> = history.entries.iter().map(|entry| entry.what.as_str()).collect();
    assert!(history.intact && said.contains(&"Corrected the answer."), "{said:?}");
}

async fn a_retracted_answer_is_in_force_for_nobody(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(b).await;
    let who = patient::confirmed(b, &token).await;
    patient::send_photos(b, &who, case).await;
    let version = world.send(case).await.version;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(10);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    let told = texts(&world).await.len();
    cases::amend(b, &world.specialist, case, form_key(), AmendmentKind::Retraction, WRONG).await.unwrap();

    assert_eq!(to_read(&world).await, 1);
    assert_eq!(texts(&world).await.len(), told + 1, "whoever was told is told again");
    let view = cases::show(b, &world.referrer, case).await.unwrap();
    assert_eq!((view.state.as_str(), &view.answer), ("Waiting for an answer", &None));
    assert_eq!(view.amendments[0].retracted, Some(answer()), "it stays readable");
    let confirmed: Vec<_> = who.photo_request().into_iter().collect();
    let Stage::News(news) = photo_requests::page(b, &token, &confirmed).await.unwrap().stage else { panic!() };
    assert_eq!((news.outcome, news.words, news.amended), (None, None, Some(AmendmentKind::Retraction)));
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert_eq!(to_read(&world).await, 0);

    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    let other = Answer { diagnosis: "Viral wart".into(), ..answer() };
    let again = send(b, &world.colleague, case, version, other.clone()).await.unwrap();
    assert!(matches!(again, AnswerSent::Sent { .. }), "{again:?}");
    world.pass(10);
    assert_eq!(cases::show(b, &world.referrer, case).await.unwrap().answer.unwrap().answer, other);
    assert!(cases::history(b, &world.referrer, case).await.unwrap().intact);
}

async fn a_patient_is_not_told_what_was_wrong_once_more(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(b).await;
    let who = patient::confirmed(b, &token).await;
    patient::send_photos(b, &who, case).await;
    let version = world.send(case).await.version;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(10);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    let confirmed: Vec<_> = who.photo_request().into_iter().collect();
    let news = async || match photo_requests::page(b, &token, &confirmed).await.unwrap().stage {
        Stage::News(news) => news,
        other => panic!("{other:?}"),
    };
    assert!(news().await.words.is_some());
    cases::amend(b, &world.specialist, case, form_key(), AmendmentKind::Addition, "More.").await.unwrap();
    let added = news().await;
    assert!(added.words.is_some() && added.amended == Some(AmendmentKind::Addition));
    world.pass(1);
    cases::amend(b, &world.specialist, case, form_key(), AmendmentKind::Correction, WRONG).await.unwrap();
    let corrected = news().await;
    assert_eq!((corrected.amended, corrected.outcome), (Some(AmendmentKind::Correction), None));
    assert!(corrected.amended_at.is_some(), "the patient sees when");
    assert!(corrected.words.is_none() && corrected.patient_advice.is_empty());
    let row = cases::list(b, &world.referrer, CaseList::ToRead, None).await.unwrap().rows.remove(0);
    assert_eq!(row.trouble.as_deref(), Some("The answer has changed: read it again"));
}

async fn who_was_told_by_telephone_is_to_be_told_again(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(10);
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    cases::note_told(b, &world.referrer, case).await.unwrap();
    let to_tell = async || cases::list(b, &world.referrer, CaseList::ToTell, None).await.unwrap().rows.len();
    assert_eq!(to_tell().await, 0);
    cases::amend(b, &world.specialist, case, form_key(), AmendmentKind::Correction, WRONG).await.unwrap();
    assert_eq!(to_tell().await, 1);
    let told = cases::show(b, &world.referrer, case).await.unwrap().told.unwrap();
    assert!(!told.done && told.may_note && told.words.contains("stood no longer"), "{told:?}");
    cases::note_told(b, &world.referrer, case).await.unwrap();
    assert_eq!(to_tell().await, 0);
}

async fn an_amendment_posted_twice_is_one_act(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(10);
    let key = form_key();
    for _ in 0..2 {
        cases::amend(b, &world.specialist, case, key, AmendmentKind::Addition, WRONG).await.unwrap();
    }
    let other = cases::amend(b, &world.specialist, case, key, AmendmentKind::Addition, "Something else.").await;
    assert!(matches!(other, Err(Error::Conflict)), "{other:?}");
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().amendments.len(), 1);
}

async fn only_an_answer_that_stands_is_amended(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    let amend = async |who, text| cases::amend(b, who, case, form_key(), AmendmentKind::Correction, text).await;
    assert!(matches!(amend(&world.specialist, WRONG).await, Err(Error::Denied)));
    send(b, &world.specialist, case, version, answer()).await.unwrap();
    assert!(matches!(amend(&world.specialist, WRONG).await, Err(Error::Conflict)), "that is what Undo is for");
    world.pass(10);
    assert!(matches!(amend(&world.specialist, " ").await, Err(Error::Invalid(_))));
    for stranger in [&world.referrer, &world.other_specialist] {
        assert!(matches!(amend(stranger, WRONG).await, Err(Error::Denied)));
    }
    amend(&world.specialist, WRONG).await.unwrap();
}
