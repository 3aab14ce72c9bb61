//! A database comes from one version to the next whole, or stays what it was.

use std::{
    fs::{self, OpenOptions},
    io::Write,
    path::{Path, PathBuf},
    process::Command,
    time::Duration,
};

use backend::{Clock, Ids, OpenError, check::check};
use domain::view::Soundness;
use rustix::fs::statvfs;
use sqlx::{AnyConnection, Connection, Executor, migrate::Migrator};
use tempfile::TempDir;

use crate::support::{open, postgres, raw, settings};

/// How many of the migrations the version before had: few, so that what is to be done is more than what is there.
const OLDER: usize = 2;

/// What the version before had.
async fn older() -> Migrator {
    let folder = TempDir::new().unwrap();
    let all = fs::read_dir(concat!(env!("CARGO_MANIFEST_DIR"), "/migrations")).unwrap();
    let mut all: Vec<PathBuf> = all.map(|it| it.unwrap().path()).collect();
    all.sort();
    for file in &all[..OLDER] {
        fs::copy(file, folder.path().join(file.file_name().unwrap())).unwrap();
    }
    Migrator::new(folder.path()).await.unwrap()
}

/// A database of the version before, with something in it.
async fn filled_by(older: &Migrator, url: &str) {
    let mut connection = raw(url).await;
    older.run(&mut connection).await.unwrap();
    let practice = "INSERT INTO practices (id, name, phone) VALUES ('kept', 'Riverside Surgery', '0113 496 0100')";
    connection.execute(practice).await.unwrap();
    connection.close().await.unwrap();
}

async fn is_kept(connection: &mut AnyConnection) -> bool {
    let sql = "SELECT name FROM practices WHERE id = 'kept'";
    sqlx::query_scalar::<_, String>(sql).fetch_one(connection).await.unwrap() == "Riverside Surgery"
}

fn sqlite(folder: &Path) -> String {
    format!("sqlite://{}?mode=rwc", folder.join("skinlink.db").display())
}

#[tokio::test]
async fn an_older_database_is_brought_up_to_date_with_what_is_in_it() {
    let folder = TempDir::new().unwrap();
    for url in [sqlite(folder.path()), postgres::new_database().await] {
        let older = older().await;
        filled_by(&older, &url).await;
        let settings = settings(url.clone(), &folder);
        let lines = check(&settings, &Clock::System, &Ids::system()).await;
        let database = lines.iter().find(|line| line.what == "database").unwrap();
        assert!(database.soundness == Soundness::Ok && database.says.starts_with("older"), "{database:?}");
        older.run(&mut raw(&url).await).await.expect("looking has changed nothing");

        open(&settings).await.unwrap().close().await;
        let mut connection = raw(&url).await;
        assert!(is_kept(&mut connection).await);
        let refused = older.run(&mut connection).await;
        assert!(refused.is_err(), "the version before must not take it for its own");
        fs::remove_dir_all(folder.path().join("objects")).unwrap();
    }
}

#[tokio::test]
async fn two_servers_that_start_at_once_migrate_one_after_the_other() {
    let folder = TempDir::new().unwrap();
    for url in [sqlite(folder.path()), postgres::new_database().await] {
        filled_by(&older().await, &url).await;
        let settings = settings(url, &folder);
        let (one, other) = tokio::join!(backend::migrate(&settings), backend::migrate(&settings));
        assert!(one.is_ok() && other.is_ok(), "{one:?} {other:?}");
    }
}

/// Longer than any write waits for its turn: bringing a region's database up to date takes minutes.
#[tokio::test]
async fn a_server_waits_until_another_has_migrated() {
    let folder = TempDir::new().unwrap();
    let url = sqlite(folder.path());
    filled_by(&older().await, &url).await;
    let settings = settings(url.clone(), &folder);
    let mut other = raw(&url).await;
    other.execute("BEGIN EXCLUSIVE").await.unwrap();
    let (waits, ()) = tokio::join!(backend::migrate(&settings), async {
        tokio::time::sleep(Duration::from_secs(6)).await;
        other.execute("COMMIT").await.unwrap();
    });
    waits.unwrap();
    assert!(is_kept(&mut other).await);
}

#[test]
fn a_disk_that_is_full_halfway_leaves_the_version_before_startable() {
    let folder = TempDir::new().unwrap();
    let is_root = rustix::process::geteuid().is_root();
    let script =
        "mount -t tmpfs -o size=8000000 tmpfs \"$1\" && exec \"$2\" --exact upgrade::on_a_small_disk --ignored";
    let mut command = Command::new("unshare");
    command.arg("--mount").args((!is_root).then_some("--map-root-user"));
    command.args(["--", "sh", "-c", script, "sh"]).arg(folder.path()).arg(std::env::current_exe().unwrap());
    let output = command.env("SKINLINK_SMALL_DISK", folder.path()).output().expect("unshare runs");
    let said = String::from_utf8_lossy(&output.stdout);
    assert!(output.status.success() && said.contains("1 passed"), "{said}{}", String::from_utf8_lossy(&output.stderr));
}

/// From no room at all to enough, in small steps: wherever it stops, the version before goes on.
#[tokio::test]
#[ignore = "run by the test above, on a file system of its own"]
async fn on_a_small_disk() {
    let folder = PathBuf::from(std::env::var_os("SKINLINK_SMALL_DISK").expect("a small file system"));
    let (file, url, older) = (folder.join("skinlink.db"), sqlite(&folder), older().await);
    filled_by(&older, &url).await;
    let (before, elsewhere) = (fs::read(&file).unwrap(), TempDir::new().unwrap());
    let settings = settings(url.clone(), &elsewhere);
    let (mut not_begun, mut stopped) = (0, 0);
    for step in 0.. {
        let left = before.len() as u64 - 16_384 + step * 16_384;
        fill(&folder, left);
        let done = backend::migrate(&settings).await;
        fs::remove_file(folder.join("filler")).unwrap();
        match done {
            Ok(()) => break,
            Err(OpenError::NoRoom { .. }) => not_begun += 1,
            Err(OpenError::Migrate(error)) if error.to_string().contains("full") => stopped += 1,
            Err(other) => panic!("{left} bytes: {other}"),
        }
        let mut connection = raw(&url).await;
        older.run(&mut connection).await.expect("the version before still starts");
        assert!(is_kept(&mut connection).await, "{left} bytes");
        connection.close().await.unwrap();
    }
    assert!(not_begun > 0 && stopped > 0, "{not_begun} times not begun, {stopped} times stopped halfway");
    assert!(is_kept(&mut raw(&url).await).await);
}

/// Fills the file system until so many bytes are left.
fn fill(folder: &Path, left: u64) {
    let mut filler = OpenOptions::new().append(true).create(true).open(folder.join("filler")).unwrap();
    loop {
        let now = statvfs(folder).unwrap();
        let now = now.f_bavail * now.f_frsize;
        if now <= left {
            return;
        }
        filler.write_all(&vec![1; (now - left).clamp(1, 65_536) as usize]).unwrap();
    }
}
