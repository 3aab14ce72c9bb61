use std::time::Duration;

use backend::{cases, live::Changed};
use futures::{Stream, StreamExt};
use tokio::time::timeout;

use crate::support::{World, on_both, open};

on_both!(watchers_hear_of_what_was_committed);

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
    let (mut one, mut all) = (world.b.live().case(case), world.b.live().service(world.service));
    let (other, _) = world.drafted().await;
    let mut another = world.b.live().case(other);
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

#[tokio::test]
async fn servers_that_share_a_database_hear_of_each_other() {
    let world = World::postgres().await;
    let second = open(&world.settings).await.unwrap();
    let (case, version) = world.drafted().await;
    let mut watcher = second.live().case(case);
    tokio::time::sleep(Duration::from_millis(500)).await;
    cases::submit(&world.b, &world.referrer, case, version).await.unwrap();
    assert_eq!(heard(&mut watcher).await.case, Some(case));
}
