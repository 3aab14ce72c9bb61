//! Every page is valid HTML: what a browser mends by guessing, another mends differently.

use std::collections::HashSet;

use reqwest::Client;
use scraper::{Html, Selector};

use crate::{
    job::{fields, photograph, post_form},
    server::{Server, accounts, browser, demo, filled, open_link, signed_in_as},
    who::pages,
};

/// What is wrong with a page, in words.
fn faults(text: &str) -> Vec<String> {
    let html = Html::parse_document(text);
    let mut faults: Vec<String> = html.errors.iter().map(ToString::to_string).collect();
    if text.contains("<!>") {
        faults.push("a comment that is none".to_owned());
    }
    if !text.trim_end().ends_with("</body></html>") {
        faults.push("does not end with its body".to_owned());
    }
    let all = |selector: &str| Selector::parse(selector).expect("a selector");
    let mut ids = HashSet::new();
    for id in html.select(&all("[id]")).filter_map(|it| it.attr("id")) {
        if id.is_empty() || id.contains(char::is_whitespace) || !ids.insert(id) {
            faults.push(format!("id {id:?} twice, or none"));
        }
    }
    for attribute in ["for", "aria-describedby", "aria-labelledby", "aria-controls"] {
        for names in html.select(&all(&format!("[{attribute}]"))).filter_map(|it| it.attr(attribute)) {
            let unknown: Vec<&str> = names.split_whitespace().filter(|name| !ids.contains(name)).collect();
            if names.trim().is_empty() || !unknown.is_empty() {
                faults.push(format!("{attribute}={names:?} leads nowhere"));
            }
        }
    }
    for crossorigin in html.select(&all("[crossorigin]")).filter_map(|it| it.attr("crossorigin")) {
        if !["", "anonymous", "use-credentials"].contains(&crossorigin) {
            faults.push(format!("crossorigin={crossorigin:?}"));
        }
    }
    for (what, least, most) in [("h1", 1, 1), ("title", 1, 1), ("main", 1, 1)] {
        let found = html.select(&all(&format!("{what}:not(svg *)"))).count();
        if !(least..=most).contains(&found) {
            faults.push(format!("{found} {what}"));
        }
    }
    faults
}

async fn look_at(browser: &Client, server: &Server, paths: &[String]) {
    let mut found = Vec::new();
    for path in paths {
        let page = browser.get(server.path(path)).header("accept", "text/html").send().await.expect("an answer");
        let status = page.status();
        assert!(status == 200 || path == "/nowhere", "{path}: {status}");
        let text = page.text().await.expect("text");
        found.extend(faults(&text).into_iter().map(|fault| format!("{path}: {fault}")));
    }
    assert_eq!(found, [] as [String; 0]);
}

#[tokio::test]
async fn every_page_of_the_public_and_of_patients_is_valid() {
    let data = filled();
    let link = demo(&data)["patient_links"][0].clone();
    let server = Server::start(&data);
    let patient = browser();
    look_at(&patient, &server, &["/", "/sign-in", "/problem", "/finished", "/demo/phone", "/nowhere"].map(Into::into))
        .await;

    let token = link["url"].as_str().expect("a link").rsplit('/').next().expect("a token").to_owned();
    let opened = open_link(&patient, &server, &token).await;
    let at = |page: &str| format!("/p/{opened}{page}");
    look_at(&patient, &server, &[at(""), at("/check"), at("/check?left=3")]).await;
    let born: Vec<&str> = link["date_of_birth"].as_str().expect("a date").split('-').collect();
    let form = [("link", opened.as_str()), ("dob[day]", born[2]), ("dob[month]", born[1]), ("dob[year]", born[0])];
    post_form(&patient, &server.url, "/api/patient/check", &fields(&form)).await.expect("the right date");
    look_at(&patient, &server, &[at("/before")]).await;
    let form = [("link", opened.as_str()), ("choices[care]", "true")];
    post_form(&patient, &server.url, "/api/patient/consent", &fields(&form)).await.expect("a consent");
    look_at(&patient, &server, &[at("/questions")]).await;
    let form = [("link", opened.as_str()), ("answers[duration]", "Less than 4 weeks")];
    post_form(&patient, &server.url, "/api/patient/answers", &fields(&form)).await.expect("answers");
    look_at(&patient, &server, &[at("/photos")]).await;
    let part = reqwest::multipart::Part::bytes(photograph()).file_name("a.jpg");
    let photo = reqwest::multipart::Form::new().text("view", "overview").part("picture", part);
    patient.post(server.path(&at("/photos/form"))).multipart(photo).send().await.expect("an answer");
    look_at(&patient, &server, &[at("/photos"), at("/photos?received=1"), at("/review")]).await;
    post_form(&patient, &server.url, "/api/patient/send", &fields(&[("link", &opened)])).await.expect("sent");
    look_at(&patient, &server, &[at("/news"), at("")]).await;
}

#[tokio::test]
async fn every_page_of_clinicians_is_valid() {
    let data = filled();
    let demo = demo(&data);
    let server = Server::start(&data);
    for role in ["referrer", "specialist"] {
        let (browser, _) = signed_in_as(&server, &accounts(&demo, role)[0]).await;
        let mut paths = pages(&browser, &server, role).await;
        match role {
            "referrer" => {
                // Whose details are bound by what has come has a page to correct them.
                let arrived = browser.get(server.path("/cases?list=photos_arrived")).send().await.expect("an answer");
                let arrived = Html::parse_document(&arrived.text().await.expect("text"));
                let link = Selector::parse("main a[href^='/cases/']").expect("a selector");
                let case = arrived.select(&link).next().and_then(|it| it.attr("href")).expect("a case").to_owned();
                paths.push(case.replace("/request", "") + "/patient");
                paths.push(case);
                let lists = ["to_read", "to_refer", "drafts", "not_reached", "with_patient", "all"];
                paths.extend(lists.map(|list| format!("/cases?list={list}")));
            }
            _ => paths.extend(["paused", "answered", "overdue"].map(|show| format!("/worklist?show={show}"))),
        }
        look_at(&browser, &server, &paths).await;
        // A page in the place of another: a form that was refused.
        let refused = browser
            .post(server.path("/api/cases/form"))
            .header("accept", "text/html")
            .header("skinlink-page", "")
            .form(&[("case", "0190163d-8694-739b-aea5-966c26f8ad90")])
            .send()
            .await
            .expect("an answer");
        if refused.headers().get("content-type").is_some_and(|kind| kind.as_bytes().starts_with(b"text/html")) {
            assert_eq!(faults(&refused.text().await.expect("text")), [] as [String; 0]);
        }
    }
}
