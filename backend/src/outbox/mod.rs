//! Outgoing messages: written in the transaction that causes them, delivered afterwards by a worker, once each.
//!
//! To add a kind of delivery: a variant of [`Message`], its words in `words` and its arm in `text.rs` (or a file beside
//! it, where it is not a text), and a call of [`enqueue`] in the use case that causes it. To add a way for texts to leave:
//! a variant of [`Channel`].

mod channel;
mod retry;
mod text;
mod worker;

pub(crate) use channel::Channel;
use domain::{
    case::{EventKind, TextFailure},
    ids::{CaseId, DeliveryId, ServiceId},
};
use jiff::Timestamp;
use serde::{Deserialize, Serialize};
pub use worker::{run, run_once};

use crate::{
    Backend, Error,
    db::{self, Tx},
    events,
};

/// What is to be sent. Holds what the message is made of and not the message: its words are chosen when it is sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(tag = "message", rename_all = "snake_case")]
pub(crate) enum Message {
    /// "Please send photos": the only place where a link's token is kept, until it has been sent.
    PhotoRequest {
        to: String,
        practice: String,
        url: String,
        /// How long it works. Messages of an older version do not say: it was always seven.
        #[serde(default = "seven")]
        days: u32,
    },
    /// "There is news": the patient has the link already.
    News { to: String, practice: String },
    /// A new link to the news.
    NewsLink { to: String, practice: String, url: String },
    /// The practice has taken its request back.
    Withdrawn { to: String, practice: String, phone: String },
    /// Not sent anywhere: an answer can no longer be taken back, so whoever watches the case may see it now.
    AnswerStands { service: Option<ServiceId> },
}

fn seven() -> u32 {
    7
}

/// The key of the message that lets an answer be seen.
pub(crate) fn answer_stands_key(answer: &str) -> String {
    format!("answer-stands/{answer}")
}

/// The key of the text that tells the patient of an answer.
pub(crate) fn news_key(answer: &str) -> String {
    format!("news/{answer}")
}

/// One message for the outbox.
#[derive(Debug)]
pub(crate) struct Delivery {
    /// The same key twice is one delivery: "photo-request/<id>", "news/<answer>".
    pub(crate) key: String,
    pub(crate) case: CaseId,
    pub(crate) message: Message,
    pub(crate) not_before: Timestamp,
}

impl Message {
    /// Whether it comes by day alone: nobody waits for it who pressed a button just now.
    fn is_for_the_day(&self) -> bool {
        match self {
            Self::News { .. } | Self::Withdrawn { .. } => true,
            Self::PhotoRequest { .. } | Self::NewsLink { .. } | Self::AnswerStands { .. } => false,
        }
    }

    fn is_text(&self) -> bool {
        match self {
            Self::PhotoRequest { .. } | Self::News { .. } | Self::NewsLink { .. } | Self::Withdrawn { .. } => true,
            Self::AnswerStands { .. } => false,
        }
    }
}

/// Puts a message into the outbox, inside the transaction that causes it and holds the case. A text that nothing could
/// carry is not kept (it may hold a link's token): the log says at once that none was sent.
pub(crate) async fn enqueue(b: &Backend, tx: &mut Tx, delivery: Delivery, now: Timestamp) -> Result<(), Error> {
    let id = DeliveryId(b.ids().new_id(now));
    if delivery.message.is_text() && Channel::of(b).is_none() {
        let event = EventKind::TextFailed { delivery: id, why: TextFailure::NoChannel };
        return events::append(tx, delivery.case, now, None, &event).await;
    }
    db::deliveries::insert(tx, id, &delivery, now).await
}

/// Calls off the message with this key, if it has not been sent yet; whether it had not.
pub(crate) async fn call_off(tx: &mut Tx, key: &str, now: Timestamp) -> Result<bool, Error> {
    db::deliveries::cancel(tx, key, now).await
}

/// Takes the message with this key back, unless a worker has taken it on: whether it will not be sent.
pub(crate) async fn take_back(tx: &mut Tx, key: &str, now: Timestamp) -> Result<bool, Error> {
    db::deliveries::take_back(tx, key, now).await
}
