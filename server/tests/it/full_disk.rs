//! A real file system of some megabytes that fills, empties, and goes on.

use std::{
    fs::{self, File, OpenOptions},
    io::Write,
    path::PathBuf,
    process::{Command, Stdio},
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Client, Response};
use rustix::fs::statvfs;
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    job::{Referrer, draft},
    server::{Server, browser, demo, filled, skinlink},
};

/// Bytes of the file system.
const SIZE: u64 = 60_000_000;

/// A server whose data folder is a file system of its own, seen by nobody else.
struct Small {
    server: Server,
    referrer: Referrer,
    people: Value,
    case: String,
    version: i64,
    saves: u32,
    draft: Value,
    /// Where the small file system is mounted, and what it was filled from, with the log.
    _folders: [TempDir; 2],
    /// The data folder as this process reaches it.
    inside: PathBuf,
}

impl Small {
    async fn start(settings: &[(&str, &str)]) -> Self {
        let (data, folder) = (filled(), tempfile::tempdir().unwrap());
        let people = demo(&data);
        let mut command = command(&data, &folder, settings);
        command.env("SKINLINK_DEMONSTRATION", "on");
        let server = Server::start_by(command, data.path());
        let inside = PathBuf::from(format!("/proc/{}/root", server.id()))
            .join(folder.path().strip_prefix("/").expect("an absolute path"));
        assert!(inside.join("skinlink.db").exists(), "the small file system is not reached at {}", inside.display());
        let browser = crate::server::signed_in(&server, &people, "referrer").await;
        let referrer = Referrer { browser, url: server.url.clone() };
        let case = referrer.start_case().await.unwrap();
        let request = referrer.load("cases/request", &case).await.unwrap();
        let draft = draft(&request, "Rosa Field");
        let version = request["version"].as_i64().unwrap();
        let mut small =
            Self { server, referrer, people, case, version, saves: 0, draft, _folders: [folder, data], inside };
        assert_eq!(small.save().await.status, 200);
        small
    }

    async fn save(&mut self) -> Answer {
        self.saves += 1;
        self.draft["question"] = format!("Is it safe to watch this? {}", self.saves).into();
        let body = json!({ "case": self.case, "version": self.version, "draft": self.draft });
        let answer = self.referrer.browser.post(self.server.path("/api/cases/draft")).json(&body).send().await.unwrap();
        let (status, after) = (answer.status().as_u16(), answer.headers().get("retry-after").cloned());
        if status == 200 {
            let saved: Value = answer.json().await.unwrap();
            self.version = saved["version"].as_i64().expect("a version");
        }
        Answer { status, after: after.map(|it| it.to_str().unwrap().to_owned()) }
    }

    async fn begin_upload(&self) -> Response {
        let metadata = format!("case {},view {}", STANDARD.encode(&self.case), STANDARD.encode("overview"));
        let post = self.referrer.browser.post(self.server.path("/uploads")).header("tus-resumable", "1.0.0");
        post.header("upload-length", 1_000).header("upload-metadata", metadata).send().await.unwrap()
    }

    /// Fills the file system until so many bytes are free, or until nothing more can be written.
    fn fill(&self, free: u64) {
        let mut filler = OpenOptions::new().append(true).create(true).open(self.inside.join("filler")).unwrap();
        loop {
            let now = statvfs(&self.inside).unwrap();
            let now = now.f_bavail * now.f_frsize;
            let piece = now.saturating_sub(free).clamp(1, 65_536) as usize;
            if (free > 0 && now <= free) || filler.write_all(&vec![1; piece]).is_err() {
                return;
            }
        }
    }

    fn empty(&self) {
        fs::remove_file(self.inside.join("filler")).unwrap();
    }

    async fn worklist_status(&self) -> u16 {
        self.referrer.browser.post(self.server.path("/api/home")).send().await.unwrap().status().as_u16()
    }
}

struct Answer {
    status: u16,
    /// When to try again.
    after: Option<String>,
}

/// The server in a mount namespace of its own, in which `folder` is a small file system with what is in `data`.
fn command(data: &TempDir, folder: &TempDir, settings: &[(&str, &str)]) -> Command {
    let mounts = format!("mount -t tmpfs -o size={SIZE} tmpfs \"$1\" && cp -a \"$2\"/. \"$1\" && exec \"$3\"");
    let is_root = rustix::process::geteuid().is_root();
    let mut command = Command::new("unshare");
    command.arg("--mount").args((!is_root).then_some("--map-root-user"));
    let configured = skinlink(folder.path());
    command.args(["--", "sh", "-c", &mounts, "sh"]).arg(folder.path()).arg(data.path()).arg(configured.get_program());
    command.env_clear().env("PATH", std::env::var_os("PATH").unwrap_or_default());
    command.envs(configured.get_envs().filter_map(|(name, value)| Some((name, value?))));
    command.envs(settings.iter().copied());
    // Where nothing can be mounted the server does not come up, and the test fails with what `mount` said.
    command
}

#[tokio::test]
async fn after_a_full_disk_writing_goes_on() {
    let mut small = Small::start(&[("SKINLINK_FREE_MEGABYTES", "0")]).await;
    small.fill(0);
    let mut refused = 0;
    for _ in 0..2_000 {
        let answer = small.save().await.status;
        assert!(answer == 200 || answer == 503, "{answer}");
        refused += i32::from(answer == 503);
        if refused == 5 {
            break;
        }
    }
    assert_eq!(refused, 5, "the disk was never full");
    small.empty();
    assert_eq!(small.save().await.status, 200, "{}", small.server.log());
    assert_eq!(small.begin_upload().await.status(), 201);
    assert!(small.server.stop().success());
}

#[tokio::test]
async fn below_the_floor_new_work_is_refused_and_reading_goes_on() {
    let mut small = Small::start(&[]).await;
    // The floor is a tenth of so small a disk: 6 MB, and 1.5 MB for what is typed.
    small.fill(4_000_000);
    let picture = small.begin_upload().await;
    assert_eq!((picture.status().as_u16(), picture.headers()["retry-after"].to_str().unwrap()), (503, "5"));
    assert_eq!(small.save().await.status, 200, "what is typed is still taken");

    small.fill(1_000_000);
    let words = small.save().await;
    assert_eq!((words.status, words.after.as_deref()), (503, Some("5")));
    assert_eq!(small.worklist_status().await, 200);
    assert_eq!(small.referrer.browser.get(small.server.path("/home")).send().await.unwrap().status(), 200);
    assert_eq!(browser().get(small.server.path("/readyz")).send().await.unwrap().status(), 503);
    // Who comes only to read is let in, and who goes is let out.
    let reader = crate::server::signed_in(&small.server, &small.people, "specialist").await;
    assert_eq!(reader.get(small.server.path("/worklist")).send().await.unwrap().status(), 200);
    assert_eq!(reader.post(small.server.path("/sign-out")).send().await.unwrap().status(), 303);

    small.empty();
    assert_eq!(small.save().await.status, 200);
    assert_eq!(small.begin_upload().await.status(), 201);
    assert!(becomes_ready(&browser(), &small.server).await);
    let said = |what: &str| {
        small
            .server
            .log_lines()
            .iter()
            .filter(|line| line["message"].as_str().is_some_and(|it| it.contains(what)))
            .count()
    };
    assert_eq!(said("the disk is nearly full"), 1, "said once: {}", small.server.log());
    assert_eq!(said("the disk has room again"), 1);
}

async fn becomes_ready(browser: &Client, server: &Server) -> bool {
    let begun = Instant::now();
    while begun.elapsed() < Duration::from_secs(60) {
        if browser.get(server.path("/readyz")).send().await.unwrap().status() == 200 {
            return true;
        }
        tokio::time::sleep(Duration::from_millis(200)).await;
    }
    false
}

#[tokio::test]
async fn a_log_that_cannot_be_written_ends_nothing() {
    let data = filled();
    let free = std::net::TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
    let full = || Stdio::from(File::options().write(true).open("/dev/full").unwrap());
    let mut child = skinlink(data.path())
        .env("SKINLINK_LISTEN", free.to_string())
        .env("SKINLINK_DEMONSTRATION", "on")
        .stdout(full())
        .stderr(full())
        .spawn()
        .unwrap();
    let mut answered = 0;
    for _ in 0..1_200 {
        if let Ok(answer) = browser().get(format!("http://{free}/healthz")).send().await {
            assert_eq!(answer.status(), 200);
            answered += 1;
        }
        if answered == 3 {
            break;
        }
        assert!(child.try_wait().unwrap().is_none(), "it ended");
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert_eq!(answered, 3);
    assert!(Command::new("kill").arg("-TERM").arg(child.id().to_string()).status().unwrap().success());
    assert!(child.wait().unwrap().success());
}
