//! Mail by SMTP, against a stand-in on this machine that goes wrong in its ways.

use std::{
    sync::{Arc, Mutex},
    time::Duration,
};

use backend::{
    Backend, ChannelSettings, Error, Secret, Settings, SmtpSettings,
    accounts::Manager,
    delivery::{self, Tried, outbox},
    invitations::{self, Invited, NewPerson},
};
use domain::{role::Role, view::Invitation};
use sqlx::{Executor, Row};
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
    task::JoinHandle,
};

use crate::support::{World, on_both};

on_both!(
    a_mail_leaves_once_as_it_was_meant,
    a_mailbox_that_does_not_exist_is_not_tried_again,
    a_wrong_password_holds_mail_and_loses_none,
    who_offers_no_encryption_is_sent_nothing,
    what_may_pass_is_tried_again,
    a_mail_that_may_have_left_is_not_sent_again,
    a_mail_of_a_killed_worker_is_not_sent_again,
    without_a_channel_no_mail_is_kept,
    a_demonstration_shows_its_mail,
    an_invitation_is_mailed_once_and_shown_to_nobody_else,
    an_invitation_whose_mail_was_given_up_is_seen_and_sent_again,
);

/// What goes wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Fault {
    /// This is said to whoever begins a line so.
    Says(&'static str, &'static str),
    /// The line is dead once the message was taken.
    HangsUp,
}

struct StandIn {
    port: u16,
    taken: Arc<Mutex<Vec<String>>>,
    said: Arc<Mutex<Vec<String>>>,
    fault: Arc<Mutex<Option<Fault>>>,
    listening: JoinHandle<()>,
}

impl Drop for StandIn {
    fn drop(&mut self) {
        self.listening.abort();
    }
}

impl StandIn {
    async fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
        let port = listener.local_addr().unwrap().port();
        let (taken, said, fault) = <(Arc<Mutex<Vec<_>>>, Arc<Mutex<Vec<_>>>, Arc<Mutex<_>>)>::default();
        let listening = tokio::spawn({
            let (taken, said, fault) = (taken.clone(), said.clone(), fault.clone());
            async move {
                while let Ok((stream, _)) = listener.accept().await {
                    tokio::spawn(converse(stream, taken.clone(), said.clone(), fault.clone()));
                }
            }
        });
        Self { port, taken, said, fault, listening }
    }

    fn will(&self, fault: Option<Fault>) {
        *self.fault.lock().unwrap() = fault;
    }

    fn taken(&self) -> Vec<String> {
        self.taken.lock().unwrap().clone()
    }

    fn settings(&self, in_clear: bool) -> SmtpSettings {
        let url = format!("smtp://127.0.0.1:{}", self.port);
        let (user, password) = ("skinlink@trust.example".to_owned(), Secret::new("correct horse".to_owned()));
        let settings =
            SmtpSettings::new(&url, "Skinlink <skinlink@trust.example>", Some(user), Some(password), in_clear);
        settings.unwrap().with_patience(Duration::from_secs(5))
    }
}

async fn converse(
    stream: TcpStream,
    taken: Arc<Mutex<Vec<String>>>,
    said: Arc<Mutex<Vec<String>>>,
    fault: Arc<Mutex<Option<Fault>>>,
) -> Option<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 stand-in\r\n").await.ok()?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        let fault = *fault.lock().unwrap();
        let verb = line.split([' ', '\r']).next().unwrap().to_owned();
        said.lock().unwrap().push(verb.clone());
        let answer = match (verb.as_str(), fault) {
            (verb, Some(Fault::Says(to, answer))) if verb == to => answer,
            // "\0skinlink@trust.example\0correct horse"
            ("AUTH", _) if line.contains("AHNraW5saW5rQHRydXN0LmV4YW1wbGUAY29ycmVjdCBob3JzZQ==") => "235 welcome",
            ("AUTH", _) => "535 no",
            ("EHLO", _) => "250-stand-in\r\n250 AUTH PLAIN LOGIN",
            ("DATA", _) => {
                stream.write_all(b"354 go on\r\n").await.ok()?;
                let mut message = String::new();
                while !message.ends_with("\r\n.\r\n") {
                    stream.read_line(&mut message).await.ok()?;
                }
                taken.lock().unwrap().push(message);
                if fault == Some(Fault::HangsUp) {
                    return None;
                }
                "250 taken"
            }
            _ => "250 fine",
        };
        stream.write_all(format!("{answer}\r\n").as_bytes()).await.ok()?;
    }
}

async fn earnest(world: &World, smtp: Option<SmtpSettings>) -> Backend {
    world.raw().await.execute("UPDATE installation SET value = 'earnest' WHERE name = 'kind'").await.unwrap();
    let channels = ChannelSettings { notify: None, smtp };
    let settings = Settings { demonstration: false, channels, ..world.settings.clone() };
    Backend::open(settings, world.b.clock().clone(), backend::Ids::system()).await.unwrap()
}

async fn later(b: &Backend, seconds: u64) {
    b.clock().advance(Duration::from_secs(seconds));
    while outbox::run_once(b).await.unwrap() {}
}

async fn stored(world: &World) -> (String, Option<String>, String) {
    let row = world.raw().await.fetch_one("SELECT state, reason, payload FROM deliveries").await.unwrap();
    (row.get(0), row.get(1), row.get(2))
}

async fn a_mail_leaves_once_as_it_was_meant(world: World) {
    let stand_in = StandIn::start().await;
    let b = earnest(&world, Some(stand_in.settings(true))).await;
    assert_eq!(delivery::try_mail(&b, "someone@surgery.example").await.unwrap(), Tried::Sent);
    later(&b, 100_000).await;
    let taken = stand_in.taken();
    assert_eq!(taken.len(), 1);
    for line in
        ["From: Skinlink <skinlink@trust.example>", "To: someone@surgery.example", "Subject: Skinlink can send mail"]
    {
        assert!(taken[0].contains(line), "{line} in {}", taken[0]);
    }
    let id: String = world.raw().await.fetch_one("SELECT id FROM deliveries").await.unwrap().get(0);
    assert!(taken[0].contains(&format!("Message-ID: <{id}@trust.example>")), "{}", taken[0]);
    assert!(taken[0].contains("Tue, 24 Nov 2026 10:00:00"), "by our clock: {}", taken[0]);
    assert_eq!(stored(&world).await, ("done".to_owned(), None, String::new()));
}

async fn a_mailbox_that_does_not_exist_is_not_tried_again(world: World) {
    let stand_in = StandIn::start().await;
    let b = earnest(&world, Some(stand_in.settings(true))).await;
    stand_in.will(Some(Fault::Says("RCPT", "550 nobody of that name")));
    assert!(matches!(delivery::try_mail(&b, "nobody@surgery.example").await.unwrap(), Tried::Failed(_)));
    stand_in.will(None);
    later(&b, 100_000).await;
    assert!(stand_in.taken().is_empty());
    assert!(matches!(delivery::try_mail(&b, "no address").await.unwrap(), Tried::Failed(_)));
}

async fn a_wrong_password_holds_mail_and_loses_none(world: World) {
    let stand_in = StandIn::start().await;
    let b = earnest(&world, Some(stand_in.settings(true))).await;
    stand_in.will(Some(Fault::Says("AUTH", "535 no")));
    let tried = delivery::try_mail(&b, "someone@surgery.example").await.unwrap();
    assert_eq!(tried, Tried::Waits("not_let_in".to_owned()));
    for _ in 0..20 {
        later(&b, 300).await;
    }
    assert_eq!(stored(&world).await.0, "waiting");
    stand_in.will(None);
    later(&b, 300).await;
    assert_eq!((stored(&world).await.0.as_str(), stand_in.taken().len()), ("done", 1));
}

async fn who_offers_no_encryption_is_sent_nothing(world: World) {
    let stand_in = StandIn::start().await;
    let b = earnest(&world, Some(stand_in.settings(false))).await;
    let tried = delivery::try_mail(&b, "someone@surgery.example").await.unwrap();
    assert_eq!(tried, Tried::Waits("no_starttls".to_owned()));
    assert!(stand_in.taken().is_empty());
    let said = stand_in.said.lock().unwrap().clone();
    assert!(said.iter().all(|verb| verb == "EHLO" || verb == "QUIT"), "no password, no address: {said:?}");
}

async fn what_may_pass_is_tried_again(world: World) {
    let stand_in = StandIn::start().await;
    let b = earnest(&world, Some(stand_in.settings(true))).await;
    stand_in.will(Some(Fault::Says("RCPT", "451 greylisted")));
    assert!(matches!(delivery::try_mail(&b, "someone@surgery.example").await.unwrap(), Tried::Waits(_)));
    stand_in.will(None);
    later(&b, 5).await;
    assert_eq!((stored(&world).await.0.as_str(), stand_in.taken().len()), ("done", 1));
}

async fn a_mail_that_may_have_left_is_not_sent_again(world: World) {
    let stand_in = StandIn::start().await;
    let b = earnest(&world, Some(stand_in.settings(true))).await;
    stand_in.will(Some(Fault::HangsUp));
    let tried = delivery::try_mail(&b, "someone@surgery.example").await.unwrap();
    assert_eq!(tried, Tried::Failed("perhaps_sent".to_owned()));
    stand_in.will(None);
    later(&b, 100_000).await;
    assert_eq!(stand_in.taken().len(), 1);
    assert_eq!(stored(&world).await.2, "");
}

async fn a_mail_of_a_killed_worker_is_not_sent_again(world: World) {
    let stand_in = StandIn::start().await;
    let b = earnest(&world, Some(stand_in.settings(true))).await;
    stand_in.will(Some(Fault::Says("RCPT", "451 greylisted")));
    delivery::try_mail(&b, "someone@surgery.example").await.unwrap();
    stand_in.will(None);
    // As one leaves it that took it on and was killed before it noted anything.
    let sql = "UPDATE deliveries SET attempts = attempts + 1, lease = 'of the killed', leased_until = next_at";
    world.raw().await.execute(sql).await.unwrap();
    later(&b, 100_000).await;
    assert_eq!(stored(&world).await.1.as_deref(), Some("perhaps_sent"));
    assert!(stand_in.taken().is_empty());
}

async fn without_a_channel_no_mail_is_kept(world: World) {
    let b = earnest(&world, None).await;
    assert_eq!(delivery::try_mail(&b, "someone@surgery.example").await.unwrap(), Tried::NoChannel);
    let kept: i64 = world.raw().await.fetch_one("SELECT COUNT(*) FROM deliveries").await.unwrap().get(0);
    assert_eq!(kept, 0);
}

async fn a_demonstration_shows_its_mail(world: World) {
    assert_eq!(delivery::try_mail(&world.b, "someone@surgery.example").await.unwrap(), Tried::Sent);
    let shown = backend::demo::phone_texts(&world.b).await.unwrap();
    assert_eq!((shown.len(), shown[0].to.as_str()), (1, "someone@surgery.example"));
    assert!(shown[0].body.starts_with("Skinlink can send mail: "), "{}", shown[0].body);
}

async fn an_invitation_is_mailed_once_and_shown_to_nobody_else(world: World) {
    let stand_in = StandIn::start().await;
    let b = earnest(&world, Some(stand_in.settings(true))).await;
    let (email, name) = ("ada@trust.example", "Ada Admin");
    let new = NewPerson { email, name, role: Role::Administrator, organisation: None, registration: None };
    let invited = invitations::invite(&b, Manager::Operator, new).await.unwrap();
    assert!(matches!(&invited, Invited::ByMail { to, .. } if to == email), "{invited:?}");
    later(&b, 1).await;
    let taken = stand_in.taken();
    assert!(taken.len() == 1 && taken[0].contains("To: ada@trust.example"), "{taken:?}");
    let body = taken[0].replace("=\r\n", "");
    let token = body.split("/join/").nth(1).unwrap().split_whitespace().next().unwrap().to_owned();
    assert!(matches!(invitations::open(&b, &token).await.unwrap(), Invitation::Open { .. }), "{body}");
    assert_eq!(stored(&world).await.2, "", "the link does not stay");
}

async fn an_invitation_whose_mail_was_given_up_is_seen_and_sent_again(world: World) {
    let stand_in = StandIn::start().await;
    let b = earnest(&world, Some(stand_in.settings(true))).await;
    let new = NewPerson {
        email: "ada@trust.example",
        name: "Ada Admin",
        role: Role::Administrator,
        organisation: None,
        registration: None,
    };
    invitations::invite(&b, Manager::Operator, new).await.unwrap();
    let not_mailed = async || invitations::invited(&b, Manager::Operator).await.unwrap().remove(0).not_mailed;
    assert_eq!(not_mailed().await, None);
    stand_in.will(Some(Fault::Says("RCPT", "550 nobody of that name")));
    later(&b, 0).await;
    assert!(not_mailed().await.unwrap().contains("refused"));

    let line = delivery::given_up(&b, Manager::Operator, None).await.unwrap().lines.remove(0);
    assert!(line.may_send_again && line.what.contains("link to choose a password"), "{line:?}");
    assert_eq!(line.person, "Ada Admin");
    stand_in.will(None);
    let again = invitations::again(&b, Manager::Operator, line.id).await.unwrap();
    assert!(matches!(&again, Invited::ByMail { to, .. } if to == "ada@trust.example"), "{again:?}");
    later(&b, 0).await;
    let taken = stand_in.taken();
    assert!(taken.len() == 1 && taken[0].contains("To: ada@trust.example"), "{taken:?}");
    assert_eq!(not_mailed().await, None);
    assert_eq!(delivery::given_up(&b, Manager::Operator, None).await.unwrap().lines, []);
    assert!(matches!(invitations::again(&b, Manager::Operator, line.id).await, Err(Error::NotFound)));
}
