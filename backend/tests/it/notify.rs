//! Texts by GOV.UK Notify, against a stand-in that goes wrong in its ways.

use std::time::Duration;

use backend::{Backend, NotifySettings, cases, delivery::outbox, photo_requests};
use domain::{ids::CaseId, view::CaseList};
use sqlx::{Executor, Row};
use tokio::sync::oneshot;

use crate::support::{
    World,
    notify::{Fault, StandIn},
    on_both,
    texted::{earnest, later, said, stored, with_a_text},
};

on_both!(
    a_text_leaves_once_as_it_was_meant,
    what_is_refused_is_told_to_the_practice,
    a_template_that_is_not_ours_holds_texts_until_it_is,
    a_clock_that_is_off_holds_texts_and_loses_none,
    what_was_held_for_a_day_is_told_to_the_practice,
    too_many_at_once_wait,
    a_fault_before_it_was_taken_sends_it_once,
    a_fault_after_it_was_taken_sends_it_once,
    half_an_answer_sends_it_once,
    an_answer_that_comes_too_late_sends_it_once,
    a_worker_killed_between_sending_and_noting_sends_it_once,
    who_is_not_reached_is_not_asked_for_it,
    two_servers_send_each_text_once,
    nobody_waits_for_a_text_that_is_being_sent,
);

async fn is_sent_once(world: &World, stand_in: &StandIn, b: &Backend, case: CaseId) {
    let taken = stand_in.taken();
    assert_eq!(taken.len(), 1, "{taken:?}");
    let stored = stored(world).await;
    assert_eq!((stored.state.as_str(), stored.payload.as_str()), ("done", ""));
    assert_eq!(stored.external.unwrap(), taken[0].id.to_string());
    let said = said(b, &world.referrer, case).await;
    assert_eq!(said.iter().filter(|it| *it == "The text was sent.").count(), 1, "{said:?}");
}

async fn a_text_leaves_once_as_it_was_meant(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    later(&b, 0).await;
    is_sent_once(&world, &stand_in, &b, case).await;
    let text = &stand_in.taken()[0];
    assert_eq!(text.to, "+447700900123");
    assert!(text.message.starts_with("Riverside Surgery would like photos") && text.message.contains("/p/"));
    let id: String = world
        .raw()
        .await
        .fetch_one("SELECT id FROM deliveries WHERE idempotency_key LIKE 'photo-request/%'")
        .await
        .unwrap()
        .get(0);
    assert_eq!(text.reference, id);
    assert_eq!(stand_in.calls(), ["POST /v2/notifications/sms"], "who sends for the first time asks for nothing");
    assert!(backend::demo::phone_texts(&b).await.is_err());
}

async fn what_is_refused_is_told_to_the_practice(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    stand_in.will([Fault::Status(400)]);
    later(&b, 0).await;
    let stored = stored(&world).await;
    assert_eq!((stored.state.as_str(), stored.payload.as_str()), ("dead", ""));
    assert!(said(&b, &world.referrer, case).await.last().unwrap().contains("could not be sent"));
    let not_reached = cases::list(&b, &world.referrer, CaseList::NotReached, None).await.unwrap();
    assert_eq!(not_reached.rows.len(), 1);
    later(&b, 100_000).await;
    assert_eq!(stand_in.taken().len(), 0);
}

async fn a_template_that_is_not_ours_holds_texts_until_it_is(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    stand_in.set_template("Dear ((name))");
    later(&b, 0).await;
    let held = stored(&world).await;
    assert_eq!((held.state.as_str(), held.reason.as_deref(), held.failures), ("waiting", Some("wrong_template"), 0));
    stand_in.set_template("((message))");
    later(&b, 300).await;
    is_sent_once(&world, &stand_in, &b, case).await;
}

async fn a_clock_that_is_off_holds_texts_and_loses_none(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    stand_in.set_ahead(40);
    // For far longer than what fails may be tried.
    for _ in 0..20 {
        later(&b, 300).await;
    }
    let held = stored(&world).await;
    assert_eq!((held.state.as_str(), held.reason.as_deref(), held.failures), ("waiting", Some("key_or_clock"), 0));
    stand_in.set_ahead(0);
    later(&b, 300).await;
    is_sent_once(&world, &stand_in, &b, case).await;
}

async fn what_was_held_for_a_day_is_told_to_the_practice(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    stand_in.set_ahead(40);
    later(&b, 0).await;
    later(&b, 24 * 60 * 60).await;
    assert_eq!(stored(&world).await.state, "dead");
    let said = said(&b, &world.referrer, case).await;
    assert!(said.last().unwrap().contains("did not let this Skinlink in"), "{said:?}");
}

async fn too_many_at_once_wait(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    stand_in.will([Fault::Status(429); 15]);
    for _ in 0..15 {
        later(&b, 300).await;
    }
    assert_eq!((stored(&world).await.state.as_str(), stored(&world).await.failures), ("waiting", 0));
    later(&b, 300).await;
    is_sent_once(&world, &stand_in, &b, case).await;
}

async fn a_fault_before_it_was_taken_sends_it_once(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    stand_in.will([Fault::Status(500)]);
    later(&b, 0).await;
    assert_eq!(stored(&world).await.state, "waiting");
    stand_in.calls();
    later(&b, 30).await;
    assert_eq!(stand_in.calls(), ["GET /v2/notifications", "POST /v2/notifications/sms"]);
    is_sent_once(&world, &stand_in, &b, case).await;
}

async fn a_fault_after_it_was_taken_sends_it_once(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    stand_in.will([Fault::TakenAndStatus(503)]);
    later(&b, 0).await;
    later(&b, 30).await;
    is_sent_once(&world, &stand_in, &b, case).await;
}

async fn half_an_answer_sends_it_once(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    stand_in.will([Fault::HalfAnAnswer]);
    later(&b, 0).await;
    assert_eq!(stored(&world).await.state, "waiting");
    later(&b, 30).await;
    is_sent_once(&world, &stand_in, &b, case).await;
}

async fn an_answer_that_comes_too_late_sends_it_once(world: World) {
    let stand_in = StandIn::start(world.b.clock()).await;
    let settings = NotifySettings { patience: Duration::from_secs(2), ..stand_in.settings() };
    let hasty = earnest(&world, settings).await;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(&hasty, &world.referrer, case).await.unwrap();
    stand_in.will([Fault::Held]);
    later(&hasty, 0).await;
    let b = earnest(&world, stand_in.settings()).await;
    assert_eq!((stored(&world).await.state.as_str(), stand_in.taken().len()), ("waiting", 1));
    later(&b, 30).await;
    is_sent_once(&world, &stand_in, &b, case).await;
}

async fn a_worker_killed_between_sending_and_noting_sends_it_once(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    stand_in.will([Fault::Held]);
    let killed = tokio::spawn({
        let b = b.clone();
        async move { outbox::run_once(&b).await }
    });
    stand_in.has_taken(1).await;
    killed.abort();
    assert!(killed.await.unwrap_err().is_cancelled(), "it was killed before it heard the answer");
    let next = earnest(&world, stand_in.settings()).await;
    later(&next, 0).await;
    assert_eq!(stored(&world).await.state, "waiting", "the killed one's lease goes on");
    later(&next, 60).await;
    is_sent_once(&world, &stand_in, &next, case).await;
}

async fn who_is_not_reached_is_not_asked_for_it(world: World) {
    let stand_in = StandIn::start(world.b.clock()).await;
    // A port that nobody listens on any longer.
    let gone = tokio::net::TcpListener::bind("127.0.0.1:0").await.unwrap().local_addr().unwrap();
    let settings = NotifySettings { url: format!("http://{gone}"), ..stand_in.settings() };
    let away = earnest(&world, settings).await;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(&away, &world.referrer, case).await.unwrap();
    later(&away, 0).await;
    let waits = stored(&world).await;
    assert_eq!((waits.state.as_str(), waits.reason.as_deref(), waits.failures), ("waiting", Some("not_reached"), 1));
    let b = earnest(&world, stand_in.settings()).await;
    later(&b, 5).await;
    assert_eq!(stand_in.calls(), ["POST /v2/notifications/sms"], "nothing had left");
    is_sent_once(&world, &stand_in, &b, case).await;
}

async fn two_servers_send_each_text_once(world: World) {
    const TEXTS: usize = 40;
    let stand_in = StandIn::slow(world.b.clock(), Duration::from_millis(50)).await;
    let b = earnest(&world, stand_in.settings()).await;
    let other = earnest(&world, stand_in.settings()).await;
    for _ in 0..TEXTS {
        let (case, _) = world.drafted().await;
        photo_requests::text_patient(&b, &world.referrer, case).await.unwrap();
    }
    let (stop, stopped) = oneshot::channel::<()>();
    let (stop_other, stopped_other) = oneshot::channel::<()>();
    let workers = async {
        tokio::join!(
            outbox::run(b.clone(), async { drop(stopped.await) }),
            outbox::run(other.clone(), async { drop(stopped_other.await) })
        )
    };
    let watch = async {
        stand_in.has_taken(TEXTS).await;
        // What is under way is finished and noted.
        drop((stop, stop_other));
    };
    tokio::join!(workers, watch);
    let mut references: Vec<String> = stand_in.taken().into_iter().map(|it| it.reference).collect();
    assert_eq!(references.len(), TEXTS);
    references.sort();
    references.dedup();
    assert_eq!(references.len(), TEXTS);
    let most = stand_in.most_at_once();
    assert!((2..=16).contains(&most), "eight for each server at most: {most}");
    let sql = "SELECT COUNT(*) FROM deliveries WHERE state = 'done' AND attempts = 1";
    let done: i64 = world.raw().await.fetch_one(sql).await.unwrap().get(0);
    assert_eq!(usize::try_from(done).unwrap(), TEXTS);
}

async fn nobody_waits_for_a_text_that_is_being_sent(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    stand_in.will([Fault::Held]);
    let sending = tokio::spawn({
        let b = b.clone();
        async move { outbox::run_once(&b).await }
    });
    stand_in.has_taken(1).await;
    // Not answered yet: neither the case nor the database is held.
    cases::start(&b, &world.referrer).await.unwrap();
    world.b.clock().advance(Duration::from_secs(31));
    photo_requests::text_patient(&b, &world.referrer, case).await.unwrap();
    assert!(!sending.is_finished());
    stand_in.release();
    assert!(sending.await.unwrap().unwrap());
    assert_eq!(stand_in.taken().len(), 1);
}
