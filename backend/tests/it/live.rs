use std::time::Duration;

use backend::{
    cases,
    live::{Changed, Live},
};
use futures::{Stream, StreamExt};
use tokio::time::timeout;

use crate::support::{World, answer, on_both, open, send};

on_both!(
    watchers_hear_of_what_was_committed,
    what_was_said_while_a_page_was_on_its_way_is_heard,
    a_practice_hears_that_it_has_something_else_to_do,
);

/// Returns once `live` hears, and has heard all that was said before: news comes in the order of what it speaks of. On
/// PostgreSQL it takes its way, and is lost on who does not listen yet.
async fn settled(world: &World, live: &Live) {
    for _ in 0..20 {
        let (case, _) = world.drafted().await;
        let news = live.case(case, None).filter(|changed| std::future::ready(changed.case.is_some()));
        cases::withdraw(&world.b, &world.referrer, case).await.unwrap();
        if timeout(Duration::from_secs(1), Box::pin(news).next()).await.is_ok() {
            return;
        }
    }
    panic!("nothing is heard");
}

/// The next news; "load again", which a listener says when it has connected, is passed over.
async fn heard(stream: &mut (impl Stream<Item = Changed> + Unpin)) -> Changed {
    let news = async {
        loop {
            let changed = stream.next().await.unwrap();
            if changed.case.is_some() {
                return changed;
            }
        }
    };
    timeout(Duration::from_secs(10), news).await.expect("news within ten seconds")
}

async fn watchers_hear_of_what_was_committed(world: World) {
    let (case, version) = world.drafted().await;
    let (mut one, mut all) = (world.b.live().case(case, None), world.b.live().service(world.service, None));
    let (other, _) = world.drafted().await;
    let refused = cases::submit(&world.b, &world.referrer, case, version + 7).await;
    assert!(refused.is_err());
    settled(&world, world.b.live()).await;
    let mut another = world.b.live().case(other, None);
    cases::submit(&world.b, &world.referrer, case, version).await.unwrap();
    assert_eq!(heard(&mut one).await.case, Some(case));
    let news = heard(&mut all).await;
    assert_eq!((news.case, news.service), (Some(case), Some(world.service)));
    let others = another.by_ref().filter(|changed| std::future::ready(changed.case.is_some()));
    assert!(timeout(Duration::from_millis(300), Box::pin(others).next()).await.is_err(), "nothing of another case");
}

async fn a_practice_hears_that_it_has_something_else_to_do(world: World) {
    let (case, version) = world.submitted().await;
    settled(&world, world.b.live()).await;
    let practice = world.referrer.practice().unwrap();
    let others = world.other_referrer.practice().unwrap();
    let (mut own, mut other) = (world.b.live().practice(practice, None), world.b.live().practice(others, None));
    send(&world.b, &world.specialist, case, version, answer()).await.unwrap();
    let next = async |stream: &mut futures::stream::BoxStream<'static, Changed>| {
        let mut news = stream.by_ref().filter(|changed| std::future::ready(changed.practice.is_some()));
        timeout(Duration::from_secs(10), Box::pin(news.next()))
            .await
            .ok()
            .flatten()
            .and_then(|changed| changed.practice)
    };
    assert_eq!(next(&mut own).await, Some(practice), "the request is no longer being answered");
    world.pass(10);
    while backend::delivery::outbox::run_once(&world.b).await.unwrap() {}
    assert_eq!(next(&mut own).await, Some(practice), "and now it can be read");
    let silence = other.by_ref().filter(|changed| std::future::ready(changed.practice.is_some()));
    assert!(timeout(Duration::from_millis(300), Box::pin(silence).next()).await.is_err(), "nothing of another's");
}

/// A page is made, something changes, and only then its stream is opened.
async fn what_was_said_while_a_page_was_on_its_way_is_heard(world: World) {
    let live = world.b.live();
    let (case, version) = world.drafted().await;
    let (other, _) = world.drafted().await;
    settled(&world, live).await;
    let place = live.place();
    cases::submit(&world.b, &world.referrer, case, version).await.unwrap();
    let said = async |mut news: futures::stream::BoxStream<'static, Changed>| {
        timeout(Duration::from_millis(300), news.next()).await.ok().flatten().is_some()
    };
    timeout(Duration::from_secs(10), async { while !said(live.service(world.service, Some(&place))).await {} })
        .await
        .expect("it is said within ten seconds");
    assert!(said(live.case(case, Some(&place))).await);
    assert!(!said(live.case(other, Some(&place))).await, "nothing of another case");
    assert!(!said(live.service(world.service, Some(&live.place()))).await, "nothing since");
    assert!(!said(live.service(world.service, None)).await, "nobody asked");
    for nobodys in ["", "1.0", "made up"] {
        assert!(said(live.case(other, Some(nobodys))).await, "what cannot be told is loaded again: {nobodys}");
    }
}

#[tokio::test]
async fn servers_that_share_a_database_hear_of_each_other() {
    let world = World::postgres().await;
    let second = open(&world.settings).await.unwrap();
    let (case, version) = world.drafted().await;
    let mut watcher = second.live().case(case, None);
    settled(&world, second.live()).await;
    cases::submit(&world.b, &world.referrer, case, version).await.unwrap();
    assert_eq!(heard(&mut watcher).await.case, Some(case));
}
