//! An answer that asks the practice to refer stays its to-do until it says that it did, and says the same to all three.

use backend::{Error, cases, photo_requests};
use domain::{
    case::Answer,
    view::{CaseList, Stage},
};

use crate::support::{World, on_both, patient, send, upgrade};

on_both!(
    without_authority_the_practice_is_asked_to_refer_until_it_has,
    with_authority_the_service_arranges_it,
    reading_or_referring_twice_is_one_act,
);

async fn to_refer(world: &World) -> usize {
    cases::list(&world.b, &world.referrer, CaseList::ToRefer, None).await.unwrap().rows.len()
}

async fn without_authority_the_practice_is_asked_to_refer_until_it_has(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(b).await;
    let who = patient::confirmed(b, &token).await;
    patient::send_photos(b, &who, case).await;
    let version = world.send(case).await.version;
    send(b, &world.specialist, case, version, Answer { who_acts: "practice".into(), ..upgrade() }).await.unwrap();
    assert!(matches!(cases::refer(b, &world.referrer, case).await, Err(Error::Denied)), "nobody knows of it yet");
    assert_eq!(to_refer(&world).await, 0);

    world.pass(10);
    let confirmed: Vec<_> = who.photo_request().into_iter().collect();
    let patient_reads = async || {
        let page = photo_requests::page(b, &token, &confirmed).await.unwrap();
        let Stage::News(news) = page.stage else { panic!("{:?}", page.stage) };
        news.words.unwrap().who
    };
    assert_eq!(to_refer(&world).await, 1);
    let view = cases::show(b, &world.referrer, case).await.unwrap();
    let shown = view.answer.unwrap();
    assert_eq!(shown.outcome_label, "Please refer as urgent suspected cancer");
    assert!(shown.to_refer && view.may.refer);
    assert!(shown.responsibility.starts_with("You have to refer"), "{}", shown.responsibility);
    let seen = cases::show(b, &world.specialist, case).await.unwrap();
    let words = seen.responsibility.unwrap_or_default();
    assert!(words.contains("Riverside Surgery is asked to refer"), "{words}");

    // Reading is not referring.
    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    assert_eq!(to_refer(&world).await, 1);
    assert_eq!(patient_reads().await, "outcome.refer_soon.who");
    cases::refer(b, &world.referrer, case).await.unwrap();
    assert_eq!(to_refer(&world).await, 0);
    assert_eq!(patient_reads().await, "outcome.refer_soon.who_done");
    let view = cases::show(b, &world.referrer, case).await.unwrap();
    assert!(!view.may.refer && view.answer.unwrap().responsibility.starts_with("Referred by Riverside Surgery on "));
    let history = cases::history(b, &world.specialist, case).await.unwrap();
    assert!(history.intact);
    assert_eq!(history.entries.last().unwrap().what, "Referred the patient as urgent suspected cancer.");
}

async fn with_authority_the_service_arranges_it(world: World) {
    let b = &world.b;
    let case = cases::start(b, &world.referrer).await.unwrap();
    let draft = domain::case::Draft { conversion_authorised: true, ..world.draft() };
    let version = cases::save_draft(b, &world.referrer, case, 1, draft).await.unwrap().version;
    let version = cases::submit(b, &world.referrer, case, version).await.unwrap().version;
    send(b, &world.specialist, case, version, Answer { who_acts: "hospital".into(), ..upgrade() }).await.unwrap();
    world.pass(10);
    assert_eq!(to_refer(&world).await, 0);
    assert!(matches!(cases::refer(b, &world.referrer, case).await, Err(Error::Denied)));
    let view = cases::show(b, &world.referrer, case).await.unwrap();
    let words = view.responsibility.unwrap_or_default();
    assert!(words.starts_with("Northshire Dermatology has taken this case over"), "{words}");
}

async fn reading_or_referring_twice_is_one_act(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, Answer { who_acts: "practice".into(), ..upgrade() }).await.unwrap();
    world.pass(10);
    for _ in 0..2 {
        cases::acknowledge(b, &world.referrer, case).await.unwrap();
    }
    for _ in 0..2 {
        cases::refer(b, &world.referrer, case).await.unwrap();
    }
    assert!(matches!(cases::refer(b, &world.specialist, case).await, Err(Error::Denied)));
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    for said in ["Read and acknowledged the answer.", "Referred the patient as urgent suspected cancer."] {
        assert_eq!(history.entries.iter().filter(|entry| entry.what == said).count(), 1, "{said}");
    }
}
