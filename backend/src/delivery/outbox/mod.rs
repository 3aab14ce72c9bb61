//! The outbox's worker: takes on what is due with a lease, a few at a time, sends each outside of any transaction, and
//! notes how that went. Only the first and the last step write to the database.

mod deliver;
mod reminder;
mod retry;

use std::time::Duration;

use jiff::SignedDuration;
use tokio::{
    task::{JoinError, JoinSet},
    time::sleep,
};

use crate::{
    Backend, Error,
    db::deliveries::{self, Claimed},
    error::chain,
};

/// How many are under way at once on one server: a channel that answers in 300 ms takes 26 a second then, and none of
/// the channels minds eight connections.
const IN_FLIGHT: usize = 8;

/// How long a worker may hold a delivery: longer than all calls that one may need. One that was killed holding it loses it
/// after that, to the next worker.
const LEASE: SignedDuration = SignedDuration::from_secs(60);

/// How long to rest when there is nothing to do.
const REST: Duration = Duration::from_millis(500);

/// Delivers until `cancelled` completes; what is under way is finished first.
pub async fn run(b: Backend, cancelled: impl Future<Output = ()>) {
    tokio::pin!(cancelled);
    let mut under_way = JoinSet::new();
    loop {
        let mut rest = REST;
        let free = IN_FLIGHT.saturating_sub(under_way.len());
        if free > 0 {
            match claim(&b, free).await {
                Ok(claimed) => claimed.into_iter().for_each(|it| {
                    let b = b.clone();
                    under_way.spawn(async move { deliver::deliver(&b, &it).await });
                }),
                Err(error) => {
                    tracing::warn!(error = chain(&error), "nothing can be delivered for now");
                    rest *= 10;
                }
            }
        }
        tokio::select! {
            () = &mut cancelled => break,
            Some(ended) = under_way.join_next() => {
                complain(ended);
                while let Some(ended) = under_way.try_join_next() {
                    complain(ended);
                }
            }
            () = sleep(rest), if under_way.len() < IN_FLIGHT => {}
        }
    }
    while let Some(ended) = under_way.join_next().await {
        complain(ended);
    }
}

/// One that could not be noted is still leased, and taken on again after that.
fn complain(ended: Result<Result<(), Error>, JoinError>) {
    match ended {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::warn!(error = chain(&error), "what became of a delivery could not be noted"),
        Err(error) => tracing::error!(error = chain(&error), "a delivery ended in the middle"),
    }
}

/// Takes on what has been due longest and delivers it; false when nothing was due.
pub async fn run_once(b: &Backend) -> Result<bool, Error> {
    match claim(b, 1).await?.first() {
        Some(delivery) => deliver::deliver(b, delivery).await.map(|()| true),
        None => Ok(false),
    }
}

async fn claim(b: &Backend, most: usize) -> Result<Vec<Claimed>, Error> {
    let now = b.clock().now();
    let lease = hex::encode(b.ids().bytes::<16>());
    let mut tx = b.db().begin_on_any_disk().await?;
    let claimed = deliveries::claim(&mut tx, &lease, most, now, now + LEASE).await?;
    tx.commit().await?;
    Ok(claimed)
}
