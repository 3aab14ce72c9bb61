use backend::{cases, demo, outbox, photo_requests};
use domain::ids::CaseId;
use sqlx::{AssertSqlSafe, Executor, Row};

use crate::support::{World, on_both};

on_both!(
    a_text_arrives_once,
    what_a_killed_worker_held_is_delivered_by_the_next,
    two_workers_deliver_one_text,
    what_cannot_be_delivered_is_dead_with_a_reason,
    what_was_delivered_holds_no_link,
);

async fn asked(world: &World) -> CaseId {
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    case
}

async fn delivery(world: &World) -> (String, i64, String) {
    let row = world.raw().await.fetch_one("SELECT state, attempts, payload FROM deliveries").await.unwrap();
    (row.get(0), row.get(1), row.get(2))
}

async fn run(world: &World, sql: &str) {
    world.raw().await.execute(AssertSqlSafe(sql.to_owned())).await.unwrap();
}

async fn texts(world: &World) -> usize {
    demo::phone_texts(&world.b).await.unwrap().len()
}

async fn a_text_arrives_once(world: World) {
    let case = asked(&world).await;
    assert!(outbox::run_once(&world.b).await.unwrap());
    assert!(!outbox::run_once(&world.b).await.unwrap());
    assert_eq!(texts(&world).await, 1);
    // As if the worker had died between sending and noting it.
    run(&world, "UPDATE deliveries SET state = 'waiting', leased_until = NULL").await;
    let payload = r#"{"message":"photo_request","to":"+447700900123","practice":"Riverside","url":"http://x/p/y"}"#;
    run(&world, &format!("UPDATE deliveries SET payload = '{payload}'")).await;
    assert!(outbox::run_once(&world.b).await.unwrap());
    assert_eq!(texts(&world).await, 1);
    assert!(cases::history(&world.b, &world.referrer, case).await.unwrap().intact);
}

async fn what_a_killed_worker_held_is_delivered_by_the_next(world: World) {
    asked(&world).await;
    let lease_ends = world.b.clock().now().as_millisecond() + 60_000;
    run(&world, &format!("UPDATE deliveries SET leased_until = {lease_ends}, attempts = 1")).await;
    assert!(!outbox::run_once(&world.b).await.unwrap(), "somebody else has it");
    world.pass(60);
    assert!(outbox::run_once(&world.b).await.unwrap());
    assert_eq!(texts(&world).await, 1);
}

async fn two_workers_deliver_one_text(world: World) {
    asked(&world).await;
    let (one, other) = tokio::join!(outbox::run_once(&world.b), outbox::run_once(&world.b));
    assert!(one.unwrap() != other.unwrap());
    assert_eq!((texts(&world).await, delivery(&world).await.1), (1, 1));
}

async fn what_cannot_be_delivered_is_dead_with_a_reason(world: World) {
    let case = asked(&world).await;
    run(&world, "UPDATE deliveries SET payload = 'nonsense'").await;
    assert!(outbox::run_once(&world.b).await.unwrap());
    assert_eq!(delivery(&world).await.0, "dead");
    assert!(!outbox::run_once(&world.b).await.unwrap());
    let history = cases::history(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(history.entries.last().unwrap().what, "The text could not be sent.");
}

async fn what_was_delivered_holds_no_link(world: World) {
    asked(&world).await;
    assert!(delivery(&world).await.2.contains("/p/"));
    outbox::run_once(&world.b).await.unwrap();
    let (state, _, payload) = delivery(&world).await;
    assert_eq!((state.as_str(), payload.as_str()), ("done", ""));
}

/// A lock that is held for a while is something that passes: the text waits and arrives later.
#[tokio::test]
async fn what_may_pass_is_tried_again_later() {
    let world = World::postgres().await;
    run(&world, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET lock_timeout = 200', current_database()); END $$")
        .await;
    let b = crate::support::open(&world.settings).await.unwrap();
    asked(&world).await;
    let mut holder = world.raw().await;
    holder.execute("BEGIN").await.unwrap();
    holder.execute("LOCK TABLE phone_texts IN ACCESS EXCLUSIVE MODE").await.unwrap();
    assert!(outbox::run_once(&b).await.unwrap());
    assert_eq!(delivery(&world).await.0, "waiting");
    holder.execute("ROLLBACK").await.unwrap();
    assert!(!outbox::run_once(&b).await.unwrap(), "not before its pause is over");
    b.clock().advance(std::time::Duration::from_secs(5));
    assert!(outbox::run_once(&b).await.unwrap());
    assert_eq!((delivery(&world).await.0.as_str(), texts(&world).await), ("done", 1));
}
