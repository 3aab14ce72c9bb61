//! The worker: takes on one delivery at a time with a lease, sends it, and notes how that went. Three steps, of which only
//! the first and the last write to the database.

use std::time::Duration;

use domain::{
    case::{EventKind, TextFailure},
    ids::CaseId,
};
use jiff::{SignedDuration, Timestamp};
use tokio::time::sleep;

use super::{Channel, Message, retry, text};
use crate::{
    Backend, Error,
    db::{
        self, Tx,
        deliveries::{self, Claimed, Outcome},
    },
    error::chain,
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
                tracing::warn!(error = chain(&error), "nothing can be delivered for now");
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
    let lease = hex::encode(b.ids().bytes::<16>());
    let mut tx = b.db().begin_on_any_disk().await?;
    let claimed = deliveries::claim(&mut tx, &lease, now, now + LEASE).await?;
    tx.commit().await?;
    let Some(delivery) = claimed else { return Ok(false) };
    let Ok(message) = db::from_json::<Message>(&delivery.payload, "delivery") else {
        // Whether it was a text cannot be told; somebody may wait for it.
        give_up(b, &delivery, TextFailure::Unreadable).await?;
        return Ok(true);
    };
    // Tried again after a failure, or by a server that was away: the night may have come meanwhile.
    let by_day = b.settings().limits.text_hours.next(now);
    if message.is_for_the_day() && by_day > now {
        let mut tx = b.db().begin_on_any_disk().await?;
        deliveries::note(&mut tx, &delivery, Outcome::Retry { at: by_day, reason: "night" }, now).await?;
        tx.commit().await?;
        return Ok(true);
    }
    match message {
        Message::AnswerStands { service } => {
            let mut tx = b.db().begin_on_any_disk().await?;
            if deliveries::note(&mut tx, &delivery, Outcome::Done, now).await? {
                tx.changed(db::parse(&delivery.case_id, "case")?, service);
            }
            tx.commit().await?;
        }
        Message::PhotoRequest { to, practice, url, days } => {
            send(b, &delivery, text::photo_request(&to, &practice, &url, days)).await?;
        }
        Message::News { to, practice } => send(b, &delivery, text::news(&to, &practice)).await?,
        Message::NewsLink { to, practice, url } => send(b, &delivery, text::news_link(&to, &practice, &url)).await?,
        Message::Withdrawn { to, practice, phone } => {
            send(b, &delivery, text::withdrawn(&to, &practice, &phone)).await?;
        }
    }
    Ok(true)
}

async fn send(b: &Backend, delivery: &Claimed, text: text::Text) -> Result<(), Error> {
    let Some(channel) = Channel::of(b) else {
        return give_up(b, delivery, TextFailure::NoChannel).await;
    };
    // Called off since it was taken on, or so long ago that somebody else has it.
    if !deliveries::is_held(&mut *b.db().read().await?, delivery).await? {
        return Ok(());
    }
    match channel.send(b, &delivery.id, text, b.clock().now()).await {
        Ok(()) => sent(b, delivery).await,
        Err(error) => {
            tracing::warn!(
                delivery = delivery.id,
                attempt = delivery.attempts,
                error = chain(&error),
                "a text was not sent"
            );
            match error {
                Error::Unavailable(_) if delivery.attempts < retry::TRIES => put_off(b, delivery).await,
                _ => give_up(b, delivery, TextFailure::GaveUp).await,
            }
        }
    }
}

/// The text has left: the case's log says so, also where it was called off in that moment. Of two workers that sent it,
/// because the first was slower than its lease, only the second notes it.
async fn sent(b: &Backend, delivery: &Claimed) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let now = b.clock().now();
    if deliveries::note(&mut tx, delivery, Outcome::Done, now).await?
        || deliveries::was_called_off(&mut tx, delivery).await?
    {
        let event = EventKind::TextSent { delivery: db::parse(&delivery.id, "delivery")? };
        tell(&mut tx, delivery, now, &event).await?;
    }
    tx.commit().await
}

/// What may pass is tried again.
async fn put_off(b: &Backend, delivery: &Claimed) -> Result<(), Error> {
    let [dice] = b.ids().bytes();
    let pause = SignedDuration::try_from(retry::pause(delivery.attempts, dice)).unwrap_or(LEASE);
    let mut tx = b.db().begin_on_any_disk().await?;
    let now = b.clock().now();
    deliveries::note(&mut tx, delivery, Outcome::Retry { at: now + pause, reason: "unavailable" }, now).await?;
    tx.commit().await
}

/// What will not get better by itself, or has been tried often enough, is dead with its reason.
async fn give_up(b: &Backend, delivery: &Claimed, why: TextFailure) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    let now = b.clock().now();
    if deliveries::note(&mut tx, delivery, Outcome::Dead { reason: why.as_str() }, now).await? {
        let event = EventKind::TextFailed { delivery: db::parse(&delivery.id, "delivery")?, why };
        tell(&mut tx, delivery, now, &event).await?;
    }
    tx.commit().await
}

/// Writes into the case's log, holding the case so that no two entries take one number.
async fn tell(tx: &mut Tx, delivery: &Claimed, now: Timestamp, event: &EventKind) -> Result<(), Error> {
    let case: CaseId = db::parse(&delivery.case_id, "case")?;
    let held = db::cases::lock(tx, case).await?.ok_or(Error::NotFound)?;
    events::append(tx, case, now, None, event).await?;
    tx.changed(case, held.facts().service);
    Ok(())
}
