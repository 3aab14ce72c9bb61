//! What goes out and what comes in. A message is written in the transaction that causes it, delivered afterwards by the
//! [`outbox`], once each, through one of the channels; what a channel says of it later comes into the [`inbox`], or is asked for
//! ([`follow_up`]).
//!
//! To add a kind of delivery: a variant of [`Message`], its words in `locales` and its arm in `outbox/deliver.rs`, and a call
//! of [`enqueue`] in the use case that causes it. To add a channel: `channels/mod.rs` says how.

mod channels;
pub mod follow_up;
mod given_up;
pub mod inbox;
mod message;
pub mod outbox;
mod try_mail;

pub use channels::ChannelError;
pub(crate) use channels::{Channel, Channels, MailChannel};
use domain::{
    case::{EventKind, TextFailure},
    ids::{CaseId, DeliveryId},
};
pub(crate) use given_up::why_no_mail;
pub use given_up::{deal_with, given_up};
use jiff::Timestamp;
pub(crate) use message::{
    Message, Reminder, answer_stands_key, appointment_key, appointment_off_key, news_key, photo_request_key,
    reminder_key,
};
pub use try_mail::{Tried, try_mail};

use crate::{
    Backend, Error,
    db::{self, Tx},
    events, patients,
};

/// One message for the outbox.
#[derive(Debug)]
pub(crate) struct Delivery {
    /// The same key twice is one delivery: "photo-request/<id>", "news/<answer>".
    pub(crate) key: String,
    /// None for mail to people who work here.
    pub(crate) case: Option<CaseId>,
    pub(crate) message: Message,
    pub(crate) not_before: Timestamp,
}

/// Puts a message into the outbox, inside the transaction that causes it and holds the case. A text that nothing could
/// carry is not kept (it may hold a link's token): the log says at once that none was sent.
pub(crate) async fn enqueue(b: &Backend, tx: &mut Tx, delivery: Delivery, now: Timestamp) -> Result<(), Error> {
    let id = DeliveryId(b.ids().new_id(now));
    // Whoever presses a button is told so before.
    if let Some(case) = delivery.case
        && delivery.message.is_text()
        && patients::died(tx, case).await?.is_some()
    {
        return Ok(());
    }
    if let Some(case) = delivery.case
        && delivery.message.is_text()
        && Channel::of(b).is_none()
    {
        let event = EventKind::TextFailed { delivery: id, why: TextFailure::NoChannel };
        return events::append(tx, case, now, None, &event).await;
    }
    db::deliveries::insert(tx, id, &delivery, now).await
}

/// Whether a mail to somebody who works here leaves this installation.
pub(crate) fn mail_leaves(b: &Backend) -> bool {
    !b.settings().demonstration && MailChannel::of(b).is_some()
}

/// Puts a mail to somebody who works here into the outbox, inside the transaction that causes it; false, and nothing is
/// kept, where nothing could carry one: then the caller shows what it would have said to whoever asked for it. The same
/// `key` twice is one mail. Subjects are read on locked screens: nothing of a patient in either, a link at most.
pub(crate) async fn mail(
    b: &Backend,
    tx: &mut Tx,
    key: String,
    to: String,
    subject: String,
    body: String,
    now: Timestamp,
) -> Result<bool, Error> {
    if MailChannel::of(b).is_none() {
        return Ok(false);
    }
    let message = Message::Mail { to, subject, body };
    enqueue(b, tx, Delivery { key, case: None, message, not_before: now }, now).await?;
    Ok(true)
}

/// Calls off the message with this key, if it has not been sent yet; whether it had not.
pub(crate) async fn call_off(tx: &mut Tx, key: &str, now: Timestamp) -> Result<bool, Error> {
    db::deliveries::cancel(tx, key, now).await
}

/// Takes the message with this key back, unless a worker has taken it on: whether it will not be sent.
pub(crate) async fn take_back(tx: &mut Tx, key: &str, now: Timestamp) -> Result<bool, Error> {
    db::deliveries::take_back(tx, key, now).await
}
