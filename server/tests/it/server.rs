use std::{
    fs::{self, File},
    path::{Path, PathBuf},
    process::{Child, Command, ExitStatus, Output, Stdio},
    sync::{Arc, LazyLock},
    time::{Duration, Instant},
};

use reqwest::{
    Client, Response,
    cookie::Jar,
    header::{HeaderName, HeaderValue},
    redirect::Policy,
};
use serde_json::Value;
use tempfile::TempDir;

/// How long a debug build may take to start, demonstration data and all, on a busy machine.
const PATIENCE: Duration = Duration::from_secs(120);

/// The binary, with nothing of this process's environment that could configure it.
pub(crate) fn skinlink(data: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_skinlink"));
    command
        .env_clear()
        .env("SKINLINK_DATA", data)
        .env("SKINLINK_LISTEN", "127.0.0.1:0")
        .env("SKINLINK_TEXT_HOURS", "0-24")
        .env("SKINLINK_LOG_FORMAT", "json");
    command
}

/// Runs the binary to its end.
pub(crate) fn run(data: &Path, arguments: &[&str]) -> Output {
    skinlink(data).args(arguments).output().expect("the binary starts")
}

/// A running server; killed when dropped.
#[derive(Debug)]
pub(crate) struct Server {
    child: Child,
    log: PathBuf,
    pub(crate) url: String,
}

/// An empty data folder.
pub(crate) fn folder() -> TempDir {
    tempfile::tempdir().expect("a temporary folder")
}

/// A data folder that holds the demonstration's data: made once, copied for each test.
pub(crate) fn filled() -> TempDir {
    static MADE: LazyLock<PathBuf> = LazyLock::new(|| {
        let made = Path::new(env!("CARGO_TARGET_TMPDIR")).join("filled");
        // What an earlier run left was made by an earlier binary.
        let _ = fs::remove_dir_all(&made);
        let output = run(&made, &["demo"]);
        assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
        made
    });
    let data = folder();
    copy(&MADE, data.path());
    data
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).expect("a folder");
    for entry in fs::read_dir(from).expect("a folder") {
        let entry = entry.expect("an entry");
        let target = to.join(entry.file_name());
        if entry.file_type().expect("a type").is_dir() {
            copy(&entry.path(), &target);
        } else {
            fs::copy(entry.path(), target).expect("a copy");
        }
    }
}

impl Server {
    /// Starts in demonstration mode on `data`.
    pub(crate) fn start(data: &TempDir) -> Self {
        Self::start_with(data, &[])
    }

    /// The same with more settings; `SKINLINK_DEMONSTRATION` may be one of them.
    pub(crate) fn start_with(data: &TempDir, settings: &[(&str, &str)]) -> Self {
        let mut command = skinlink(data.path());
        command.env("SKINLINK_DEMONSTRATION", "on").envs(settings.iter().copied());
        Self::start_by(command, data.path())
    }

    /// The same by a command of the caller's own, which may say in what mode; the log lies in `folder`.
    pub(crate) fn start_by(mut command: Command, folder: &Path) -> Self {
        let log = tempfile::Builder::new()
            .prefix("log-")
            .tempfile_in(folder)
            .expect("a log file")
            .into_temp_path()
            .keep()
            .expect("a log file");
        if command.get_envs().all(|(name, _)| name != "SKINLINK_DEMONSTRATION") {
            command.env("SKINLINK_DEMONSTRATION", "on");
        }
        let child = command
            .stdout(Stdio::null())
            .stderr(File::create(&log).expect("a log file"))
            .spawn()
            .expect("the binary starts");
        let mut server = Self { child, log, url: String::new() };
        server.url = server.await_address();
        server
    }

    fn await_address(&mut self) -> String {
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(line) = self.log_lines().into_iter().find(|line| line["message"] == "listening") {
                return format!("http://{}", line["address"].as_str().expect("an address"));
            }
            if let Some(status) = self.child.try_wait().expect("a child") {
                panic!("the server ended with {status}: {}", self.log());
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the server did not come up in {PATIENCE:?}: {}", self.log());
    }

    pub(crate) fn log(&self) -> String {
        fs::read_to_string(&self.log).expect("a log file")
    }

    pub(crate) fn log_lines(&self) -> Vec<Value> {
        self.log().lines().filter_map(|line| serde_json::from_str(line).ok()).collect()
    }

    /// SIGTERM, then the end, which has to come by itself.
    pub(crate) fn stop(mut self) -> ExitStatus {
        self.terminate();
        let begun = Instant::now();
        while begun.elapsed() < PATIENCE {
            if let Some(status) = self.child.try_wait().expect("a child") {
                return status;
            }
            std::thread::sleep(Duration::from_millis(20));
        }
        panic!("the server did not end in {PATIENCE:?}: {}", self.log());
    }

    /// SIGTERM.
    pub(crate) fn terminate(&self) {
        let sent = Command::new("kill").arg("-TERM").arg(self.child.id().to_string()).status().expect("kill");
        assert!(sent.success());
    }

    /// SIGKILL: the power is gone.
    pub(crate) fn kill(mut self) {
        self.child.kill().expect("a child");
        self.child.wait().expect("a child");
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn address(&self) -> &str {
        self.url.strip_prefix("http://").expect("an address")
    }

    pub(crate) fn path(&self, path: &str) -> String {
        format!("{}{path}", self.url)
    }
}

impl Drop for Server {
    fn drop(&mut self) {
        // Already gone is no error.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

/// A browser of sorts: keeps cookies, and shows redirects instead of following them.
pub(crate) fn browser() -> Client {
    Client::builder().cookie_store(true).redirect(Policy::none()).timeout(PATIENCE).build().expect("a client")
}

pub(crate) fn location(response: &Response) -> &str {
    response.headers().get("location").expect("a redirect").to_str().expect("text")
}

/// The demonstration's way in, as `skinlink demo --json` prints it; works beside a running server.
pub(crate) fn demo(data: &TempDir) -> Value {
    demo_with(data, &[])
}

/// The same with more settings.
pub(crate) fn demo_with(data: &TempDir, settings: &[(&str, &str)]) -> Value {
    let mut command = skinlink(data.path());
    let output = command.args(["demo", "--json"]).envs(settings.iter().copied()).output().expect("the binary starts");
    assert!(output.status.success(), "{}: {}", output.status, String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).expect("JSON")
}

/// The token of a link's address.
pub(crate) fn token_of(url: &str) -> String {
    url.rsplit('/').next().expect("an address").to_owned()
}

/// The demonstration's fresh link: its token, and the date of birth that opens it as the fields of its form.
pub(crate) fn link_of(demo: &Value) -> (String, Vec<(String, String)>) {
    let link = &demo["patient_links"][0];
    let born = link["date_of_birth"].as_str().expect("a date").split('-');
    let parts = ["dob[year]", "dob[month]", "dob[day]"].map(str::to_owned).into_iter().zip(born.map(str::to_owned));
    (token_of(link["url"].as_str().expect("an address")), parts.collect())
}

/// Opens a link as its text does; the reference that its pages are called by from then on.
pub(crate) async fn open_link(browser: &Client, server: &Server, token: &str) -> String {
    let answer = browser.get(server.path(&format!("/p/{token}"))).send().await.expect("an answer");
    assert_eq!(answer.status(), 303);
    location(&answer).strip_prefix("/p/").expect("a link's page").to_owned()
}

/// The demonstration's accounts of `role`.
pub(crate) fn accounts(demo: &Value, role: &str) -> Vec<Value> {
    demo["accounts"].as_array().expect("accounts").iter().filter(|it| it["role"] == role).cloned().collect()
}

/// A browser signed in as the first demonstration account of `role`.
pub(crate) async fn signed_in(server: &Server, demo: &Value, role: &str) -> Client {
    signed_in_as(server, &accounts(demo, role)[0]).await.0
}

/// A browser signed in as `account`, whose calls carry its pages' mark, and that mark.
pub(crate) async fn signed_in_as(server: &Server, account: &Value) -> (Client, String) {
    let jar = Arc::new(Jar::default());
    let answer = sign_in(&with_jar(&jar, ""), server, account).await;
    assert_eq!(location(&answer), account["home"], "signing in leads home");
    let mark = mark_of(&with_jar(&jar, ""), server).await;
    (with_jar(&jar, &mark), mark)
}

/// A browser with these cookies whose pages carry this mark.
pub(crate) fn with_jar(jar: &Arc<Jar>, mark: &str) -> Client {
    let headers = [("skinlink-page", mark)]
        .into_iter()
        .map(|(name, value)| (HeaderName::from_static(name), HeaderValue::from_str(value).expect("a mark is ASCII")));
    let builder = Client::builder().cookie_provider(jar.clone()).default_headers(headers.collect());
    builder.redirect(Policy::none()).timeout(PATIENCE).build().expect("a client")
}

/// Posts the form of the sign-in page.
pub(crate) async fn sign_in(browser: &Client, server: &Server, account: &Value) -> Response {
    let form = [("email", account["email"].as_str()), ("password", account["password"].as_str())];
    browser.post(server.path("/sign-in")).form(&form).send().await.expect("an answer")
}

/// What the pages of whoever is signed in carry.
pub(crate) async fn mark_of(browser: &Client, server: &Server) -> String {
    let me = browser.post(server.path("/api/me")).send().await.expect("an answer");
    let me: Value = me.json().await.expect("JSON");
    me["mark"].as_str().expect("somebody is signed in").to_owned()
}
