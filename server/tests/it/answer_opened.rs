//! A patient who goes to their page and is shown the answer has opened it; nothing else has.

use std::time::Duration;

use reqwest::Client;
use serde_json::{Value, json};

use crate::{
    job::{Referrer, answer, draft, fields, flatten, post_form},
    server::{Server, browser, demo, filled, location, open_link, signed_in},
};

async fn page(browser: &Client, server: &Server, path: &str, headers: &[(&str, &str)]) -> String {
    let get = browser.get(server.path(path)).header("accept", "text/html");
    let get = headers.iter().fold(get, |get, (name, value)| get.header(*name, *value));
    get.send().await.unwrap().text().await.unwrap()
}

/// The token in the newest text that the demonstration's phone has received.
async fn texted(server: &Server) -> String {
    for _ in 0..100 {
        let phone = page(&browser(), server, "/demo/phone", &[]).await;
        // Texts of the demonstration's own cases stand below it.
        if let Some((_, link)) = phone.split_once("447700900123").and_then(|(_, after)| after.split_once("/p/")) {
            return link.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect();
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    panic!("no text came");
}

async fn reading(of: &Client, server: &Server, case: &str) -> String {
    let show = of.post(server.path("/api/cases/show")).form(&fields(&[("case", case)]));
    let shown: Value = show.send().await.unwrap().json().await.unwrap();
    shown["reading"].as_str().unwrap_or_default().to_owned()
}

#[tokio::test]
async fn whoever_goes_to_the_answer_has_opened_it_and_nothing_else_has() {
    let data = filled();
    let server = Server::start(&data);
    let demo = demo(&data);
    let referrer = Referrer { browser: signed_in(&server, &demo, "referrer").await, url: server.url.clone() };
    let specialist = signed_in(&server, &demo, "specialist").await;
    let case = referrer.start_case().await.unwrap();
    let request = referrer.load("cases/request", &case).await.unwrap();
    let mut written = draft(&request, "Nia Roberts");
    written["no_images_reason"] = json!("She has no camera");
    let saved = referrer.save_draft(&case, request["version"].as_i64().unwrap(), &written).await.unwrap();
    let version = saved["version"].as_i64().unwrap();
    let mut form = fields(&[("case", &case), ("version", &version.to_string()), ("then", "text")]);
    flatten("draft", &written, &mut form);
    post_form(&referrer.browser, &server.url, "/api/cases/form", &form).await.unwrap();

    let phone = browser();
    let link = open_link(&phone, &server, &texted(&server).await).await;
    let dob = [("link", link.as_str()), ("dob[day]", "12"), ("dob[month]", "3"), ("dob[year]", "1948")];
    let checked = phone.post(server.path("/api/patient/check")).form(&dob).send().await.unwrap();
    assert_eq!(location(&checked), format!("/p/{link}/before"));
    let request = referrer.load("cases/request", &case).await.unwrap();
    let sent = referrer.submit(&case, request["version"].as_i64().unwrap(), &written).await.unwrap();
    assert!(sent.contains("sent=1"), "{sent}");

    let news = format!("/p/{link}/news");
    assert!(page(&phone, &server, &news, &[]).await.contains("What happens next"), "there is no answer to open yet");
    answer(&specialist, &server.url, &case, "Dermatofibroma").await.unwrap();
    // What a browser fetches for later shows it to nobody.
    let later = [("sec-purpose", "prefetch;prerender")];
    let mut is_shown = false;
    for _ in 0..300 {
        is_shown = page(&phone, &server, &news, &later).await.contains("This is harmless.");
        if is_shown {
            break;
        }
        tokio::time::sleep(Duration::from_millis(100)).await;
    }
    assert!(is_shown, "the answer was not shown within half a minute");
    // Nor does whatever follows the link of a text without the date of birth.
    let robot = browser();
    open_link(&robot, &server, &texted(&server).await).await;
    page(&robot, &server, &news, &[]).await;
    page(&phone, &server, &format!("/p/{link}"), &[]).await;
    for side in [&referrer.browser, &specialist] {
        assert_eq!(reading(side, &server, &case).await, "The patient has not opened the answer yet.");
    }
    assert!(page(&phone, &server, &news, &[("sec-fetch-dest", "document")]).await.contains("This is harmless."));
    for side in [&referrer.browser, &specialist] {
        let opened = reading(side, &server, &case).await;
        assert!(opened.starts_with("The patient opened the answer on "), "{opened}");
    }
    page(&phone, &server, &news, &[]).await;
    let history = referrer.load("cases/history", &case).await.unwrap();
    let entries = history["entries"].as_array().unwrap().iter();
    assert_eq!(entries.filter(|entry| entry["what"] == "Opened the page with the answer.").count(), 1);
}
