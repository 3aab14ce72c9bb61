use backend::{cases, delivery::outbox, demo, photo_requests};
use domain::ids::CaseId;
use sqlx::{AssertSqlSafe, Executor, Row};

use crate::support::{World, answer, on_both, send};

on_both!(
    a_text_arrives_once,
    what_a_killed_worker_held_is_delivered_by_the_next,
    two_workers_deliver_one_text,
    what_cannot_be_delivered_is_dead_with_a_reason,
    what_was_delivered_holds_no_link,
    a_worker_with_another_lease_delivers_once,
    a_link_withdrawn_while_its_text_waits_is_not_texted,
    without_a_channel_nothing_is_sent_or_said_to_be,
    a_delivery_that_tells_nobody_is_no_failed_text,
);

async fn asked(world: &World) -> CaseId {
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    case
}

async fn delivery(world: &World) -> (String, i64, String) {
    let row = world
        .raw()
        .await
        .fetch_one("SELECT state, attempts, payload FROM deliveries WHERE idempotency_key LIKE 'photo-request/%'")
        .await
        .unwrap();
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
    run(
        &world,
        "UPDATE deliveries SET state = 'waiting', leased_until = NULL WHERE idempotency_key LIKE 'photo-request/%'",
    )
    .await;
    let payload = r#"{"message":"photo_request","to":"+447700900123","practice":"Riverside","url":"http://x/p/y"}"#;
    run(&world, &format!("UPDATE deliveries SET payload = '{payload}' WHERE idempotency_key LIKE 'photo-request/%'"))
        .await;
    assert!(outbox::run_once(&world.b).await.unwrap());
    assert_eq!(texts(&world).await, 1);
    assert!(cases::history(&world.b, &world.referrer, case).await.unwrap().intact);
}

async fn what_a_killed_worker_held_is_delivered_by_the_next(world: World) {
    asked(&world).await;
    let lease_ends = world.b.clock().now().as_millisecond() + 60_000;
    run(&world, &format!("UPDATE deliveries SET leased_until = {lease_ends}, attempts = 1 WHERE idempotency_key LIKE 'photo-request/%'")).await;
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
    run(&world, "UPDATE deliveries SET payload = 'nonsense' WHERE idempotency_key LIKE 'photo-request/%'").await;
    assert!(outbox::run_once(&world.b).await.unwrap());
    assert_eq!(delivery(&world).await.0, "dead");
    assert!(!outbox::run_once(&world.b).await.unwrap());
    let history = cases::history(&world.b, &world.referrer, case).await.unwrap();
    assert_eq!(history.entries.last().unwrap().what, "The text could not be sent: its content could not be read.");
}

async fn what_was_delivered_holds_no_link(world: World) {
    asked(&world).await;
    assert!(delivery(&world).await.2.contains("/p/"));
    outbox::run_once(&world.b).await.unwrap();
    let (state, _, payload) = delivery(&world).await;
    assert_eq!((state.as_str(), payload.as_str()), ("done", ""));
}

async fn a_worker_with_another_lease_delivers_once(world: World) {
    let case = asked(&world).await;
    // The first worker has it and is slow; the second one's lease is another.
    let now = world.b.clock().now().as_millisecond();
    run(&world, &format!("UPDATE deliveries SET lease = 'first', leased_until = {now}, attempts = 1 WHERE idempotency_key LIKE 'photo-request/%'")).await;
    assert!(outbox::run_once(&world.b).await.unwrap());
    let row = world
        .raw()
        .await
        .fetch_one("SELECT state, lease FROM deliveries WHERE idempotency_key LIKE 'photo-request/%'")
        .await
        .unwrap();
    let (state, lease): (String, String) = (row.get(0), row.get(1));
    assert_eq!(state, "done");
    assert_ne!(lease, "first");
    let said = cases::history(&world.b, &world.referrer, case).await.unwrap().entries;
    assert_eq!(said.iter().filter(|entry| entry.what == "The text was sent.").count(), 1);
}

async fn a_link_withdrawn_while_its_text_waits_is_not_texted(world: World) {
    let case = asked(&world).await;
    let link = cases::show(&world.b, &world.referrer, case).await.unwrap().photo_requests[0].id;
    photo_requests::withdraw(&world.b, &world.referrer, link).await.unwrap();
    assert!(!outbox::run_once(&world.b).await.unwrap());
    let (state, _, payload) = delivery(&world).await;
    assert_eq!((texts(&world).await, state.as_str(), payload.as_str()), (0, "cancelled", ""));
}

/// An earnest database has no phone on a page, and nothing else yet.
async fn without_a_channel_nothing_is_sent_or_said_to_be(world: World) {
    let (case, version) = world.drafted().await;
    photo_requests::text_patient(&world.b, &world.referrer, case).await.unwrap();
    // As a release before the two were kept apart left it: real people, and a text that waits.
    run(&world, "UPDATE installation SET value = 'earnest' WHERE name = 'kind'").await;
    let settings = backend::Settings { demonstration: false, ..world.settings.clone() };
    let b = crate::support::open(&settings).await.unwrap();
    assert!(outbox::run_once(&b).await.unwrap());
    let (state, _, payload) = delivery(&world).await;
    assert_eq!((state.as_str(), payload.as_str()), ("dead", ""), "no link stays in clear");
    let said = cases::history(&b, &world.referrer, case).await.unwrap().entries;
    assert!(said.last().unwrap().what.contains("not connected to anything that sends texts"));
    assert!(!said.iter().any(|entry| entry.what == "The text was sent."));

    let refused = photo_requests::text_patient(&b, &world.referrer, case).await;
    let Err(backend::Error::Invalid(problems)) = refused else { panic!("{refused:?}") };
    assert!(problems[0].message.contains("not connected to anything that sends texts"));
    let form = cases::request(&b, &world.referrer, case).await.unwrap();
    assert!(!form.texts && form.contact.iter().any(|it| it.field == "mobile"));
    // The rest of the job goes on without texts, and whom nobody could text stays to be told.
    cases::submit(&b, &world.referrer, case, version).await.unwrap();
    let version = cases::show(&b, &world.specialist, case).await.unwrap().version;
    send(&b, &world.specialist, case, version, answer()).await.unwrap();
    b.clock().advance(std::time::Duration::from_secs(60));
    cases::acknowledge(&b, &world.referrer, case).await.unwrap();
    let refused = cases::text_news(&b, &world.referrer, case).await;
    assert!(matches!(refused, Err(backend::Error::Invalid(_))), "{refused:?}");
    let told = cases::show(&b, &world.referrer, case).await.unwrap().told.unwrap();
    assert!(!told.done && !told.may_text && told.may_note, "{told:?}");
    assert!(!told.words.contains("text"), "{}", told.words);
    let to_tell = cases::list(&b, &world.referrer, domain::view::CaseList::ToTell, None).await.unwrap();
    assert_eq!(to_tell.rows.len(), 1);
}

async fn a_delivery_that_tells_nobody_is_no_failed_text(world: World) {
    let (case, version) = world.submitted().await;
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    world.pass(11);
    while outbox::run_once(&world.b).await.unwrap() {}
    let said = cases::history(&world.b, &world.referrer, case).await.unwrap().entries;
    assert!(!said.iter().any(|entry| entry.what.contains("text")), "{said:?}");
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

/// Two send it; the one whose lease was over when its turn came says nothing of how that went.
#[tokio::test]
async fn a_worker_that_lost_its_lease_notes_nothing() {
    let world = World::postgres().await;
    let case = asked(&world).await;
    let slow = world.b.clone();
    let mut holder = world.raw().await;
    holder.execute("BEGIN").await.unwrap();
    holder.execute("LOCK TABLE phone_texts IN ACCESS EXCLUSIVE MODE").await.unwrap();
    let slow = tokio::spawn(async move { outbox::run_once(&slow).await });
    while delivery(&world).await.1 == 0 {
        tokio::time::sleep(std::time::Duration::from_millis(10)).await;
    }
    run(&world, "DO $$ BEGIN EXECUTE format('ALTER DATABASE %I SET lock_timeout = 200', current_database()); END $$")
        .await;
    let next = world.another_server(61).await;
    assert!(outbox::run_once(&next).await.unwrap(), "it takes it over, and puts it off");
    assert_eq!(delivery(&world).await, ("waiting".to_owned(), 2, delivery(&world).await.2));
    holder.execute("ROLLBACK").await.unwrap();
    assert!(slow.await.unwrap().unwrap());
    assert_eq!((delivery(&world).await.0.as_str(), texts(&world).await), ("waiting", 1), "the first one notes nothing");
    next.clock().advance(std::time::Duration::from_secs(10));
    assert!(outbox::run_once(&next).await.unwrap());
    assert_eq!((delivery(&world).await.0.as_str(), texts(&world).await), ("done", 1));
    let said = cases::history(&world.b, &world.referrer, case).await.unwrap().entries;
    assert_eq!(said.iter().filter(|entry| entry.what == "The text was sent.").count(), 1);
}
