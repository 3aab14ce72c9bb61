//! What an operator does with what is kept, with the binary itself.

use std::{fs, path::Path};

use backend::{
    Backend, Clock, Ids, Key, Limits, Settings,
    accounts::{self, NewAccount},
    cases, organisations,
};
use domain::{guessing::GuessRules, retention::RetentionRules, role::Role, session::SessionRules};

use crate::server::{Server, filled, folder, run, skinlink};

/// Runs a command that must go well; what it said.
fn done(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    let said = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(output.status.success(), "{arguments:?}: {said}{}", String::from_utf8_lossy(&output.stderr));
    said
}

fn refused(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

#[test]
fn a_demonstrations_data_serves_no_earnest_server_nor_the_other_way_round() {
    let demonstration = filled();
    let said = refused(demonstration.path(), &["serve"]);
    assert!(said.lines().count() == 1 && said.contains("SKINLINK_DEMONSTRATION=on"), "{said}");
    let earnest = folder();
    done(earnest.path(), &["verify"]);
    let said = refused(earnest.path(), &["demo"]);
    assert!(said.lines().count() == 1 && said.contains("may hold real patients"), "{said}");
}

#[test]
fn a_backup_is_put_back_and_a_new_key_opens_it_all() {
    let data = filled();
    assert!(done(data.path(), &["verify"]).contains("Everything is as it was written."));
    let elsewhere = folder();
    let copy = elsewhere.path().join("copy");
    done(data.path(), &["backup", copy.to_str().unwrap()]);

    let new = elsewhere.path().join("new");
    let said = refused(&new, &["restore", copy.to_str().unwrap()]);
    assert!(said.contains("SKINLINK_KEY"), "no key is made for a backup: {said}");
    fs::create_dir_all(&new).unwrap();
    fs::copy(data.path().join("key"), new.join("key")).unwrap();
    assert!(done(&new, &["restore", copy.to_str().unwrap()]).contains("Everything is as it was written."));

    let old_key = fs::read_to_string(new.join("key")).unwrap();
    done(&new, &["rotate-key"]);
    assert_eq!(fs::read_to_string(new.join("key.old")).unwrap(), old_key);
    assert_ne!(fs::read_to_string(new.join("key")).unwrap(), old_key);
    assert!(done(&new, &["verify"]).contains("Everything is as it was written."));
    let output = skinlink(&new).env("SKINLINK_KEY", old_key.trim()).arg("verify").output().unwrap();
    assert!(!output.status.success(), "the old key opens nothing");
}

#[test]
fn the_key_is_no_option() {
    let said = refused(folder().path(), &["serve", "--key", "00"]);
    assert!(said.contains("--key"), "{said}");
}

#[test]
fn what_is_kept_how_long_is_printed_and_a_request_that_has_not_ended_is_not_erased() {
    let data = filled();
    let said = done(data.path(), &["retention"]);
    assert!(said.contains("An adult’s record: 8 years after"), "{said}");
    assert!(done(data.path(), &["retention", "--record-years", "20"]).contains("An adult’s record: 20 years after"));
    assert!(refused(data.path(), &["retention", "--record-years", "7"]).contains("7"), "shorter than the Code's");
    assert!(done(data.path(), &["retention", "--erase"]).contains("Nothing was due."));
    assert_eq!(done(data.path(), &["retention", "--erased"]), "");
    let id = "00000000-0000-0000-0000-000000000000";
    assert!(refused(data.path(), &["erase", id, "--because", "duplicate"]).contains("no such request"));
    assert!(refused(data.path(), &["erase", id, "--because", "Nia Roberts asked"]).contains("because"));
    assert!(done(data.path(), &["verify"]).contains("Everything is as it was written."));
}

/// A request that somebody began at the beginning of 2020 and never sent.
async fn forgotten_draft(data: &Path) {
    let settings = Settings {
        database_url: format!("sqlite://{}", data.join("skinlink.db").display()),
        objects_url: format!("file://{}", data.join("objects").display()),
        database_in_clear: false,
        key: Key::from_hex(fs::read_to_string(data.join("key")).unwrap().trim()).unwrap(),
        base_url: "http://localhost:3000".to_owned(),
        heads_file: Some(data.join("log-heads")),
        demonstration: true,
        channels: backend::ChannelSettings::default(),
        limits: Limits::default(),
        sessions: SessionRules::default(),
        guessing: GuessRules::default(),
        retention: RetentionRules::default(),
    };
    let then = Clock::stopped("2020-01-01T10:00:00Z".parse().unwrap());
    let b = Backend::open(settings, then, Ids::system()).await.unwrap();
    let practice = organisations::create_practice(&b, "Hill Top Medical Centre", "0113 496 0200").await.unwrap();
    let (role, organisation) = (Role::Referrer, Some(practice.into()));
    let account =
        NewAccount { email: "old@hilltop.example", password: "right", name: "Dr Priya Nair", role, organisation };
    let (referrer, _) = accounts::me(&b, accounts::create(&b, account).await.unwrap()).await.unwrap();
    cases::start(&b, &referrer).await.unwrap();
    b.close().await;
}

#[tokio::test]
async fn a_server_erases_by_itself_what_has_had_its_time() {
    let data = filled();
    forgotten_draft(data.path()).await;
    assert!(done(data.path(), &["retention"]).contains("due:  1"));
    let _server = Server::start(&data);
    let erased = || done(data.path(), &["retention", "--erased"]).contains("never_sent");
    assert!((0..600).any(|_| {
        std::thread::sleep(std::time::Duration::from_millis(50));
        erased()
    }));
    assert!(!done(data.path(), &["retention"]).contains("due:  1"));
    assert!(done(data.path(), &["verify"]).contains("Everything is as it was written."));
}
