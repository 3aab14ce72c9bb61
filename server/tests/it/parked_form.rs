use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    job::{Referrer, call, draft, fields, post_form},
    server::{Server, browser, demo, filled, location, signed_in},
};

/// A referrer who has just begun a request.
struct Started {
    /// The server's; gone when this is.
    _data: TempDir,
    way_in: Value,
    server: Server,
    referrer: Referrer,
    case: String,
    request: Value,
}

async fn started() -> Started {
    let data = filled();
    let way_in = demo(&data);
    let server = Server::start(&data);
    let referrer = Referrer { browser: signed_in(&server, &way_in, "referrer").await, url: server.url.clone() };
    let case = referrer.start_case().await.unwrap();
    let request = referrer.load("cases/request", &case).await.unwrap();
    Started { _data: data, way_in, server, referrer, case, request }
}

/// A session that ends while somebody types: the form is kept until they have signed in again.
#[tokio::test]
async fn signing_in_again_brings_the_text_back() {
    let Started { way_in, server, referrer, case, request, _data } = started().await;
    post_form(&referrer.browser, &server.url, "/sign-out", &[]).await.unwrap();

    let leads_to = referrer.submit(&case, 1, &draft(&request, "Nia Roberts")).await.unwrap();
    assert_eq!(leads_to, "/sign-in?kept=1");
    let account = &way_in["accounts"].as_array().unwrap().iter().find(|it| it["role"] == "referrer").unwrap();
    let form =
        fields(&[("email", account["email"].as_str().unwrap()), ("password", account["password"].as_str().unwrap())]);
    let leads_to = post_form(&referrer.browser, &server.url, "/sign-in", &form).await.unwrap();
    assert_eq!(leads_to, format!("/cases/{case}/request?check=1"), "the form was sent: all it lacks is a picture");
    let now = referrer.load("cases/request", &case).await.unwrap();
    assert_eq!(now["draft"]["name"], "Nia Roberts");

    // Once is enough.
    let leads_to = post_form(&referrer.browser, &server.url, "/sign-in", &form).await.unwrap();
    assert_eq!(leads_to, account["home"].as_str().unwrap());
}

#[tokio::test]
async fn a_form_is_never_sent_in_the_name_of_who_signs_in_next() {
    let Started { way_in, server, referrer, case, request, _data } = started().await;
    let mut referrers = way_in["accounts"].as_array().unwrap().iter().filter(|it| it["role"] == "referrer");
    let [first, colleague] = [(); 2].map(|()| {
        let account = referrers.next().unwrap();
        fields(&[("email", account["email"].as_str().unwrap()), ("password", account["password"].as_str().unwrap())])
    });
    post_form(&referrer.browser, &server.url, "/sign-out", &[]).await.unwrap();
    assert_eq!(referrer.submit(&case, 1, &draft(&request, "Nia Roberts")).await.unwrap(), "/sign-in?kept=1");

    // A colleague of the same practice may do all of it: what they did not ask for is not done.
    post_form(&referrer.browser, &server.url, "/sign-in", &colleague).await.unwrap();
    assert_eq!(referrer.load("cases/request", &case).await.unwrap()["draft"]["name"], "");
    post_form(&referrer.browser, &server.url, "/sign-in", &first).await.unwrap();
    assert_eq!(referrer.load("cases/request", &case).await.unwrap()["draft"]["name"], "");
}

#[tokio::test]
async fn nothing_is_kept_for_a_browser_in_which_nobody_was_signed_in() {
    let Started { server, referrer, case, request, _data, .. } = started().await;
    let stranger = Referrer { browser: browser(), url: server.url.clone() };
    assert_eq!(stranger.submit(&case, 1, &draft(&request, "Mallory Jones")).await.unwrap(), "/sign-in?ended=1");
    let now: Value = call(&referrer.browser, &server.url, "cases/request", &fields(&[("case", &case)])).await.unwrap();
    assert_eq!(now["draft"]["name"], "");
}

#[tokio::test]
async fn a_call_gets_401_and_nothing_is_kept() {
    let data = filled();
    let server = Server::start(&data);
    let body = json!({ "case": "00000000-0000-7000-8000-000000000000", "version": 1, "draft": {} });
    let answer = browser().post(server.path("/api/cases/draft")).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert!(answer.headers().get("set-cookie").is_none());
    let too_large = vec![
        ("draft[question]", "x".repeat(70_000)),
        ("case", "00000000-0000-7000-8000-000000000000".to_owned()),
        ("version", "1".to_owned()),
        ("then", "save".to_owned()),
    ];
    let answer = browser()
        .post(server.path("/api/cases/form"))
        .header("accept", "text/html")
        .form(&too_large)
        .send()
        .await
        .unwrap();
    assert_eq!(location(&answer), "/sign-in?ended=1");
}

#[tokio::test]
async fn a_refused_form_leads_to_a_page_that_says_why() {
    let data = filled();
    let server = Server::start(&data);
    let referrer = Referrer { browser: signed_in(&server, &demo(&data), "referrer").await, url: server.url.clone() };
    let case = referrer.start_case().await.unwrap();
    let request = referrer.load("cases/request", &case).await.unwrap();
    referrer.submit(&case, 1, &draft(&request, "First Tab")).await.unwrap();
    let leads_to = referrer.submit(&case, 1, &draft(&request, "Second Tab")).await.unwrap();
    assert_eq!(leads_to, "/problem?kind=stale&back=%2F");
    let page = referrer.browser.get(server.path(&leads_to)).send().await.unwrap().text().await.unwrap();
    assert!(page.contains("Somebody changed this while you had it open"), "{page}");

    // The way back stays on this site.
    for back in ["%2F%2Felsewhere.example", "https%3A%2F%2Felsewhere.example", "%2F%5Celsewhere.example"] {
        let answer = referrer.browser.get(server.path(&format!("/problem?back={back}"))).send().await.unwrap();
        assert!(!answer.text().await.unwrap().contains("elsewhere"), "{back}");
    }
}
