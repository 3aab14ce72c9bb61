//! The server under test: the release binary with demonstration data of its own.

use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::atomic::{AtomicUsize, Ordering},
    time::{Duration, Instant},
};

use backend::Key;
use reqwest::{Client, redirect::Policy};
use serde::Deserialize;

use crate::{Result, folders};

/// Servers of this run, for the names of their logs.
static STARTED: AtomicUsize = AtomicUsize::new(1);

/// How long it may take to come up.
const PATIENCE: Duration = Duration::from_secs(60);

/// A byte of the key beside a database that several servers share.
const SHARED_KEY: &str = "07";

/// What `skinlink demo --json` prints.
#[derive(Debug, Deserialize)]
pub(crate) struct Demo {
    accounts: Vec<Account>,
    pub(crate) patient_links: Vec<PatientLink>,
}

#[derive(Debug, Clone, Deserialize)]
pub(crate) struct Account {
    pub(crate) role: String,
    pub(crate) email: String,
    pub(crate) password: String,
}

#[derive(Debug, Deserialize)]
pub(crate) struct PatientLink {
    pub(crate) url: String,
    /// ISO 8601.
    pub(crate) date_of_birth: String,
}

impl Demo {
    /// The first account of a role, "referrer" or "specialist".
    pub(crate) fn account(&self, role: &str) -> Result<Account> {
        let account = self.accounts.iter().find(|account| account.role == role);
        account.cloned().ok_or_else(|| format!("no {role} in the demonstration data").into())
    }
}

/// Where a server's data are.
#[derive(Debug)]
pub(crate) struct Installation {
    folder: PathBuf,
    database_url: Option<String>,
}

impl Installation {
    fn embedded() -> Self {
        Self { folder: folders::data(), database_url: None }
    }

    /// Shared by several servers, as their folder and their key are.
    pub(crate) fn postgres(url: String) -> Self {
        Self { folder: folders::out().join("shared"), database_url: Some(url) }
    }

    /// What a command prints.
    pub(crate) fn run(&self, arguments: &[&str]) -> Result<String> {
        let output = skinlink(self).args(arguments).output()?;
        if !output.status.success() {
            return Err(format!("skinlink {arguments:?}: {}", String::from_utf8_lossy(&output.stderr)).into());
        }
        Ok(String::from_utf8(output.stdout)?)
    }

    /// Makes the demonstration data and a fresh photo request.
    pub(crate) fn demo(&self) -> Result<Demo> {
        if self.database_url.is_some() {
            // Beside a database of its own no key is made.
            fs::create_dir_all(&self.folder)?;
            fs::write(self.folder.join("key"), SHARED_KEY.repeat(32))?;
        }
        Ok(serde_json::from_str(&self.run(&["demo", "--json"])?)?)
    }
}

fn skinlink(installation: &Installation) -> Command {
    let mut command = Command::new(folders::binary());
    if let Some(url) = &installation.database_url {
        command.env("SKINLINK_DATABASE_URL", url);
    }
    command
        .env("SKINLINK_DATA", &installation.folder)
        .env("SKINLINK_SITE", folders::site())
        .env("SKINLINK_DEMONSTRATION", "on")
        .env("SKINLINK_LISTEN", "127.0.0.1:0")
        .env("SKINLINK_LOG_FORMAT", "json")
        .env("SKINLINK_PICTURES_PER_CASE", "200");
    command
}

/// The demonstration's data, embedded.
pub(crate) fn demo() -> Result<Demo> {
    Installation::embedded().demo()
}

/// The key that the server made for its data.
pub(crate) fn key() -> Result<String> {
    Ok(fs::read_to_string(folders::data().join("key"))?.trim().to_owned())
}

/// What opens the same data from here.
pub(crate) fn settings() -> Result<backend::Settings> {
    let data = folders::data().canonicalize()?;
    Ok(backend::Settings {
        database_url: format!("sqlite://{}", data.join("skinlink.db").display()),
        objects_url: format!("file://{}", data.join("objects").display()),
        ..settings_of(&Key::from_hex(&key()?)?)
    })
}

/// The key beside a database that several servers share.
pub(crate) fn shared_key() -> Result<Key> {
    Ok(Key::from_hex(&SHARED_KEY.repeat(32))?)
}

/// A demonstration's, without a place for its data.
pub(crate) fn settings_of(key: &Key) -> backend::Settings {
    backend::Settings {
        database_url: String::new(),
        objects_url: String::new(),
        database_in_clear: false,
        key: key.clone(),
        base_url: "http://localhost:3000".to_owned(),
        heads_file: None,
        demonstration: true,
        channels: backend::ChannelSettings::default(),
        limits: backend::Limits::default(),
        sessions: domain::session::SessionRules::default(),
        guessing: domain::guessing::GuessRules::default(),
        retention: domain::retention::RetentionRules::default(),
    }
}

/// A running server; killed when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    pub(crate) url: String,
}

impl Server {
    /// Starts it on embedded data and waits until it answers.
    pub(crate) async fn start() -> Result<Self> {
        Self::start_at(&Installation::embedded()).await
    }

    /// The same anywhere.
    pub(crate) async fn start_at(installation: &Installation) -> Result<Self> {
        let log = folders::out().join(format!("server-{}.log", STARTED.fetch_add(1, Ordering::Relaxed)));
        let child = skinlink(installation).arg("serve").stdout(Stdio::null()).stderr(File::create(&log)?).spawn()?;
        let mut server = Self { child, url: String::new() };
        server.url = server.address(&log).await?;
        Ok(server)
    }

    async fn address(&mut self, log: &Path) -> Result<String> {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE && self.child.try_wait()?.is_none() {
            let lines = fs::read_to_string(log)?;
            let mut lines = lines.lines().filter_map(|line| serde_json::from_str::<serde_json::Value>(line).ok());
            if let Some(line) = lines.find(|line| line["message"] == "listening") {
                let address = line["address"].as_str().ok_or("the server's log names no address")?;
                return Ok(format!("http://{address}"));
            }
            tokio::time::sleep(Duration::from_millis(50)).await;
        }
        Err(format!("the server did not come up: see {}", log.display()).into())
    }

    /// Of its process.
    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    /// Ends it.
    pub(crate) fn stop(self) {
        drop(self);
    }

    /// A client with this account's session.
    pub(crate) async fn signed_in(&self, account: &Account) -> Result<Client> {
        let client = Client::builder().cookie_store(true).redirect(Policy::none()).build()?;
        let form = [("email", &account.email), ("password", &account.password)];
        let answer = client.post(format!("{}/sign-in", self.url)).form(&form).send().await?;
        let location = answer.headers().get("location").and_then(|it| it.to_str().ok()).unwrap_or_default();
        if location.is_empty() || location.contains("problem") {
            return Err(format!("signing in was answered {} {location}", answer.status()).into());
        }
        Ok(client)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone is no error.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}
