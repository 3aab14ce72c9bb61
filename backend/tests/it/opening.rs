use std::time::Duration;

use backend::{Error, Key, OpenError, Settings, cases};
use sqlx::Executor;
use tempfile::TempDir;
use tokio::time::timeout;

use crate::support::{World, on_both, open, settings};

on_both!(
    migrating_again_changes_nothing,
    a_newer_database_is_refused,
    two_servers_may_share_one,
    ready_while_it_answers,
);

async fn migrating_again_changes_nothing(world: World) {
    let (case, _) = world.submitted().await;
    backend::migrate(&world.settings).await.unwrap();
    assert!(cases::show(&world.b, &world.referrer, case).await.is_ok());
}

async fn a_newer_database_is_refused(world: World) {
    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 SELECT 9000, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
    world.raw().await.execute(newer).await.unwrap();
    let refused = open(&world.settings).await;
    assert!(matches!(refused, Err(OpenError::NewerDatabase(9000))), "{refused:?}");
    assert!(refused.unwrap_err().to_string().contains("newer"));
}

async fn two_servers_may_share_one(world: World) {
    let (case, _) = world.submitted().await;
    let second = open(&world.settings).await.unwrap();
    cases::withdraw(&second, &world.referrer, case).await.unwrap();
    assert_eq!(cases::show(&world.b, &world.referrer, case).await.unwrap().state, "Withdrawn");
}

async fn ready_while_it_answers(world: World) {
    world.b.ready().await.unwrap();
}

#[tokio::test]
async fn a_wrong_key_is_one_clear_error_at_once() {
    let world = World::sqlite().await;
    let wrong = Settings { key: Key::new([8; 32]), ..world.settings.clone() };
    let refused = timeout(Duration::from_secs(60), open(&wrong)).await.expect("it is not waited for");
    assert!(matches!(refused, Err(OpenError::WrongKey)), "{refused:?}");
}

#[tokio::test]
async fn a_file_that_is_no_database_is_refused_and_left_alone() {
    let folder = TempDir::new().unwrap();
    let path = folder.path().join("skinlink.db");
    let content = b"something else entirely, longer than a database page's header ".repeat(100);
    std::fs::write(&path, &content).unwrap();
    let refused = open(&settings(format!("sqlite://{}", path.display()), &folder)).await;
    assert!(matches!(refused, Err(OpenError::WrongKey)), "{refused:?}");
    assert_eq!(std::fs::read(&path).unwrap(), content);
}

#[tokio::test]
async fn a_database_on_another_machine_is_not_reached_in_clear() {
    let folder = TempDir::new().unwrap();
    // Addresses of a network that is nobody's: they are refused before anything is sent.
    for address in [
        "192.0.2.1/x",
        "192.0.2.1/x?sslmode=prefer",
        "[2001:db8::1]/x?sslmode=require",
        "db.example/x?sslmode=verify-ca",
    ] {
        let refused = open(&settings(format!("postgres://me:secret@{address}"), &folder)).await;
        assert!(matches!(refused, Err(OpenError::Plain)), "{address}: {refused:?}");
        assert!(refused.unwrap_err().to_string().contains("sslmode=verify-full"));
    }
    // On this machine nobody listens in between; nothing answers at this port.
    for address in ["localhost:1/x", "127.0.0.1:1/x", "[::1]:1/x", "localhost/x?host=/nowhere"] {
        let refused = open(&settings(format!("postgres://{address}"), &folder)).await;
        assert!(matches!(refused, Err(OpenError::Database(_))), "{address}: {refused:?}");
    }
}

#[tokio::test]
async fn an_address_of_something_else_is_refused() {
    let folder = TempDir::new().unwrap();
    let refused = open(&settings("mysql://localhost/skinlink".to_owned(), &folder)).await;
    assert!(matches!(refused, Err(OpenError::Address)), "{refused:?}");
}

#[tokio::test]
async fn a_locked_database_is_unavailable_for_a_bounded_time_and_then_works_again() {
    let world = World::sqlite().await;
    let mut holder = world.raw().await;
    holder.execute("BEGIN IMMEDIATE").await.unwrap();
    let refused = timeout(Duration::from_secs(60), cases::start(&world.b, &world.referrer)).await;
    let refused = refused.expect("it is given up at last");
    assert!(matches!(refused, Err(Error::Unavailable(_))), "{refused:?}");
    assert!(cases::home(&world.b, &world.referrer).await.is_ok(), "reading goes on");
    holder.execute("ROLLBACK").await.unwrap();
    assert!(cases::start(&world.b, &world.referrer).await.is_ok());
}
