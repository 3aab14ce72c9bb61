use std::{
    collections::HashMap,
    hash::{BuildHasher, RandomState},
    sync::{Arc, Mutex},
    time::Duration,
};

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::Client;
use serde_json::Value;

use crate::{
    job::{Referrer, answer_first_waiting, call, draft, fields, photograph},
    server::{Server, demo, filled, signed_in},
};

/// How often the server is killed.
const ROUNDS: u32 = 5;

/// What the server has said is done. Whatever stands here must be there after any crash.
#[derive(Debug, Clone, Default)]
struct Acknowledged {
    /// Case → the version and the name of the newest draft that was saved.
    drafts: HashMap<String, (i64, String)>,
    submitted: Vec<String>,
    /// Address → bytes.
    uploads: HashMap<String, u64>,
    images: Vec<String>,
    answered: Vec<String>,
}

type Shared = Arc<Mutex<Acknowledged>>;

/// Kills the server with SIGKILL at random moments while a referrer and a specialist work, and looks after each restart
/// whether everything that was acknowledged is there, whole.
#[tokio::test(flavor = "multi_thread")]
async fn nothing_acknowledged_is_lost() {
    let data = filled();
    let way_in = demo(&data);
    let done = Shared::default();
    let picture = Arc::new(photograph());
    for round in 0..ROUNDS {
        let server = Server::start(&data);
        let (referrer, specialist) =
            (signed_in(&server, &way_in, "referrer").await, signed_in(&server, &way_in, "specialist").await);
        let work = [
            tokio::spawn(ask(
                Referrer { browser: referrer, url: server.url.clone() },
                picture.clone(),
                done.clone(),
                round,
            )),
            tokio::spawn(answer(specialist, server.url.clone(), done.clone())),
        ];
        // From the middle of the first form to a few cases on; nobody plans a power cut.
        let moment = RandomState::new().hash_one(round) % 4_000 + 300;
        tokio::time::sleep(Duration::from_millis(moment)).await;
        server.kill();
        for task in work {
            task.await.unwrap_or_else(|error| panic!("killed after {moment} ms: {error}"));
        }
        everything_is_there(&Server::start(&data), &way_in, &done, moment).await;
    }
    let done = done.lock().unwrap();
    assert!(
        !done.submitted.is_empty() && !done.images.is_empty() && !done.answered.is_empty(),
        "the crashes came before anything was done: {done:?}"
    );
}

/// Asks about one patient after another, until the server is gone.
async fn ask(referrer: Referrer, picture: Arc<Vec<u8>>, done: Shared, round: u32) {
    for number in 0.. {
        if ask_once(&referrer, &picture, &done, &format!("Patient {}", letters(round * 1_000 + number))).await.is_none()
        {
            return;
        }
    }
}

/// None when the server does not answer any more.
async fn ask_once(referrer: &Referrer, picture: &[u8], done: &Shared, name: &str) -> Option<()> {
    let case = referrer.start_case().await?;
    let request = referrer.load("cases/request", &case).await?;
    let mut version = request["version"].as_i64().expect("a version");
    for name in [name.to_owned(), format!("{name} Again")] {
        let draft = draft(&request, &name);
        let saved = referrer.save_draft(&case, version, &draft).await?;
        version = saved["version"].as_i64().unwrap_or_else(|| panic!("a draft is saved: {saved}"));
        done.lock().unwrap().drafts.insert(case.clone(), (version, name));
    }
    upload(referrer, &case, picture, done).await?;
    // The picture has been seen: nobody sends one that they have not.
    let version = referrer.load("cases/request", &case).await?["version"].as_i64().expect("a version");
    let name = format!("{name} Again");
    referrer.submit(&case, version, &draft(&request, &name)).await?;
    done.lock().unwrap().submitted.push(case);
    Some(())
}

/// Uploads the picture in three parts.
async fn upload(referrer: &Referrer, case: &str, picture: &[u8], done: &Shared) -> Option<()> {
    let metadata = format!("case {},view {}", STANDARD.encode(case), STANDARD.encode("overview"));
    let announced = referrer
        .browser
        .post(format!("{}/uploads", referrer.url))
        .header("tus-resumable", "1.0.0")
        .header("upload-length", picture.len())
        .header("upload-metadata", metadata)
        .send()
        .await
        .ok()?;
    assert_eq!(announced.status(), 201);
    let place = announced.headers()["location"].to_str().expect("text").to_owned();
    done.lock().unwrap().uploads.insert(place.clone(), 0);
    let mut offset = 0;
    for part in picture.chunks(picture.len() / 3 + 1) {
        let kept = referrer
            .browser
            .patch(format!("{}{place}", referrer.url))
            .header("tus-resumable", "1.0.0")
            .header("upload-offset", offset)
            .header("content-type", "application/offset+octet-stream")
            .body(part.to_vec())
            .send()
            .await
            .ok()?;
        assert_eq!(kept.status(), 204, "{}", kept.text().await.unwrap_or_default());
        offset += part.len();
        done.lock().unwrap().uploads.insert(place.clone(), offset as u64);
        if let Some(image) = kept.headers().get("skinlink-image") {
            let mut done = done.lock().unwrap();
            done.images.push(image.to_str().expect("text").to_owned());
            // A finished upload has become its picture.
            done.uploads.remove(&place);
        }
    }
    Some(())
}

/// Answers what is due first, again and again, until the server is gone.
async fn answer(specialist: Client, url: String, done: Shared) {
    while let Some(answered) = answer_first_waiting(&specialist, &url).await {
        match answered {
            Some(case) => done.lock().unwrap().answered.push(case),
            None => tokio::time::sleep(Duration::from_millis(50)).await,
        }
    }
}

async fn everything_is_there(server: &Server, way_in: &Value, done: &Shared, moment: u64) {
    let (referrer, specialist) =
        (signed_in(server, way_in, "referrer").await, signed_in(server, way_in, "specialist").await);
    let done = done.lock().unwrap().clone();
    let ask = async |name, case: &str| call(&referrer, &server.url, name, &fields(&[("case", case)])).await;
    for (case, (version, name)) in &done.drafts {
        let shown = ask("cases/show", case).await.unwrap_or_else(|| panic!("{case} is gone after {moment} ms"));
        assert!(shown["version"].as_i64() >= Some(*version), "{case} went back to {shown}");
        // A later save may have been done and not yet acknowledged.
        assert!(shown["patient"]["name"].as_str().is_some_and(|it| it.starts_with(name)), "{name} in {shown}");
        let history = ask("cases/history", case).await.expect("a history");
        assert_eq!(history["intact"], true, "{case}: the chain of events is whole");
        let entries = history["entries"].as_array().expect("entries");
        let sent = entries.iter().filter(|it| it["what"].as_str().is_some_and(|it| it.starts_with("Sent the request")));
        assert_eq!(sent.count(), usize::from(shown["is_draft"] == false), "{case}: state and event come together");
    }
    for case in &done.submitted {
        assert_eq!(ask("cases/show", case).await.expect("a case")["is_draft"], false, "{case} was sent");
    }
    for (place, bytes) in &done.uploads {
        let answer =
            referrer.head(server.path(place)).header("tus-resumable", "1.0.0").send().await.expect("an answer");
        let kept = answer.headers().get("upload-offset").and_then(|it| it.to_str().ok()?.parse::<u64>().ok());
        assert!(kept >= Some(*bytes), "{place}: {bytes} bytes were acknowledged, {kept:?} are there");
    }
    for image in &done.images {
        for size in ["thumb", "screen", "master"] {
            let answer = referrer.get(server.path(&format!("/images/{image}/{size}"))).send().await.expect("an answer");
            let jpeg = answer.bytes().await.expect("a picture");
            assert!(jpeg.starts_with(&[0xff, 0xd8]) && jpeg.ends_with(&[0xff, 0xd9]), "{image}/{size} is whole");
        }
    }
    for case in &done.answered {
        let shown = call(&specialist, &server.url, "cases/show", &fields(&[("case", case)])).await.expect("a case");
        assert!(shown["answer"].is_object(), "{case} was answered: {shown}");
    }
}

/// A number in letters: names have no digits.
fn letters(mut number: u32) -> String {
    let mut letters = String::from("A");
    while number > 0 {
        letters.push(char::from(b'a' + (number % 26) as u8));
        number /= 26;
    }
    letters
}
