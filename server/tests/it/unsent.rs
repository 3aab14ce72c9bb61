//! Forms that come when their sender is not signed in any longer.

use std::sync::Arc;

use reqwest::{Client, cookie::Jar};
use serde_json::{Value, json};
use tempfile::TempDir;

use crate::{
    job::{Referrer, draft, fields, flatten, post_form},
    server::{Server, accounts, browser, demo, filled, location, mark_of, open_link, sign_in, signed_in_as, with_jar},
};

/// A referrer who has just begun a request.
struct Started {
    /// The server's; gone when this is.
    _data: TempDir,
    /// The referrer, and a colleague of the same practice, who may do all of it.
    people: Vec<Value>,
    server: Server,
    referrer: Referrer,
    /// What the referrer's pages carry.
    mark: String,
    case: String,
    request: Value,
}

async fn started() -> Started {
    let data = filled();
    let people = accounts(&demo(&data), "referrer");
    let server = Server::start(&data);
    let (browser, mark) = signed_in_as(&server, &people[0]).await;
    let referrer = Referrer { browser, url: server.url.clone() };
    let case = referrer.start_case().await.unwrap();
    let request = referrer.load("cases/request", &case).await.unwrap();
    Started { _data: data, people, server, referrer, mark, case, request }
}

impl Started {
    /// The request's form as its page posts it, by a browser that may have another session by now.
    async fn send_form(&self, browser: &Client, mark: &str, name: &str) -> reqwest::Response {
        let mut form = fields(&[("case", &self.case), ("version", "1"), ("then", "save")]);
        flatten("draft", &draft(&self.request, name), &mut form);
        let path = self.server.path(&format!("/api/cases/form?page={mark}"));
        browser.post(path).header("accept", "text/html").form(&form).send().await.unwrap()
    }

    async fn stored_name(&self) -> String {
        let now = self.referrer.load("cases/request", &self.case).await.unwrap();
        now["draft"]["name"].as_str().unwrap().to_owned()
    }
}

/// A browser with cookies of its own, whose pages are made for nobody.
fn another_browser() -> Client {
    with_jar(&Arc::new(Jar::default()), "")
}

async fn page(browser: &Client, server: &Server, path: &str) -> String {
    browser.get(server.path(path)).send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn its_author_is_asked_and_nothing_is_sent_before() {
    let started = started().await;
    let late = another_browser();
    let answer = started.send_form(&late, &started.mark, "Nia Roberts").await;
    assert!(location(&answer).starts_with("/sign-in?kept=1"), "{}", location(&answer));
    assert!(answer.headers().get("set-cookie").is_none(), "no session is made for who is not signed in");

    let answer = sign_in(&late, &started.server, &started.people[0]).await;
    assert_eq!(location(&answer), "/unsent");
    assert_eq!(started.stored_name().await, "", "nothing is sent unasked");
    let asked = page(&late, &started.server, "/unsent").await;
    assert!(asked.contains("You had not sent this. Send it now?") && asked.contains("Nia Roberts"), "{asked}");

    // The page's own button.
    let id = asked.split("unsent=").nth(1).and_then(|it| it.get(..36)).unwrap().to_owned();
    let mark = format!("{}&unsent={id}", mark_of(&late, &started.server).await);
    let answer = started.send_form(&late, &mark, "Nia Roberts").await;
    assert_eq!(location(&answer), format!("/cases/{}/request?saved=1", started.case));
    assert_eq!(started.stored_name().await, "Nia Roberts");
    assert!(page(&late, &started.server, "/unsent").await.contains("Nothing waits to be sent"));
}

#[tokio::test]
async fn nobody_else_who_signs_in_sees_or_sends_it() {
    let started = started().await;
    let shared = another_browser();
    started.send_form(&shared, &started.mark, "Nia Roberts").await;
    let answer = sign_in(&shared, &started.server, &started.people[1]).await;
    assert_eq!(location(&answer), started.people[1]["home"], "a colleague is not asked");
    assert!(!page(&shared, &started.server, "/unsent").await.contains("Nia Roberts"));
    assert_eq!(started.stored_name().await, "");
}

/// At a shared computer, after a proper sign-out, with the page of whoever was there still open.
#[tokio::test]
async fn after_signing_out_nothing_is_kept_and_nothing_is_done() {
    let started = started().await;
    let out = started.referrer.browser.post(started.server.path("/sign-out")).send().await.unwrap();
    assert_eq!(out.headers()["clear-site-data"], "\"cache\", \"storage\"");
    let answer = started.send_form(&started.referrer.browser, &started.mark, "Nia Roberts").await;
    assert_eq!(answer.status(), 401);
    let given_back = answer.text().await.unwrap();
    assert!(given_back.contains("You have been signed out") && given_back.contains("Nia Roberts"), "{given_back}");

    let path = format!("/api/cases/withdraw?page={}", started.mark);
    let withdraw = started.referrer.browser.post(started.server.path(&path)).header("accept", "text/html");
    assert_eq!(withdraw.form(&[("case", &started.case)]).send().await.unwrap().status(), 401);
    let (again, _) = signed_in_as(&started.server, &started.people[0]).await;
    let referrer = Referrer { browser: again, url: started.server.url.clone() };
    let now = referrer.load("cases/request", &started.case).await.unwrap();
    assert_eq!(now["draft"]["name"], "", "not sent, and the draft is still there");
}

#[tokio::test]
async fn a_stranger_leaves_nothing_behind() {
    let started = started().await;
    let account = started.referrer.load("cases/request", &started.case).await.unwrap();
    for mark in ["", "AAAAAAAAAAAAAAAAAAAAAA", account["case"].as_str().unwrap()] {
        let answer = started.send_form(&browser(), mark, "Mallory Jones").await;
        assert_eq!(answer.status(), 401, "{mark}");
        assert!(answer.headers().get("set-cookie").is_none(), "{mark}");
    }
    // Not even for a link that nobody made.
    let stranger = browser();
    let link = open_link(&stranger, &started.server, "0123456789abcdefghijkl").await;
    let dob = fields(&[("link", &link), ("dob[day]", "1"), ("dob[month]", "2"), ("dob[year]", "1950")]);
    let answer = stranger.post(started.server.path("/api/patient/check")).form(&dob).send().await.unwrap();
    let cookies = answer.headers().get_all("set-cookie").iter().map(|it| it.to_str().unwrap());
    assert!(!cookies.into_iter().any(|it| it.starts_with("skinlink=")), "a wrong date makes no session");
    let again = sign_in(&another_browser(), &started.server, &started.people[0]).await;
    assert_eq!(location(&again), started.people[0]["home"]);
}

#[tokio::test]
async fn a_call_gets_401_and_nothing_is_kept() {
    let data = filled();
    let server = Server::start(&data);
    let body = json!({ "case": "00000000-0000-7000-8000-000000000000", "version": 1, "draft": {} });
    let answer = browser().post(server.path("/api/cases/draft")).json(&body).send().await.unwrap();
    assert_eq!(answer.status(), 401);
    assert!(answer.headers().get("set-cookie").is_none());
}

#[tokio::test]
async fn a_refused_form_is_answered_by_a_page_that_says_why_and_gives_the_text_back() {
    let started = started().await;
    let Started { referrer, server, mark, .. } = &started;
    started.send_form(&referrer.browser, mark, "First Tab").await;
    let answer = started.send_form(&referrer.browser, mark, "Second Tab").await;
    assert_eq!(answer.status(), 409);
    let page = answer.text().await.unwrap();
    assert!(page.contains("Somebody changed this while you had it open") && page.contains("Second Tab"), "{page}");

    // The way back stays on this site.
    for back in ["%2F%2Felsewhere.example", "https%3A%2F%2Felsewhere.example", "%2F%5Celsewhere.example"] {
        let answer = referrer.browser.get(server.path(&format!("/problem?back={back}"))).send().await.unwrap();
        assert!(!answer.text().await.unwrap().contains("elsewhere"), "{back}");
    }
    // What is too much says so.
    let mut form = fields(&[("case", &started.case), ("version", "2"), ("then", "save")]);
    flatten("draft", &json!({ "question": "long ".repeat(10_000) }), &mut form);
    let path = server.path(&format!("/api/cases/form?page={mark}"));
    let answer = referrer.browser.post(path).header("accept", "text/html").form(&form).send().await.unwrap();
    assert_eq!(answer.status(), 413);
    assert!(answer.text().await.unwrap().contains("more text in it than can be kept"));
    // What can no longer be done is not somebody else's change.
    let done =
        post_form(&referrer.browser, &server.url, "/api/cases/withdraw", &fields(&[("case", &started.case)])).await;
    assert_eq!(done.as_deref(), Some("/home"));
}
