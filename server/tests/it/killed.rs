//! A server that is killed after its counterpart has taken a message, and before it could note that.

#[path = "../../../backend/tests/it/support/notify.rs"]
#[expect(dead_code, reason = "the backend's tests use all of it")]
mod notify;

use std::{
    collections::HashSet,
    fs,
    sync::{Arc, Mutex},
    time::Duration,
};

use backend::{
    Backend, ChannelSettings, Clock, Ids, Key, Limits, Settings, SmtpSettings,
    accounts::{self, Manager, NewAccount},
    cases, delivery, measure, organisations, photo_requests,
};
use domain::{access::Actor, case::Draft, command::DateFields, ids::CaseId, role::Role};
use notify::{Fault, StandIn, TEMPLATE};
use tempfile::TempDir;
use tokio::{
    io::{AsyncBufReadExt, AsyncWriteExt, BufReader},
    net::{TcpListener, TcpStream},
};

use crate::{
    postgres::Postgres,
    server::{Server, folder, skinlink},
};

/// An installation in earnest with texts that are due.
struct World {
    data: TempDir,
    settings: Settings,
    referrer: Actor,
    texts: Vec<CaseId>,
}

impl World {
    async fn new(database_url: Option<String>, channels: ChannelSettings, texts: usize) -> Self {
        let data = folder();
        fs::write(data.path().join("key"), "07".repeat(32)).unwrap();
        let local = |scheme: &str, name: &str| format!("{scheme}://{}", data.path().join(name).display());
        let settings = Settings {
            database_url: database_url.unwrap_or_else(|| local("sqlite", "skinlink.db")),
            objects_url: local("file", "objects"),
            database_in_clear: false,
            key: Key::new([7; 32]),
            base_url: "http://localhost:3000".to_owned(),
            heads_file: Some(data.path().join("log-heads")),
            demonstration: false,
            channels,
            // Over before anybody is reminded of it: a reminder would wait for days.
            limits: Limits { link_days: 2, ..Limits::default() },
            sessions: domain::session::SessionRules::default(),
            guessing: domain::guessing::GuessRules::default(),
            retention: domain::retention::RetentionRules::default(),
        };
        let b = open(&settings).await;
        let practice = organisations::create_practice(&b, "Riverside Surgery", "0113 496 0100").await.unwrap();
        let (email, name) = ("osei@riverside.example", "Dr Amara Osei");
        let organisation = Some(practice.into());
        let account = NewAccount { email, password: "right", name, role: Role::Referrer, organisation };
        let referrer = accounts::me(&b, accounts::create(&b, account).await.unwrap()).await.unwrap().0;
        let draft = Draft {
            name: "Philippa Quillfeather".into(),
            dob: DateFields { day: "12".into(), month: "3".into(), year: "1948".into() },
            mobile: "07700 900123".into(),
            ..Draft::default()
        };
        let mut cases = Vec::new();
        for _ in 0..texts {
            let case = cases::start(&b, &referrer).await.unwrap();
            cases::save_draft(&b, &referrer, case, 1, draft.clone()).await.unwrap();
            photo_requests::text_patient(&b, &referrer, case).await.unwrap();
            cases.push(case);
        }
        b.close().await;
        Self { data, settings, referrer, texts: cases }
    }

    /// A server of its own on the same database.
    fn serve(&self, counterpart: &[(&str, &str)]) -> Server {
        let mut command = skinlink(self.data.path());
        command.env("SKINLINK_DEMONSTRATION", "off").envs(counterpart.iter().copied());
        if self.settings.database_url.starts_with("postgres") {
            command.env("SKINLINK_DATABASE_URL", &self.settings.database_url);
        }
        Server::start_by(command, self.data.path())
    }

    /// Looks until nothing waits, which may take as long as the lease of who was killed; then how it looks.
    async fn settled(&self) -> Backend {
        let b = open(&self.settings).await;
        let settled = async {
            while measure::waiting(&b).await.unwrap().deliveries.waiting > 0 {
                tokio::time::sleep(Duration::from_millis(200)).await;
            }
        };
        tokio::time::timeout(Duration::from_secs(180), settled).await.expect("nothing waits in the end");
        b
    }
}

async fn open(settings: &Settings) -> Backend {
    Backend::open(settings.clone(), Clock::System, Ids::system()).await.unwrap()
}

fn by_notify(stand_in: &StandIn) -> [(&'static str, String); 3] {
    [
        ("SKINLINK_NOTIFY_URL", stand_in.url.clone()),
        ("SKINLINK_NOTIFY_API_KEY", format!("skinlink-{}-{}", notify::SERVICE, notify::SECRET)),
        ("SKINLINK_NOTIFY_TEMPLATE", TEMPLATE.to_string()),
    ]
}

async fn with_texts(database_url: Option<String>, texts: usize, takes: Duration) -> (StandIn, World) {
    let stand_in = StandIn::slow(&Clock::System, takes).await;
    let channels = ChannelSettings { notify: Some(stand_in.settings()), smtp: None };
    let world = World::new(database_url, channels, texts).await;
    (stand_in, world)
}

/// Every text was taken once, and each case's log says once that it left.
async fn each_left_once(world: &World, stand_in: &StandIn, b: &Backend) {
    let taken = stand_in.taken();
    let references: HashSet<_> = taken.iter().map(|it| it.reference.clone()).collect();
    assert_eq!((taken.len(), references.len()), (world.texts.len(), world.texts.len()), "{taken:?}");
    for &case in &world.texts {
        let history = cases::history(b, &world.referrer, case).await.unwrap();
        let said = history.entries.iter().filter(|it| it.what == "The text was sent.").count();
        assert!(history.intact && said == 1, "{history:?}");
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_text_that_was_taken_when_the_server_died_is_not_sent_again() {
    let (stand_in, world) = with_texts(None, 1, Duration::ZERO).await;
    stand_in.will([Fault::Held]);
    let settings = by_notify(&stand_in);
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    let server = world.serve(&settings);
    stand_in.has_taken(1).await;
    server.kill();
    stand_in.calls();
    let server = world.serve(&settings);
    let b = world.settled().await;
    each_left_once(&world, &stand_in, &b).await;
    assert_eq!(stand_in.calls(), ["GET /v2/notifications"], "it is asked for, and there");
    b.close().await;
    server.stop();
}

#[tokio::test(flavor = "multi_thread")]
async fn two_servers_of_which_one_dies_send_each_text_once() {
    let postgres = Postgres::start("killed");
    // Enough that the second server has its part of them, too.
    let (stand_in, world) = with_texts(Some(postgres.url()), 100, Duration::from_millis(300)).await;
    // The first answers are never heard: who waits for them is killed.
    stand_in.will([Fault::Held; 4]);
    let settings = by_notify(&stand_in);
    let settings = settings.each_ref().map(|(name, value)| (*name, value.as_str()));
    let dies = world.serve(&settings);
    stand_in.has_taken(4).await;
    let stays = world.serve(&settings);
    dies.kill();
    let another = world.serve(&settings);
    let b = world.settled().await;
    each_left_once(&world, &stand_in, &b).await;
    b.close().await;
    for server in [stays, another] {
        server.stop();
    }
}

/// A mail server that takes a mail and never says so.
async fn silent_mail_server(taken: Arc<Mutex<Vec<String>>>) -> u16 {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    tokio::spawn(async move {
        while let Ok((stream, _)) = listener.accept().await {
            tokio::spawn(converse(stream, taken.clone()));
        }
    });
    port
}

async fn converse(stream: TcpStream, taken: Arc<Mutex<Vec<String>>>) -> Option<()> {
    let mut stream = BufReader::new(stream);
    stream.write_all(b"220 here\r\n").await.ok()?;
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).await.ok()? == 0 {
            return None;
        }
        if line.starts_with("DATA") {
            stream.write_all(b"354 go on\r\n").await.ok()?;
            let mut mail = String::new();
            while !mail.ends_with("\r\n.\r\n") {
                stream.read_line(&mut mail).await.ok()?;
            }
            taken.lock().unwrap().push(mail);
            // Until who sent it is gone.
            stream.read_line(&mut line).await.ok()?;
            return None;
        }
        stream.write_all(b"250 fine\r\n").await.ok()?;
    }
}

#[tokio::test(flavor = "multi_thread")]
async fn a_mail_that_was_taken_when_the_server_died_is_told_to_a_person() {
    let taken = Arc::<Mutex<Vec<String>>>::default();
    let url = format!("smtp://127.0.0.1:{}", silent_mail_server(taken.clone()).await);
    let smtp = SmtpSettings::new(&url, "Skinlink <skinlink@trust.example>", None, None, true).unwrap();
    let postgres = Postgres::start("killed-mail");
    let channels = ChannelSettings { notify: None, smtp: Some(smtp) };
    let world = World::new(Some(postgres.url()), channels, 0).await;
    let b = open(&world.settings).await;
    let new = backend::invitations::NewPerson {
        email: "ada@trust.example",
        name: "Ada Admin",
        role: domain::role::Role::Administrator,
        organisation: None,
        registration: None,
    };
    backend::invitations::invite(&b, Manager::Operator, new).await.unwrap();
    b.close().await;
    let settings = [
        ("SKINLINK_SMTP_URL", url.as_str()),
        ("SKINLINK_MAIL_FROM", "Skinlink <skinlink@trust.example>"),
        ("SKINLINK_SMTP_IN_CLEAR", "on"),
    ];
    let server = world.serve(&settings);
    let is_taken = async {
        while taken.lock().unwrap().is_empty() {
            tokio::time::sleep(Duration::from_millis(5)).await;
        }
    };
    tokio::time::timeout(Duration::from_secs(60), is_taken).await.expect("it is sent");
    server.kill();
    let server = world.serve(&settings);
    // As after a minute.
    postgres.execute("UPDATE deliveries SET leased_until = leased_until - 60000 WHERE state = 'waiting'");
    let b = world.settled().await;
    assert_eq!(taken.lock().unwrap().len(), 1, "nobody can be asked whether it arrived, so it is not sent again");
    let failed = delivery::given_up(&b, Manager::Operator, None).await.unwrap();
    assert!(failed.lines[0].why.contains("may have arrived or not") && failed.lines[0].may_send_again, "{failed:?}");
    let invited = backend::invitations::invited(&b, Manager::Operator).await.unwrap();
    assert!(invited[0].not_mailed.is_some(), "{invited:?}");
    b.close().await;
    server.stop();
}
