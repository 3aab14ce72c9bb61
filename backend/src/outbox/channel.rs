//! How a text leaves. Where the network will be there is a second variant; in a demonstration texts go to a phone on a
//! page, kept in the same database, so that the whole job can be tried on one machine.

use jiff::Timestamp;

use super::text::Text;
use crate::{
    Backend, Error,
    db::phone_texts::{self, PhoneTextRow},
};

/// What carries texts to people's phones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channel {
    /// The page `/demo/phone`.
    DemonstrationPhone,
}

impl Channel {
    /// This installation's; None where there is nothing that a text could leave by.
    pub(crate) fn of(b: &Backend) -> Option<Self> {
        b.settings().demonstration.then_some(Self::DemonstrationPhone)
    }

    /// Sends one text, under its delivery's id: sent twice, it arrives once. Outside of any transaction of the caller's: a
    /// network takes its time, and nobody else's writing waits for it.
    pub(super) async fn send(self, b: &Backend, id: &str, text: Text, at: Timestamp) -> Result<(), Error> {
        match self {
            Self::DemonstrationPhone => {
                let row = PhoneTextRow { recipient: text.to, body: text.body, at: at.as_millisecond() };
                let mut tx = b.db().begin_on_any_disk().await?;
                phone_texts::insert(&mut tx, id, &row).await?;
                tx.commit().await
            }
        }
    }
}
