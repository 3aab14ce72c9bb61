//! Pictures in a bucket instead of a folder.

use std::{
    collections::BTreeMap,
    sync::{Arc, Mutex},
};

use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{HeaderMap, Method, StatusCode, header},
    response::{IntoResponse, Response},
    routing::any,
};
use reqwest::multipart::{Form, Part};
use tokio::{net::TcpListener, task::JoinHandle};

use crate::{
    job::{Referrer, photograph},
    server::{Server, browser, demo, filled, signed_in},
};

type Kept = Arc<Mutex<BTreeMap<String, Bytes>>>;

/// As much of S3's protocol as keeping pictures takes, for whoever signs.
async fn object(
    State(kept): State<Kept>,
    Path(name): Path<String>,
    method: Method,
    headers: HeaderMap,
    body: Bytes,
) -> Response {
    let signed = headers.get(header::AUTHORIZATION).and_then(|it| it.to_str().ok());
    if !signed.is_some_and(|it| it.starts_with("AWS4-HMAC-SHA256 Credential=clinic/")) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let mut kept = kept.lock().unwrap();
    match (method, kept.get(&name).cloned()) {
        (Method::PUT, _) => {
            kept.insert(name, body);
            [(header::ETAG, "\"1\"")].into_response()
        }
        (Method::DELETE, _) => {
            kept.remove(&name);
            StatusCode::NO_CONTENT.into_response()
        }
        (Method::HEAD, Some(bytes)) => {
            ([(header::ETAG, "\"1\""), (header::LAST_MODIFIED, "Sun, 22 Nov 2026 10:00:00 GMT")], bytes).into_response()
        }
        (Method::GET, Some(bytes)) => {
            ([(header::ETAG, "\"1\""), (header::LAST_MODIFIED, "Sun, 22 Nov 2026 10:00:00 GMT")], bytes).into_response()
        }
        _ => StatusCode::NOT_FOUND.into_response(),
    }
}

async fn bucket(kept: Kept) -> (String, JoinHandle<()>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let address = format!("http://{}", listener.local_addr().unwrap());
    let router = Router::new().route("/pictures/{*name}", any(object)).with_state(kept);
    (address, tokio::spawn(async move { axum::serve(listener, router).await.unwrap() }))
}

/// Puts what lies in a folder into the bucket.
fn moved(folder: &std::path::Path, name: &str, kept: &Kept) {
    for entry in std::fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = format!("{name}/{}", entry.file_name().to_str().unwrap());
        match entry.file_type().unwrap().is_dir() {
            true => moved(&entry.path(), &name, kept),
            false => drop(kept.lock().unwrap().insert(name, std::fs::read(entry.path()).unwrap().into())),
        }
    }
}

// The bucket answers while this thread waits for the server to come up.
#[tokio::test(flavor = "multi_thread")]
async fn pictures_can_lie_in_a_bucket() {
    let kept = Kept::default();
    let (address, running) = bucket(kept.clone()).await;
    let data = filled();
    // Whoever moves to a bucket takes everything along: without, the server would not start.
    moved(&data.path().join("objects"), "dermatology", &kept);
    let before = kept.lock().unwrap().len();
    let server = Server::start_with(
        &data,
        &[
            ("SKINLINK_OBJECTS_URL", "s3://pictures/dermatology"),
            ("AWS_ENDPOINT", &address),
            ("AWS_ALLOW_HTTP", "true"),
            ("AWS_REGION", "eu-west-2"),
            ("AWS_ACCESS_KEY_ID", "clinic"),
            ("AWS_SECRET_ACCESS_KEY", "secret"),
        ],
    );
    assert_eq!(browser().get(server.path("/readyz")).send().await.unwrap().status(), 200);

    let browser = signed_in(&server, &demo(&data), "referrer").await;
    let referrer = Referrer { browser, url: server.url.clone() };
    let case = referrer.start_case().await.unwrap();
    let form = Form::new().text("view", "overview").part("picture", Part::bytes(photograph()).file_name("a.jpg"));
    referrer.browser.post(server.path(&format!("/cases/{case}/images/form"))).multipart(form).send().await.unwrap();
    let request = referrer.load("cases/request", &case).await.unwrap();
    let thumb = request["images"][0]["thumb"].as_str().unwrap();
    let picture = referrer.browser.get(server.path(thumb)).send().await.unwrap().bytes().await.unwrap();
    assert!(picture.starts_with(&[0xff, 0xd8, 0xff]), "a JPEG comes back");
    {
        let kept = kept.lock().unwrap();
        assert!(kept.len() >= before + 2, "master and sizes: {:?}", kept.keys());
        for (name, bytes) in kept.iter() {
            assert!(name.starts_with("dermatology/"), "{name}");
            assert!(!bytes.windows(32).any(|it| it == &picture[..32]), "{name} is not sealed");
        }
    }

    running.abort();
    // What was found holds for some seconds.
    let mut status = 0;
    for _ in 0..300 {
        status = crate::server::browser().get(server.path("/readyz")).send().await.unwrap().status().as_u16();
        if status == 503 {
            break;
        }
        tokio::time::sleep(std::time::Duration::from_millis(100)).await;
    }
    assert_eq!(status, 503, "the bucket is gone");
}
