//! What comes in from outside about what went out. It is stored under the sender's own name for it and handled in the same
//! transaction: sent again, it is handled once.
//!
//! To add a source: a function here that checks who sends and reads it with its channel's wire types, and a route in
//! `server` behind the admission limits, with a bound on the body.

use domain::{
    case::{EventKind, TextFailure},
    ids::DeliveryId,
};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use subtle::ConstantTimeEq;

use super::{
    channels::{Fate, Receipt, read_receipt},
    follow_up,
};
use crate::{
    Backend, Error,
    db::{
        self, Tx,
        cases::Case,
        deliveries::{self, Heard},
    },
    events,
};

/// Why something that came in was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotTaken {
    /// Nothing of that kind is taken here.
    #[error("this installation expects none")]
    NotHere,
    #[error("it does not show that it comes from where it says")]
    NotTheirs,
    #[error("it is not what it should be")]
    Malformed,
    #[error("{0}")]
    Ours(#[from] Error),
}

/// Somebody who has shown that what they send comes from GOV.UK Notify.
#[derive(Debug, Clone, Copy)]
pub struct FromNotify<'a>(&'a Backend);

/// Looks at the bearer token that a call-back carries, before anything else of it is read.
///
/// # Errors
/// `NotHere` where none is taken; `NotTheirs` where the token is another.
pub fn from_notify<'a>(b: &'a Backend, bearer: &[u8]) -> Result<FromNotify<'a>, NotTaken> {
    let notify = b.settings().channels.notify.as_ref().filter(|_| !b.settings().demonstration);
    let token = notify.and_then(|it| it.receipts.as_ref()).ok_or(NotTaken::NotHere)?;
    // Digests, so that not even the length is compared in a time that tells of it.
    let [ours, theirs] = [token.expose().as_bytes(), bearer].map(Sha256::digest);
    if bool::from(ours.ct_eq(&theirs)) { Ok(FromNotify(b)) } else { Err(NotTaken::NotTheirs) }
}

impl FromNotify<'_> {
    /// What became of a text.
    ///
    /// # Errors
    /// `Malformed` where it is no receipt.
    pub async fn receipt(self, body: &[u8]) -> Result<(), NotTaken> {
        let receipt = read_receipt(body).ok_or(NotTaken::Malformed)?;
        Ok(handle(self.0, "notify", &receipt).await?)
    }
}

/// Handles what a channel says of a text, called back or asked.
pub(super) async fn handle(b: &Backend, source: &str, receipt: &Receipt) -> Result<(), Error> {
    let mut tx = b.db().begin_on_any_disk().await?;
    // The case first, as whoever calls a text off does.
    let case = match deliveries::case_heard(&mut tx, receipt.delivery, &receipt.external).await? {
        Some(case) => db::cases::lock(&mut tx, db::parse(&case, "case")?).await?,
        None => None,
    };
    let delivery = deliveries::lock_heard(&mut tx, receipt.delivery, &receipt.external).await?;
    let id = delivery.as_ref().map(|it| it.id.as_str());
    let now = b.clock().now();
    if !db::receipts::insert(&mut tx, source, &receipt.external, &receipt.status, id, now).await? {
        return Ok(());
    }
    match delivery {
        // Said before it was known what became of it, and heard after.
        Some(delivery) if delivery.is_known == 1 && receipt.fate == Fate::Open => {}
        Some(delivery) => settle(b, &mut tx, case.as_ref(), &delivery, receipt, now).await?,
        // Of a backup that was put back, or of another program that uses the same service.
        None => tracing::warn!(source, status = receipt.status, "a receipt of something that is not known here"),
    }
    tx.commit().await
}

/// The delivery is what its channel says of it, and the case's log says so.
async fn settle(
    b: &Backend,
    tx: &mut Tx,
    case: Option<&Case>,
    delivery: &Heard,
    receipt: &Receipt,
    now: Timestamp,
) -> Result<(), Error> {
    let id = db::parse(&delivery.id, "delivery")?;
    let was = delivery.state.as_str();
    let unchanged = (was, delivery.reason.as_deref(), None);
    let (state, reason, event) = match (was, receipt.fate) {
        ("waiting" | "done", Fate::Failed(why)) => failed(id, why),
        ("dead", Fate::Failed(why)) if !delivery.reason.as_deref().is_some_and(is_of_sent) => failed(id, why),
        // Its answer was not heard yet, or given up on.
        ("waiting", Fate::Open | Fate::Arrived) | ("dead", Fate::Arrived) => {
            ("done", None, Some(EventKind::TextSent { delivery: id }))
        }
        // What was called off and had gone all the same is waited for by nobody.
        _ => unchanged,
    };
    let changed = (was != state).then_some(now);
    let look_at = (!receipt.is_last()).then(|| follow_up::first(b, now));
    deliveries::hear(tx, &delivery.id, (&receipt.external, &receipt.status), (state, reason), changed, look_at).await?;
    if let (Some(event), Some(case)) = (event, case) {
        events::append(tx, case.id, now, None, &event).await?;
        tx.changed(case.id, case.facts().service);
    }
    Ok(())
}

fn failed(id: DeliveryId, why: TextFailure) -> (&'static str, Option<&'static str>, Option<EventKind>) {
    ("dead", Some(why.as_str()), Some(EventKind::TextFailed { delivery: id, why }))
}

/// Whether this is already known to have failed after it left.
fn is_of_sent(reason: &str) -> bool {
    reason.parse().is_ok_and(TextFailure::is_of_sent)
}
