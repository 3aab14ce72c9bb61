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
    assert_eq!(me, "null", "not before the codes are kept");
    let forged = post(&reed, &server, "/second-factor/keep", &[("codes", "made up")]).await;
    assert_eq!(location(&forged), "/second-factor/set-up");
    let kept = between(&set_up, "name=\"codes\" value=\"", "\"");
    assert_eq!(location(&post(&reed, &server, "/second-factor/keep", &[("codes", &kept)]).await), "/admin");
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
    let account = between(&home, "href=\"/admin/people/", "\"");
    let person = page(&reed, &server, &format!("/admin/people/{account}")).await;
    assert!(person.contains("Administrator") && person.contains("Reset both"), "{person}");
    let said = act(&[("act", "reset_all"), ("about", &account)]).await;
    assert!(said.contains("ring them back first"), "{said}");
    let said = act(&[("act", "leave"), ("about", &account), ("on", "31/12/2026")]).await;
    assert!(said.contains("such as 2026-12-31"), "{said}");
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

/// An administrator who is signed in with both steps, and their recovery codes.
async fn administrator(server: &Server, link: &str) -> (Client, Vec<String>) {
    let browser = browser();
    browser.get(server.path(link)).send().await.unwrap();
    post(&browser, server, "/join", &[("password", PASSWORD)]).await;
    let asked = page(&browser, server, "/second-factor/set-up").await;
    let secret = Secret::Encoded(between(&asked, "class=\"secret\">", "</code>").replace('-', "")).to_bytes().unwrap();
    let app = TOTP::new(Algorithm::SHA1, 6, 1, 30, secret).unwrap();
    let shown =
        post(&browser, server, "/second-factor/set-up", &[("code", &code(&app, 0))]).await.text().await.unwrap();
    let kept = between(&shown, "name=\"codes\" value=\"", "\"");
    post(&browser, server, "/second-factor/keep", &[("codes", &kept)]).await;
    (browser, recovery_codes(&shown))
}

fn recovery_codes(page: &str) -> Vec<String> {
    page.split("class=\"secret\">")
        .skip(1)
        .map(|it| it.split_once("</code>").unwrap().0.replace("<!---->", ""))
        .collect()
}

#[tokio::test]
async fn an_act_asks_for_the_second_step_again_and_keeps_what_was_typed() {
    let data = folder();
    let create = ["account", "create", "--administrator", "--email", "reed@trust.example", "--name", "Sam Reed"];
    let printed = told(data.path(), &create);
    let link = printed.lines().next().unwrap().strip_prefix("http://localhost:3000").unwrap().to_owned();
    let server = Server::start_with(&data, &[("SKINLINK_DEMONSTRATION", "off"), ("SKINLINK_PROOF_MINUTES", "0")]);
    let (reed, codes) = administrator(&server, &link).await;
    let mark = mark_of(&reed, &server).await;
    let path = format!("/api/admin/act?page={mark}");
    let typed = [("act", "organisation"), ("about", "trust"), ("organisation", "Moor & \"Dale\" <Trust>")];
    let asked = post(&reed, &server, &path, &typed).await;
    assert_eq!(asked.status(), 200);
    let asked = asked.text().await.unwrap();
    assert!(
        asked.contains("Enter your code again") && asked.contains("Moor &amp; &quot;Dale&quot; &lt;Trust&gt;"),
        "{asked}"
    );
    assert!(asked.contains(&format!("action=\"{path}\"")), "it goes where it was going: {asked}");
    assert!(!page(&reed, &server, "/admin").await.contains("Dale"), "nothing is done yet");
    let wrong = post(&reed, &server, &path, &[&typed[..], &[("code", "000000")]].concat()).await.text().await.unwrap();
    assert!(wrong.contains("That code does not fit") && wrong.contains("Dale"), "{wrong}");
    let done = post(&reed, &server, &path, &[&typed[..], &[("code", codes[0].as_str())]].concat()).await;
    assert!(done.text().await.unwrap().contains("Added"));
    assert!(page(&reed, &server, "/admin").await.contains("Dale"));
    let used = post(&reed, &server, &path, &[&typed[..], &[("code", codes[0].as_str())]].concat()).await;
    assert!(used.text().await.unwrap().contains("That code does not fit"));

    // New recovery codes are such an act, too; and the old ones end once the new ones are kept.
    let path = format!("/api/recovery-codes?page={mark}");
    assert!(post(&reed, &server, &path, &[]).await.text().await.unwrap().contains("Enter your code again"));
    let shown = post(&reed, &server, &path, &[("code", codes[1].as_str())]).await.text().await.unwrap();
    let (new, kept) = (recovery_codes(&shown), between(&shown, "name=\"codes\" value=\"", "\""));
    assert_eq!(new.len(), 10);
    let keep = between(&shown, "action=\"", "\"");
    let done = post(&reed, &server, &keep, &[("codes", &kept), ("code", &codes[2])]).await.text().await.unwrap();
    assert!(done.contains("Your new recovery codes count"), "{done}");
    assert!(page(&reed, &server, "/sessions").await.contains("You have 10 recovery codes left"));
    let path = format!("/api/admin/act?page={mark}");
    let old = post(&reed, &server, &path, &[&typed[..], &[("code", codes[3].as_str())]].concat()).await;
    assert!(old.text().await.unwrap().contains("That code does not fit"));
    let new = post(&reed, &server, &path, &[&typed[..], &[("code", new[0].as_str())]].concat()).await;
    assert!(new.text().await.unwrap().contains("Added"));
}
