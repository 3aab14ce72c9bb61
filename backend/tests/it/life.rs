//! The whole job, once through.

use backend::{cases, photo_requests};
use domain::{
    case::Outcome,
    view::{AnswerSent, CaseList, Stage, WorklistQuery},
};

use crate::support::{World, answer, ask_patient, on_both, patient, send};

on_both!(from_a_texted_link_to_an_acknowledged_answer, asking_for_more_pauses_until_the_pictures_come);

async fn count(world: &World, list: CaseList) -> u32 {
    let home = cases::home(&world.b, &world.referrer).await.unwrap();
    home.counts.into_iter().find_map(|(which, count)| (which == list).then_some(count)).unwrap()
}

async fn from_a_texted_link_to_an_acknowledged_answer(world: World) {
    let b = &world.b;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    assert_eq!(count(&world, CaseList::WithPatient).await, 1);
    let token = patient::texted_token(b).await;
    let who = patient::confirmed(b, &token).await;
    patient::send_photos(b, &who, case).await;
    assert_eq!(count(&world, CaseList::PhotosArrived).await, 1);

    // Pictures do not make the form on the referrer's screen stale.
    world.send(case).await;
    let view = cases::show(b, &world.referrer, case).await.unwrap();
    assert_eq!(view.images.len(), 2);
    // Tuesday morning and two working days: Thursday, 17:00.
    assert_eq!(view.due.unwrap().at.short, "Thu 26 Nov, 17:00");
    let page = cases::worklist(b, &world.specialist, &WorklistQuery::default()).await.unwrap();
    assert_eq!((page.rows.len(), page.waiting, page.rows[0].thumbnail.is_some()), (1, 1, true));

    let seen = cases::show(b, &world.specialist, case).await.unwrap();
    cases::mark_opened(b, &world.specialist, case).await.unwrap();
    let sent = send(b, &world.specialist, case, seen.version, answer()).await.unwrap();
    assert!(matches!(sent, AnswerSent::Sent { next: None, .. }), "{sent:?}");

    // For ten seconds nobody but the service knows.
    world.pass(9);
    assert_eq!(cases::show(b, &world.referrer, case).await.unwrap().answer, None);
    assert_eq!(count(&world, CaseList::WithSpecialist).await, 1);
    let Stage::News(news) = photo_requests::page(b, &token, &confirmed(&who)).await.unwrap().stage else { panic!() };
    assert_eq!(news.outcome, None);
    world.pass(1);
    assert_eq!(count(&world, CaseList::ToRead).await, 1);
    let view = cases::show(b, &world.referrer, case).await.unwrap();
    assert_eq!(view.answer.unwrap().answer, answer());
    let Stage::News(news) = photo_requests::page(b, &token, &confirmed(&who)).await.unwrap().stage else { panic!() };
    assert_eq!(news.outcome, Some(Outcome::Reassure));

    cases::acknowledge(b, &world.referrer, case).await.unwrap();
    let view = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!(view.state, "Closed");
    assert_eq!(view.answer.unwrap().acknowledged_by.as_deref(), Some("Dr Amara Osei"));
    assert_eq!(count(&world, CaseList::DoneThisWeek).await, 1);

    let history = cases::history(b, &world.referrer, case).await.unwrap();
    assert!(history.intact);
    let said: Vec<&str> = history.entries.iter().map(|entry| entry.what.as_str()).collect();
    assert_eq!(said.first(), Some(&"Started the request."));
    assert_eq!(said.last(), Some(&"Read and acknowledged the answer."));
    assert!(said.contains(&"Sent 2 photos."), "{said:?}");
    assert_eq!(said.iter().filter(|what| **what == "Opened the case.").count(), 1);
}

fn confirmed(who: &domain::access::Actor) -> Vec<domain::ids::PhotoRequestId> {
    who.photo_request().into_iter().collect()
}

async fn asking_for_more_pauses_until_the_pictures_come(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    let due = cases::show(b, &world.referrer, case).await.unwrap().due.unwrap().at;
    send(b, &world.specialist, case, version, ask_patient()).await.unwrap();
    world.pass(24 * 60 * 60);
    assert_eq!(count(&world, CaseList::AskedForMore).await, 1);
    assert_eq!(cases::show(b, &world.referrer, case).await.unwrap().due.unwrap().label, "Paused");

    photo_requests::text_patient(b, &world.referrer, case).await.unwrap();
    let token = patient::texted_token(b).await;
    let who = patient::confirmed(b, &token).await;
    patient::send_photos(b, &who, case).await;

    let view = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!((view.state.as_str(), view.images.len()), ("Waiting for an answer", 2));
    let asked: Vec<_> = view.asked_before.iter().map(|(by, _, what)| (by.as_str(), what.advice.as_str())).collect();
    assert_eq!(asked, [("Dr Helen Marsh", "A sharper close-up, please.")], "what was asked for stays readable");
    let later = view.due.unwrap().at;
    assert!(later.ms > due.ms, "a day's pause moves the due time: {} and {}", due.short, later.short);
    send(b, &world.specialist, case, view.version, answer()).await.unwrap();
    assert!(cases::history(b, &world.referrer, case).await.unwrap().intact);
}
