//! A backend of its own for every test, on SQLite and on PostgreSQL, with a clock that stands still.

pub mod answers;
pub mod hub;
pub mod monitoring;
pub mod notify;
pub mod patient;
pub mod postgres;
pub mod shown;
pub mod texted;

use std::{
    fs,
    path::{Path, PathBuf},
    sync::atomic::{AtomicU32, AtomicU64, Ordering},
    time::Duration,
};

use backend::{
    Backend, Clock, Ids, Key, Limits, OpenError, Settings,
    accounts::{self, NewAccount},
    cases::{self, Submitted},
    organisations,
};
use domain::{
    access::Actor,
    case::{Answer, AnswerDraft, Draft},
    command::DateFields,
    forms::{FormKind, Response},
    ids::{CaseId, FormKey, OrganisationId, ServiceId},
    nhs_number::NhsNumber,
    policy::Policy,
    role::Role,
    view::AnswerSent,
};
use sqlx::{AnyConnection, AssertSqlSafe, Connection, Executor};
use tempfile::TempDir;
use tokio::sync::OnceCell;
use uuid::Uuid;

pub use self::answers::{answer, ask_patient, downgrade, redirect, upgrade};

/// Runs each named test once on SQLite and once on PostgreSQL.
macro_rules! on_both {
    ($($test:ident),+ $(,)?) => {
        mod sqlite {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::support::World::sqlite().await).await;
            })+
        }
        mod postgres {
            $(#[tokio::test]
            async fn $test() {
                super::$test(crate::support::World::postgres().await).await;
            })+
        }
    };
}
pub(crate) use on_both;

pub const KEY: [u8; 32] = [7; 32];

/// Tuesday, 10:00 in London.
const START: &str = "2026-11-24T10:00:00Z";

/// Two practices and two services with their people.
pub struct World {
    pub b: Backend,
    pub settings: Settings,
    pub folder: TempDir,
    pub service: ServiceId,
    pub referrer: Actor,
    pub specialist: Actor,
    /// Of the same service.
    pub colleague: Actor,
    pub other_referrer: Actor,
    pub other_specialist: Actor,
    /// How many cases were drafted: each but the first is of another patient.
    drafted: AtomicU32,
}

pub fn settings(database_url: String, folder: &TempDir) -> Settings {
    Settings {
        database_url,
        objects_url: format!("file://{}", folder.path().join("objects").display()),
        database_in_clear: false,
        key: Key::new(KEY),
        base_url: "http://localhost:3000".to_owned(),
        heads_file: Some(folder.path().join("log-heads")),
        demonstration: true,
        channels: backend::ChannelSettings::default(),
        limits: Limits::default(),
        sessions: domain::session::SessionRules::default(),
        guessing: domain::guessing::GuessRules::default(),
        retention: domain::retention::RetentionRules::default(),
    }
}

pub async fn open(settings: &Settings) -> Result<Backend, OpenError> {
    Backend::open(settings.clone(), Clock::stopped(START.parse().unwrap()), Ids::system()).await
}

/// What every world begins with. Made once for each database and then copied: to migrate it and to hash five passwords
/// takes longer than most tests do.
struct Beginning {
    url: String,
    /// Of the data folder, with where each belongs in it.
    files: Vec<(PathBuf, Vec<u8>)>,
    service: ServiceId,
    /// As they stand in `World`.
    people: [Actor; 5],
}

static SQLITE: OnceCell<Beginning> = OnceCell::const_new();
static POSTGRES: OnceCell<Beginning> = OnceCell::const_new();

impl Beginning {
    async fn make(url: String, folder: TempDir) -> Self {
        let b = open(&settings(url.clone(), &folder)).await.unwrap();
        let riverside = organisations::create_practice(&b, "Riverside Surgery", "0113 496 0100").await.unwrap();
        let hill_top = organisations::create_practice(&b, "Hill Top Medical Centre", "0113 496 0200").await.unwrap();
        let mut rules = Policy::default();
        // Nothing by chance.
        rules.tasks.second_reading_percent = 0;
        let service = organisations::create_service(&b, "Northshire Dermatology", rules.clone()).await.unwrap();
        let elsewhere = organisations::create_service(&b, "Southshire Dermatology", rules).await.unwrap();
        let person = async |name, email, role, organisation: OrganisationId| {
            let new = NewAccount { email, password: "right", name, role, organisation: Some(organisation) };
            let id = accounts::create(&b, new).await.unwrap();
            accounts::me(&b, id).await.unwrap().0
        };
        let people = [
            person("Dr Amara Osei", "osei@riverside.example", Role::Referrer, riverside.into()).await,
            person("Dr Priya Nair", "nair@hilltop.example", Role::Referrer, hill_top.into()).await,
            person("Dr Helen Marsh", "marsh@northshire.example", Role::Specialist, service.into()).await,
            person("Dr Yusuf Rahman", "rahman@northshire.example", Role::Specialist, service.into()).await,
            person("Dr Eve Stone", "stone@south.example", Role::Specialist, elsewhere.into()).await,
        ];
        // Nobody is connected to what is copied.
        b.close().await;
        let mut files = Vec::new();
        read_into(&mut files, folder.path(), folder.path());
        Self { url, files, service, people }
    }

    async fn world(&self, url: String, folder: TempDir) -> World {
        for (path, bytes) in &self.files {
            let path = folder.path().join(path);
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(path, bytes).unwrap();
        }
        let settings = settings(url, &folder);
        let b = open(&settings).await.unwrap();
        let [referrer, other_referrer, specialist, colleague, other_specialist] = self.people;
        let (service, drafted) = (self.service, AtomicU32::new(0));
        World {
            referrer,
            other_referrer,
            specialist,
            colleague,
            other_specialist,
            b,
            settings,
            folder,
            service,
            drafted,
        }
    }
}

fn read_into(files: &mut Vec<(PathBuf, Vec<u8>)>, base: &Path, folder: &Path) {
    for entry in fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.is_dir() {
            read_into(files, base, &path);
        } else {
            files.push((path.strip_prefix(base).unwrap().to_owned(), fs::read(&path).unwrap()));
        }
    }
}

fn sqlite_in(folder: &TempDir) -> String {
    format!("sqlite://{}", folder.path().join("skinlink.db").display())
}

impl World {
    pub async fn sqlite() -> Self {
        let make = || {
            let folder = TempDir::new().unwrap();
            Beginning::make(sqlite_in(&folder), folder)
        };
        let folder = TempDir::new().unwrap();
        SQLITE.get_or_init(make).await.world(sqlite_in(&folder), folder).await
    }

    pub async fn postgres() -> Self {
        let make = async || Beginning::make(postgres::new_database().await, TempDir::new().unwrap()).await;
        let beginning = POSTGRES.get_or_init(make).await;
        beginning.world(postgres::copy_of(&beginning.url).await, TempDir::new().unwrap()).await
    }

    /// Another server on the same database, whose clock is so many seconds ahead of this one's.
    pub async fn another_server(&self, seconds: u64) -> Backend {
        let at = self.b.clock().now() + jiff::SignedDuration::from_secs(i64::try_from(seconds).unwrap());
        Backend::open(self.settings.clone(), Clock::stopped(at), Ids::system()).await.unwrap()
    }

    /// Somebody else who works somewhere.
    pub async fn person(&self, name: &str, email: &str, role: Role, organisation: OrganisationId) -> Actor {
        let new = NewAccount { email, password: "right", name, role, organisation: Some(organisation) };
        let id = accounts::create(&self.b, new).await.unwrap();
        accounts::me(&self.b, id).await.unwrap().0
    }

    pub fn pass(&self, seconds: u64) {
        self.b.clock().advance(Duration::from_secs(seconds));
    }

    /// A request that can be sent.
    pub fn draft(&self) -> Draft {
        Draft {
            nhs_number: "999 000 0018".into(),
            name: "Philippa Quillfeather".into(),
            dob: DateFields { day: "12".into(), month: "3".into(), year: "1948".into() },
            sex: "female".into(),
            mobile: "07700 900123".into(),
            kind: "advice".into(),
            service: self.service.to_string(),
            question: "Is it safe to watch this?".into(),
            impression: "Seborrhoeic keratosis".into(),
            problem: "lesion".into(),
            response: Response::to(format!("{}|1", FormKind::Lesion.url())),
            no_images_reason: "Patient has no camera".into(),
            photos_agreed: true,
            ..Draft::default()
        }
        .with("pigment", "no")
        .with("site", "forearm")
        .with("side", "left")
        .with("duration", "3 months")
    }

    /// A started case with its form filled in, and its version.
    pub async fn drafted(&self) -> (CaseId, i64) {
        let case = cases::start(&self.b, &self.referrer).await.unwrap();
        let draft = match self.drafted.fetch_add(1, Ordering::Relaxed) {
            0 => self.draft(),
            others => Draft { nhs_number: nhs_number(others), ..self.draft() },
        };
        let saved = cases::save_draft(&self.b, &self.referrer, case, 1, draft).await.unwrap();
        assert_eq!(saved.problems, []);
        (case, saved.version)
    }

    /// A case in its service's queue, and its version.
    pub async fn submitted(&self) -> (CaseId, i64) {
        let (case, version) = self.drafted().await;
        let sent = cases::submit(&self.b, &self.referrer, case, version).await.unwrap();
        (case, sent.version)
    }

    /// Sends a case as it stands now.
    pub async fn send(&self, case: CaseId) -> Submitted {
        let version = cases::request(&self.b, &self.referrer, case).await.unwrap().version;
        cases::submit(&self.b, &self.referrer, case, version).await.unwrap()
    }

    /// Works out every case's tasks anew, after something was changed behind the backend's back.
    pub async fn work_out_tasks(&self) {
        sqlx::query("UPDATE cases SET tasks_edition = 0").execute(&mut self.raw().await).await.unwrap();
        backend::tasks::work_out(&self.b).await.unwrap();
    }

    /// A connection behind the backend's back.
    pub async fn raw(&self) -> AnyConnection {
        raw(&self.settings.database_url).await
    }
}

/// The same to any database under the tests' key.
pub async fn raw(url: &str) -> AnyConnection {
    sqlx::any::install_default_drivers();
    let mut connection = AnyConnection::connect(url).await.unwrap();
    if url.starts_with("sqlite") {
        let mut key = [0; 32];
        hkdf::Hkdf::<sha2::Sha256>::new(None, &KEY).expand(b"skinlink database", &mut key).unwrap();
        let pragma = format!("PRAGMA key = \"x'{}'\"", hex::encode(key));
        connection.execute(AssertSqlSafe(pragma)).await.unwrap();
    }
    connection
}

/// A number that is never issued, with its check digit.
pub fn nhs_number(of: u32) -> String {
    let candidates = (of * 20..).flat_map(|nine| (0..10).map(move |check| format!("999{nine:06}{check}")));
    let mut valid = candidates.filter(|number| number.parse::<NhsNumber>().is_ok());
    valid.next().unwrap()
}

/// The key of a new form.
pub fn form_key() -> FormKey {
    static FORMS: AtomicU64 = AtomicU64::new(1);
    FormKey(Uuid::from_u128(FORMS.fetch_add(1, Ordering::Relaxed).into()))
}

/// Sends an answer by a form of its own.
pub async fn send(
    b: &Backend,
    who: &Actor,
    case: CaseId,
    version: i64,
    answer: Answer,
) -> Result<AnswerSent, backend::Error> {
    cases::answer(b, who, case, version, form_key(), AnswerDraft::of(answer)).await
}
