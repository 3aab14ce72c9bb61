use std::time::Duration;

use backend::{cases, live::Changed};
use futures::{Stream, StreamExt};
use tokio::time::timeout;

use crate::support::{World, on_both, open};

on_both!(watchers_hear_of_what_was_committed, what_was_said_while_a_page_was_on_its_way_is_heard);

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
    let mut another = world.b.live().case(other, None);
    let refused = cases::submit(&world.b, &world.referrer, case, version + 7).await;
    assert!(refused.is_err());
    tokio::time::sleep(Duration::from_millis(500)).await;
    cases::submit(&world.b, &world.referrer, case, version).await.unwrap();
    assert_eq!(heard(&mut one).await.case, Some(case));
    let news = heard(&mut all).await;
    assert_eq!((news.case, news.service), (Some(case), Some(world.service)));
    let others = another.by_ref().filter(|changed| std::future::ready(changed.case.is_some()));
    assert!(timeout(Duration::from_millis(300), Box::pin(others).next()).await.is_err(), "nothing of another case");
}

/// A page is made, something changes, and only then its stream is opened.
async fn what_was_said_while_a_page_was_on_its_way_is_heard(world: World) {
    let live = world.b.live();
    let (case, version) = world.drafted().await;
    let (other, _) = world.drafted().await;
    // On PostgreSQL a notice takes its way.
    tokio::time::sleep(Duration::from_millis(500)).await;
    let place = live.place();
    cases::submit(&world.b, &world.referrer, case, version).await.unwrap();
    let said = async |mut news: futures::stream::BoxStream<'static, Changed>| {
        timeout(Duration::from_millis(300), news.next()).await.ok().flatten().is_some()
    };
    timeout(Duration::from_secs(10), async {
        while live.place() == place {
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    })
    .await
    .expect("it is said within ten seconds");
    assert!(said(live.service(world.service, Some(&place))).await);
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
    tokio::time::sleep(Duration::from_millis(500)).await;
    cases::submit(&world.b, &world.referrer, case, version).await.unwrap();
    assert_eq!(heard(&mut watcher).await.case, Some(case));
}
