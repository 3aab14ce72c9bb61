//! A page costs no more statements than its number here: the session's and the account's among them. Counted on
//! PostgreSQL, where each is a way there and back over a network, and where none holds a key and they may be logged.

use std::{collections::BTreeMap, sync::Arc};

use reqwest::{
    Client,
    cookie::Jar,
    multipart::{Form, Part},
};
use uuid::Uuid;

use crate::{
    job::photograph,
    people::told_by,
    postgres::Postgres,
    server::{
        Server, accounts, browser, demo_with, folder, link_of, location, open_link, signed_in_as, skinlink, with_jar,
    },
    who::pages,
};

/// Pages by their patterns, each with the most statements that it may cost. To add a page: its pattern and its number,
/// as small as its purpose is.
const MOST: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/it/statements.md");

fn pattern(path: &str, link: &str) -> String {
    let path = path.split('?').next().unwrap();
    let name = |part: &str| match part {
        part if part.parse::<Uuid>().is_ok() => ":id".to_owned(),
        part if !link.is_empty() && part == link => ":link".to_owned(),
        part => part.to_owned(),
    };
    path.split('/').map(name).collect::<Vec<_>>().join("/")
}

/// What a page's request cost.
async fn statements(server: &Server, browser: &Client, path: &str) -> usize {
    let answer = browser.get(server.path(path)).send().await.unwrap();
    let id = answer.headers()["x-request-id"].to_str().unwrap().to_owned();
    assert_eq!(answer.status(), 200, "{path}");
    answer.text().await.unwrap();
    let lines = server.log_lines();
    let mine = lines.iter().filter(|it| it["target"] == "sqlx::query" && it["spans"][0]["id"] == id.as_str());
    mine.count()
}

/// Pages beside those of the work itself.
fn of_all(role: &str) -> Vec<String> {
    let outside = (role == "referrer").then_some("/outside");
    let team = (role != "photographer").then_some("/team");
    ["/sessions", "/invitations", "/welcome"].into_iter().chain(outside).chain(team).map(str::to_owned).collect()
}

#[tokio::test]
async fn a_page_costs_no_more_statements_than_its_number() {
    let (data, postgres) = (folder(), Postgres::start("statements"));
    let url = postgres.url();
    let settings = [("SKINLINK_DATABASE_URL", url.as_str()), ("SKINLINK_LOG", "info,sqlx::query=debug")];
    std::fs::write(data.path().join("key"), "07".repeat(32)).unwrap();
    let demo = demo_with(&data, &settings[..1]);
    let invite = ["account", "create", "--administrator", "--email", "reed@trust.example", "--name", "Sam Reed"];
    let mut command = skinlink(data.path());
    let invited = told_by(command.args(invite).envs(settings[..1].iter().copied()));
    let server = Server::start_with(&data, &settings);

    let mut found = BTreeMap::<String, usize>::new();
    let mut note = |path: &str, link: &str, cost: usize| {
        let most = found.entry(pattern(path, link)).or_default();
        *most = cost.max(*most);
    };
    let stranger = browser();
    for path in ["/", "/sign-in", "/demo/phone"] {
        note(path, "", statements(&server, &stranger, path).await);
    }
    let (token, mut born) = link_of(&demo);
    let link = open_link(&stranger, &server, &token).await;
    for page in ["", "/check"] {
        let path = format!("/p/{link}{page}");
        note(&path, &link, statements(&server, &stranger, &path).await);
    }
    born.push(("link".to_owned(), link.clone()));
    stranger.post(server.path("/api/patient/check")).form(&born).send().await.unwrap();
    let before = format!("/p/{link}/before");
    note(&before, &link, statements(&server, &stranger, &before).await);
    let consent = [("link", link.as_str()), ("choices[care]", "true")];
    stranger.post(server.path("/api/patient/consent")).form(&consent).send().await.unwrap();
    let questions = format!("/p/{link}/questions");
    note(&questions, &link, statements(&server, &stranger, &questions).await);
    let answers = [("link", link.as_str()), ("answers[duration]", "Less than 4 weeks")];
    stranger.post(server.path("/api/patient/answers")).form(&answers).send().await.unwrap();
    let picture = Part::bytes(photograph()).file_name("a.jpg").mime_str("image/jpeg").unwrap();
    let picture = Form::new().text("view", "overview").part("picture", picture);
    let added = stranger.post(server.path(&format!("/p/{link}/photos/form"))).multipart(picture).send().await.unwrap();
    assert!(location(&added).ends_with("received=1"), "{added:?}");
    for page in ["photos", "review"] {
        let path = format!("/p/{link}/{page}");
        note(&path, &link, statements(&server, &stranger, &path).await);
    }
    stranger.post(server.path("/api/patient/send")).form(&[("link", link.as_str())]).send().await.unwrap();
    let news = format!("/p/{link}/news");
    note(&news, &link, statements(&server, &stranger, &news).await);

    for role in ["referrer", "specialist", "photographer"] {
        let (browser, _) = signed_in_as(&server, &accounts(&demo, role)[0]).await;
        for path in pages(&browser, &server, role).await.into_iter().chain(of_all(role)) {
            note(&path, "", statements(&server, &browser, &path).await);
        }
    }
    let jar = Arc::new(Jar::default());
    let administrator = with_jar(&jar, "");
    let join = invited.split_whitespace().find_map(|word| word.split_once("/join/")).expect("a link").1;
    administrator.get(server.path(&format!("/join/{join}"))).send().await.unwrap();
    let password = [("password", "copper lantern violet tram")];
    administrator.post(server.path("/join")).form(&password).send().await.unwrap();
    let listed = administrator.get(server.path("/admin")).send().await.unwrap().text().await.unwrap();
    let link_to = |before: &str| {
        let rest = listed.split_once(before).unwrap_or_else(|| panic!("{before} in {listed}")).1;
        format!("{before}{}", rest.split('"').next().unwrap())
    };
    let found_by = "/admin/accesses?from=2026-01-01&to=2026-12-31&person=Reed".to_owned();
    let own = ["/admin", "/admin/health", "/admin/deliveries", "/openings"].map(str::to_owned);
    for path in own.into_iter().chain([found_by, link_to("/admin/people/"), link_to("/admin/organisations/")]) {
        note(&path, "", statements(&server, &administrator, &path).await);
    }

    let table = std::fs::read_to_string(MOST).unwrap();
    let rows = table.lines().filter_map(|line| line.strip_prefix("| `")?.strip_suffix(" |")?.split_once("` | "));
    let most: BTreeMap<String, usize> = rows.map(|(page, most)| (page.to_owned(), most.parse().unwrap())).collect();
    let above: Vec<_> = found.iter().filter(|(path, cost)| most.get(*path).is_none_or(|most| *cost > most)).collect();
    assert!(above.is_empty(), "pages that cost more than their number, or have none: {above:?}");
    let gone: Vec<_> = most.keys().filter(|path| !found.contains_key(*path)).collect();
    assert!(gone.is_empty(), "numbers of pages that were not seen: {gone:?}");
}
