//! The worker: takes on one delivery at a time with a lease, sends it, and notes how that went.

use std::time::Duration;

use domain::{case::EventKind, ids::CaseId};
use jiff::{SignedDuration, Timestamp};
use tokio::time::sleep;

use super::{Message, retry, text};
use crate::{
    Backend, Error,
    db::{
        self, Tx,
        deliveries::{self, Claimed},
    },
    events,
};

/// How long a worker may hold a delivery. One that was killed holding it loses it after that, to the next worker.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// How long to rest when there is nothing to do.
const REST: Duration = Duration::from_millis(500);

/// Delivers until `cancelled` completes; what is under way is finished first.
pub async fn run(b: Backend, cancelled: impl Future<Output = ()>) {
    tokio::pin!(cancelled);
    loop {
        let pause = match run_once(&b).await {
            Ok(true) => Duration::ZERO,
            Ok(false) => REST,
            Err(error) => {
                tracing::warn!(error = &error as &dyn std::error::Error, "the outbox rests");
                REST * 10
            }
        };
        tokio::select! {
            () = &mut cancelled => return,
            () = sleep(pause) => {}
        }
    }
}

/// Takes on what has been due longest and delivers it; false when nothing was due.
pub async fn run_once(b: &Backend) -> Result<bool, Error> {
    let now = b.clock().now();
    let mut tx = b.db().begin().await?;
    let claimed = deliveries::claim(&mut tx, now, now + LEASE).await?;
    tx.commit().await?;
    let Some(delivery) = claimed else { return Ok(false) };
    if let Err(error) = deliver(b, &delivery).await {
        tracing::warn!(
            delivery = delivery.id,
            attempt = delivery.attempts,
            error = &error as &dyn std::error::Error,
            "not delivered"
        );
        put_off(b, &delivery, &error).await?;
    }
    Ok(true)
}

/// The demonstration phone stands in the same database, so arriving and being done are one transaction.
async fn deliver(b: &Backend, delivery: &Claimed) -> Result<(), Error> {
    let message: Message = db::from_json(&delivery.payload, "delivery")?;
    let case = db::parse(&delivery.case_id, "case")?;
    let now = b.clock().now();
    let mut tx = b.db().begin().await?;
    let text = match message {
        Message::PhotoRequest { to, practice, url, days } => Some(text::photo_request(&to, &practice, &url, days)),
        Message::News { to, practice } => Some(text::news(&to, &practice)),
        Message::AnswerStands { service } => {
            tx.changed(case, service);
            None
        }
    };
    if let Some(text) = text {
        text::to_demonstration_phone(&mut tx, &delivery.id, text, now).await?;
        let delivery = db::parse(&delivery.id, "delivery")?;
        note(&mut tx, case, now, &EventKind::TextSent { delivery }).await?;
    }
    deliveries::done(&mut tx, &delivery.id, now).await?;
    tx.commit().await
}

/// Retries what may pass; what will not get better by itself, or has been tried often enough, is dead with a reason.
async fn put_off(b: &Backend, delivery: &Claimed, error: &Error) -> Result<(), Error> {
    let now = b.clock().now();
    let mut tx = b.db().begin().await?;
    if matches!(error, Error::Unavailable(_)) && delivery.attempts < retry::TRIES {
        let [dice] = b.ids().bytes();
        let pause = SignedDuration::try_from(retry::pause(delivery.attempts, dice)).unwrap_or(LEASE);
        deliveries::retry(&mut tx, &delivery.id, now + pause, "unavailable").await?;
    } else {
        deliveries::dead(&mut tx, &delivery.id, now, "cannot be delivered").await?;
        let case = db::parse(&delivery.case_id, "case")?;
        let delivery = db::parse(&delivery.id, "delivery")?;
        note(&mut tx, case, now, &EventKind::TextFailed { delivery }).await?;
    }
    tx.commit().await
}

/// Writes into the case's log, holding the case so that no two entries take one number.
async fn note(tx: &mut Tx, case: CaseId, now: Timestamp, event: &EventKind) -> Result<(), Error> {
    let held = db::cases::lock(tx, case).await?.ok_or(Error::NotFound)?;
    events::append(tx, case, now, None, event).await?;
    tx.changed(case, held.facts().service);
    Ok(())
}
