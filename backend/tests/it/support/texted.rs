//! A server in earnest that texts by the stand-in for GOV.UK Notify, and what it stored of that.

use std::time::Duration;

use backend::{Backend, ChannelSettings, NotifySettings, Settings, cases, delivery::outbox, photo_requests};
use domain::{access::Actor, ids::CaseId};
use sqlx::{Executor, Row};

use super::{World, notify::StandIn};

/// A server in earnest on the world's database, that texts by the stand-in.
pub async fn earnest(world: &World, notify: NotifySettings) -> Backend {
    world.raw().await.execute("UPDATE installation SET value = 'earnest' WHERE name = 'kind'").await.unwrap();
    let channels = ChannelSettings { notify: Some(notify), smtp: None };
    let settings = Settings { demonstration: false, channels, ..world.settings.clone() };
    Backend::open(settings, world.b.clock().clone(), backend::Ids::system()).await.unwrap()
}

/// The same with one text that is due.
pub async fn with_a_text(world: &World) -> (StandIn, Backend, CaseId) {
    let stand_in = StandIn::start(world.b.clock()).await;
    let b = earnest(world, stand_in.settings()).await;
    let (case, _) = world.drafted().await;
    photo_requests::text_patient(&b, &world.referrer, case).await.unwrap();
    (stand_in, b, case)
}

pub struct Stored {
    pub state: String,
    pub reason: Option<String>,
    pub failures: i64,
    pub external: Option<String>,
    pub payload: String,
    pub status: Option<String>,
}

/// How the text with the link stands; reminders of it wait for days.
pub async fn stored(world: &World) -> Stored {
    let sql = "SELECT state, reason, failures, external_id, payload, status FROM deliveries WHERE idempotency_key LIKE 'photo-request/%'";
    let row = world.raw().await.fetch_one(sql).await.unwrap();
    Stored {
        state: row.get(0),
        reason: row.get(1),
        failures: row.get(2),
        external: row.get(3),
        payload: row.get(4),
        status: row.get(5),
    }
}

pub async fn said(b: &Backend, who: &Actor, case: CaseId) -> Vec<String> {
    cases::history(b, who, case).await.unwrap().entries.into_iter().map(|entry| entry.what).collect()
}

/// So much later, what is due is delivered.
pub async fn later(b: &Backend, seconds: u64) {
    b.clock().advance(Duration::from_secs(seconds));
    while outbox::run_once(b).await.unwrap() {}
}
