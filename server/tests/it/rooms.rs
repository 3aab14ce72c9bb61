use std::{collections::BTreeSet, process::Command};

use serde_json::Value;

/// Our own crates that `of` depends on, directly.
fn rooms_below(metadata: &Value, of: &str) -> BTreeSet<String> {
    let packages = metadata["packages"].as_array().expect("packages");
    let package = packages.iter().find(|it| it["name"] == of).unwrap_or_else(|| panic!("no crate {of}"));
    let dependencies = package["dependencies"].as_array().expect("dependencies");
    // Only what lies in this workspace has a path; a kind means that it is for tests or for the build.
    dependencies
        .iter()
        .filter(|it| it["path"].is_string() && it["kind"].is_null())
        .map(|it| it["name"].as_str().expect("a name").to_owned())
        .collect()
}

#[test]
fn dependencies_point_one_way() {
    let output = Command::new(env!("CARGO"))
        .args(["metadata", "--no-deps", "--offline", "--format-version", "1", "--manifest-path"])
        .arg(concat!(env!("CARGO_MANIFEST_DIR"), "/../Cargo.toml"))
        .output()
        .expect("cargo runs");
    let metadata: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let arrows = [
        ("domain", &[] as &[&str]),
        ("imaging", &[]),
        ("locales", &[]),
        ("backend", &["domain", "imaging", "locales"]),
        ("ui", &["domain"]),
        ("viewer", &["domain", "imaging", "locales", "ui"]),
        ("capture", &["domain", "imaging", "locales", "ui", "viewer"]),
        ("app", &["backend", "capture", "domain", "imaging", "locales", "ui", "viewer"]),
        ("frontend-clinician", &["app"]),
        ("frontend-patient", &["app"]),
        ("frontend-worker", &["imaging"]),
        ("server", &["app", "backend", "domain"]),
        // Nobody depends on these two.
        ("bench", &["backend", "domain", "imaging"]),
        ("fuzz", &["domain", "imaging"]),
    ];
    let packages = metadata["packages"].as_array().expect("packages");
    for room in packages.iter().filter_map(|it| it["name"].as_str()) {
        assert!(arrows.iter().any(|(known, _)| *known == room), "{room}: say here what it may know");
    }
    for (room, allowed) in arrows {
        let below = rooms_below(&metadata, room);
        assert!(below.iter().all(|it| allowed.contains(&it.as_str())), "{room} must not know {below:?}");
    }
}

/// Heavy or unsafe-for-its-room crates that must never be reached from a pure room or from a patient's phone.
#[test]
fn pure_rooms_stay_pure_and_the_phone_gets_no_server() {
    const IN_BROWSER: &[&str] = &["--target", "wasm32-unknown-unknown"];
    const SERVERS: &[&str] = &["backend", "axum", "sqlx", "tokio", "reqwest"];
    for (room, extra, never) in [
        ("domain", &[] as &[&str], &["tokio", "axum", "leptos", "sqlx", "rand"] as &[&str]),
        ("imaging", &[], &["tokio", "axum", "leptos", "sqlx", "rand"]),
        ("locales", &[], &["tokio", "axum", "leptos", "sqlx", "rand"]),
        ("backend", &[], &["axum", "leptos"]),
        ("frontend-clinician", IN_BROWSER, SERVERS),
        ("frontend-patient", IN_BROWSER, SERVERS),
        ("frontend-worker", IN_BROWSER, &["leptos", "app", "domain", "tokio"]),
    ] {
        let output = Command::new(env!("CARGO"))
            .args(["tree", "--offline", "--edges", "normal", "--prefix", "none", "--format", "{p}", "--package", room])
            .args(extra)
            .current_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/.."))
            .output()
            .expect("cargo runs");
        let tree = String::from_utf8(output.stdout).expect("text");
        assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
        for line in tree.lines() {
            let name = line.split(' ').next().unwrap_or_default();
            assert!(!never.contains(&name), "{room} reaches {name}");
        }
    }
}

/// What a screen shows is made from rules: a rule that knew a screen could not be shown on another.
#[test]
fn rules_know_no_screen() {
    let sources = crate::sources::sources();
    let rules = || sources.iter().filter(|(path, _)| path.starts_with("domain/src/") && !path.contains("/view/"));
    assert!(rules().count() > 40, "only {} files of rules were found", rules().count());
    for (path, text) in rules() {
        // `review` is a rule.
        let knows = text.match_indices("view::").any(|(at, _)| !text[..at].ends_with("re"));
        assert!(!knows, "{path} knows a view");
    }
}

/// Whoever adds one more of something is sent to a file that says how.
#[test]
fn what_the_architecture_sends_to_says_how_to_add_one() {
    let root = concat!(env!("CARGO_MANIFEST_DIR"), "/..");
    let text = std::fs::read_to_string(format!("{root}/docs/architecture.md")).expect("the architecture");
    let (_, table) = text.split_once("| to add a | read |\n| --- | --- |\n").expect("the table");
    let rows: Vec<&str> = table.lines().take_while(|line| line.starts_with('|')).collect();
    assert!(rows.len() > 15, "only {} rows", rows.len());
    for row in rows {
        let path = row.split('`').nth(1).expect("a path");
        let source =
            std::fs::read_to_string(format!("{root}/{path}")).unwrap_or_else(|_| panic!("{path} is not there"));
        assert!(source.contains("To add a"), "{path} does not say how to add one");
    }
}

/// A page's calls name the sign-in that it was made for; only what a link's pages and visitors ask does not.
#[test]
fn every_call_of_the_clinicians_pages_carries_the_mark() {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../app/src/api");
    for file in std::fs::read_dir(folder).expect("the server functions") {
        let path = file.expect("a file").path();
        let name = path.file_name().and_then(|name| name.to_str()).unwrap_or_default();
        if matches!(name, "patient.rs" | "demo.rs") {
            continue;
        }
        let text = std::fs::read_to_string(&path).expect("text");
        for line in text.lines().filter(|line| line.starts_with("#[server(") && !line.contains("demo/")) {
            assert!(line.contains("client = super::client::Marked"), "{name}: {line}");
        }
    }
}
