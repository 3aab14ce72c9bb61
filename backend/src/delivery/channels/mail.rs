use std::sync::Arc;

use jiff::Timestamp;

use super::{NotSent, Sent, phone, smtp::Smtp, text::Text};
use crate::Backend;

/// One mail, ready to be sent: plain text to one person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::delivery) struct Mail {
    pub(in crate::delivery) to: String,
    pub(in crate::delivery) subject: String,
    pub(in crate::delivery) body: String,
}

/// What carries mail.
#[derive(Debug, Clone)]
pub(crate) enum MailChannel {
    /// The page `/demo/phone`, which shows mail too: in a demonstration, whatever else is set.
    DemonstrationMailbox,
    Smtp(Arc<Smtp>),
}

impl MailChannel {
    /// This installation's; None where there is nothing that a mail could leave by.
    pub(crate) fn of(b: &Backend) -> Option<Self> {
        if b.settings().demonstration {
            return Some(Self::DemonstrationMailbox);
        }
        b.channels().smtp.clone().map(Self::Smtp)
    }

    /// Whether receiving the same delivery twice is receiving it once.
    pub(in crate::delivery) fn is_safe_twice(&self) -> bool {
        match self {
            Self::DemonstrationMailbox => true,
            Self::Smtp(_) => false,
        }
    }

    /// Sends one mail, under its delivery's id. Outside of any transaction of the caller's.
    pub(in crate::delivery) async fn send(
        &self,
        b: &Backend,
        id: &str,
        mail: Mail,
        now: Timestamp,
    ) -> Result<Sent, NotSent> {
        match self {
            Self::DemonstrationMailbox => {
                let Mail { to, subject, body } = mail;
                phone::receive(b, id, Text { to, body: format!("{subject}: {body}") }, now).await
            }
            Self::Smtp(smtp) => smtp.send(id, &mail, now).await,
        }
    }
}
