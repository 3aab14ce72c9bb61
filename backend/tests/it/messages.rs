//! What both sides of a case write to each other, and that it waits for whoever has to read it.

use backend::{Error, cases, images, messages};
use domain::{
    access::Actor,
    case::{Answer, Party, WrongPatientReason},
    image::View,
    retention::Because,
    role::Role,
    view::{CaseList, WorklistQuery, WorklistShow},
};
use sqlx::Executor;
use uuid::Uuid;

use crate::support::{
    World, answer, ask_patient, form_key, on_both,
    patient::{add_picture, details, jpeg},
    send,
    shown::count,
};

on_both!(
    a_message_waits_until_the_other_side_has_read_it,
    what_came_after_the_page_was_made_is_not_read_by_it,
    the_same_form_twice_is_one_message,
    an_answer_that_was_being_written_meanwhile_is_not_sent,
    strangers_trainees_and_managers_write_nothing,
    a_message_outlives_its_request_and_not_its_patient,
    a_message_that_was_changed_is_found,
    pictures_go_with_a_message_and_only_those_that_were_seen,
    in_the_practices_own_turn_pictures_go_with_the_request,
    a_case_that_has_ended_takes_no_more_pictures,
);

fn now(world: &World) -> i64 {
    world.b.clock().now().as_millisecond()
}

async fn listed(world: &World) -> (usize, usize) {
    let practice = cases::list(&world.b, &world.referrer, CaseList::Messages, None).await.unwrap().rows.len();
    let query = WorklistQuery { show: WorklistShow::Messages, ..WorklistQuery::default() };
    (practice, cases::worklist(&world.b, &world.specialist, &query).await.unwrap().rows.len())
}

async fn a_message_waits_until_the_other_side_has_read_it(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    messages::send(b, &world.referrer, case, form_key(), now(&world), " It itches more now. ", None).await.unwrap();
    assert_eq!(listed(&world).await, (0, 1));
    world.pass(1);
    // A reply says that what it replies to is read.
    messages::send(b, &world.specialist, case, form_key(), now(&world), "Thank you.", None).await.unwrap();
    assert_eq!(listed(&world).await, (1, 0));
    let thread = cases::show(b, &world.referrer, case).await.unwrap().messages;
    let said: Vec<_> = thread.iter().map(|it| (it.party, it.text.as_str(), it.unread)).collect();
    assert_eq!(said, [(Party::Practice, "It itches more now.", false), (Party::Service, "Thank you.", true)]);
    messages::read(b, &world.referrer, case, now(&world)).await.unwrap();
    messages::read(b, &world.referrer, case, now(&world)).await.unwrap();
    assert_eq!(listed(&world).await, (0, 0));
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    let of = |what: &str| history.entries.iter().filter(|entry| entry.what == what).count();
    assert_eq!((of("Wrote a message."), of("Read the service’s messages."), history.intact), (2, 1, true));
    // It is still the service's to answer, by the same time.
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().state, "Waiting for an answer");
}

async fn what_came_after_the_page_was_made_is_not_read_by_it(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    messages::send(b, &world.referrer, case, form_key(), now(&world), "One.", None).await.unwrap();
    let page = now(&world);
    world.pass(1);
    messages::send(b, &world.referrer, case, form_key(), now(&world), "It bleeds.", None).await.unwrap();
    messages::read(b, &world.specialist, case, page).await.unwrap();
    world.pass(1);
    messages::send(b, &world.specialist, case, form_key(), page, "Thank you.", None).await.unwrap();
    assert_eq!(listed(&world).await, (1, 1));
    let unread = cases::show(b, &world.specialist, case).await.unwrap().messages;
    let unread: Vec<_> = unread.iter().filter(|it| it.unread).map(|it| it.text.as_str()).collect();
    assert_eq!(unread, ["It bleeds.", "Thank you."]);
}

async fn the_same_form_twice_is_one_message(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    let key = form_key();
    for _ in 0..2 {
        messages::send(b, &world.referrer, case, key, now(&world), "One.", None).await.unwrap();
    }
    assert!(matches!(
        messages::send(b, &world.referrer, case, key, now(&world), "Two.", None).await,
        Err(Error::Conflict)
    ));
    assert!(matches!(
        messages::send(b, &world.referrer, case, form_key(), now(&world), " \n", None).await,
        Err(Error::Invalid(_))
    ));
    let long = "x".repeat(4_001);
    assert!(matches!(
        messages::send(b, &world.referrer, case, form_key(), now(&world), &long, None).await,
        Err(Error::Invalid(_))
    ));
    let nil = domain::ids::FormKey(Uuid::nil());
    assert!(matches!(
        messages::send(b, &world.referrer, case, nil, now(&world), "Three.", None).await,
        Err(Error::Conflict)
    ));
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().messages.len(), 1);
}

async fn an_answer_that_was_being_written_meanwhile_is_not_sent(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    messages::send(b, &world.referrer, case, form_key(), now(&world), "It bleeds.", None).await.unwrap();
    assert!(matches!(send(b, &world.specialist, case, version, answer()).await, Err(Error::Stale)));
    let kept = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!(kept.answer_draft.unwrap().answer.advice, answer().advice, "what was written is kept");
    send(b, &world.specialist, case, kept.version, answer()).await.unwrap();
}

async fn strangers_trainees_and_managers_write_nothing(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    let trainee = world.person("Dr New", "new@northshire.example", Role::Trainee, world.service.into()).await;
    let manager = world.person("Mo", "mo@northshire.example", Role::ServiceManager, world.service.into()).await;
    for who in [&world.other_referrer, &world.other_specialist, &trainee, &manager] {
        let sent = messages::send(b, who, case, form_key(), now(&world), "Hello.", None).await;
        assert!(matches!(sent, Err(Error::Denied)), "{who:?}: {sent:?}");
        assert!(matches!(messages::read(b, who, case, now(&world)).await, Err(Error::Denied)), "{who:?}");
    }
    let (draft, _) = world.drafted().await;
    assert!(matches!(
        messages::send(b, &world.referrer, draft, form_key(), now(&world), "To whom?", None).await,
        Err(Error::Denied)
    ));
}

async fn a_message_outlives_its_request_and_not_its_patient(world: World) {
    let b = &world.b;
    let (withdrawn, _) = world.submitted().await;
    let (wrong, _) = world.submitted().await;
    for case in [withdrawn, wrong] {
        messages::send(b, &world.specialist, case, form_key(), now(&world), "Please refer today.", None).await.unwrap();
    }
    cases::withdraw(b, &world.referrer, withdrawn).await.unwrap();
    cases::wrong_patient(b, &world.referrer, wrong, WrongPatientReason::Pictures).await.unwrap();
    assert_eq!(listed(&world).await, (1, 0), "what the service wrote can still matter, but of nobody else's patient");
    messages::read(b, &world.referrer, withdrawn, now(&world)).await.unwrap();
    assert_eq!(listed(&world).await, (0, 0));
    assert!(matches!(messages::read(b, &world.referrer, wrong, now(&world)).await, Err(Error::Denied)));
    // Neither is kept for it for ever.
    for party in [&world.referrer, &world.specialist] {
        cases::settle_wrong_patient(b, party, wrong).await.unwrap();
    }
    for case in [withdrawn, wrong] {
        backend::retention::erase_early(b, case, Because::Duplicate).await.unwrap();
    }
    let (draft, _) = world.drafted().await;
    cases::withdraw(b, &world.referrer, draft).await.unwrap();
    let nobody = messages::send(b, &world.referrer, draft, form_key(), now(&world), "Hello?", None).await;
    assert!(matches!(nobody, Err(Error::Conflict)), "there is no service");
}

async fn a_message_that_was_changed_is_found(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    messages::send(b, &world.referrer, case, form_key(), now(&world), "It does not bleed.", None).await.unwrap();
    assert!(cases::history(b, &world.referrer, case).await.unwrap().intact);
    world.raw().await.execute("UPDATE messages SET text = 'It bleeds.'").await.unwrap();
    assert!(!cases::history(b, &world.referrer, case).await.unwrap().intact);
}

async fn pictures_go_with_a_message_and_only_those_that_were_seen(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    let shown = |actor: Actor| async move {
        let images = cases::show(b, &actor, case).await.unwrap().images;
        images.into_iter().map(|image| image.id).collect::<Vec<_>>()
    };
    let before = shown(world.specialist).await;
    let seen = add_picture(b, &world.referrer, case, View::CloseUp).await;
    let page = now(&world);
    world.pass(1);
    let unseen = add_picture(b, &world.referrer, case, View::Overview).await;
    // Nobody forgets them, and whoever answers is told that there is something.
    assert_eq!(count(&world, CaseList::PhotosArrived).await, 1);
    assert_eq!(shown(world.specialist).await, before);
    let cautions = cases::show(b, &world.specialist, case).await.unwrap().answerable.cautions;
    assert!(cautions.iter().any(|it| it.code == "unsent_photos"), "{cautions:?}");

    let key = form_key();
    for _ in 0..2 {
        messages::send(b, &world.referrer, case, key, page, "In daylight.", Some(page)).await.unwrap();
    }
    assert_eq!(shown(world.specialist).await, [before.clone(), vec![seen]].concat());
    let thread = cases::show(b, &world.specialist, case).await.unwrap().messages;
    assert_eq!(thread.iter().map(|it| it.pictures).collect::<Vec<_>>(), [1]);
    let history = cases::history(b, &world.referrer, case).await.unwrap();
    let of = |what: &str| history.entries.iter().filter(|entry| entry.what.starts_with(what)).count();
    assert_eq!(of("Wrote a message and sent 1 picture with it."), 1);
    assert!(history.intact);
    assert!(matches!(images::remove(b, &world.referrer, seen).await, Err(Error::Denied)), "it is part of the record");

    // What stays can be taken out again, and then nothing waits.
    images::remove(b, &world.referrer, unseen).await.unwrap();
    assert_eq!(count(&world, CaseList::PhotosArrived).await, 0);
    // Also once it was answered, and by nobody of the service.
    let version = cases::show(b, &world.specialist, case).await.unwrap().version;
    send(b, &world.specialist, case, version, Answer { outcome: "investigate_then_review".into(), ..answer() })
        .await
        .unwrap();
    world.pass(60);
    add_picture(b, &world.referrer, case, View::CloseUp).await;
    let refused = images::receive(b, &world.specialist, case, jpeg(), details(View::CloseUp)).await;
    assert!(refused.is_err(), "{refused:?}");
    let refused = messages::send(b, &world.specialist, case, form_key(), 0, "Thank you.", Some(now(&world))).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    assert_eq!(shown(world.specialist).await.len(), before.len() + 1);
    messages::send(b, &world.referrer, case, form_key(), 0, "After a week.", Some(now(&world))).await.unwrap();
    assert_eq!(shown(world.specialist).await.len(), before.len() + 2);
}

async fn in_the_practices_own_turn_pictures_go_with_the_request(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    send(b, &world.specialist, case, version, Answer { who_acts: "practice".into(), ..ask_patient() }).await.unwrap();
    world.pass(60);
    add_picture(b, &world.referrer, case, View::CloseUp).await;
    let before = cases::show(b, &world.specialist, case).await.unwrap();
    assert!(!cases::show(b, &world.referrer, case).await.unwrap().may.send_pictures);
    let refused = messages::send(b, &world.referrer, case, form_key(), 0, "On Monday.", Some(now(&world))).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    let after = cases::show(b, &world.specialist, case).await.unwrap();
    assert_eq!((after.images.len(), after.messages.len()), (before.images.len(), 0));
    world.send(case).await;
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().images.len(), before.images.len() + 1);
}

async fn a_case_that_has_ended_takes_no_more_pictures(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    add_picture(b, &world.referrer, case, View::CloseUp).await;
    cases::withdraw(b, &world.referrer, case).await.unwrap();
    let shown = cases::show(b, &world.referrer, case).await.unwrap();
    assert!(!shown.may.send_pictures && shown.may.message);
    assert!(images::receive(b, &world.referrer, case, jpeg(), details(View::CloseUp)).await.is_err());
    let refused = messages::send(b, &world.referrer, case, form_key(), 0, "Sorry.", Some(now(&world))).await;
    assert!(matches!(refused, Err(Error::Invalid(_))), "{refused:?}");
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().messages, []);
    assert_eq!(count(&world, CaseList::PhotosArrived).await, 0);
}
