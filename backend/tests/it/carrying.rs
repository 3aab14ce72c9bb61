//! A database of the release before this one is opened, and keeps everybody where they were.

use std::borrow::Cow;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, SaltString},
};
use backend::{
    Backend,
    accounts::{self, TryFrom},
    cases,
    events::verify,
};
use domain::{
    access::Actor,
    ids::{AccountId, CaseId, OrganisationId},
    role::Role,
};
use sqlx::{AnyConnection, Executor, migrate::Migrator};
use tempfile::TempDir;
use uuid::Uuid;

use crate::support::{open, postgres, raw, settings};

static MIGRATIONS: Migrator = sqlx::migrate!();
/// The first migration that the release before did not have.
const NEW: i64 = 920;
const HERE: TryFrom<'_> = TryFrom { source: "192.0.2.1", device: None };

const fn id(n: u128) -> Uuid {
    Uuid::from_u128(n)
}

#[tokio::test]
async fn sqlite() {
    let folder = TempDir::new().unwrap();
    let url = format!("sqlite://{}?mode=rwc", folder.path().join("skinlink.db").display());
    everybody_is_found_at_their_place(url, folder).await;
}

#[tokio::test]
async fn postgresql() {
    everybody_is_found_at_their_place(postgres::new_database().await, TempDir::new().unwrap()).await;
}

async fn everybody_is_found_at_their_place(url: String, folder: TempDir) {
    let settings = settings(url, &folder);
    sqlx::any::install_default_drivers();
    release_before(raw(&settings.database_url).await).await;
    let b = open(&settings).await.unwrap();

    let (osei, me) = accounts::me(&b, AccountId(id(11))).await.unwrap();
    let member = |account, at, role| Actor::Member {
        account: AccountId(id(account)),
        organisation: OrganisationId(id(at)),
        role,
        opened: None,
    };
    assert_eq!(osei, member(11, 1, Role::Referrer));
    assert_eq!((me.organisation.as_str(), me.role, me.others.len()), ("Riverside Surgery", Role::Referrer, 0));
    let (marsh, me) = accounts::me(&b, AccountId(id(12))).await.unwrap();
    assert_eq!(marsh, member(12, 2, Role::Specialist));
    assert_eq!((me.organisation.as_str(), me.home.as_str()), ("Northshire Dermatology", "/worklist"));
    assert_eq!(accounts::me_at(&b, me.account, me.membership).await.unwrap().0, marsh);

    let signed_in = accounts::sign_in(&b, "osei@riverside.example", "right", HERE).await.unwrap();
    assert_eq!(signed_in.account.0, id(11));
    what_was_written_is_still_whole(&b, osei).await;
    every_case_has_its_patient(&settings.database_url).await;
    every_answer_is_kept(&b, &osei).await;
    // What is not read any longer does not lie about: a password that is changed must not stay there.
    let mut connection = raw(&settings.database_url).await;
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM accounts WHERE password_hash <> ''")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(left, 0);
}

/// Two entries, each by somebody as the release before wrote them: read as they are meant, and sealed over the very bytes.
async fn what_was_written_is_still_whole(b: &Backend, osei: Actor) {
    let history = cases::history(b, &osei, CaseId(id(21))).await.unwrap();
    assert!(history.intact && history.carried_over == 0);
    let who: Vec<&str> = history.entries.iter().map(|it| it.who.as_str()).collect();
    assert_eq!(who, ["Dr Amara Osei, Riverside Surgery", "Dr Helen Marsh, Northshire Dermatology"]);
    let verified = verify(b, "", false).await.unwrap();
    // The drafts beside it have no log here.
    let own = format!("case/{}", id(21));
    assert_eq!(verified.entries, 2);
    assert!(verified.faults.iter().all(|(log, _)| *log != own), "{:?}", verified.faults);
    // A new entry goes on from there.
    cases::withdraw(b, &osei, CaseId(id(21))).await.unwrap();
    assert!(cases::history(b, &osei, CaseId(id(21))).await.unwrap().intact);
}

/// Two requests about one person are one patient's.
async fn every_case_has_its_patient(url: &str) {
    let sql = "SELECT c.id, p.name FROM cases c JOIN patients p ON p.id = c.patient_id ORDER BY c.id";
    let found: Vec<(String, String)> = sqlx::query_as(sql).fetch_all(&mut raw(url).await).await.unwrap();
    let of = |n| found.iter().find(|(case, _)| *case == id(n).to_string()).map(|(_, name)| name.as_str());
    assert_eq!([21, 22, 23].map(of), [Some(""), Some("Ann Smith"), Some("Ann Smith")]);
    let patients: i64 =
        sqlx::query_scalar("SELECT COUNT(*) FROM patients").fetch_one(&mut raw(url).await).await.unwrap();
    assert_eq!(patients, 2);
}

/// Each answer stands in the form of today, under the name that it had.
async fn every_answer_is_kept(b: &Backend, osei: &Actor) {
    let request = cases::request(b, osei, CaseId(id(22))).await.unwrap();
    let before: serde_json::Map<String, serde_json::Value> = serde_json::from_str(ANN).unwrap();
    for (name, value) in
        before.iter().filter(|(name, _)| !["nhs_number", "name", "dob", "problem"].contains(&name.as_str()))
    {
        let (name, value) =
            if name == "pigmented" { ("pigment", "yes") } else { (name.as_str(), value.as_str().unwrap_or("true")) };
        assert_eq!(request.draft.response.given(name), [value], "{name}");
        assert!(request.form.item(name).is_some(), "{name}");
    }
    assert_eq!((request.form.version.as_str(), request.left_out.len()), ("1", 0));
}

/// A draft whose form is this.
fn draft(case: u128, form: &str) -> String {
    format!(
        "INSERT INTO cases (id, version, kind, practice_id, referrer_id, state, state_detail, draft, site, created_at,
                            changed_at, nhs_number)
         VALUES ('{}', 1, 'advice', '{}', '{}', 'draft', '{{\"state\":\"draft\"}}', '{form}', '', 1000, 1000, '')",
        id(case),
        id(1),
        id(11)
    )
}

/// Somebody with a number, as a form of then said it.
const ANN: &str = r#"{"nhs_number":"943 476 5919","name":"Ann Smith","dob":{"day":"12","month":"3","year":"1948"},"problem":"lesion","pigmented":true,
        "site":"sole","side":"left","duration":"6 weeks","size_mm":"8 mm","change_colour":true,"bleeding":true,"drugs":"Apixaban",
        "history":"Asthma","immunosuppressed":true,"seven_inflamed":true}"#;

/// What the release before left: two organisations and a person at each, and a case with a log.
async fn release_before(mut connection: AnyConnection) {
    let before = MIGRATIONS.migrations.iter().filter(|it| it.version < NEW).cloned().collect();
    Migrator { migrations: Cow::Owned(before), ..Migrator::DEFAULT }.run(&mut connection).await.unwrap();
    let salt = SaltString::encode_b64(b"release before 1").unwrap();
    let hash = Argon2::default().hash_password(b"right", &salt).unwrap();
    for sql in [
        format!("INSERT INTO practices (id, name, phone) VALUES ('{}', 'Riverside Surgery', '0113 496 0100')", id(1)),
        format!("INSERT INTO services (id, name, rules) VALUES ('{}', 'Northshire Dermatology', '{{}}')", id(2)),
        format!(
            "INSERT INTO accounts (id, email, password_hash, name, role, practice_id, created_at)
             VALUES ('{}', 'osei@riverside.example', '{hash}', 'Dr Amara Osei', 'referrer', '{}', 1)",
            id(11),
            id(1)
        ),
        format!(
            "INSERT INTO accounts (id, email, password_hash, name, role, service_id, created_at)
             VALUES ('{}', 'marsh@northshire.example', '{hash}', 'Dr Helen Marsh', 'specialist', '{}', 1)",
            id(12),
            id(2)
        ),
        "INSERT INTO installation (name, value) VALUES ('kind', 'demonstration')".to_owned(),
        format!(
            "INSERT INTO cases (id, version, kind, practice_id, referrer_id, state, state_detail, draft, site, created_at,
                                changed_at, nhs_number)
             VALUES ('{}', 1, 'advice', '{}', '{}', 'draft', '{{\"state\":\"draft\"}}', '{{}}', '', 1000, 1000, '')",
            id(21),
            id(1),
            id(11)
        ),
        entry(1, "referrer", 11, ("practice", 1), "case_started", "", FIRST),
        entry(2, "specialist", 12, ("service", 2), "case_opened", FIRST, SECOND),
        draft(22, ANN),
        draft(23, ANN),
        format!("INSERT INTO log_heads (stream, seq, hash, mac) VALUES ('case/{}', 2, '{SECOND}', '{HEAD}')", id(21)),
    ] {
        connection.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    }
}

/// HMAC-SHA256 by the tests' key, reckoned outside of this program.
const FIRST: &str = "b3de3f9b417edf7c1e46d7e4e63d79655cc58bdffc4721b144ce74622fab5417";
const SECOND: &str = "a5766491706a48afc72c69093ca51f1f58ebe3f3ccee9c5c6c8eb59ce0f9d0cf";
const HEAD: &str = "2304a15f387e136a56809d9b15c7abd9755952d17c44e6a44945d5332abb36d0";

/// An entry of the case's log, by somebody of a role that had an organisation's id of its own kind beside it.
fn entry(seq: u32, role: &str, account: u128, at: (&str, u128), event: &str, previous: &str, hash: &str) -> String {
    let (account, (kind, organisation)) = (id(account), (at.0, id(at.1)));
    format!(
        r#"INSERT INTO events (case_id, seq, at, actor, kind, previous_hash, hash, subject, digest, mark)
           VALUES ('{}', {seq}, {}, '{{"actor":"{role}","account":"{account}","{kind}":"{organisation}"}}',
                   '{{"event":"{event}"}}', '{previous}', '{hash}', '', '', '')"#,
        id(21),
        seq * 1000
    )
}
