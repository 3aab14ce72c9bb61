//! The tus 1.0 protocol over a real socket: core, creation, termination, checksum, expiration.

use std::io::Write;

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Client, Method, RequestBuilder, Response, StatusCode};
use sha2::{Digest, Sha256};
use tempfile::TempDir;

use crate::{
    job::{Referrer, photograph},
    server::{Server, accounts, browser, demo, filled, location, mark_of, sign_in, signed_in},
};

struct World {
    server: Server,
    referrer: Referrer,
    case: String,
    picture: Vec<u8>,
    data: TempDir,
}

impl World {
    async fn new() -> Self {
        let data = filled();
        let server = Server::start(&data);
        let browser = signed_in(&server, &demo(&data), "referrer").await;
        let referrer = Referrer { browser, url: server.url.clone() };
        let case = referrer.start_case().await.expect("a case");
        Self { server, referrer, case, picture: photograph(), data }
    }

    fn ask(&self, method: Method, path: &str) -> RequestBuilder {
        tus(&self.referrer.browser, method, &self.server.path(path))
    }

    fn metadata(&self) -> String {
        format!("case {},view {}", STANDARD.encode(&self.case), STANDARD.encode("close_up"))
    }

    /// Announces a file of `length` bytes; its address.
    async fn begun(&self, length: usize) -> String {
        let metadata = self.metadata();
        let post =
            self.ask(Method::POST, "/uploads").header("upload-length", length).header("upload-metadata", metadata);
        let answer = post.send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::CREATED);
        assert!(answer.headers().contains_key("upload-expires"));
        location(&answer).to_owned()
    }

    fn part(&self, place: &str, offset: usize, bytes: &[u8]) -> RequestBuilder {
        self.ask(Method::PATCH, place)
            .header("upload-offset", offset)
            .header("content-type", "application/offset+octet-stream")
            .body(bytes.to_vec())
    }

    /// The offset that HEAD tells.
    async fn offset(&self, place: &str) -> usize {
        let answer = self.ask(Method::HEAD, place).send().await.expect("an answer");
        assert_eq!(answer.status(), StatusCode::OK);
        assert_eq!(answer.headers()["cache-control"], "no-store");
        text(&answer, "upload-offset").parse().expect("a number")
    }
}

fn tus(browser: &Client, method: Method, url: &str) -> RequestBuilder {
    browser.request(method, url).header("tus-resumable", "1.0.0")
}

fn text<'a>(answer: &'a Response, header: &str) -> &'a str {
    answer.headers().get(header).unwrap_or_else(|| panic!("no {header}")).to_str().expect("text")
}

#[tokio::test]
async fn a_picture_arrives_in_parts_and_can_be_looked_at() {
    let world = World::new().await;
    let (place, picture) = (world.begun(world.picture.len()).await, &world.picture);
    let half = picture.len() / 2;
    let first = world.part(&place, 0, &picture[..half]).send().await.unwrap();
    assert_eq!((first.status(), text(&first, "upload-offset")), (StatusCode::NO_CONTENT, half.to_string().as_str()));
    assert_eq!(text(&first, "tus-resumable"), "1.0.0");
    assert!(first.headers().get("skinlink-image").is_none());
    assert_eq!(world.offset(&place).await, half);
    let head = world.ask(Method::HEAD, &place).send().await.unwrap();
    let kept = text(&head, "upload-metadata");
    assert!(kept.contains(&format!("view {}", STANDARD.encode("close_up"))), "{kept}");

    let last = world.part(&place, half, &picture[half..]).send().await.unwrap();
    assert_eq!(last.status(), StatusCode::NO_CONTENT);
    let image = text(&last, "skinlink-image").to_owned();
    let again = world.part(&place, picture.len(), b"").send().await.unwrap();
    assert_eq!(text(&again, "skinlink-image"), image, "the last answer may get lost");

    for size in ["thumb", "screen", "master"] {
        let path = world.server.path(&format!("/images/{image}/{size}"));
        let answer = world.referrer.browser.get(&path).send().await.unwrap();
        assert_eq!((answer.status(), text(&answer, "content-type")), (StatusCode::OK, "image/jpeg"));
        assert_eq!((text(&answer, "cache-control"), text(&answer, "content-disposition")), ("no-store", "inline"));
        assert_eq!(text(&answer, "x-content-type-options"), "nosniff");
        assert!(answer.bytes().await.unwrap().starts_with(b"\xFF\xD8\xFF"));
        assert_eq!(browser().get(&path).send().await.unwrap().status(), StatusCode::NOT_FOUND, "nobody signed in");
    }
    for path in [format!("/images/{image}/huge"), "/images/nothing/thumb".to_owned()] {
        let answer = world.referrer.browser.get(world.server.path(&path)).send().await.unwrap();
        assert_eq!(answer.status(), StatusCode::NOT_FOUND, "{path}");
    }
}

#[tokio::test]
async fn options_say_what_the_server_can_do_and_an_unknown_version_is_refused() {
    let world = World::new().await;
    let answer = browser().request(Method::OPTIONS, world.server.path("/uploads")).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::NO_CONTENT);
    assert_eq!((text(&answer, "tus-version"), text(&answer, "tus-resumable")), ("1.0.0", "1.0.0"));
    assert_eq!(text(&answer, "tus-extension"), "creation,termination,checksum,expiration");
    assert_eq!(text(&answer, "tus-checksum-algorithm"), "sha1,sha256");
    assert_eq!(text(&answer, "tus-max-size"), "100000000", "a clip's");

    for version in ["0.2.2", "2.0.0"] {
        let post = world.referrer.browser.post(world.server.path("/uploads")).header("tus-resumable", version);
        let answer = post.send().await.unwrap();
        assert_eq!((answer.status(), text(&answer, "tus-version")), (StatusCode::PRECONDITION_FAILED, "1.0.0"));
    }
}

#[tokio::test]
async fn what_cannot_be_begun() {
    let world = World::new().await;
    let post = |length: Option<&str>, metadata: String| {
        let request = world.ask(Method::POST, "/uploads").header("upload-metadata", metadata);
        length.into_iter().fold(request, |request, length| request.header("upload-length", length)).send()
    };
    let view = format!("view {}", STANDARD.encode("overview"));
    for (length, metadata, status) in [
        (None, world.metadata(), 400),
        (Some("many"), world.metadata(), 400),
        (Some("-1"), world.metadata(), 400),
        (Some("100"), view.clone(), 400),
        (Some("100"), "case !!".to_owned(), 400),
        (Some("100"), format!("{},{view}", world.metadata()), 400),
        (Some("0"), world.metadata(), 422),
        (Some("40000001"), world.metadata(), 413),
        (Some("100"), format!("{view},link {}", STANDARD.encode("made-up")), 404),
        (Some("100"), format!("{view},case {}", STANDARD.encode("0190163d-8694-739b-aea5-966c26f8ad90")), 404),
    ] {
        assert_eq!(post(length, metadata.clone()).await.unwrap().status(), status, "{length:?} {metadata}");
    }
    let stranger = tus(&browser(), Method::POST, &world.server.path("/uploads"));
    let stranger = stranger.header("upload-length", 100).header("upload-metadata", world.metadata());
    assert_eq!(stranger.send().await.unwrap().status(), StatusCode::UNAUTHORIZED);
}

#[tokio::test]
async fn a_part_that_does_not_fit_changes_nothing() {
    let world = World::new().await;
    let picture = &world.picture;
    let place = world.begun(picture.len()).await;
    assert_eq!(world.part(&place, 0, &picture[..1_000]).send().await.unwrap().status(), 204);

    assert_eq!(world.part(&place, 500, &picture[500..900]).send().await.unwrap().status(), 409);
    assert_eq!(world.part(&place, 2_000, &picture[2_000..]).send().await.unwrap().status(), 409);
    let long = [&picture[1_000..], b"one byte more"].concat();
    assert_eq!(world.part(&place, 1_000, &long).send().await.unwrap().status(), 413);
    let mislabelled = world.ask(Method::PATCH, &place).header("upload-offset", 1_000).body("bytes").send();
    assert_eq!(mislabelled.await.unwrap().status(), 415);
    let nowhere = world.ask(Method::PATCH, &place).header("content-type", "application/offset+octet-stream").body("x");
    assert_eq!(nowhere.send().await.unwrap().status(), 400);
    for place in ["/uploads/0190163d-8694-739b-aea5-966c26f8ad90", "/uploads/nothing"] {
        assert_eq!(world.part(place, 0, b"x").send().await.unwrap().status(), 404);
        assert_eq!(world.ask(Method::HEAD, place).send().await.unwrap().status(), 404);
    }
    assert_eq!(world.offset(&place).await, 1_000);

    let part = &picture[1_000..2_000];
    let sum = |algorithm: &str, bytes: &[u8]| format!("{algorithm} {}", STANDARD.encode(Sha256::digest(bytes)));
    for (checksum, status) in [
        (sum("sha256", b"something else"), 460),
        (sum("md5", part), 400),
        ("sha256".to_owned(), 400),
        (sum("sha256", part), 204),
    ] {
        let answer = world.part(&place, 1_000, part).header("upload-checksum", &checksum).send().await.unwrap();
        assert_eq!(answer.status(), status, "{checksum}");
    }
    assert_eq!(world.offset(&place).await, 2_000);
}

#[tokio::test]
async fn nobody_else_reaches_an_upload() {
    let world = World::new().await;
    let place = world.begun(world.picture.len()).await;
    let demo = demo(&world.data);
    let specialist = signed_in(&world.server, &demo, "specialist").await;
    for stranger in [browser(), specialist] {
        for method in [Method::HEAD, Method::DELETE] {
            let answer = tus(&stranger, method, &world.server.path(&place)).send().await.unwrap();
            assert_eq!(answer.status(), StatusCode::NOT_FOUND);
        }
        let part = tus(&stranger, Method::PATCH, &world.server.path(&place))
            .header("upload-offset", 0)
            .header("content-type", "application/offset+octet-stream")
            .body("x");
        assert_eq!(part.send().await.unwrap().status(), StatusCode::NOT_FOUND);
    }
    assert_eq!(world.offset(&place).await, 0);
}

#[tokio::test]
async fn what_is_given_up_or_no_picture_is_gone() {
    let world = World::new().await;
    let place = world.begun(world.picture.len()).await;
    assert_eq!(world.ask(Method::DELETE, &place).send().await.unwrap().status(), 204);
    assert_eq!(world.ask(Method::HEAD, &place).send().await.unwrap().status(), 404);

    let letter = b"%PDF-1.7 a letter, not a picture";
    let place = world.begun(letter.len()).await;
    let answer = world.part(&place, 0, letter).send().await.unwrap();
    assert_eq!(answer.status(), StatusCode::UNPROCESSABLE_ENTITY);
    assert_eq!(answer.text().await.unwrap(), r#"{"code":"pdf"}"#);
    assert_eq!(world.ask(Method::HEAD, &place).send().await.unwrap().status(), 404);

    // Through a network that knows only POST.
    let place = world.begun(world.picture.len()).await;
    let override_it = |method| world.ask(Method::POST, &place).header("x-http-method-override", method);
    let part =
        override_it("PATCH").header("upload-offset", 0).header("content-type", "application/offset+octet-stream");
    assert_eq!(part.body(world.picture[..100].to_vec()).send().await.unwrap().status(), 204);
    assert_eq!(world.offset(&place).await, 100);
    assert_eq!(override_it("DELETE").send().await.unwrap().status(), 204);
    assert_eq!(override_it("GET").send().await.unwrap().status(), 405);
}

#[tokio::test]
async fn what_arrived_before_a_connection_broke_is_kept() {
    let world = World::new().await;
    let place = world.begun(world.picture.len()).await;
    let (cookie, mark) = cookie(&world).await;
    let mut socket = std::net::TcpStream::connect(world.server.address()).unwrap();
    let head = format!(
        "PATCH {place} HTTP/1.1\r\nhost: localhost\r\ncookie: {cookie}\r\nskinlink-page: {mark}\r\ntus-resumable: 1.0.0\r\nupload-offset: 0\r\n\
         content-type: application/offset+octet-stream\r\ncontent-length: {}\r\n\r\n",
        world.picture.len()
    );
    socket.write_all(head.as_bytes()).unwrap();
    socket.write_all(&world.picture[..5_000]).unwrap();
    socket.flush().unwrap();
    drop(socket);

    let mut offset = 0;
    for _ in 0..100 {
        offset = world.offset(&place).await;
        if offset > 0 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(50)).await;
    }
    assert_eq!(offset, 5_000);
    let rest = world.part(&place, offset, &world.picture[offset..]).send().await.unwrap();
    assert!(rest.headers().contains_key("skinlink-image"), "{}", rest.status());
}

/// The cookies of another session of the same referrer, and what its pages carry.
async fn cookie(world: &World) -> (String, String) {
    let browser = browser();
    let answer = sign_in(&browser, &world.server, &accounts(&demo(&world.data), "referrer")[0]).await;
    let cookies = answer.headers().get_all("set-cookie").iter();
    let pairs = cookies.filter_map(|cookie| cookie.to_str().ok()?.split(';').next()).collect::<Vec<_>>();
    (pairs.join("; "), mark_of(&browser, &world.server).await)
}
