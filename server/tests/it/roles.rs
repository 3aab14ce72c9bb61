//! Everybody whom a hospital has to do with is invited, signs in, and comes to a start page that is true; the header leads
//! nowhere that they may not go.

use std::path::Path;

use scraper::{Html, Selector};

use crate::{
    people::told,
    server::{Server, browser, filled, location},
};

const PASSWORD: &str = "copper lantern violet tram";

/// Makes an organisation; its id.
fn organisation(data: &Path, kind: &str, name: &str, parent: Option<&str>) -> String {
    let mut create = vec!["organisation", "create", "--kind", kind, "--name", name, "--phone", "0113 496 0400"];
    create.extend(parent.into_iter().flat_map(|parent| ["--parent", parent]));
    told(data, &create).trim().to_owned()
}

/// Each role, where it works, its start page, and a sentence of it.
const EVERYBODY: [(&str, &str, &str, &str); 14] = [
    ("referrer", "Park Street", "/home", "New request"),
    ("nurse", "Park Street", "/home", "New request"),
    ("practice_manager", "Park Street", "/home", "To do"),
    ("referrer", "Hill Top", "/home", "New request"),
    ("specialist", "Dermatology", "/worklist", "Nothing is waiting"),
    ("trainee", "Dermatology", "/worklist", "Nothing is waiting"),
    ("service_manager", "Dermatology", "/admin", "Invite somebody"),
    ("specialist", "Plastics", "/worklist", "Nothing is waiting"),
    ("service_manager", "Northshire Hospitals", "/admin", "Invite somebody"),
    ("photographer", "Photo Hub", "/hub", "Nobody is expected today"),
    ("service_manager", "Photo Hub", "/admin", "Invite somebody"),
    ("booking_clerk", "Bookings", "/bookings", "Nothing is to be booked"),
    ("service_manager", "Out of Area", "/admin", "Invite somebody"),
    ("commissioner", "North Board", "/welcome", "there are no numbers to show you"),
];

#[tokio::test]
async fn everybody_comes_to_a_start_page_of_their_own() {
    let data = filled();
    let at = data.path();
    let trust = organisation(at, "trust", "Northshire Hospitals", None);
    let places = [
        ("Northshire Hospitals", trust.clone()),
        ("Park Street", organisation(at, "practice", "Park Street", None)),
        ("Hill Top", organisation(at, "practice", "Hill Top", None)),
        ("Dermatology", organisation(at, "service", "Dermatology", Some(&trust))),
        ("Plastics", organisation(at, "service", "Plastics", Some(&trust))),
        ("Photo Hub", organisation(at, "photography_hub", "Photo Hub", None)),
        ("Bookings", organisation(at, "booking_desk", "Bookings", None)),
        ("Out of Area", organisation(at, "network", "Out of Area", None)),
        ("North Board", organisation(at, "commissioner", "North Board", None)),
    ];
    let mut links = Vec::new();
    for (number, (role, place, ..)) in EVERYBODY.iter().enumerate() {
        let (_, id) = places.iter().find(|(name, _)| name == place).unwrap();
        let email = format!("person{number}@north.example");
        let invite =
            ["account", "invite", "--email", &email, "--name", "Sam Reed", "--role", role, "--organisation", id];
        let printed = told(at, &invite);
        links.push(printed.lines().next().unwrap().strip_prefix("http://localhost:3000").unwrap().to_owned());
    }
    let server = Server::start(&data);
    for ((role, place, home, says), link) in EVERYBODY.iter().zip(&links) {
        let person = browser();
        person.get(server.path(link)).send().await.unwrap();
        let joined = person.post(server.path("/join")).form(&[("password", PASSWORD)]).send().await.unwrap();
        assert_eq!(location(&joined), *home, "{role} at {place}");
        let page = async |path: &str| {
            let answer = person.get(server.path(path)).header("accept", "text/html").send().await.unwrap();
            (answer.status().as_u16(), answer.text().await.unwrap())
        };
        let (status, text) = page(home).await;
        assert!(status == 200 && text.contains(says) && text.contains(place), "{role} at {place}: {status} {text}");
        let leads: Vec<String> = {
            let header = Selector::parse(".staff-header__nav a").unwrap();
            let html = Html::parse_document(&text);
            html.select(&header).filter_map(|link| link.attr("href").map(str::to_owned)).collect()
        };
        assert!(!leads.is_empty(), "{role} at {place} goes nowhere");
        for path in leads {
            let (status, text) = page(&path).await;
            let is_there = status == 200 && !text.contains("or you may not see it");
            assert!(is_there, "{role} at {place}: {path} {status}");
        }
    }
}
