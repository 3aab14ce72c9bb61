//! How messages leave. Secrets come from variables alone: everybody on the machine can read a command line.

use std::env;

use backend::{ChannelSettings, NotANotifyKey, NotifyKey, NotifySettings, Secret, SmtpSettings, SmtpWrong};
use url::{Host, Url};
use uuid::Uuid;

use super::Switch;

/// The variables that have no option.
pub(super) const SECRETS: &str = "
What texts are sent with by GOV.UK Notify, its API key, the same:
  [env: SKINLINK_NOTIFY_API_KEY] [default: none: no texts leave]
The bearer token that its delivery receipts carry (POST /notify/receipts), 16 characters or more, the same:
  [env: SKINLINK_NOTIFY_RECEIPT_TOKEN] [default: none: what became of each text is asked for]
The password that mail is sent with, the same:
  [env: SKINLINK_SMTP_PASSWORD] [default: none]";

const NOTIFY_KEY: &str = "SKINLINK_NOTIFY_API_KEY";
const SMTP_PASSWORD: &str = "SKINLINK_SMTP_PASSWORD";
const RECEIPT_TOKEN: &str = "SKINLINK_NOTIFY_RECEIPT_TOKEN";

/// Notify itself asks for 10.
const SHORTEST_TOKEN: usize = 16;

#[derive(Debug, Clone, clap::Args)]
#[command(next_help_heading = "Messages (outside of a demonstration, where nothing leaves)")]
pub(crate) struct ChannelConfig {
    /// GOV.UK Notify's address
    #[arg(
        long,
        env = "SKINLINK_NOTIFY_URL",
        default_value = "https://api.notifications.service.gov.uk",
        global = true
    )]
    notify_url: String,

    /// Id of the text message template that every text is sent by; its content is ((message)) and nothing else
    /// [default: none]
    #[arg(long, env = "SKINLINK_NOTIFY_TEMPLATE", global = true)]
    notify_template: Option<Uuid>,

    /// Id of the text message sender [default: the service's own]
    #[arg(long, env = "SKINLINK_NOTIFY_SENDER", global = true)]
    notify_sender: Option<Uuid>,

    /// Server that mail leaves by: smtp://host:587 (STARTTLS, required) or smtps://host:465 [default: none: no mail leaves]
    #[arg(long, env = "SKINLINK_SMTP_URL", global = true)]
    smtp_url: Option<String>,

    /// Who signs in there [default: nobody]
    #[arg(long, env = "SKINLINK_SMTP_USER", global = true)]
    smtp_user: Option<String>,

    /// Who mail is from: Name <address>; many servers take the address alone that signs in [default: none]
    #[arg(long, env = "SKINLINK_MAIL_FROM", global = true)]
    mail_from: Option<String>,

    /// Let mail go to a server on this machine without TLS
    #[arg(long, env = "SKINLINK_SMTP_IN_CLEAR", default_value = "off", global = true)]
    smtp_in_clear: Switch,
}

/// Why messages cannot be sent as they were set up to be.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ChannelsWrong {
    #[error("{NOTIFY_KEY}: {0}")]
    NotifyKey(NotANotifyKey),
    #[error("{NOTIFY_KEY} is set, and SKINLINK_NOTIFY_TEMPLATE is not: texts need both")]
    NoTemplate,
    #[error("SKINLINK_NOTIFY_TEMPLATE is set, and {NOTIFY_KEY} is not: texts need both")]
    NoNotifyKey,
    #[error("{RECEIPT_TOKEN} must have {SHORTEST_TOKEN} characters or more, and no white space")]
    ShortToken,
    #[error("SKINLINK_NOTIFY_URL must be https:// and a host (http:// on this machine alone), without a path")]
    NotifyUrl,
    #[error("SKINLINK_SMTP_URL and SKINLINK_MAIL_FROM belong together: mail needs both")]
    HalfOfMail,
    #[error("{variable}: {0}", variable = variable_of(*.0))]
    Smtp(SmtpWrong),
}

fn variable_of(wrong: SmtpWrong) -> &'static str {
    match wrong {
        SmtpWrong::Url => "SKINLINK_SMTP_URL",
        SmtpWrong::From => "SKINLINK_MAIL_FROM",
        SmtpWrong::InClear => "SKINLINK_SMTP_IN_CLEAR",
        SmtpWrong::Login => "SKINLINK_SMTP_USER and SKINLINK_SMTP_PASSWORD",
    }
}

impl ChannelConfig {
    pub(crate) fn settings(&self) -> Result<ChannelSettings, ChannelsWrong> {
        Ok(ChannelSettings { notify: self.notify()?, smtp: self.smtp()? })
    }

    fn smtp(&self) -> Result<Option<SmtpSettings>, ChannelsWrong> {
        let (url, from) = match (&self.smtp_url, &self.mail_from) {
            (None, None) => return Ok(None),
            (Some(url), Some(from)) => (url, from),
            (None, Some(_)) | (Some(_), None) => return Err(ChannelsWrong::HalfOfMail),
        };
        let password = secret(SMTP_PASSWORD).map(Secret::new);
        let in_clear = self.smtp_in_clear == Switch::On;
        let settings = SmtpSettings::new(url, from, self.smtp_user.clone(), password, in_clear);
        settings.map(Some).map_err(ChannelsWrong::Smtp)
    }

    fn notify(&self) -> Result<Option<NotifySettings>, ChannelsWrong> {
        let (key, template) = match (secret(NOTIFY_KEY), self.notify_template) {
            (None, None) => return Ok(None),
            (Some(_), None) => return Err(ChannelsWrong::NoTemplate),
            (None, Some(_)) => return Err(ChannelsWrong::NoNotifyKey),
            (Some(key), Some(template)) => (NotifyKey::parse(&key).map_err(ChannelsWrong::NotifyKey)?, template),
        };
        let url = address(&self.notify_url).ok_or(ChannelsWrong::NotifyUrl)?;
        let receipts = secret(RECEIPT_TOKEN).map(|it| it.trim().to_owned());
        if receipts.as_ref().is_some_and(|it| it.len() < SHORTEST_TOKEN || it.contains(char::is_whitespace)) {
            return Err(ChannelsWrong::ShortToken);
        }
        let settings = NotifySettings::new(url, key, template);
        Ok(Some(NotifySettings { sender: self.notify_sender, receipts: receipts.map(Secret::new), ..settings }))
    }
}

fn secret(variable: &str) -> Option<String> {
    env::var(variable).ok().filter(|it| !it.trim().is_empty())
}

/// Without a slash at its end. Patients' numbers travel there: in clear only to this machine.
fn address(text: &str) -> Option<String> {
    let url: Url = text.parse().ok()?;
    let is_here = match url.host()? {
        Host::Domain(name) => name == "localhost",
        Host::Ipv4(it) => it.is_loopback(),
        Host::Ipv6(it) => it.is_loopback(),
    };
    let is_plain = url.path() == "/" && url.query().is_none() && url.username().is_empty() && url.password().is_none();
    let is_safe = url.scheme() == "https" || (url.scheme() == "http" && is_here);
    (is_plain && is_safe).then(|| text.trim_end_matches('/').to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_travel_in_clear_to_this_machine_alone() {
        for right in ["https://api.notifications.service.gov.uk", "http://127.0.0.1:4000/", "http://localhost:1"] {
            assert_eq!(address(right).unwrap(), right.trim_end_matches('/'));
        }
        for wrong in ["http://notify.example", "https://a/b", "https://me@a", "ftp://a", "a", "https://a?b"] {
            assert!(address(wrong).is_none(), "{wrong}");
        }
    }
}
