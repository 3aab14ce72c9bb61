//! Mail by SMTP (RFC 5321), encrypted before anything is said. SMTP has no reference to ask by: a mail whose fate is not
//! known is not sent again. The three parts of a conversation are bounded one by one, because what is lost before the
//! message is handed over is known not to have left, and after that it is not.

use std::time::SystemTime;

use jiff::Timestamp;
use lettre::{
    Address, Message,
    message::{Mailbox, header::ContentType},
    transport::smtp::{
        Error,
        authentication::{Credentials, Mechanism},
        client::{AsyncSmtpConnection, TlsParameters},
        commands::{Data, Mail as MailFrom, Rcpt},
        extension::ClientId,
    },
};
use tokio::time::timeout;

use super::{NotSent, Sent, mail::Mail};
use crate::settings::{SmtpSecurity, SmtpSettings};

/// Those that are safe within TLS; whichever the server offers.
const MECHANISMS: [Mechanism; 2] = [Mechanism::Plain, Mechanism::Login];

/// A server for outgoing mail.
#[derive(Debug)]
pub(crate) struct Smtp(SmtpSettings);

impl Smtp {
    pub(super) fn new(settings: &SmtpSettings) -> Self {
        Self(settings.clone())
    }

    /// Hands one mail over.
    pub(super) async fn send(&self, id: &str, mail: &Mail, now: Timestamp) -> Result<Sent, NotSent> {
        let to: Address = mail.to.parse().map_err(|_| NotSent::Refused("no_address"))?;
        let message = self.message(id, mail, to.clone(), now).ok_or(NotSent::Refused("unreadable"))?;
        let slow = |_| NotSent::Passing("not_heard");
        let mut connection = timeout(self.0.patience, self.open()).await.map_err(slow)??;
        timeout(self.0.patience, self.address(&mut connection, to)).await.map_err(slow)??;
        let handed_over = timeout(self.0.patience, connection.message(&message)).await;
        match handed_over {
            Err(_) => Err(NotSent::Unknown("not_heard")),
            Ok(Err(error)) if error.is_transient() => Err(said(&error, NotSent::Passing("not_now"))),
            Ok(Err(error)) if error.is_permanent() => Err(said(&error, NotSent::Refused("refused"))),
            Ok(Err(error)) => Err(said(&error, NotSent::Unknown("not_heard"))),
            Ok(Ok(_)) => {
                // It has it; how the two part changes nothing.
                let _ = timeout(self.0.patience / 10, connection.quit()).await;
                Ok(Sent { external: None })
            }
        }
    }

    fn message(&self, id: &str, mail: &Mail, to: Address, now: Timestamp) -> Option<Vec<u8>> {
        let domain = self.0.from.email.domain();
        let message = Message::builder()
            .from(self.0.from.clone())
            .to(Mailbox::new(None, to))
            .subject(mail.subject.replace(char::is_control, " "))
            .date(SystemTime::from(now))
            // Whoever receives it twice can tell that it is one.
            .message_id(Some(format!("<{id}@{domain}>")))
            .header(ContentType::TEXT_PLAIN)
            .body(mail.body.clone());
        message.ok().map(|it| it.formatted())
    }

    /// A connection that nobody reads along, signed in.
    async fn open(&self) -> Result<AsyncSmtpConnection, NotSent> {
        let Self(settings) = self;
        let hello = ClientId::Domain(settings.from.email.domain().to_owned());
        let tls = || TlsParameters::new(settings.host.clone()).map_err(|error| said(&error, NotSent::ShutOut("tls")));
        let at_once = if settings.security == SmtpSecurity::Tls { Some(tls()?) } else { None };
        let server = (settings.host.trim_matches(['[', ']']), settings.port);
        let mut connection =
            AsyncSmtpConnection::connect_tokio1(server, Some(settings.patience), &hello, at_once, None)
                .await
                .map_err(|error| not_let_in(&error))?;
        if settings.security == SmtpSecurity::StartTls {
            if !connection.can_starttls() {
                connection.abort().await;
                tracing::error!("the mail server does not offer STARTTLS: it was sent nothing");
                return Err(NotSent::ShutOut("no_starttls"));
            }
            connection.starttls(tls()?, &hello).await.map_err(|error| not_let_in(&error))?;
        }
        if let Some((user, password)) = &settings.login {
            let credentials = Credentials::new(user.clone(), password.expose().to_owned());
            let signed_in = connection.auth(&MECHANISMS, &credentials).await;
            signed_in.map_err(|error| {
                if error.is_client() { said(&error, NotSent::ShutOut("no_login")) } else { not_let_in(&error) }
            })?;
        }
        Ok(connection)
    }

    /// Who it is from and to, up to the moment before it is handed over.
    async fn address(&self, connection: &mut AsyncSmtpConnection, to: Address) -> Result<(), NotSent> {
        let from = self.0.from.email.clone();
        connection.command(MailFrom::new(Some(from), Vec::new())).await.map_err(|error| not_let_in(&error))?;
        let accepted = connection.command(Rcpt::new(to, Vec::new())).await;
        accepted.map_err(|error| {
            let why = if error.is_permanent() { NotSent::Refused("no_mailbox") } else { NotSent::Passing("not_now") };
            said(&error, why)
        })?;
        connection.command(Data).await.map_err(|error| not_let_in(&error))?;
        Ok(())
    }
}

/// Before a recipient was named, what is refused for good is refused to us, and not to the mail.
fn not_let_in(error: &Error) -> NotSent {
    let for_good = error.is_permanent() || error.is_tls();
    said(error, if for_good { NotSent::ShutOut("not_let_in") } else { NotSent::Passing("not_reached") })
}

/// The server's own sentence may hold an address: its code is enough.
fn said(error: &Error, why: NotSent) -> NotSent {
    let code = error.status().map(|it| it.to_string());
    tracing::warn!(
        code,
        tls = error.is_tls(),
        timeout = error.is_timeout(),
        ?why,
        "the mail server did not take a mail"
    );
    why
}
