//! A database that is away is not an empty one: nobody is told that they are signed out or that something does not
//! exist, everybody is told to try again, and what they sent is given back.

use crate::{
    job::{Referrer, draft, fields, flatten, photograph},
    metrics::numbers,
    postgres::Postgres,
    server::{Server, accounts, browser, demo_with, folder, link_of, open_link, signed_in_as},
};

#[tokio::test]
async fn a_database_that_is_away_loses_nothing_and_signs_nobody_out() {
    let postgres = Postgres::start("away");
    let url = postgres.url();
    let data = folder();
    // A key is made beside an embedded database alone.
    let key = "5a".repeat(32);
    let settings = [
        ("SKINLINK_DATABASE_URL", url.as_str()),
        ("SKINLINK_KEY", key.as_str()),
        ("SKINLINK_METRICS_LISTEN", "127.0.0.1:0"),
    ];
    let server = Server::start_with(&data, &settings);
    let demo = demo_with(&data, &settings);
    let (browser_, mark) = signed_in_as(&server, &accounts(&demo, "referrer")[0]).await;
    let referrer = Referrer { browser: browser_.clone(), url: server.url.clone() };
    let case = referrer.start_case().await.unwrap();
    let request = referrer.load("cases/request", &case).await.unwrap();
    let mut form = fields(&[("case", &case), ("version", "1"), ("then", "save")]);
    flatten("draft", &draft(&request, "Nia Roberts"), &mut form);
    let path = server.path(&format!("/api/cases/form?page={mark}"));
    let stranger = browser();
    let link = open_link(&stranger, &server, &link_of(&demo).0).await;

    let told = numbers(&server).await;
    assert!(told.contains("skinlink_database_up 1\n") && told.contains("skinlink_deliveries{"), "{told}");

    postgres.take_away();
    let html = |path: &str| browser_.get(server.path(path)).header("accept", "text/html").send();
    let later = |answer: &reqwest::Response| {
        assert_eq!(answer.status(), 503, "{}", answer.url());
        assert!(answer.headers().contains_key("retry-after"), "{}", answer.url());
    };
    for page in ["/home", &format!("/cases/{case}"), &format!("/cases/{case}/request")] {
        let answer = html(page).await.unwrap();
        later(&answer);
        let text = answer.text().await.unwrap();
        assert!(text.contains("cannot be reached just now") && !text.contains("signed out"), "{page}: {text}");
    }
    let call = browser_.post(server.path("/api/home")).send().await.unwrap();
    later(&call);
    assert_eq!(call.text().await.unwrap(), "\"Unavailable\"");
    later(&browser_.get(server.path(&format!("/images/{case}/thumb"))).send().await.unwrap());
    later(&browser_.get(server.path(&format!("/events/cases/{case}"))).send().await.unwrap());
    later(
        &browser_.head(server.path(&format!("/uploads/{case}"))).header("tus-resumable", "1.0.0").send().await.unwrap(),
    );
    let metadata = format!("link {},view {}", base64(&link), base64("overview"));
    let upload = stranger.post(server.path("/uploads")).header("tus-resumable", "1.0.0");
    let upload = upload.header("upload-length", "10").header("upload-metadata", metadata);
    later(&upload.send().await.unwrap());

    let answer = browser_.post(&path).header("accept", "text/html").form(&form).send().await.unwrap();
    later(&answer);
    let given_back = answer.text().await.unwrap();
    assert!(given_back.contains("Nia Roberts") && given_back.contains("Send it again"), "{given_back}");
    let picture = reqwest::multipart::Part::bytes(photograph()).file_name("a.jpg");
    let pictures = reqwest::multipart::Form::new().text("view", "overview").part("picture", picture);
    let plain = browser_.post(server.path(&format!("/cases/{case}/images/form?page={mark}")));
    later(&plain.header("accept", "text/html").multipart(pictures).send().await.unwrap());
    let out = browser_.post(server.path("/sign-out")).header("accept", "text/html").send().await.unwrap();
    later(&out);
    assert!(out.text().await.unwrap().contains("still signed in"));
    // An address and a password that are right are not called wrong.
    let account = &accounts(&demo, "referrer")[0];
    let sign_in = crate::server::sign_in(&stranger, &server, account).await;
    later(&sign_in);
    assert!(sign_in.text().await.unwrap().contains("cannot be reached just now"));

    // What was counted last holds for 15 seconds, and is no longer told once the database does not answer.
    let begun = std::time::Instant::now();
    loop {
        let told = numbers(&server).await;
        if told.contains("skinlink_database_up 0\n") {
            assert!(!told.contains("skinlink_deliveries{") && !told.contains("skinlink_late{"), "{told}");
            break;
        }
        assert!(begun.elapsed().as_secs() < 120, "{told}");
        tokio::time::sleep(std::time::Duration::from_millis(500)).await;
    }

    postgres.give_back();
    let again = browser_.post(&path).header("accept", "text/html").form(&form).send().await.unwrap();
    assert_eq!(crate::server::location(&again), format!("/cases/{case}/request?saved=1"), "nobody was signed out");
    assert_eq!(referrer.load("cases/request", &case).await.unwrap()["draft"]["name"], "Nia Roberts");
}

fn base64(text: &str) -> String {
    use base64::{Engine, engine::general_purpose::STANDARD};
    STANDARD.encode(text)
}
