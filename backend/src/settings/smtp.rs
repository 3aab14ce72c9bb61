use std::{net::IpAddr, time::Duration};

use lettre::message::Mailbox;
use url::Url;

use super::Secret;

/// How mail leaves.
#[derive(Debug, Clone)]
pub struct SmtpSettings {
    pub(crate) host: String,
    pub(crate) port: u16,
    pub(crate) security: SmtpSecurity,
    /// Who signs in to send; None where the server lets this machine send without.
    pub(crate) login: Option<(String, Secret)>,
    /// Many a service takes mail from the very address alone that signs in.
    pub(crate) from: Mailbox,
    /// How long each part of a conversation may take: reaching the server, addressing, handing over. All three must fit
    /// into a lease.
    pub(crate) patience: Duration,
}

/// What keeps others from reading along.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SmtpSecurity {
    /// From the first byte (port 465).
    Tls,
    /// Before anything is said (port 587); a server that does not offer it is sent nothing.
    StartTls,
    /// Nothing: on this machine alone.
    InClear,
}

/// Why mail cannot be sent with such settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum SmtpWrong {
    #[error("expected smtp://<host>:<port> (by STARTTLS) or smtps://<host>:<port>, without a name or a path")]
    Url,
    #[error("expected the address that mail comes from, such as Skinlink <skinlink@trust.example>")]
    From,
    #[error("mail in clear, without TLS, goes to this machine alone")]
    InClear,
    #[error("a name to sign in with and its password belong together")]
    Login,
}

impl SmtpSettings {
    /// # Errors
    /// What is wrong with them.
    pub fn new(
        url: &str,
        from: &str,
        user: Option<String>,
        password: Option<Secret>,
        in_clear: bool,
    ) -> Result<Self, SmtpWrong> {
        let url = Url::parse(url).map_err(|_| SmtpWrong::Url)?;
        let host = url.host_str().filter(|it| !it.is_empty()).ok_or(SmtpWrong::Url)?.to_owned();
        let is_plain = matches!(url.path(), "" | "/")
            && url.query().is_none()
            && url.username().is_empty()
            && url.password().is_none();
        let (security, usual) = match (url.scheme(), in_clear) {
            ("smtps", false) => (SmtpSecurity::Tls, 465),
            ("smtp", false) => (SmtpSecurity::StartTls, 587),
            ("smtp", true) if is_this_machine(&host) => (SmtpSecurity::InClear, 25),
            ("smtp" | "smtps", true) => return Err(SmtpWrong::InClear),
            _ => return Err(SmtpWrong::Url),
        };
        if !is_plain {
            return Err(SmtpWrong::Url);
        }
        let login = match (user, password) {
            (Some(user), Some(password)) => Some((user, password)),
            (None, None) => None,
            (Some(_), None) | (None, Some(_)) => return Err(SmtpWrong::Login),
        };
        let from = from.parse().map_err(|_| SmtpWrong::From)?;
        let port = url.port().unwrap_or(usual);
        Ok(Self { host, port, security, login, from, patience: Duration::from_secs(15) })
    }

    /// The same, with another patience.
    #[must_use]
    pub fn with_patience(self, patience: Duration) -> Self {
        Self { patience, ..self }
    }
}

fn is_this_machine(host: &str) -> bool {
    host == "localhost" || host.trim_matches(['[', ']']).parse().is_ok_and(|it: IpAddr| it.is_loopback())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(url: &str, in_clear: bool) -> Result<(String, u16, SmtpSecurity), SmtpWrong> {
        let settings = SmtpSettings::new(url, "Skinlink <skinlink@trust.example>", None, None, in_clear);
        settings.map(|it| (it.host, it.port, it.security))
    }

    #[test]
    fn mail_leaves_this_machine_by_tls_alone() {
        assert_eq!(of("smtp://send.nhs.net", false).unwrap(), ("send.nhs.net".to_owned(), 587, SmtpSecurity::StartTls));
        assert_eq!(of("smtp://relay:2525", false).unwrap().1, 2525);
        assert_eq!(of("smtps://mail.example", false).unwrap(), ("mail.example".to_owned(), 465, SmtpSecurity::Tls));
        assert_eq!(of("smtp://127.0.0.1:25", true).unwrap().2, SmtpSecurity::InClear);
        assert_eq!(of("smtp://[::1]:25", true).unwrap().2, SmtpSecurity::InClear);
        assert_eq!(of("smtp://mail.example", true), Err(SmtpWrong::InClear));
        assert_eq!(of("smtps://127.0.0.1", true), Err(SmtpWrong::InClear));
        for wrong in ["mail.example", "http://a", "smtp://me:pw@a", "smtp://a/b", "smtp://", ""] {
            assert_eq!(of(wrong, false), Err(SmtpWrong::Url), "{wrong}");
        }
    }

    #[test]
    fn a_name_needs_its_password_and_mail_its_sender() {
        let with =
            |from: &str, user: Option<&str>| SmtpSettings::new("smtp://a", from, user.map(str::to_owned), None, false);
        assert_eq!(with("a@b.example", Some("a@b.example")).unwrap_err(), SmtpWrong::Login);
        for wrong in ["", "nobody", "a@b.example, c@d.example"] {
            assert_eq!(with(wrong, None).unwrap_err(), SmtpWrong::From, "{wrong}");
        }
    }
}
