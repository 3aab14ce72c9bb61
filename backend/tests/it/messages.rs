//! What both sides of a case write to each other, and that it waits for whoever has to read it.

use backend::{Error, cases, messages};
use domain::{
    case::{Party, WrongPatientReason},
    retention::Because,
    role::Role,
    view::{CaseList, WorklistQuery, WorklistShow},
};
use sqlx::Executor;
use uuid::Uuid;

use crate::support::{World, answer, form_key, on_both, send};

on_both!(
    a_message_waits_until_the_other_side_has_read_it,
    what_came_after_the_page_was_made_is_not_read_by_it,
    the_same_form_twice_is_one_message,
    an_answer_that_was_being_written_meanwhile_is_not_sent,
    strangers_trainees_and_managers_write_nothing,
    a_message_outlives_its_request_and_not_its_patient,
    a_message_that_was_changed_is_found,
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
    messages::send(b, &world.referrer, case, form_key(), now(&world), " It itches more now. ").await.unwrap();
    assert_eq!(listed(&world).await, (0, 1));
    world.pass(1);
    // A reply says that what it replies to is read.
    messages::send(b, &world.specialist, case, form_key(), now(&world), "Thank you.").await.unwrap();
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
    messages::send(b, &world.referrer, case, form_key(), now(&world), "One.").await.unwrap();
    let page = now(&world);
    world.pass(1);
    messages::send(b, &world.referrer, case, form_key(), now(&world), "It bleeds.").await.unwrap();
    messages::read(b, &world.specialist, case, page).await.unwrap();
    world.pass(1);
    messages::send(b, &world.specialist, case, form_key(), page, "Thank you.").await.unwrap();
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
        messages::send(b, &world.referrer, case, key, now(&world), "One.").await.unwrap();
    }
    assert!(matches!(messages::send(b, &world.referrer, case, key, now(&world), "Two.").await, Err(Error::Conflict)));
    assert!(matches!(
        messages::send(b, &world.referrer, case, form_key(), now(&world), " \n").await,
        Err(Error::Invalid(_))
    ));
    let long = "x".repeat(4_001);
    assert!(matches!(
        messages::send(b, &world.referrer, case, form_key(), now(&world), &long).await,
        Err(Error::Invalid(_))
    ));
    let nil = domain::ids::FormKey(Uuid::nil());
    assert!(matches!(messages::send(b, &world.referrer, case, nil, now(&world), "Three.").await, Err(Error::Conflict)));
    assert_eq!(cases::show(b, &world.specialist, case).await.unwrap().messages.len(), 1);
}

async fn an_answer_that_was_being_written_meanwhile_is_not_sent(world: World) {
    let b = &world.b;
    let (case, version) = world.submitted().await;
    messages::send(b, &world.referrer, case, form_key(), now(&world), "It bleeds.").await.unwrap();
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
        let sent = messages::send(b, who, case, form_key(), now(&world), "Hello.").await;
        assert!(matches!(sent, Err(Error::Denied)), "{who:?}: {sent:?}");
        assert!(matches!(messages::read(b, who, case, now(&world)).await, Err(Error::Denied)), "{who:?}");
    }
    let (draft, _) = world.drafted().await;
    assert!(matches!(
        messages::send(b, &world.referrer, draft, form_key(), now(&world), "To whom?").await,
        Err(Error::Denied)
    ));
}

async fn a_message_outlives_its_request_and_not_its_patient(world: World) {
    let b = &world.b;
    let (withdrawn, _) = world.submitted().await;
    let (wrong, _) = world.submitted().await;
    for case in [withdrawn, wrong] {
        messages::send(b, &world.specialist, case, form_key(), now(&world), "Please refer today.").await.unwrap();
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
    let nobody = messages::send(b, &world.referrer, draft, form_key(), now(&world), "Hello?").await;
    assert!(matches!(nobody, Err(Error::Conflict)), "there is no service");
}

async fn a_message_that_was_changed_is_found(world: World) {
    let b = &world.b;
    let (case, _) = world.submitted().await;
    messages::send(b, &world.referrer, case, form_key(), now(&world), "It does not bleed.").await.unwrap();
    assert!(cases::history(b, &world.referrer, case).await.unwrap().intact);
    world.raw().await.execute("UPDATE messages SET text = 'It bleeds.'").await.unwrap();
    assert!(!cases::history(b, &world.referrer, case).await.unwrap().intact);
}
