use std::{fmt, time::Duration};

use uuid::Uuid;
use zeroize::Zeroizing;

use super::SmtpSettings;

/// How messages leave. Whatever is None does not leave, and that is said wherever it would have.
#[derive(Debug, Clone, Default)]
pub struct ChannelSettings {
    /// Texts.
    pub notify: Option<NotifySettings>,
    /// Mail.
    pub smtp: Option<SmtpSettings>,
}

/// How GOV.UK Notify is reached.
#[derive(Debug, Clone)]
pub struct NotifySettings {
    /// Without a slash at its end.
    pub url: String,
    pub key: NotifyKey,
    /// The template that every text is sent by: its content is `((message))` and nothing else, so that what patients read
    /// is chosen, and its length counted, here.
    pub template: Uuid,
    /// Which of the service's sender names; the service's default where there is none.
    pub sender: Option<Uuid>,
    /// What its delivery receipts show that they are its; without it none are taken.
    pub receipts: Option<Secret>,
    /// How long one call may take, from first to last byte. Three of them must fit into a lease.
    pub patience: Duration,
}

impl NotifySettings {
    /// The usual ones, with the service's default sender and without receipts.
    pub fn new(url: String, key: NotifyKey, template: Uuid) -> Self {
        Self { url, key, template, sender: None, receipts: None, patience: Duration::from_secs(15) }
    }
}

/// A text that is never printed, and wiped from memory when dropped.
#[derive(Clone)]
pub struct Secret(Zeroizing<String>);

impl Secret {
    pub fn new(text: String) -> Self {
        Self(Zeroizing::new(text))
    }

    pub(crate) fn expose(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Secret {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Secret(…)")
    }
}

/// An API key of GOV.UK Notify: `{name}-{service's UUID}-{secret UUID}`.
#[derive(Debug, Clone)]
pub struct NotifyKey {
    /// Who asks: the token's issuer.
    pub(crate) service: Uuid,
    /// As text: that is what tokens are signed with.
    pub(crate) secret: Secret,
}

/// Not an API key of GOV.UK Notify.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
#[error("not an API key of GOV.UK Notify: a name and two UUIDs, with hyphens between, as its page shows it")]
pub struct NotANotifyKey;

impl NotifyKey {
    /// White space around it is ignored, because files end with a line break.
    ///
    /// # Errors
    /// `NotANotifyKey` where it does not end with two UUIDs.
    pub fn parse(text: &str) -> Result<Self, NotANotifyKey> {
        const UUID: usize = 36;
        let text = text.trim();
        let (front, secret) = text.split_at_checked(text.len().saturating_sub(UUID)).ok_or(NotANotifyKey)?;
        let front = front.strip_suffix('-').ok_or(NotANotifyKey)?;
        let (_name, service) = front.split_at_checked(front.len().saturating_sub(UUID)).ok_or(NotANotifyKey)?;
        secret.parse::<Uuid>().map_err(|_| NotANotifyKey)?;
        let service = service.parse().map_err(|_| NotANotifyKey)?;
        Ok(Self { service, secret: Secret::new(secret.to_owned()) })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_is_read_from_its_end_and_not_printed() {
        let service = "26785a09-ab16-4eb0-8407-a37497a57506";
        let secret = "3d844edf-8d35-48ac-975b-e847b4f122b0";
        for text in [format!("my_test-key-{service}-{secret}"), format!("a-b-c-{service}-{secret}\n")] {
            let key = NotifyKey::parse(&text).unwrap();
            assert_eq!((key.service.to_string().as_str(), key.secret.expose()), (service, secret));
            assert!(!format!("{key:?}").contains(secret));
        }
        for wrong in ["", "key", secret, &format!("{service}_{secret}"), &format!("k-{service}-{secret}x"), "é-é"] {
            assert_eq!(NotifyKey::parse(wrong).unwrap_err(), NotANotifyKey, "{wrong}");
        }
    }
}
