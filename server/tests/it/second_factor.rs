//! From an empty folder to the first administrator, signed in with both steps, without any script.

use reqwest::{Client, Response};
use totp_rs::{Algorithm, Secret, TOTP};

use crate::{
    people::told,
    server::{Server, browser, folder, location, mark_of},
};

const PASSWORD: &str = "copper lantern violet tram";

async fn page(browser: &Client, server: &Server, path: &str) -> String {
    browser.get(server.path(path)).header("accept", "text/html").send().await.unwrap().text().await.unwrap()
}

async fn post(browser: &Client, server: &Server, path: &str, fields: &[(&str, &str)]) -> Response {
    browser.post(server.path(path)).form(fields).send().await.unwrap()
}

fn between(text: &str, before: &str, after: &str) -> String {
    let rest = text.split_once(before).unwrap_or_else(|| panic!("no {before} in {text}")).1;
    // With what the framework puts between texts.
    rest.split_once(after).unwrap().0.replace("<!---->", "")
}

/// A code that was not used yet: of the next 30 seconds, which is taken early.
fn code(app: &TOTP, steps_ahead: u64) -> String {
    let now = u64::try_from(backend::Clock::System.now().as_second()).unwrap();
    app.generate(now + 30 * steps_ahead)
}

#[tokio::test]
async fn the_first_administrator_comes_in_with_both_steps() {
    let data = folder();
    let create = ["account", "create", "--administrator", "--email", "reed@trust.example", "--name", "Sam Reed"];
    let printed = told(data.path(), &create);
    let link = printed.lines().next().unwrap().strip_prefix("http://localhost:3000").unwrap().to_owned();
    let server = Server::start_with(&data, &[("SKINLINK_DEMONSTRATION", "off")]);
    let reed = browser();
    reed.get(server.path(&link)).send().await.unwrap();
    let chosen = post(&reed, &server, "/join", &[("password", PASSWORD)]).await;
    assert_eq!(location(&chosen), "/second-factor/set-up");
    assert!(location(&reed.get(server.path("/home")).send().await.unwrap()).starts_with("/sign-in"), "not in yet");

    let asked = page(&reed, &server, "/second-factor/set-up").await;
    let letters = between(&asked, "class=\"secret\">", "</code>");
    assert!(asked.contains("<svg"), "{asked}");
    let secret = Secret::Encoded(letters.replace('-', "")).to_bytes().unwrap();
    let app = TOTP::new(Algorithm::SHA1, 6, 1, 30, secret).unwrap();
    let wrong = post(&reed, &server, "/second-factor/set-up", &[("code", "000000")]).await;
    assert_eq!(wrong.status(), 401);
    let again = wrong.text().await.unwrap();
    assert!(again.contains(&letters) && again.contains("That code does not fit"), "the same square: {again}");
    let first = code(&app, 0);
    let set_up = post(&reed, &server, "/second-factor/set-up", &[("code", &first)]).await.text().await.unwrap();
    assert_eq!(set_up.matches("<code").count(), 10, "{set_up}");
    let recovery = between(&set_up, "class=\"secret\">", "</code>");
    let me = reed.post(server.path("/api/me")).send().await.unwrap().text().await.unwrap();
    assert!(me.contains("Sam Reed"), "{me}");

    let home = page(&reed, &server, "/admin").await;
    assert!(home.contains("Invite somebody") && home.contains("reed@trust.example"), "{home}");
    let mark = mark_of(&reed, &server).await;
    let act = async |form: &[(&str, &str)]| {
        let answer = post(&reed, &server, &format!("/api/admin/act?page={mark}"), form).await;
        answer.text().await.unwrap()
    };
    let practice = [("act", "organisation"), ("about", "practice"), ("organisation", "Park Street"), ("ods", "A81001")];
    let said = act(&practice).await;
    assert!(said.contains("Not done") && said.contains("Give the telephone number"), "{said}");
    assert!(act(&[&practice[..], &[("phone", "0113 496 0400")]].concat()).await.contains("Added"));
    let home = page(&reed, &server, "/admin").await;
    let place = between(&home, "<option value=\"referrer ", "\"");
    let place = format!("referrer {place}");
    let invite = [("act", "invite"), ("about", &place), ("name", "Dr Osei"), ("email", "osei@park.example")];
    let said = act(&invite).await;
    assert!(said.contains("http://localhost:3000/join/") && said.contains("Skinlink has not sent it"), "{said}");
    assert!(page(&reed, &server, "/admin").await.contains("Referrer, Park Street"));
    let account = between(&home, "name=\"about\" value=\"", "\"");
    let said = act(&[("act", "lock"), ("about", &account)]).await;
    assert!(said.contains("This is the last administrator"), "{said}");
    // Without the mark of a page of theirs nothing is done.
    let forged = post(&reed, &server, "/api/admin/act", &[("act", "reset"), ("about", &account)]).await;
    assert_eq!(forged.status(), 401);

    // The password alone lets nobody in, here or anywhere.
    let sign_in = async |browser: &Client| {
        let form = [("email", "reed@trust.example"), ("password", PASSWORD), ("next", "/unsent")];
        let answer = post(browser, &server, "/sign-in", &form).await;
        assert_eq!(location(&answer), "/second-factor");
    };
    let other = browser();
    sign_in(&other).await;
    let me = other.post(server.path("/api/me")).send().await.unwrap().text().await.unwrap();
    assert_eq!(me, "null");
    assert_eq!(location(&other.get(server.path("/second-factor/set-up")).send().await.unwrap()), "/second-factor");
    assert_eq!(post(&other, &server, "/second-factor", &[("code", &first)]).await.status(), 401, "used");
    let taken = post(&other, &server, "/second-factor", &[("code", &code(&app, 1))]).await;
    assert_eq!(location(&taken), "/unsent", "where they wanted to go");
    let lost = browser();
    sign_in(&lost).await;
    let taken = post(&lost, &server, "/second-factor", &[("code", &recovery)]).await;
    assert_eq!(location(&taken), "/unsent");
    // Nobody without the password gets as far as a code.
    let stranger = browser();
    for path in ["/second-factor", "/second-factor/set-up"] {
        assert_eq!(location(&post(&stranger, &server, path, &[("code", "000000")]).await), "/sign-in");
        assert_eq!(location(&stranger.get(server.path(path)).send().await.unwrap()), "/sign-in");
    }
    let log = server.log();
    assert!(!log.contains(&letters) && !log.contains(&recovery) && !log.contains("reed@trust.example"), "{log}");
}
