//! What carries messages to people.
//!
//! To add a channel: a file or a folder beside this one with its wire types in it, a variant of [`Channel`] (texts) or
//! [`MailChannel`], its settings in `settings/` and their variables in the server's `config/channels.rs`, and what each of
//! its answers means as a [`NotSent`]. If it calls back, a function in `delivery::inbox` and a route in `server`.

pub(crate) mod mail;
mod notify;
mod phone;
mod smtp;
pub(crate) mod text;

use std::sync::Arc;

use jiff::Timestamp;
pub(super) use notify::{Fate, Receipt, read_receipt};

pub(crate) use self::mail::MailChannel;
use self::{notify::Notify, smtp::Smtp, text::Text};
use crate::{Backend, Clock, Error, settings::ChannelSettings};

/// What this installation's channels need, made once when it opens. Cheap to clone.
#[derive(Debug, Clone)]
pub(crate) struct Channels {
    notify: Option<Arc<Notify>>,
    smtp: Option<Arc<Smtp>>,
}

impl Channels {
    /// # Errors
    /// Where the machine has no certificates to check others by.
    pub(crate) fn open(settings: &ChannelSettings) -> Result<Self, ChannelError> {
        let notify = settings.notify.as_ref().map(Notify::new).transpose().map_err(ChannelError)?;
        let smtp = settings.smtp.as_ref().map(|it| Arc::new(Smtp::new(it)));
        Ok(Self { notify: notify.map(Arc::new), smtp })
    }
}

/// Why a channel cannot be used at all.
#[derive(Debug, thiserror::Error)]
#[error("calls to other machines cannot be made: {0}")]
pub struct ChannelError(reqwest::Error);

/// What carries texts to people's phones.
#[derive(Debug, Clone)]
pub(crate) enum Channel {
    /// The page `/demo/phone`: in a demonstration, whatever else is set. Its patients are invented and their numbers may
    /// be somebody's.
    DemonstrationPhone,
    /// GOV.UK Notify.
    Notify(Arc<Notify>),
}

/// Why something was not sent, or is not known to have been: what to do about it is the outbox's.
#[derive(Debug)]
pub(super) enum NotSent {
    /// It has not left, and may later: nobody answered, or there is too much at once.
    Passing(&'static str),
    /// It may have left: what was said last was not heard. The channel is asked before it is sent again.
    Unknown(&'static str),
    /// The channel does not let this installation in, or not with these settings: nothing that waits will leave before
    /// somebody has set that right, and nothing of it is the message's fault.
    ShutOut(&'static str),
    /// It will never leave: the channel refused this one for what it is.
    Refused(&'static str),
    /// There is too much at once, or for today: everything that waits has to wait longer.
    Full(&'static str),
    /// Our own database.
    Ours(Error),
}

/// What became of one that is sent.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Sent {
    /// The channel's own name for it, where it has one.
    pub(super) external: Option<String>,
}

/// What a channel says when it is asked for a text that it took.
#[derive(Debug)]
pub(super) enum Found {
    Receipt(Receipt),
    /// It knows of none by that name.
    Nothing,
}

impl Channel {
    /// This installation's; None where there is nothing that a text could leave by.
    pub(crate) fn of(b: &Backend) -> Option<Self> {
        if b.settings().demonstration {
            return Some(Self::DemonstrationPhone);
        }
        b.channels().notify.clone().map(Self::Notify)
    }

    /// Sends one text, under its delivery's id. Outside of any transaction of the caller's: a network takes its time, and
    /// nobody else's writing waits for it. `may_have_left` where somebody tried before and it is not known how that went:
    /// then it is sent only if the channel does not have it.
    pub(super) async fn send(
        &self,
        b: &Backend,
        id: &str,
        text: Text,
        may_have_left: bool,
        now: Timestamp,
    ) -> Result<Sent, NotSent> {
        match self {
            Self::DemonstrationPhone => phone::receive(b, id, text, now).await,
            Self::Notify(notify) => notify.send(b.clock(), id, &text, may_have_left).await,
        }
    }
    /// Asks what became of a text, by the channel's own name for it. The demonstration's phone has none: what it has, it
    /// shows.
    pub(super) async fn ask(&self, clock: &Clock, external: &str) -> Result<Found, NotSent> {
        match self {
            Self::DemonstrationPhone => Ok(Found::Nothing),
            Self::Notify(notify) => notify.ask(clock, external).await,
        }
    }
}
