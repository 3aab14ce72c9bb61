use backend::sessions::{Store, delete_expired};
use tower_sessions::{
    SessionStore,
    cookie::time::{Duration, OffsetDateTime},
    session::{Id, Record},
};

use crate::support::{World, on_both};

on_both!(a_session_is_kept_changed_and_deleted, a_session_ends);

fn record(world: &World) -> Record {
    let now = OffsetDateTime::from_unix_timestamp(world.b.clock().now().as_second()).unwrap();
    let data = [("account".to_owned(), serde_json::json!("somebody"))].into();
    Record { id: Id(7), data, expiry_date: now + Duration::hours(1) }
}

async fn a_session_is_kept_changed_and_deleted(world: World) {
    let store = Store::new(world.b.clone());
    let mut record = record(&world);
    store.create(&mut record).await.unwrap();
    assert_eq!(store.load(&record.id).await.unwrap(), Some(record.clone()));
    record.data.insert("tries".to_owned(), serde_json::json!(2));
    store.save(&record).await.unwrap();
    assert_eq!(store.load(&record.id).await.unwrap(), Some(record.clone()));
    assert_eq!(store.load(&Id(8)).await.unwrap(), None);
    store.delete(&record.id).await.unwrap();
    assert_eq!(store.load(&record.id).await.unwrap(), None);
    // By a request that was still under way when they signed out.
    store.save(&record).await.unwrap();
    assert_eq!(store.load(&record.id).await.unwrap(), None);
}

async fn a_session_ends(world: World) {
    let store = Store::new(world.b.clone());
    let mut record = record(&world);
    store.create(&mut record).await.unwrap();
    world.pass(60 * 60);
    assert_eq!(store.load(&record.id).await.unwrap(), None);
    delete_expired(&world.b).await.unwrap();
}
