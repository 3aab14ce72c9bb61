//! Behind a real nginx with the configuration of the package: pages by HTTPS, pictures in parts, live updates at once, and
//! who is whom by the header that it adds.

use std::{
    fs,
    net::{IpAddr, SocketAddr, TcpListener, TcpStream},
    path::{Path, PathBuf},
    process::{Child, Command, Stdio},
    sync::Arc,
    time::{Duration, Instant},
};

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Certificate, Client, ClientBuilder, cookie::Jar, redirect::Policy};
use tempfile::TempDir;

use crate::{
    job::{Referrer, photograph},
    server::{Server, accounts, demo, filled, location},
};

/// The name in the package's configuration.
const NAME: &str = "skinlink.example";

/// nginx in front of a server; ended when dropped.
struct InFront {
    nginx: Child,
    port: u16,
    certificate: Certificate,
    server: Server,
    data: TempDir,
}

impl Drop for InFront {
    fn drop(&mut self) {
        // Already gone is no error.
        let _ = self.nginx.kill();
        let _ = self.nginx.wait();
    }
}

impl InFront {
    fn start(settings: &[(&str, &str)]) -> Self {
        let data = filled();
        let port = free_port();
        let base_url = format!("https://{NAME}:{port}");
        let behind = [("SKINLINK_BASE_URL", base_url.as_str()), ("SKINLINK_TRUSTED_PROXIES", "127.0.0.1")];
        let server = Server::start_with(&data, &[&behind[..], settings].concat());
        let folder = data.path().join("nginx");
        fs::create_dir(&folder).unwrap();
        let certificate = certificate(&folder);
        fs::write(folder.join("nginx.conf"), configuration(&folder, port, server.address())).unwrap();
        let nginx = Command::new(program())
            .args(["-e", "stderr", "-c"])
            .arg(folder.join("nginx.conf"))
            .arg("-p")
            .arg(&folder)
            .stdout(Stdio::null())
            .stderr(fs::File::create(folder.join("said")).unwrap())
            .spawn()
            .expect("nginx: scripts/setup.sh test fetches it");
        let mut it = Self { nginx, port, certificate, server, data };
        it.listens();
        it
    }

    fn listens(&mut self) {
        let begun = Instant::now();
        while TcpStream::connect(("127.0.0.1", self.port)).is_err() {
            let said = || fs::read_to_string(self.data.path().join("nginx/said")).unwrap();
            assert!(self.nginx.try_wait().unwrap().is_none(), "{}", said());
            assert!(begun.elapsed() < Duration::from_secs(60), "nginx does not listen: {}", said());
            std::thread::sleep(Duration::from_millis(10));
        }
    }

    fn url(&self) -> String {
        format!("https://{NAME}:{}", self.port)
    }

    fn builder(&self) -> ClientBuilder {
        let here = SocketAddr::from(([127, 0, 0, 1], self.port));
        let builder = Client::builder().add_root_certificate(self.certificate.clone()).resolve(NAME, here);
        builder.redirect(Policy::none()).timeout(Duration::from_secs(120)).no_proxy()
    }

    /// Sends a picture; its id.
    async fn send_picture(&self, referrer: &Referrer, case: &str) -> String {
        let metadata = format!("case {},view {}", STANDARD.encode(case), STANDARD.encode("overview"));
        let stored = referrer.send_file(metadata, photograph()).await;
        assert_eq!(stored.status(), 204);
        stored.headers()["skinlink-image"].to_str().unwrap().to_owned()
    }

    /// A referrer or a specialist, signed in through nginx.
    async fn signed_in(&self, role: &str) -> Referrer {
        let account = &accounts(&demo(&self.data), role)[0];
        let jar = Arc::new(Jar::default());
        let browser = self.builder().cookie_provider(jar.clone()).build().unwrap();
        let form = [("email", account["email"].as_str()), ("password", account["password"].as_str())];
        let answer = browser.post(format!("{}/sign-in", self.url())).form(&form).send().await.unwrap();
        assert_eq!(location(&answer), account["home"]);
        let cookie = answer.headers()["set-cookie"].to_str().unwrap();
        assert!(cookie.contains("Secure"), "{cookie}");
        let me: serde_json::Value =
            browser.post(format!("{}/api/me", self.url())).send().await.unwrap().json().await.unwrap();
        let mut mark = reqwest::header::HeaderMap::new();
        mark.insert("skinlink-page", me["mark"].as_str().unwrap().parse().unwrap());
        let browser = self.builder().cookie_provider(jar).default_headers(mark).build().unwrap();
        Referrer { browser, url: self.url() }
    }
}

/// Installed, or where set-up puts it.
fn program() -> PathBuf {
    let fetched = Path::new(env!("CARGO_MANIFEST_DIR")).join("../.tools/nginx/usr/sbin/nginx");
    if fetched.exists() { fetched } else { PathBuf::from("/usr/sbin/nginx") }
}

fn free_port() -> u16 {
    TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap().port()
}

fn certificate(folder: &Path) -> Certificate {
    let made = Command::new("openssl")
        .args(["req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2", "-subj"])
        .args([format!("/CN={NAME}"), "-addext".to_owned(), format!("subjectAltName=DNS:{NAME}")])
        .arg("-keyout")
        .arg(folder.join("privkey.pem"))
        .arg("-out")
        .arg(folder.join("fullchain.pem"))
        .output()
        .expect("openssl");
    assert!(made.status.success(), "{}", String::from_utf8_lossy(&made.stderr));
    Certificate::from_pem(&fs::read(folder.join("fullchain.pem")).unwrap()).unwrap()
}

/// The package's own, with other places and ports: its first server leads from HTTP to the second.
fn configuration(folder: &Path, port: u16, server: &str) -> String {
    let package = concat!(env!("CARGO_MANIFEST_DIR"), "/package/nginx.conf");
    let place = folder.display().to_string();
    let mut site = fs::read_to_string(package).unwrap();
    for (from, to) in [
        ("listen 80;", format!("listen 127.0.0.1:{};", free_port())),
        ("listen 443 ssl", format!("listen 127.0.0.1:{port} ssl")),
        ("/etc/ssl/skinlink", place.clone()),
        ("/var/log/nginx", place.clone()),
        ("http://127.0.0.1:3000", format!("http://{server}")),
    ] {
        assert!(site.contains(from), "{from} is not in {package}");
        site = site.replace(from, &to);
    }
    let folders = ["client_body", "proxy", "fastcgi", "uwsgi", "scgi"]
        .map(|name| format!("{name}_temp_path {place}/{name};"))
        .join(" ");
    // One process, which the test ends by its number.
    format!(
        "daemon off; master_process off; pid {place}/pid; error_log {place}/error.log crit;
         events {{ }} http {{ {folders} {site} }}"
    )
}

#[tokio::test]
async fn a_picture_comes_in_parts_and_a_page_is_whole() {
    let front = InFront::start(&[]);
    let referrer = front.signed_in("referrer").await;
    let home = referrer.browser.get(format!("{}/home", front.url())).header("accept-encoding", "gzip").send().await;
    let home = home.unwrap();
    assert_eq!(home.headers()["content-encoding"], "gzip");
    assert!(home.headers().contains_key("strict-transport-security"));
    let case = referrer.start_case().await.unwrap();
    let image = front.send_picture(&referrer, &case).await;
    let fetched = referrer.browser.get(format!("{}/images/{image}/master", front.url())).send().await.unwrap();
    assert!(fetched.bytes().await.unwrap().starts_with(&[0xff, 0xd8]));
    // Passing through, it left nothing on the proxy's disk.
    let kept = ["client_body", "proxy"].map(|name| fs::read_dir(front.data.path().join("nginx").join(name)));
    assert!(kept.into_iter().all(|folder| folder.is_ok_and(|mut entries| entries.next().is_none())));
}

#[tokio::test]
async fn live_updates_are_not_held_back() {
    let front = InFront::start(&[]);
    let referrer = front.signed_in("referrer").await;
    let case = referrer.start_case().await.unwrap();
    let events = format!("{}/events/cases/{case}", front.url());
    let mut stream = referrer.browser.get(events).send().await.unwrap();
    let mut heard = String::new();
    // Each is far less than what a proxy collects before it passes anything on.
    let mut hears = async |what: &str| {
        let told = async {
            while !heard.contains(what) {
                let piece = stream.chunk().await.unwrap().expect("the stream goes on");
                heard.push_str(&String::from_utf8_lossy(&piece));
            }
        };
        tokio::time::timeout(Duration::from_secs(30), told).await.unwrap_or_else(|_| panic!("{what} was not heard"));
    };
    hears("event: hello").await;
    front.send_picture(&referrer, &case).await;
    hears(&format!("event: changed\ndata: {case}")).await;
}

#[tokio::test]
async fn who_is_whom_is_what_nginx_says() {
    let front = InFront::start(&[("SKINLINK_SIGN_IN_TRIES", "3")]);
    let wrong = async |from: [u8; 4], says: &str| {
        let client = front.builder().local_address(IpAddr::from(from)).build().unwrap();
        let form = [("email", "nobody@riverside.example"), ("password", "wrong")];
        let post = client.post(format!("{}/sign-in", front.url())).header("x-forwarded-for", says);
        post.form(&form).send().await.unwrap().status().as_u16()
    };
    let mut tries = Vec::new();
    for number in 0..5 {
        // Another address each time, as it says; nginx adds the one that it comes from.
        tries.push(wrong([127, 0, 0, 2], &format!("198.51.100.{number}")).await);
    }
    assert_eq!(tries[4], 429, "held back by where it comes from: {tries:?}");
    assert_ne!(tries[0], 429, "{tries:?}");
    assert_ne!(wrong([127, 0, 0, 3], "198.51.100.4").await, 429, "somebody else is not");
    assert!(!front.server.log().contains("counts as one"), "{}", front.server.log());
}
