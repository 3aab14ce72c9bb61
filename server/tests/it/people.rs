//! Organisations and people from the command line, and the links that they come in by.

use std::path::Path;

use reqwest::Client;

use crate::server::{Server, browser, demo, filled, location, run, signed_in};

/// What a command prints.
pub(crate) fn told(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    assert!(output.status.success(), "{arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap()
}

/// The one line that a refused command says.
fn refused(data: &Path, arguments: &[&str]) -> String {
    let output = run(data, arguments);
    assert!(!output.status.success(), "{arguments:?}");
    String::from_utf8(output.stderr).unwrap()
}

/// Invites somebody to a practice made for it: the path of the link.
fn invited(data: &Path, email: &str) -> String {
    let invite = ["account", "invite", "--email", email, "--name", "Dr Sam Reed", "--role", "referrer"];
    let printed = told(data, &[&invite[..], &["--organisation", "a81001"]].concat());
    assert!(printed.contains("Skinlink has not sent it"), "{printed}");
    let link = printed.lines().next().unwrap();
    link.strip_prefix("http://localhost:3000").unwrap().to_owned()
}

fn practice(data: &Path) {
    let create = ["organisation", "create", "--kind", "practice", "--name", "Park Street", "--ods", "A81001"];
    told(data, &[&create[..], &["--phone", "0113 496 0400"]].concat());
}

async fn page(browser: &Client, server: &Server, path: &str) -> String {
    browser.get(server.path(path)).header("accept", "text/html").send().await.unwrap().text().await.unwrap()
}

#[tokio::test]
async fn somebody_invited_chooses_a_password_and_is_in_and_the_link_stays_nowhere() {
    let data = filled();
    practice(data.path());
    let link = invited(data.path(), "reed@park.example");
    let server = Server::start(&data);
    let reed = browser();
    let opened = reed.get(server.path(&link)).send().await.unwrap();
    assert_eq!(location(&opened), "/join");
    let cookie = opened.headers()["set-cookie"].to_str().unwrap();
    let token = link.rsplit('/').next().unwrap();
    assert!(cookie.contains("HttpOnly") && !cookie.contains(token), "{cookie}");
    let form = page(&reed, &server, "/join").await;
    assert!(form.contains("Dr Sam Reed") && form.contains("Park Street") && !form.contains(token), "{form}");

    let choose = async |password: &str| {
        let form = [("username", "reed@park.example"), ("password", password)];
        reed.post(server.path("/join")).form(&form).send().await.unwrap()
    };
    let short = choose("short").await;
    assert_eq!(short.status(), 422);
    assert!(short.text().await.unwrap().contains("The password has 5 characters and needs 12 or more"));
    let own = choose("parkstreet2026").await;
    assert!(own.text().await.unwrap().contains("The password is easily guessed"));
    let taken = choose("copper lantern violet tram").await;
    assert_eq!(location(&taken), "/home");
    assert!(page(&reed, &server, "/home").await.contains("Park Street"));

    let again = browser();
    assert_eq!(location(&again.get(server.path(&link)).send().await.unwrap()), "/join");
    assert!(page(&again, &server, "/join").await.contains("This link was used, and works only once."));
    assert!(!server.log().contains(token), "{}", server.log());
    assert!(told(data.path(), &["account", "list", "--find", "reed"]).contains("Referrer, Park Street"));
}

#[tokio::test]
async fn who_is_signed_in_chooses_no_password_by_another_persons_link() {
    let data = filled();
    practice(data.path());
    let link = invited(data.path(), "reed@park.example");
    let server = Server::start(&data);
    let demo = demo(&data);
    let other = signed_in(&server, &demo, "referrer").await;
    other.get(server.path(&link)).send().await.unwrap();
    assert!(page(&other, &server, "/join").await.contains("This link is for "));
    let form = [("password", "copper lantern violet tram")];
    let answer = other.post(server.path("/join")).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), 409);
    assert!(answer.text().await.unwrap().contains("do not use it for somebody else"));
    // It still works for whom it is for.
    let reed = browser();
    reed.get(server.path(&link)).send().await.unwrap();
    let answer = reed.post(server.path("/join")).form(&form).send().await.unwrap();
    assert_eq!(location(&answer), "/home");
}

#[tokio::test]
async fn somebody_who_is_locked_is_signed_out_everywhere() {
    let data = filled();
    let server = Server::start(&data);
    let demo = demo(&data);
    let one = signed_in(&server, &demo, "referrer").await;
    let email = demo["accounts"][0]["email"].as_str().unwrap();
    told(data.path(), &["account", "lock", email]);
    let page = one.get(server.path("/home")).send().await.unwrap();
    assert_eq!(page.status(), 401);
    let form = [("email", email), ("password", demo["accounts"][0]["password"].as_str().unwrap())];
    let answer = browser().post(server.path("/sign-in")).form(&form).send().await.unwrap();
    assert_eq!(answer.status(), 403);
    assert!(answer.text().await.unwrap().contains("This account is locked"));
    told(data.path(), &["account", "unlock", email]);
    signed_in(&server, &demo, "referrer").await;
}

#[tokio::test]
async fn a_command_that_cannot_be_done_says_why_in_one_line() {
    let data = filled();
    let said = refused(data.path(), &["account", "lock", "nobody@park.example"]);
    assert_eq!(said.trim(), "skinlink: there is no account of nobody@park.example");
    let said = refused(data.path(), &["organisation", "close", "A99999"]);
    assert!(said.contains("there is no organisation A99999") && said.lines().count() == 1, "{said}");
    let listed = told(data.path(), &["organisation", "list"]);
    let riverside = listed.lines().find(|line| line.contains("Riverside Surgery")).unwrap();
    let id = riverside.split(' ').next().unwrap();
    let said = refused(data.path(), &["organisation", "close", id]);
    assert!(said.contains("still open at Riverside Surgery") && said.lines().count() == 1, "{said}");
    let said = refused(data.path(), &["account", "create", "--email", "a@b.example", "--name", "A"]);
    assert!(said.contains("--administrator"), "{said}");
}
