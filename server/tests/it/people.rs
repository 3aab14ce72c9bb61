//! Organisations and people from the command line, and the links that they come in by.

use std::{path::Path, process::Command, sync::Arc};

use reqwest::{Client, cookie::Jar};
use tempfile::TempDir;

use crate::{
    job::{Referrer, draft, fields, flatten},
    server::{Server, accounts, browser, demo, filled, location, mark_of, run, sign_in, signed_in, skinlink, with_jar},
};

/// What a command prints.
pub(crate) fn told(data: &Path, arguments: &[&str]) -> String {
    told_by(skinlink(data).args(arguments))
}

/// The same of a command with settings.
pub(crate) fn told_by(command: &mut Command) -> String {
    let output = command.output().expect("the binary starts");
    assert!(output.status.success(), "{command:?}: {}", String::from_utf8_lossy(&output.stderr));
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
    assert_eq!((page.status().as_u16(), location(&page)), (303, "/sign-in?next=%2Fhome"));
    let call = one.post(server.path("/api/home")).send().await.unwrap();
    assert_eq!(call.status(), 401);
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
    assert!(said.contains("Riverside Surgery cannot be closed: ") && said.lines().count() == 1, "{said}");
    assert!(said.contains("requests are open") && said.contains("news to some of its patients"), "{said}");
    let said = refused(data.path(), &["account", "create", "--email", "a@b.example", "--name", "A"]);
    assert!(said.contains("--administrator"), "{said}");
}

/// Dr Osei, who works at a second practice too: her cookies, and the server.
struct TwoPlaces {
    data: TempDir,
    server: Server,
    jar: Arc<Jar>,
}

impl TwoPlaces {
    async fn start() -> Self {
        let data = filled();
        practice(data.path());
        let account = accounts(&demo(&data), "referrer").remove(0);
        let email = account["email"].as_str().unwrap();
        let invite = ["account", "invite", "--email", email, "--name", "x", "--role", "referrer"];
        let link = told(data.path(), &[&invite[..], &["--organisation", "A81001"]].concat());
        let server = Server::start(&data);
        let jar = Arc::new(Jar::default());
        let world = Self { data, server, jar };
        world.answer_for(&link, &account).await;
        world
    }

    /// The link opens nothing by itself: she signs in as always, finds the invitation on every page, and says yes.
    async fn answer_for(&self, link: &str, account: &serde_json::Value) {
        let token = link.split_whitespace().find_map(|word| word.split_once("/join/")).unwrap().1;
        let stranger = with_jar(&Arc::new(Jar::default()), "");
        stranger.get(self.server.path(&format!("/join/{token}"))).send().await.unwrap();
        let shown = page(&stranger, &self.server, "/join").await;
        assert!(shown.contains("You have an account already") && !shown.contains("type=\"password\""), "{shown}");
        sign_in(&self.osei(), &self.server, account).await;
        let home = page(&self.osei(), &self.server, "/home").await;
        assert!(home.contains("You are invited to work somewhere else, too.") && !home.contains("Switch to"), "{home}");
        let offers = page(&self.osei(), &self.server, "/invitations").await;
        assert!(offers.contains("Referrer, Park Street"), "{offers}");
        let id = offers.split_once("name=\"invitation\" value=\"").unwrap().1.split_once('"').unwrap().0;
        let path = format!("/api/invitations/answer?page={}", mark_of(&self.osei(), &self.server).await);
        let form = [("invitation", id), ("yes", "true")];
        let answer =
            self.osei().post(self.server.path(&path)).header("accept", "text/html").form(&form).send().await.unwrap();
        assert_eq!(location(&answer), "/invitations");
        assert!(page(&self.osei(), &self.server, "/invitations").await.contains("Nothing waits for your answer."));
    }

    fn osei(&self) -> Client {
        with_jar(&self.jar, "")
    }

    /// Presses the button of the header, or of the page of what was not sent.
    async fn switch(&self, then: &str) -> String {
        let page = page(&self.osei(), &self.server, "/home").await;
        let membership = page.split_once("name=\"membership\" value=\"").unwrap().1.split_once('"').unwrap().0;
        let path = format!("/api/switch?page={}", mark_of(&self.osei(), &self.server).await);
        let form = [("membership", membership), ("then", then)];
        let answer = self.osei().post(self.server.path(&path)).form(&form).send().await.unwrap();
        location(&answer).to_owned()
    }
}

#[tokio::test]
async fn a_page_of_one_organisation_does_nothing_at_the_other() {
    let world = TwoPlaces::start().await;
    let mark = mark_of(&world.osei(), &world.server).await;
    let referrer = Referrer { browser: with_jar(&world.jar, &mark), url: world.server.url.clone() };
    let case = referrer.start_case().await.unwrap();
    let request = referrer.load("cases/request", &case).await.unwrap();
    assert_eq!(world.switch("").await, "/home");
    let home = page(&world.osei(), &world.server, "/home").await;
    let header = home.split_once("<header").unwrap().1.split_once("</header>").unwrap().0;
    let (here, elsewhere) = header.split_once("Switch to").unwrap();
    assert!(here.contains("Park Street") && elsewhere.contains("Riverside Surgery"), "{header}");

    // A call of a page from before, and its form.
    let call = referrer.browser.post(world.server.path("/api/cases/request")).json(&serde_json::json!({"case": case}));
    let refused = call.send().await.unwrap();
    assert_eq!(refused.status(), 412);
    assert!(refused.text().await.unwrap().contains("Dr Amara Osei, Park Street"));
    let mut form = fields(&[("case", &case), ("version", "1"), ("then", "save")]);
    flatten("draft", &draft(&request, "Nia Roberts"), &mut form);
    let path = world.server.path(&format!("/api/cases/form?page={mark}"));
    let answer = world.osei().post(path).header("accept", "text/html").form(&form).send().await.unwrap();
    assert_eq!(location(&answer), "/unsent");
    let waits = page(&world.osei(), &world.server, "/unsent").await;
    assert!(waits.contains("Nia Roberts") && waits.contains("act for another organisation now"), "{waits}");
    assert!(!waits.contains(">Send it now<"), "not from here: {waits}");
    assert_eq!(world.switch("/unsent").await, "/unsent");
    let waits = page(&world.osei(), &world.server, "/unsent").await;
    assert!(waits.contains("Nia Roberts") && waits.contains(">Send it now<"), "{waits}");
}

#[tokio::test]
async fn what_somebody_locked_was_typing_is_kept() {
    let world = TwoPlaces::start().await;
    let account = accounts(&demo(&world.data), "referrer").remove(0);
    let email = account["email"].as_str().unwrap();
    let mark = mark_of(&world.osei(), &world.server).await;
    let referrer = Referrer { browser: with_jar(&world.jar, &mark), url: world.server.url.clone() };
    let case = referrer.start_case().await.unwrap();
    let request = referrer.load("cases/request", &case).await.unwrap();
    told(world.data.path(), &["account", "lock", email]);
    let mut form = fields(&[("case", &case), ("version", "1"), ("then", "save")]);
    flatten("draft", &draft(&request, "Nia Roberts"), &mut form);
    let path = world.server.path(&format!("/api/cases/form?page={mark}"));
    let answer = world.osei().post(path).header("accept", "text/html").form(&form).send().await.unwrap();
    assert!(location(&answer).starts_with("/sign-in?kept=1"), "{answer:?}");
    told(world.data.path(), &["account", "unlock", email]);
    let again = sign_in(&world.osei(), &world.server, &account).await;
    assert_eq!(location(&again), "/unsent");
    assert!(page(&world.osei(), &world.server, "/unsent").await.contains("Nia Roberts"));
}

#[tokio::test]
async fn somebody_ends_what_is_open_elsewhere() {
    let world = TwoPlaces::start().await;
    let account = accounts(&demo(&world.data), "referrer").remove(0);
    let others = [browser(), browser()];
    for other in &others {
        sign_in(other, &world.server, &account).await;
    }
    let listed = page(&world.osei(), &world.server, "/sessions").await;
    assert!(listed.contains("Where you are signed in") && listed.contains("End all others"), "{listed}");
    assert_eq!(listed.matches(">End this<").count(), 2, "{listed}");
    let path = format!("/api/sessions/end?page={}", mark_of(&world.osei(), &world.server).await);
    let ended = world.osei().post(world.server.path(&path)).form(&[("id", "")]).send().await.unwrap();
    assert_eq!(location(&ended), "/sessions");
    for other in &others {
        let me = other.post(world.server.path("/api/me")).send().await.unwrap().text().await.unwrap();
        assert_eq!(me, "null");
    }
    mark_of(&world.osei(), &world.server).await;
}
