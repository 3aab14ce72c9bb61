//! Texts whose receipts do not come: GOV.UK Notify is asked.

use std::time::Duration;

use backend::{Backend, NotifySettings, cases, delivery::follow_up, photo_requests};
use domain::view::CaseList;

use crate::{
    receipts::{kept, receive, taken},
    support::{
        World,
        notify::StandIn,
        on_both,
        texted::{earnest, later, said, stored, with_a_text},
    },
};

on_both!(
    a_text_without_a_receipt_is_asked_for_until_it_is_known,
    a_text_that_failed_without_a_receipt_is_a_task_once,
    a_text_with_a_receipt_is_never_asked_for,
    what_is_known_is_not_unlearned,
    who_takes_no_receipts_asks_sooner,
    a_text_that_notify_has_no_longer_is_not_asked_for_again,
    a_refusal_ends_nothing,
    asking_ends,
    of_two_servers_one_asks,
);

const HALF_AN_HOUR: u64 = 30 * 60;

/// So much later, what is to be asked is asked.
async fn ask(b: &Backend, seconds: u64) {
    b.clock().advance(Duration::from_secs(seconds));
    while follow_up::run_once(b).await.unwrap() > 0 {}
}

/// How often Notify was asked for one text since this was asked last.
fn asked(stand_in: &StandIn) -> usize {
    stand_in.calls().iter().filter(|call| call.starts_with("GET /v2/notifications/")).count()
}

async fn a_text_without_a_receipt_is_asked_for_until_it_is_known(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    later(&b, 0).await;
    ask(&b, HALF_AN_HOUR - 60).await;
    assert_eq!(asked(&stand_in), 0, "the call-back may still come");
    ask(&b, 60).await;
    assert_eq!((asked(&stand_in), stored(&world).await.status.as_deref()), (1, Some("sending")));
    stand_in.became(taken(&stand_in).id, "delivered");
    let before = said(&b, &world.referrer, case).await;
    ask(&b, HALF_AN_HOUR).await;
    let stored = stored(&world).await;
    assert_eq!((asked(&stand_in), stored.state.as_str(), stored.status.as_deref()), (1, "done", Some("delivered")));
    assert_eq!(said(&b, &world.referrer, case).await, before, "that it left is there already");
    ask(&b, 7 * 24 * 60 * 60).await;
    assert_eq!(asked(&stand_in), 0);
}

async fn a_text_that_failed_without_a_receipt_is_a_task_once(world: World) {
    let (stand_in, b, case) = with_a_text(&world).await;
    later(&b, 0).await;
    let text = taken(&stand_in);
    stand_in.became(text.id, "permanent-failure");
    ask(&b, HALF_AN_HOUR).await;
    let list = cases::list(&b, &world.referrer, CaseList::NotReached, None).await.unwrap();
    assert_eq!(list.rows[0].trouble.as_deref(), Some("Text did not arrive"));
    // And then the call-back after all.
    receive(&b, &text, "permanent-failure").await;
    let said = said(&b, &world.referrer, case).await;
    assert_eq!(said.iter().filter(|it| it.contains("did not arrive")).count(), 1, "{said:?}");
    assert_eq!(kept(&world).await, 1);
}

async fn a_text_with_a_receipt_is_never_asked_for(world: World) {
    let (stand_in, b, _) = with_a_text(&world).await;
    later(&b, 0).await;
    receive(&b, &taken(&stand_in), "delivered").await;
    ask(&b, HALF_AN_HOUR).await;
    ask(&b, 7 * 24 * 60 * 60).await;
    assert_eq!(asked(&stand_in), 0);
}

async fn what_is_known_is_not_unlearned(world: World) {
    let (stand_in, b, _) = with_a_text(&world).await;
    later(&b, 0).await;
    let text = taken(&stand_in);
    // Asked before, and heard after.
    receive(&b, &text, "delivered").await;
    receive(&b, &text, "sending").await;
    let stored = stored(&world).await;
    assert_eq!((stored.state.as_str(), stored.status.as_deref()), ("done", Some("delivered")));
    ask(&b, HALF_AN_HOUR).await;
    assert_eq!(asked(&stand_in), 0);
}

async fn who_takes_no_receipts_asks_sooner(world: World) {
    let stand_in = StandIn::start(world.b.clock()).await;
    let b = earnest(&world, NotifySettings { receipts: None, ..stand_in.settings() }).await;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(&b, &world.referrer, case).await.unwrap();
    later(&b, 0).await;
    stand_in.became(taken(&stand_in).id, "temporary-failure");
    ask(&b, 120).await;
    assert_eq!((asked(&stand_in), stored(&world).await.reason.as_deref()), (1, Some("phone_off")));
}

async fn a_text_that_notify_has_no_longer_is_not_asked_for_again(world: World) {
    let (stand_in, b, _) = with_a_text(&world).await;
    later(&b, 0).await;
    stand_in.will_refuse([404]);
    for _ in 0..5 {
        ask(&b, HALF_AN_HOUR).await;
    }
    assert_eq!((asked(&stand_in), stored(&world).await.state.as_str()), (1, "done"));
}

async fn a_refusal_ends_nothing(world: World) {
    let (stand_in, b, _) = with_a_text(&world).await;
    later(&b, 0).await;
    stand_in.became(taken(&stand_in).id, "delivered");
    stand_in.will_refuse([429, 500, 403]);
    for _ in 0..3 {
        ask(&b, 60 * 60).await;
    }
    assert_eq!((asked(&stand_in), stored(&world).await.status), (3, None));
    ask(&b, 60 * 60).await;
    assert_eq!((asked(&stand_in), stored(&world).await.status.as_deref()), (1, Some("delivered")));
}

async fn asking_ends(world: World) {
    let (stand_in, b, _) = with_a_text(&world).await;
    later(&b, 0).await;
    for _ in 0..10 * 24 * 2 {
        ask(&b, HALF_AN_HOUR).await;
    }
    let asked = asked(&stand_in);
    assert!((10..=20).contains(&asked), "{asked} times in ten days");
    assert_eq!(stored(&world).await.state, "done");
}

async fn of_two_servers_one_asks(world: World) {
    let (stand_in, b, _) = with_a_text(&world).await;
    let other = earnest(&world, stand_in.settings()).await;
    later(&b, HALF_AN_HOUR).await;
    b.clock().advance(Duration::from_secs(HALF_AN_HOUR));
    let (one, two) = tokio::join!(follow_up::run_once(&b), follow_up::run_once(&other));
    assert_eq!((one.unwrap() + two.unwrap(), asked(&stand_in)), (1, 1));
}
