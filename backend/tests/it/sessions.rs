use backend::{
    accounts::{self, Manager},
    invitations::{self, NewPerson},
    sessions::{self, Held, Links, Pending, SignedIn, Store, author, begin, delete_expired, end, touch},
};
use domain::{ids::PhotoRequestId, role::Role};
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
    somebody_sees_where_they_are_signed_in_and_ends_it,
    who_works_at_two_places_has_pages_of_each,
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
    assert_eq!(
        author(b, &staff.mark).await.unwrap(),
        Some((staff.account, Some(staff.membership))),
        "also after the session has ended"
    );
    assert_eq!(author(b, "made up").await.unwrap(), None);
    backend::unsent::keep(b, (staff.account, Some(staff.membership)), "/api/cases/form", "draft[question]=x")
        .await
        .unwrap();
    assert_eq!(backend::unsent::of_account(b, staff.account).await.unwrap().len(), 1);
    end(b, staff).await.unwrap();
    assert_eq!(author(b, &staff.mark).await.unwrap(), None);
    assert_eq!(author(b, &other.mark).await.unwrap(), Some((other.account, Some(other.membership))));
    assert_eq!(backend::unsent::of_account(b, staff.account).await.unwrap(), []);
    // Of many, the newest are kept, and none for ever.
    for number in 0..12 {
        world.pass(1);
        backend::unsent::keep(b, (staff.account, Some(staff.membership)), "/api/cases/form", &number.to_string())
            .await
            .unwrap();
    }
    let kept = backend::unsent::of_account(b, staff.account).await.unwrap();
    let bodies: Vec<_> = kept.iter().map(|form| form.body.as_str()).collect();
    assert_eq!(bodies, ["2", "3", "4", "5", "6", "7", "8", "9", "10", "11"]);
    world.pass(24 * HOUR);
    assert_eq!(backend::unsent::of_account(b, staff.account).await.unwrap(), []);
}

/// A session as the server keeps it.
async fn kept(world: &World, id: i128) -> SignedIn {
    let mut held = signed_in(world).await;
    held.staff.as_mut().unwrap().device = format!("Browser {id}");
    Store::new(world.b.clone()).create(&mut record(id, &held)).await.unwrap();
    held.staff.unwrap()
}

async fn somebody_sees_where_they_are_signed_in_and_ends_it(world: World) {
    let (b, store) = (&world.b, Store::new(world.b.clone()));
    let this = kept(&world, 1).await;
    world.pass(60);
    kept(&world, 2).await;
    world.pass(60);
    kept(&world, 3).await;
    let list = async || sessions::list(b, this.account, &this.mark).await.unwrap();
    let listed = list().await;
    let said: Vec<_> = listed.iter().map(|it| (it.device.as_str(), it.is_this)).collect();
    assert_eq!(said, [("Browser 3", false), ("Browser 2", false), ("Browser 1", true)]);
    // Nobody ends another's, nor their own by it.
    sessions::end_elsewhere(b, &world.specialist, "", Some(&listed[0].id)).await.unwrap();
    sessions::end_elsewhere(b, &world.referrer, &this.mark, Some(&listed[2].id)).await.unwrap();
    assert_eq!(list().await.len(), 3);
    sessions::end_elsewhere(b, &world.referrer, &this.mark, Some(&listed[0].id)).await.unwrap();
    assert_eq!((loaded(&store, 3).await, list().await.len()), (None, 2));
    // Somebody else knows the password, and has no code yet.
    let (account, since) = (this.account, b.clock().now());
    let pending = Pending { account, since, device: "Thief".into(), next: String::new(), sealed: None };
    store.create(&mut record(4, &Held { pending: Some(pending), ..Held::default() })).await.unwrap();
    let thief = list().await.into_iter().find(|it| it.waits).unwrap();
    assert!(thief.device == "Thief" && !thief.is_this, "{thief:?}");
    sessions::end_elsewhere(b, &world.referrer, &this.mark, None).await.unwrap();
    assert!(loaded(&store, 2).await.is_none() && loaded(&store, 1).await.is_some());
    assert!(loaded(&store, 4).await.is_none(), "they do not go on by a code that they see next");
}

async fn who_works_at_two_places_has_pages_of_each(world: World) {
    let b = &world.b;
    let hill_top = world.other_referrer.practice().unwrap();
    world.pass(1);
    let organisation = Some(hill_top.into());
    let new = NewPerson {
        email: "osei@riverside.example",
        name: "x",
        role: Role::Referrer,
        organisation,
        registration: None,
    };
    invitations::invite(b, Manager::Operator, new).await.unwrap();
    let offer = invitations::offers(b, &world.referrer).await.unwrap().remove(0);
    invitations::take(b, &world.referrer, offer.id).await.unwrap();
    let here = signed_in(&world).await.staff.unwrap();
    let (_, me) = accounts::me_at(b, here.account, here.membership).await.unwrap();
    let there = sessions::switch(b, &here, me.others[0].membership).await.unwrap().staff.unwrap();
    assert_ne!(here.mark, there.mark, "a page of the one is no page of the other");
    assert_eq!((there.account, there.since), (here.account, here.since), "no longer session by switching");
    assert_eq!(author(b, &here.mark).await.unwrap(), Some((here.account, Some(here.membership))));
    let nair = accounts::me(b, world.other_referrer.account().unwrap()).await.unwrap().1.membership;
    assert!(sessions::switch(b, &here, nair).await.is_err(), "another's");
}
