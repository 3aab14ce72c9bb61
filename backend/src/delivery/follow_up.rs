//! A channel that took a text says later what became of it. Where it does not say so by itself, because the call-back was
//! lost or nobody set one up, it is asked: seldom, ever less often, and not for ever. What it answers is handled as a
//! receipt is, once.

use std::time::Duration;

use jiff::{SignedDuration, Timestamp};
use tokio::time::sleep;

use super::{
    Channel,
    channels::{Found, NotSent},
    inbox,
};
use crate::{
    Backend, Error,
    clock::from_ms,
    db::follow_up::{self, Unheard},
    error::chain,
};

/// Call-backs are tried for 25 minutes: who waits for them asks after that.
const AFTER_CALL_BACKS: SignedDuration = SignedDuration::from_mins(30);
/// Who waits for none asks when most texts have arrived.
const WITHOUT_CALL_BACKS: SignedDuration = SignedDuration::from_mins(2);
/// The longest pause between two questions.
const LONGEST: SignedDuration = SignedDuration::from_hours(12);
/// A phone network gives a text up after three days: later nothing more is to be learned.
const UNTIL: SignedDuration = SignedDuration::from_hours(4 * 24);
/// How many are asked for one after the other before whoever wants to write has a turn.
const AT_ONCE: i64 = 8;
/// How long to rest when there is nothing to ask.
const REST: Duration = Duration::from_secs(10);

/// When a text that leaves now is first asked for.
pub(super) fn first(b: &Backend, now: Timestamp) -> Timestamp {
    let calls_back = b.settings().channels.notify.as_ref().is_some_and(|it| it.receipts.is_some());
    now + if calls_back { AFTER_CALL_BACKS } else { WITHOUT_CALL_BACKS }
}

/// Asks until `cancelled` completes.
pub async fn run(b: Backend, cancelled: impl Future<Output = ()>) {
    tokio::pin!(cancelled);
    loop {
        let asked = run_once(&b).await.unwrap_or_else(|error| {
            tracing::warn!(error = chain(&error), "what became of texts cannot be asked for now");
            0
        });
        tokio::select! {
            () = &mut cancelled => return,
            () = sleep(if asked == 0 { REST } else { Duration::ZERO }) => {}
        }
    }
}

/// Asks for those whose time has come, a few; how many.
pub async fn run_once(b: &Backend) -> Result<usize, Error> {
    let Some(channel) = Channel::of(b) else { return Ok(0) };
    let taken_on = take_on(b).await?;
    for unheard in &taken_on {
        match channel.ask(b.clock(), &unheard.external_id).await {
            Ok(Found::Receipt(receipt)) => inbox::handle(b, "notify", &receipt).await?,
            Ok(Found::Nothing) => {
                tracing::warn!(delivery = unheard.id, "the channel does not know a text any longer that it took");
                let mut tx = b.db().begin_on_any_disk().await?;
                follow_up::end(&mut tx, &unheard.id).await?;
                tx.commit().await?;
            }
            Err(NotSent::Ours(error)) => return Err(error),
            Err(why) => tracing::warn!(delivery = unheard.id, ?why, "what became of a text was not learned"),
        }
    }
    Ok(taken_on.len())
}

async fn take_on(b: &Backend) -> Result<Vec<Unheard>, Error> {
    let now = b.clock().now();
    let mut tx = b.db().begin_on_any_disk().await?;
    let mut taken_on = Vec::new();
    for unheard in follow_up::due(&mut tx, now, AT_ONCE).await? {
        if follow_up::take_on(&mut tx, &unheard, next(&unheard, now)).await? {
            taken_on.push(unheard);
        }
    }
    tx.commit().await?;
    Ok(taken_on)
}

/// Each pause is twice the one before, from five minutes on; None after the last.
fn next(unheard: &Unheard, now: Timestamp) -> Option<Timestamp> {
    let pause = SignedDuration::from_mins(5 << unheard.looks.clamp(0, 10)).min(LONGEST);
    (now + pause < from_ms(unheard.created_at) + UNTIL).then(|| now + pause)
}
