//! What GOV.UK Notify says of a text after it took it.

use backend::{
    Backend, cases,
    delivery::{
        inbox::{self, NotTaken},
        outbox,
    },
};
use domain::view::CaseList;
use serde_json::json;
use sqlx::{Executor, Row};
use uuid::Uuid;

use crate::support::{
    World,
    notify::{Fault, RECEIPT_TOKEN, StandIn, Taken},
    on_both,
    texted::{later, said, stored, with_a_text},
};

on_both!(
    what_arrived_is_noted_once,
    a_number_that_takes_no_texts_is_a_task_with_what_to_do,
    a_receipt_that_comes_before_the_answer_is_noted,
    what_was_given_up_on_and_arrived_is_no_task,
    a_receipt_of_something_else_changes_nothing,
    who_does_not_show_the_token_says_nothing,
);

pub(crate) async fn receive(b: &Backend, of: &Taken, status: &str) {
    let body = json!({ "id": of.id, "reference": of.reference, "to": of.to, "status": status, "completed_at": null });
    let sender = inbox::from_notify(b, RECEIPT_TOKEN.as_bytes()).unwrap();
    sender.receipt(body.to_string().as_bytes()).await.unwrap();
}

pub(crate) fn taken(stand_in: &StandIn) -> Taken {
    stand_in.taken().remove(0)
}

pub(crate) async fn kept(world: &World) -> i64 {
    world.raw().await.fetch_one("SELECT COUNT(*) FROM receipts").await.unwrap().get(0)
}

async fn what_arrived_is_noted_once(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    later(&b, 0).await;
    let before = said(&b, &world.referrer, case).await;
    let text = taken(&stand_in);
    receive(&b, &text, "sending").await;
    tokio::join!(receive(&b, &text, "delivered"), receive(&b, &text, "delivered"));
    let stored = stored(&world).await;
    assert_eq!((stored.state.as_str(), stored.status.as_deref()), ("done", Some("delivered")));
    assert_eq!((said(&b, &world.referrer, case).await, kept(&world).await), (before, 2));
}

async fn a_number_that_takes_no_texts_is_a_task_with_what_to_do(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    later(&b, 0).await;
    let text = taken(&stand_in);
    let list = async || cases::list(&b, &world.referrer, CaseList::NotReached, None).await.unwrap().rows;
    assert!(list().await.is_empty());
    receive(&b, &text, "permanent-failure").await;
    receive(&b, &text, "permanent-failure").await;
    assert_eq!(list().await[0].trouble.as_deref(), Some("Text did not arrive"));
    let stored = stored(&world).await;
    assert_eq!((stored.state.as_str(), stored.reason.as_deref()), ("dead", Some("no_such_number")));
    let said = said(&b, &world.referrer, case).await;
    let failed: Vec<_> = said.iter().filter(|it| it.contains("did not arrive")).collect();
    assert_eq!(failed.len(), 1, "{said:?}");
    let form = cases::request(&b, &world.referrer, case).await.unwrap();
    let words = &form.photo_requests[0].state;
    assert!(words.contains("Look for another number"), "{words}");
    assert!(cases::history(&b, &world.referrer, case).await.unwrap().intact);
    // And later it came through all the same.
    receive(&b, &text, "delivered").await;
    assert!(list().await.is_empty());
}

async fn a_receipt_that_comes_before_the_answer_is_noted(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    stand_in.will([Fault::Held]);
    let sending = tokio::spawn({
        let b = b.clone();
        async move { outbox::run_once(&b).await }
    });
    stand_in.has_taken(1).await;
    receive(&b, &taken(&stand_in), "delivered").await;
    assert_eq!(stored(&world).await.state, "done");
    stand_in.release();
    assert!(sending.await.unwrap().unwrap());
    let stored = stored(&world).await;
    assert_eq!((stored.state.as_str(), stored.status.as_deref()), ("done", Some("delivered")));
    let said = said(&b, &world.referrer, case).await;
    assert_eq!(said.iter().filter(|it| *it == "The text was sent.").count(), 1, "{said:?}");
}

async fn what_was_given_up_on_and_arrived_is_no_task(world: World) {
    let (stand_in, b, _) = with_a_text(&world).await;
    stand_in.will([Fault::TakenAndStatus(500)]);
    later(&b, 0).await;
    world.raw().await.execute("UPDATE deliveries SET state = 'dead', reason = 'gave_up', payload = '' WHERE idempotency_key LIKE 'photo-request/%'").await.unwrap();
    world.work_out_tasks().await;
    let list = async || cases::list(&b, &world.referrer, CaseList::NotReached, None).await.unwrap().rows.len();
    assert_eq!(list().await, 1);
    receive(&b, &taken(&stand_in), "delivered").await;
    assert_eq!((list().await, stored(&world).await.state.as_str()), (0, "done"));
}

async fn a_receipt_of_something_else_changes_nothing(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    later(&b, 0).await;
    let before = said(&b, &world.referrer, case).await;
    let text = taken(&stand_in);
    let others = [
        Taken { id: Uuid::from_u128(77), reference: "of another program".to_owned(), ..text.clone() },
        // Our name for a text, and Notify's for another.
        Taken { id: Uuid::from_u128(78), ..text },
    ];
    for other in &others {
        receive(&b, other, "permanent-failure").await;
    }
    assert_eq!((stored(&world).await.state.as_str(), kept(&world).await), ("done", 2));
    assert_eq!(said(&b, &world.referrer, case).await, before);
}

async fn who_does_not_show_the_token_says_nothing(world: World) {
    let (_stand_in, b, _) = with_a_text(&world).await;
    for wrong in ["", "a-token", "a-token-that-we-chose ", "another-token-altogether"] {
        assert!(matches!(inbox::from_notify(&b, wrong.as_bytes()), Err(NotTaken::NotTheirs)), "{wrong}");
    }
    assert!(matches!(inbox::from_notify(&world.b, RECEIPT_TOKEN.as_bytes()), Err(NotTaken::NotHere)));
    let sender = inbox::from_notify(&b, RECEIPT_TOKEN.as_bytes()).unwrap();
    assert!(matches!(sender.receipt(b"{}").await, Err(NotTaken::Malformed)));
    assert_eq!(kept(&world).await, 0);
}
