//! `skinlink check`, by the real binary: what it finds, what it says, and that it leaves everything as it was.

use std::{
    collections::BTreeMap,
    fs,
    path::{Path, PathBuf},
    process::{Command, Output},
};

use tempfile::TempDir;

use crate::{
    postgres::Postgres,
    server::{Server, filled, folder, skinlink},
};

/// What was said of each thing: "ok", "warning" or "WRONG", and the rest of its line.
struct Said {
    succeeded: bool,
    lines: BTreeMap<String, (String, String)>,
}

impl Said {
    fn of(output: &Output) -> Self {
        let text = String::from_utf8(output.stdout.clone()).unwrap();
        let line = |line: &str| {
            let (standing, rest) = line.split_once(' ').unwrap_or_else(|| panic!("{line}"));
            let (what, says) = rest.trim_start().split_once(' ').unwrap_or_else(|| panic!("{line}"));
            (what.to_owned(), (standing.to_owned(), says.trim_start().to_owned()))
        };
        let said = Self { succeeded: output.status.success(), lines: text.lines().map(line).collect() };
        let is_wrong = said.lines.values().any(|(standing, _)| standing == "WRONG");
        assert_eq!(said.succeeded, !is_wrong, "{text}{}", String::from_utf8_lossy(&output.stderr));
        said
    }

    /// The line of `what`, which stands like this and says this.
    #[track_caller]
    fn says(&self, what: &str, standing: &str, says: &str) {
        let line = self.lines.get(what).unwrap_or_else(|| panic!("{what} in {:?}", self.lines));
        assert!(line.0 == standing && line.1.contains(says), "{what}: {line:?}, not {standing}, {says}");
    }

    /// That `what` alone is wrong, and says this.
    #[track_caller]
    fn only(&self, what: &str, says: &str) {
        let wrong: Vec<_> = self.lines.iter().filter(|(_, line)| line.0 == "WRONG").map(|(what, _)| what).collect();
        assert_eq!(wrong, [what], "{:?}", self.lines);
        self.says(what, "WRONG", says);
    }
}

/// A site that is there, named, so that the tests need none that is built.
fn site(data: &Path) -> PathBuf {
    let site = data.join("site");
    fs::create_dir_all(site.join("pkg")).unwrap();
    let list = Path::new(env!("CARGO_BIN_EXE_skinlink")).with_file_name("hash.txt");
    let list = fs::read_to_string(list).unwrap_or_default();
    let hash = list.lines().find_map(|line| line.strip_prefix("css: "));
    let name = hash.map_or("skinlink.css".to_owned(), |hash| format!("skinlink.{hash}.css"));
    fs::write(site.join("pkg").join(name), "").unwrap();
    site
}

fn check_of(data: &TempDir, settings: &[(&str, &str)]) -> Command {
    let elsewhere = Path::new(env!("CARGO_TARGET_TMPDIR")).join("checked-site");
    let mut command = skinlink(data.path());
    command.arg("check").env("SKINLINK_SITE", site(&elsewhere)).env("SKINLINK_DEMONSTRATION", "on");
    command.env("SKINLINK_FREE_MEGABYTES", "0").envs(settings.iter().copied());
    command
}

fn check(data: &TempDir, settings: &[(&str, &str)]) -> Said {
    Said::of(&check_of(data, settings).output().unwrap())
}

/// Every file below a folder with its bytes.
fn everything(folder: &Path) -> BTreeMap<PathBuf, Vec<u8>> {
    let mut found = BTreeMap::new();
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        if entry.file_type().unwrap().is_dir() {
            found.extend(everything(&entry.path()));
        } else {
            found.insert(entry.path(), fs::read(entry.path()).unwrap());
        }
    }
    found
}

#[test]
fn where_nothing_is_yet_nothing_is_made() {
    let data = folder();
    let nowhere = data.path().join("data");
    let path = nowhere.to_str().unwrap();
    let said = check(&data, &[("SKINLINK_DATA", path), ("SKINLINK_DEMONSTRATION", "off")]);
    assert!(said.succeeded);
    for what in ["key", "database", "pictures"] {
        said.says(what, "ok", "not there yet");
    }
    said.says("address", "ok", "for this machine alone");
    said.says("texts", "warning", "nothing carries any");
    assert!(!nowhere.exists(), "it was only looked at");
    // Below a file nothing can be made, not even by who may do everything.
    fs::write(&nowhere, "").unwrap();
    let below = format!("sqlite://{path}/skinlink.db");
    let key = "5a".repeat(32);
    check(&data, &[("SKINLINK_DATABASE_URL", &below), ("SKINLINK_KEY", &key)]).only("database", "is no folder");
}

#[test]
fn a_server_that_would_start_is_told_so_and_left_as_it_was() {
    let data = filled();
    let before = everything(data.path());
    let said = check(&data, &[]);
    assert!(said.succeeded, "{:?}", said.lines);
    assert!(said.lines.values().all(|(standing, _)| standing == "ok"), "{:?}", said.lines);
    said.says("database", "ok", "of this version, can be written, encrypted on the disk");
    said.says("pictures", "ok", "written, read and deleted");
    let after = everything(data.path());
    assert!(before.keys().eq(after.keys()), "no file came or went");
    let changed: Vec<_> = before.iter().filter(|(path, bytes)| after[*path] != **bytes).map(|(path, _)| path).collect();
    assert!(changed.is_empty(), "{changed:?}");

    // Beside a server that runs, too.
    let server = Server::start(&data);
    assert!(check(&data, &[]).succeeded);
    assert!(server.stop().success());
}

#[test]
fn each_thing_that_is_wrong_is_named() {
    let data = filled();
    check(&data, &[("SKINLINK_BASE_URL", "http://skinlink.example")]).only("address", "SKINLINK_BASE_URL");
    let proxied = check(&data, &[("SKINLINK_BASE_URL", "https://skinlink.example")]);
    proxied.says("address", "warning", "SKINLINK_TRUSTED_PROXIES");
    let named = [("SKINLINK_BASE_URL", "https://skinlink.example"), ("SKINLINK_TRUSTED_PROXIES", "127.0.0.1")];
    check(&data, &named).says("address", "ok", "https://skinlink.example");
    check(&data, &[("SKINLINK_SITE", "/nowhere")]).only("site", "not there");
    check(&data, &[("SKINLINK_DEMONSTRATION", "off")]).only("database", "is a demonstration's");
    check(&data, &[("SKINLINK_DATABASE_URL", "mysql://localhost/x")]).only("database", "sqlite:// or postgres://");
    check(&data, &[("SKINLINK_KEY", &"ab".repeat(32))]).only("database", "the key does not fit");
    check(&data, &[("SKINLINK_KEY", "short")]).says("key", "WRONG", "SKINLINK_KEY");
    check(&data, &[("SKINLINK_OBJECTS_URL", "ftp://somewhere/x")]).only("pictures", "address");
    let empty = folder();
    let elsewhere = format!("file://{}", empty.path().display());
    check(&data, &[("SKINLINK_OBJECTS_URL", &elsewhere)]).only("pictures", "not this database's");
    let bucket = [
        ("SKINLINK_OBJECTS_URL", "s3://pictures/x"),
        ("AWS_ENDPOINT", "http://127.0.0.1:1"),
        ("AWS_ALLOW_HTTP", "true"),
        ("AWS_REGION", "eu-west-2"),
        ("AWS_ACCESS_KEY_ID", "clinic"),
        ("AWS_SECRET_ACCESS_KEY", "secret"),
    ];
    check(&data, &bucket).only("pictures", "Is the address right");

    fs::remove_dir_all(data.path().join("objects")).unwrap();
    check(&data, &[]).only("pictures", "not this database's");
    fs::write(data.path().join("objects"), "in the way").unwrap();
    check(&data, &[]).only("pictures", "is no folder");
    fs::remove_file(data.path().join("key")).unwrap();
    let said = check(&data, &[]);
    said.says("key", "WRONG", "put the key of the data folder back");
    said.says("database", "WRONG", "without its key");
}

#[test]
fn a_disk_below_its_floor_is_wrong() {
    let (data, small) = (filled(), folder());
    let script = "mount -t tmpfs -o size=60000000 tmpfs \"$1\" && cp -a \"$2\"/. \"$1\" \
                  && { dd if=/dev/zero of=\"$1/filler\" bs=1M 2>/dev/null; truncate -s -2M \"$1/filler\"; } && exec \"$3\" check";
    let mut command = Command::new("unshare");
    let is_root = rustix::process::geteuid().is_root();
    command.arg("--mount").args((!is_root).then_some("--map-root-user")).args(["--", "sh", "-c", script, "sh"]);
    let configured = check_of(&small, &[("SKINLINK_FREE_MEGABYTES", "200")]);
    command.arg(small.path()).arg(data.path()).arg(configured.get_program());
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.envs(configured.get_envs().filter_map(|(name, value)| Some((name, value?))));
    Said::of(&command.output().unwrap()).only("disk", "below 6 MB no pictures are taken");
}

/// A library that puts a program's clock wrong by so many seconds.
fn wrong_clock(folder: &Path) -> PathBuf {
    let source = r#"
        #define _GNU_SOURCE
        #include <dlfcn.h>
        #include <stdlib.h>
        #include <time.h>
        int clock_gettime(clockid_t id, struct timespec *at) {
            static int (*real)(clockid_t, struct timespec *);
            if (!real) real = (int (*)(clockid_t, struct timespec *))dlsym(RTLD_NEXT, "clock_gettime");
            int done = real(id, at);
            const char *off = getenv("OFF_BY");
            if (id == CLOCK_REALTIME && off) at->tv_sec += atol(off);
            return done;
        }"#;
    let (file, library) = (folder.join("clock.c"), folder.join("clock.so"));
    fs::write(&file, source).unwrap();
    let made = Command::new("cc").args(["-shared", "-fPIC", "-o"]).arg(&library).arg(&file).arg("-ldl").status();
    assert!(made.expect("cc runs").success());
    library
}

#[test]
fn a_clock_before_what_was_written_is_wrong() {
    let (data, made) = (filled(), folder());
    let library = wrong_clock(made.path());
    let off = |by: &str| {
        let mut command = check_of(&data, &[("OFF_BY", by)]);
        Said::of(&command.env("LD_PRELOAD", &library).output().unwrap())
    };
    off("-864000").only("clock", "in the future");
    assert!(off("0").succeeded);
}

#[test]
fn a_postgresql_is_looked_at_too() {
    let postgres = Postgres::start("check");
    let (data, made, url, key) = (folder(), folder(), postgres.url(), "5a".repeat(32));
    let settings =
        [("SKINLINK_DATABASE_URL", url.as_str()), ("SKINLINK_DEMONSTRATION", "off"), ("SKINLINK_KEY", key.as_str())];
    check(&data, &settings).says("database", "ok", "empty: the first start fills it, can be written, not encrypted");
    check(&data, &settings[..2]).only("key", "put the key of the configured database back");
    let migrated = skinlink(data.path()).arg("migrate").envs(settings).output().unwrap();
    assert!(migrated.status.success(), "{}", String::from_utf8_lossy(&migrated.stderr));
    let said = check(&data, &settings);
    said.says("database", "ok", "of this version, can be written");
    said.says("clock", "ok", "with the database's");

    let library = wrong_clock(made.path());
    let mut late = check_of(&data, &settings);
    let late = Said::of(&late.env("LD_PRELOAD", &library).env("OFF_BY", "-40").output().unwrap());
    late.only("clock", "behind the database's");
    let mut command = skinlink(data.path());
    command.envs(settings).env("LD_PRELOAD", &library).env("OFF_BY", "40");
    let server = Server::start_by(command, data.path());
    let lines = server.log_lines();
    let told =
        |line: &&serde_json::Value| line["message"].as_str().is_some_and(|it| it.contains("ahead of the database's"));
    assert!(lines.iter().any(|line| told(&line)), "{}", server.log());
    assert!(server.stop().success());
    check(&data, &settings).says("pictures", "warning", "a second server on this database");

    postgres.execute("ALTER DATABASE postgres SET default_transaction_read_only = on");
    check(&data, &settings).only("database", "read-only");
    postgres.execute(
        "SET default_transaction_read_only = off; ALTER DATABASE postgres RESET default_transaction_read_only",
    );

    let newer = "INSERT INTO _sqlx_migrations (version, description, success, checksum, execution_time)
                 SELECT 9000, 'later', success, checksum, 0 FROM _sqlx_migrations WHERE version = 1";
    postgres.execute(newer);
    check(&data, &settings).only("database", "newer Skinlink (migration 9000)");
    let mut serve = skinlink(data.path());
    let refused = serve.envs(settings).arg("serve").output().unwrap();
    let said = String::from_utf8_lossy(&refused.stderr);
    assert!(!refused.status.success() && said.contains("start that version or a newer one"), "{said}");

    postgres.take_away();
    check(&data, &settings).only("database", "Is it running");
}
