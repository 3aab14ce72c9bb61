use std::{fs, os::unix::fs::PermissionsExt};

use crate::server::{Server, filled, folder, run, skinlink};

#[test]
fn help_lists_every_variable_with_its_default() {
    let data = folder();
    let help = String::from_utf8(run(data.path(), &["--help"]).stdout).unwrap();
    for (variable, default) in [
        ("SKINLINK_LISTEN", "127.0.0.1:3000"),
        ("SKINLINK_BASE_URL", "http://localhost:3000"),
        ("SKINLINK_DATA", "data"),
        ("SKINLINK_DATABASE_URL", "skinlink.db in the data folder"),
        ("SKINLINK_OBJECTS_URL", "objects in the data folder"),
        ("SKINLINK_KEY", "read from the key file"),
        ("SKINLINK_KEY_FILE", "key in the data folder"),
        ("SKINLINK_DEMONSTRATION", "off"),
        ("SKINLINK_SITE", "the site inside of this program, or target/site where there is none"),
        ("SKINLINK_LOG", "info,sqlx=warn"),
        ("SKINLINK_LOG_FORMAT", "text"),
        ("SKINLINK_IDLE_MINUTES", "60"),
        ("SKINLINK_SIGN_IN_TRIES", "30"),
        ("SKINLINK_PICTURE_MEGABYTES", "40"),
        ("SKINLINK_PICTURE_MEGAPIXELS", "120"),
        ("SKINLINK_PICTURES_PER_CASE", "20"),
        ("SKINLINK_CLIP_MEGABYTES", "100"),
        ("SKINLINK_CLIPS_PER_CASE", "3"),
        ("SKINLINK_DATABASE_IN_CLEAR", "off"),
        ("SKINLINK_FREE_MEGABYTES", "200"),
        ("SKINLINK_TRUSTED_PROXIES", "none"),
        ("SKINLINK_METRICS_LISTEN", "none"),
        ("SKINLINK_BODY_MEGABYTES", "512"),
        ("SKINLINK_REQUEST_SECONDS", "30"),
        ("SKINLINK_SHUTDOWN_SECONDS", "20"),
        ("SKINLINK_NOTIFY_API_KEY", "none: no texts leave"),
        ("SKINLINK_NOTIFY_RECEIPT_TOKEN", "none: what became of each text is asked for"),
        ("SKINLINK_NOTIFY_URL", "https://api.notifications.service.gov.uk"),
        ("SKINLINK_NOTIFY_TEMPLATE", "none"),
        ("SKINLINK_SMTP_URL", "none: no mail leaves"),
        ("SKINLINK_SMTP_IN_CLEAR", "off"),
    ] {
        assert!(help.contains(&format!("[env: {variable}")), "{variable} in:\n{help}");
        assert!(help.contains(&format!("[default: {default}]")), "{default} in:\n{help}");
    }
    assert_eq!(help.matches("[env: ").count(), help.matches("[default: ").count(), "{help}");
    for command in ["serve", "check", "migrate", "demo"] {
        assert!(help.contains(&format!("  {command} ")), "{command}");
    }
}

#[test]
fn help_does_not_print_secrets() {
    let data = folder();
    let output = skinlink(data.path())
        .env("SKINLINK_KEY", "5ec2e7")
        .env("SKINLINK_DATABASE_URL", "postgres://u:5ec2e7@h/d")
        .arg("--help")
        .output()
        .unwrap();
    assert!(!String::from_utf8(output.stdout).unwrap().contains("5ec2e7"));
}

#[test]
fn a_wrong_value_is_one_line_and_a_failure() {
    let data = folder();
    for (variable, value) in [
        ("SKINLINK_LISTEN", "everywhere"),
        ("SKINLINK_BASE_URL", "skinlink.example"),
        ("SKINLINK_DATABASE_URL", "mysql://localhost/x"),
        ("SKINLINK_KEY", "too short"),
        ("SKINLINK_DEMONSTRATION", "maybe"),
        ("SKINLINK_LOG", "server=loudly"),
        ("SKINLINK_LOG_FORMAT", "xml"),
        ("SKINLINK_IDLE_MINUTES", "0"),
        ("SKINLINK_PICTURE_MEGAPIXELS", "many"),
        ("SKINLINK_NOTIFY_TEMPLATE", "f33517ff-2a88-4f6e-b855-c550268ce08a"),
        ("SKINLINK_NOTIFY_API_KEY", "skinlink-5ec2e7"),
        ("SKINLINK_SMTP_URL", "smtp://mail.example:587"),
    ] {
        let output = skinlink(data.path()).env(variable, value).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success(), "{variable}={value}");
        assert_eq!(said.lines().count(), 1, "{said}");
        assert!(said.starts_with("skinlink: ") && said.len() > 20, "{said}");
        assert!(output.stdout.is_empty());
        assert!(!(variable.ends_with("KEY") && said.contains(value)), "a key is not repeated: {said}");
    }
}

#[test]
fn what_texts_are_sent_with_is_checked_before_anything_starts() {
    let data = folder();
    let key = "k-26785a09-ab16-4eb0-8407-a37497a57506-3d844edf-8d35-48ac-975b-e847b4f122b0";
    let template = "f33517ff-2a88-4f6e-b855-c550268ce08a";
    for (key, token, url, says) in [
        ("5ec2e7", "0123456789abcdef", "https://notify.example", "SKINLINK_NOTIFY_API_KEY"),
        (key, "5ec2e7", "https://notify.example", "SKINLINK_NOTIFY_RECEIPT_TOKEN"),
        (key, "0123456789abcdef", "http://notify.example", "SKINLINK_NOTIFY_URL"),
    ] {
        let mut command = skinlink(data.path());
        command.env("SKINLINK_NOTIFY_API_KEY", key).env("SKINLINK_NOTIFY_RECEIPT_TOKEN", token);
        let output =
            command.env("SKINLINK_NOTIFY_URL", url).env("SKINLINK_NOTIFY_TEMPLATE", template).output().unwrap();
        let said = String::from_utf8(output.stderr).unwrap();
        assert!(!output.status.success() && said.lines().count() == 1 && said.contains(says), "{said}");
        assert!(!said.contains("5ec2e7"), "a secret is not repeated: {said}");
    }
}

#[test]
fn a_key_is_made_for_new_data_and_never_for_old() {
    let data = filled();
    let key = data.path().join("key");
    assert_eq!(fs::metadata(&key).unwrap().permissions().mode() & 0o777, 0o600);
    let digits = fs::read_to_string(&key).unwrap();

    fs::remove_file(&key).unwrap();
    let refused = run(data.path(), &["serve"]);
    let said = String::from_utf8(refused.stderr).unwrap();
    assert!(!refused.status.success() && said.lines().count() == 1 && said.contains("SKINLINK_KEY"), "{said}");
    assert!(!key.exists(), "no new key beside old data");

    let wrong = skinlink(data.path()).env("SKINLINK_KEY", "ab".repeat(32)).output().unwrap();
    let said = String::from_utf8(wrong.stderr).unwrap();
    assert!(!wrong.status.success() && said.contains("key"), "{said}");

    Server::start_with(&data, &[("SKINLINK_KEY", digits.trim())]).stop();
}

#[test]
fn migrate_makes_a_database_and_stops() {
    let data = folder();
    let output = run(data.path(), &["migrate"]);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let database = fs::read(data.path().join("skinlink.db")).unwrap();
    assert!(!database.starts_with(b"SQLite format 3"), "the file is encrypted from its first byte");
}
