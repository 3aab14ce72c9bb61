use backend::{
    accounts,
    sessions::{Held, Links, SignedIn, Store, author, begin, delete_expired, end, touch},
};
use domain::ids::PhotoRequestId;
use jiff::SignedDuration;
use sqlx::Row;
use tower_sessions::{
    SessionStore,
    cookie::time::OffsetDateTime,
    session::{Id, Record},
};
use uuid::Uuid;

use crate::support::{World, on_both};

on_both!(
    a_session_is_kept_changed_and_deleted,
    a_session_ends_when_idle_and_after_a_day,
    a_link_ends_sooner_than_a_sign_in,
    who_reads_the_table_owns_no_session,
    a_page_is_its_authors_until_they_sign_out,
);

const HOUR: u64 = 60 * 60;

fn record(id: i128, held: &Held) -> Record {
    let data = [(Held::KEY.to_owned(), serde_json::to_value(held).unwrap())].into();
    Record { id: Id(id), data, expiry_date: OffsetDateTime::UNIX_EPOCH }
}

async fn signed_in(world: &World) -> Held {
    let me = accounts::me(&world.b, world.referrer.account().unwrap()).await.unwrap().1;
    begin(&world.b, me.account, me.membership).await.unwrap()
}

async fn loaded(store: &Store, id: i128) -> Option<Held> {
    let record = store.load(&Id(id)).await.unwrap()?;
    Some(serde_json::from_value(record.data[Held::KEY].clone()).unwrap())
}

async fn a_session_is_kept_changed_and_deleted(world: World) {
    let store = Store::new(world.b.clone());
    let held = signed_in(&world).await;
    let mut record = record(7, &held);
    store.create(&mut record).await.unwrap();
    assert_eq!(loaded(&store, 7).await, Some(held.clone()));
    record.data.insert("more".to_owned(), serde_json::json!(2));
    store.save(&record).await.unwrap();
    assert_eq!(store.load(&record.id).await.unwrap().unwrap().data, record.data);
    assert_eq!(store.load(&Id(8)).await.unwrap(), None);
    store.delete(&record.id).await.unwrap();
    assert_eq!(store.load(&record.id).await.unwrap(), None);
    // By a request that was still under way when they signed out.
    store.save(&record).await.unwrap();
    touch(&world.b, &record.id, &held).await.unwrap();
    assert_eq!(store.load(&record.id).await.unwrap(), None);
}

async fn a_session_ends_when_idle_and_after_a_day(world: World) {
    let store = Store::new(world.b.clone());
    let mut held = signed_in(&world).await;
    store.create(&mut record(7, &held)).await.unwrap();
    for _ in 0..13 {
        world.pass(HOUR - 60);
        let SignedIn { seen, .. } = held.staff.as_mut().unwrap();
        *seen = world.b.clock().now();
        touch(&world.b, &Id(7), &held).await.unwrap();
    }
    assert_eq!(loaded(&store, 7).await, None, "whoever never rests signs in again after twelve hours");

    store.create(&mut record(8, &signed_in(&world).await)).await.unwrap();
    world.pass(HOUR);
    assert_eq!(loaded(&store, 8).await, None);
    delete_expired(&world.b).await.unwrap();
}

async fn a_link_ends_sooner_than_a_sign_in(world: World) {
    let store = Store::new(world.b.clone());
    let now = world.b.clock().now();
    let links = Some(Links { ids: vec![PhotoRequestId(Uuid::from_u128(1))], seen: now });
    let patient = Held { links: links.clone(), ..Held::default() };
    store.create(&mut record(7, &patient)).await.unwrap();
    let both = Held { links, ..signed_in(&world).await };
    store.create(&mut record(8, &both)).await.unwrap();
    world.pass(15 * 60);
    assert_eq!(loaded(&store, 7).await, None);
    let rules = world.settings.sessions;
    let held = loaded(&store, 8).await.unwrap().alive(&rules, now + SignedDuration::from_mins(15));
    assert!(held.staff.is_some() && held.links.is_none(), "{held:?}");
}

async fn who_reads_the_table_owns_no_session(world: World) {
    let store = Store::new(world.b.clone());
    store.create(&mut record(7, &signed_in(&world).await)).await.unwrap();
    let rows = sqlx::query("SELECT id FROM sessions").fetch_all(&mut world.raw().await).await.unwrap();
    let ids: Vec<String> = rows.iter().map(|row| row.get(0)).collect();
    assert_eq!(ids.len(), 1);
    assert!(ids[0].parse::<Id>().is_err() && ids[0] != Id(7).to_string(), "{ids:?}");
}

async fn a_page_is_its_authors_until_they_sign_out(world: World) {
    let b = &world.b;
    let held = signed_in(&world).await;
    let staff = held.staff.as_ref().unwrap();
    let other = signed_in(&world).await.staff.unwrap();
    assert_ne!(staff.mark, other.mark, "each sign-in has pages of its own");
    world.pass(13 * HOUR);
    assert_eq!(author(b, &staff.mark).await.unwrap(), Some(staff.account), "also after the session has ended");
    assert_eq!(author(b, "made up").await.unwrap(), None);
    backend::unsent::keep(b, staff.account, "/api/cases/form", "draft[question]=x").await.unwrap();
    assert_eq!(backend::unsent::of_account(b, staff.account).await.unwrap().len(), 1);
    end(b, staff).await.unwrap();
    assert_eq!(author(b, &staff.mark).await.unwrap(), None);
    assert_eq!(author(b, &other.mark).await.unwrap(), Some(other.account));
    assert_eq!(backend::unsent::of_account(b, staff.account).await.unwrap(), []);
    // Of many, the newest are kept, and none for ever.
    for number in 0..12 {
        world.pass(1);
        backend::unsent::keep(b, staff.account, "/api/cases/form", &number.to_string()).await.unwrap();
    }
    let kept = backend::unsent::of_account(b, staff.account).await.unwrap();
    let bodies: Vec<_> = kept.iter().map(|form| form.body.as_str()).collect();
    assert_eq!(bodies, ["2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]);
    world.pass(24 * HOUR);
    assert_eq!(backend::unsent::of_account(b, staff.account).await.unwrap(), []);
}
