//! A database of the release before this one is opened, and keeps everybody where they were.

use std::borrow::Cow;

use argon2::{
    Argon2,
    password_hash::{PasswordHasher, SaltString},
};
use backend::accounts::{self, TryFrom};
use domain::{access::Actor, ids::AccountId, role::Role};
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
    assert!(matches!(osei, Actor::Referrer { practice, .. } if practice.0 == id(1)), "{osei:?}");
    assert_eq!((me.organisation.as_str(), me.role, me.others.len()), ("Riverside Surgery", Role::Referrer, 0));
    let (marsh, me) = accounts::me(&b, AccountId(id(12))).await.unwrap();
    assert!(matches!(marsh, Actor::Specialist { service, .. } if service.0 == id(2)), "{marsh:?}");
    assert_eq!((me.organisation.as_str(), me.home.as_str()), ("Northshire Dermatology", "/worklist"));
    assert_eq!(accounts::me_at(&b, me.account, me.membership).await.unwrap().0, marsh);

    let signed_in = accounts::sign_in(&b, "osei@riverside.example", "right", HERE).await.unwrap();
    assert_eq!(signed_in.account.0, id(11));
    // What is not read any longer does not lie about: a password that is changed must not stay there.
    let mut connection = raw(&settings.database_url).await;
    let left: i64 = sqlx::query_scalar("SELECT COUNT(*) FROM accounts WHERE password_hash <> ''")
        .fetch_one(&mut connection)
        .await
        .unwrap();
    assert_eq!(left, 0);
}

/// What the release before left: two organisations and a person at each.
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
    ] {
        connection.execute(sqlx::AssertSqlSafe(sql)).await.unwrap();
    }
}
