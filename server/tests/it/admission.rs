//! What one sender may take, and that the others are served meanwhile. Sources are told apart by what a trusted proxy
//! says, since every test comes from this machine.

use std::{
    io::{Read, Write},
    net::TcpStream,
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{
    Client, Method, Response, StatusCode,
    multipart::{Form, Part},
};
use serde_json::Value;
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::{
    job::{Referrer, photograph},
    server::{self, Server, accounts, browser, demo, filled, location, mark_of, signed_in},
};

const PROXY: (&str, &str) = ("SKINLINK_TRUSTED_PROXIES", "127.0.0.0/8");
const CROWD: &str = "198.51.100.1";
const OTHER: &str = "203.0.113.9";

struct World {
    server: Server,
    referrer: Referrer,
    known_by: String,
    case: String,
    people: Value,
    _data: TempDir,
}

impl World {
    async fn new() -> Self {
        let data = filled();
        let server = Server::start_with(&data, &[PROXY]);
        let people = demo(&data);
        let browser = signed_in(&server, &people, "referrer").await;
        let referrer = Referrer { browser, url: server.url.clone() };
        let case = referrer.start_case().await.unwrap();
        let known_by = known_by(&server, &people).await;
        Self { server, referrer, known_by, case, people, _data: data }
    }

    async fn begun(&self, length: usize) -> Response {
        let metadata = format!("case {},view {}", STANDARD.encode(&self.case), STANDARD.encode("close_up"));
        let post = self.referrer.browser.post(self.server.path("/uploads")).header("tus-resumable", "1.0.0");
        post.header("upload-length", length).header("upload-metadata", metadata).send().await.unwrap()
    }

    fn part(&self, place: &str, bytes: Vec<u8>) -> reqwest::RequestBuilder {
        let sum = format!("sha256 {}", STANDARD.encode(Sha256::digest(&bytes)));
        self.referrer
            .browser
            .request(Method::PATCH, self.server.path(place))
            .header("x-forwarded-for", OTHER)
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", 0)
            .header("upload-checksum", sum)
            .header("content-type", "application/offset+octet-stream")
            .body(bytes)
    }

    /// A request of the crowd's whose head is sent, with `bytes` of its body, and then nothing more.
    fn held(&self, head: &str, bytes: usize) -> TcpStream {
        let mut socket = TcpStream::connect(self.server.address()).unwrap();
        socket.set_read_timeout(Some(Duration::from_secs(60))).unwrap();
        let known_by = &self.known_by;
        let head = format!("{head}\r\nhost: localhost\r\n{known_by}\r\nx-forwarded-for: {CROWD}\r\n\r\n");
        socket.write_all(head.as_bytes()).unwrap();
        // One that was refused may have been closed already.
        let _ = socket.write_all(&vec![7; bytes]);
        socket
    }

    /// A part of 30 MB with a checksum, which is kept in memory until it is whole.
    fn held_part(&self, place: &str) -> TcpStream {
        let head = format!(
            "PATCH {place} HTTP/1.1\r\ntus-resumable: 1.0.0\r\nupload-offset: 0\r\nupload-checksum: sha256 {}\r\n\
             content-type: application/offset+octet-stream\r\ncontent-length: 30000000",
            STANDARD.encode([1; 32])
        );
        self.held(&head, 10_000)
    }
}

/// The status of the answer on this socket.
fn status(socket: &mut TcpStream) -> u16 {
    let mut begin = [0; 12];
    socket.read_exact(&mut begin).expect("an answer");
    String::from_utf8_lossy(&begin[9..]).parse().expect("a status")
}

/// Whether an answer has come.
fn is_answered(socket: &TcpStream) -> bool {
    socket.set_nonblocking(true).unwrap();
    let answered = socket.peek(&mut [0]).is_ok();
    socket.set_nonblocking(false).unwrap();
    answered
}

/// Waits until all but `held` of them are answered; their statuses, and those that are not.
async fn answered_but(held: usize, sockets: Vec<TcpStream>) -> (Vec<u16>, Vec<TcpStream>) {
    for _ in 0..600 {
        if sockets.iter().filter(|it| !is_answered(it)).count() <= held {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    let (mut answered, open): (Vec<_>, Vec<_>) = sockets.into_iter().partition(is_answered);
    (answered.iter_mut().map(status).collect(), open)
}

/// What another browser of the same person's sends to be known by: its cookies, and its pages' mark.
async fn known_by(server: &Server, people: &Value) -> String {
    let browser = browser();
    let answer = server::sign_in(&browser, server, &accounts(people, "referrer")[0]).await;
    let cookies = answer.headers().get_all("set-cookie").iter();
    let cookies = cookies.filter_map(|it| it.to_str().ok()?.split(';').next()).collect::<Vec<_>>().join("; ");
    format!("cookie: {cookies}\r\nskinlink-page: {}", mark_of(&browser, server).await)
}

async fn sign_in(client: &Client, world: &World, source: &str) -> Response {
    let account = &world.people["accounts"][0];
    let form = [("email", account["email"].as_str()), ("password", account["password"].as_str())];
    let post = client.post(world.server.path("/sign-in")).header("x-forwarded-for", source);
    post.header("accept", "text/html").form(&form).send().await.unwrap()
}

#[tokio::test]
async fn of_two_parts_for_one_upload_the_newest_is_taken() {
    let world = World::new().await;
    let begun = world.begun(30_000_000).await;
    let place = location(&begun);
    let (given_up, held) = answered_but(1, (0..3).map(|_| world.held_part(place)).collect()).await;
    assert_eq!((given_up, held.len()), (vec![408, 408], 1));
    let small = world.part(place, vec![1; 1_000]).send().await.unwrap();
    assert_eq!(small.status(), StatusCode::NO_CONTENT, "a better line takes over at once");
    assert_eq!(answered_but(0, held).await.0, [408]);
}

#[tokio::test]
async fn one_source_holds_no_more_than_its_part_of_the_memory() {
    let world = World::new().await;
    let mut places = Vec::new();
    for _ in 0..6 {
        places.push(location(&world.begun(30_000_000).await).to_owned());
    }
    // A quarter of 512 MB: four parts of 30 MB.
    let (refused, held) = answered_but(4, places.iter().map(|place| world.held_part(place)).collect()).await;
    assert_eq!((refused, held.len()), (vec![429, 429], 4));

    let photo = photograph();
    let begun = world.begun(photo.len()).await;
    let sent = world.part(location(&begun), photo).send().await.unwrap();
    assert!(sent.headers().contains_key("skinlink-image"), "another source is served: {}", sent.status());
    drop(held);
}

#[tokio::test]
async fn plain_forms_are_held_in_part_and_the_next_is_refused() {
    let world = World::new().await;
    let form = || {
        let head = format!(
            "POST /cases/{}/images/form HTTP/1.1\r\ncontent-type: multipart/form-data; boundary=b\r\naccept: text/html\r\n\
             content-length: 39000000",
            world.case
        );
        let mut socket = world.held(&head, 0);
        socket
            .write_all(b"--b\r\ncontent-disposition: form-data; name=\"picture\"; filename=\"a.jpg\"\r\n\r\n")
            .unwrap();
        socket.write_all(&[7; 10_000]).unwrap();
        socket
    };
    // A quarter of 512 MB: three pictures of 40 MB.
    let held: Vec<TcpStream> = (0..3).map(|_| form()).collect();
    let mut refused = None;
    for _ in 0..60 {
        let file = Part::bytes(vec![7; 30_000_000]).file_name("a.jpg");
        let post = world.referrer.browser.post(world.server.path(&format!("/cases/{}/images/form", world.case)));
        let post = post.header("x-forwarded-for", CROWD).header("accept", "text/html");
        let answer = post.multipart(Form::new().part("picture", file)).send().await.unwrap();
        if location(&answer).contains("refused=failed") {
            refused = Some(answer);
            break;
        }
    }
    assert_eq!(refused.expect("a refusal").status(), 303, "the browser is told once it has sent everything");
    assert!(held.iter().all(|it| !is_answered(it)));
}

/// Whoever is nobody yet holds next to nothing, however long a form they say that they send.
#[tokio::test]
async fn strangers_with_long_forms_keep_nobody_out() {
    let world = World::new().await;
    let head = "POST /p/AAAAAAAAAAAAAAAAAAAAAA/photos/form HTTP/1.1\r\ncontent-type: multipart/form-data; boundary=b\r\n\
                content-length: 39000000\r\naccept: text/html";
    let mut held = Vec::new();
    for from in 1..=16 {
        for _ in 0..8 {
            let mut socket = TcpStream::connect(world.server.address()).unwrap();
            let head = format!("{head}\r\nhost: localhost\r\nx-forwarded-for: 198.51.100.{from}\r\n\r\n--b\r\n");
            socket.write_all(head.as_bytes()).unwrap();
            held.push(socket);
        }
    }
    for source in [OTHER, "198.51.100.3"] {
        assert_eq!(sign_in(&browser(), &world, source).await.status(), 303, "also beside such a stranger");
    }
    // As large as a file may be: there is room for it, and it is looked at.
    let begun = world.begun(38_000_000).await;
    let sent = world.part(location(&begun), vec![1; 38_000_000]).send().await.unwrap();
    assert_eq!(sent.status(), StatusCode::UNPROCESSABLE_ENTITY);
    drop(held);
}

#[tokio::test]
async fn a_form_with_a_field_that_never_ends_is_left_alone() {
    let world = World::new().await;
    let head = format!(
        "POST /cases/{}/images/form HTTP/1.1\r\ncontent-type: multipart/form-data; boundary=b\r\n\
         content-length: 39000000",
        world.case
    );
    let mut socket = world.held(&head, 0);
    socket.write_all(b"--b\r\ncontent-disposition: form-data; name=\"x\"\r\n\r\n").unwrap();
    socket.write_all(&[b'x'; 5_000]).unwrap();
    assert_eq!(status(&mut socket), 303);
}

#[tokio::test]
async fn a_crowd_that_signs_in_keeps_nobody_else_out() {
    let world = World::new().await;
    let head = "POST /sign-in HTTP/1.1\r\ncontent-type: application/x-www-form-urlencoded\r\ncontent-length: 100";
    let held: Vec<TcpStream> = (0..16).map(|_| world.held(head, 10)).collect();
    let mut refused = None;
    for _ in 0..60 {
        let answer = sign_in(&browser(), &world, CROWD).await;
        if answer.status() == 429 {
            refused = Some(answer);
            break;
        }
    }
    let refused = refused.expect("a refusal");
    assert_eq!(refused.headers()["retry-after"], "5");
    assert!(refused.text().await.unwrap().contains("try again"));
    let other = sign_in(&browser(), &world, OTHER).await;
    assert_eq!(other.status(), 303);
    assert!(!location(&other).contains("problem"));
    drop(held);
}

#[tokio::test]
async fn who_sends_what_is_no_picture_again_and_again_is_not_looked_at_for_a_while() {
    let world = World::new().await;
    let letter = b"%PDF-1.7 a letter, not a picture".to_vec();
    for _ in 0..20 {
        let begun = world.begun(letter.len()).await;
        let sent = world.part(location(&begun), letter.clone()).send().await.unwrap();
        assert_eq!(sent.status(), StatusCode::UNPROCESSABLE_ENTITY);
    }
    let refused = world.begun(letter.len()).await;
    assert_eq!((refused.status().as_u16(), refused.headers()["retry-after"].to_str().unwrap()), (429, "300"));
}

#[tokio::test]
async fn one_account_watches_so_many_pages_and_no_more() {
    let world = World::new().await;
    let specialist = signed_in(&world.server, &world.people, "specialist").await;
    let watch = || specialist.get(world.server.path("/events/worklist")).send();
    let mut open = Vec::new();
    for _ in 0..32 {
        let stream = watch().await.unwrap();
        assert_eq!(stream.status(), 200);
        open.push(stream);
    }
    assert_eq!(watch().await.unwrap().status(), 429);
    let own =
        world.referrer.browser.get(world.server.path(&format!("/events/cases/{}", world.case))).send().await.unwrap();
    assert_eq!(own.status(), 200, "another account's are its own");
    drop(open);
}
