//! Links as people bring them, and as somebody who makes them up does.

use base64::{Engine, engine::general_purpose::STANDARD};
use reqwest::{Client, Response};
use serde_json::{Value, json};

use crate::{
    job::{fields, post_form},
    server::{Server, browser, demo, filled, link_of, location, open_link},
};

async fn get(server: &Server, path: &str) -> Response {
    get_in(&browser(), server, path).await
}

async fn get_in(browser: &Client, server: &Server, path: &str) -> Response {
    browser.get(server.path(path)).header("accept", "*/*").send().await.unwrap()
}

#[tokio::test]
async fn what_came_with_a_link_is_left_off_and_half_a_link_is_called_that() {
    let data = filled();
    let (token, _) = link_of(&demo(&data));
    let server = Server::start(&data);
    let patient = browser();
    let link = open_link(&patient, &server, &token).await;
    for (path, page) in [("T.", ""), ("T/", ""), ("T/check/?left=3", "/check?left=3"), ("T%E2%80%9D", "")] {
        let answer = get(&server, &format!("/p/{}", path.replace('T', &token))).await;
        let right = format!("/p/{link}{page}");
        assert_eq!((answer.status().as_u16(), location(&answer)), (303, right.as_str()), "{path}");
    }
    for part in [&token[..19], "x", "made-up"] {
        for page in ["", "/check"] {
            let answer = get(&server, &format!("/p/{part}{page}")).await;
            assert_eq!(answer.status(), 404, "{part}{page}");
            let text = answer.text().await.unwrap();
            assert!(text.contains("This link is not complete") && !text.contains("dob"), "{part}{page}: {text}");
        }
    }
    let early = get_in(&patient, &server, &format!("/p/{link}/review")).await;
    assert_eq!((early.status().as_u16(), location(&early)), (302, format!("/p/{link}/check").as_str()));
}

#[tokio::test]
async fn strangers_leave_nothing_behind() {
    let data = filled();
    let server = Server::start(&data);
    let stranger = browser();
    let made_up = open_link(&stranger, &server, "AAAAAAAAAAAAAAAAAAAAAA").await;
    let dob = [("link", made_up.as_str()), ("dob[day]", "1"), ("dob[month]", "1"), ("dob[year]", "1950")];
    let mut left = None::<String>;
    for expected in ["4", "3", "2", "1", "0"] {
        let mut form = fields(&dob);
        form.extend(left.take().map(|left| ("left".to_owned(), left)));
        let post = stranger.post(server.path("/api/patient/check")).header("accept", "text/html").form(&form);
        let answer = post.send().await.unwrap();
        assert_eq!(location(&answer), format!("/p/{made_up}/check?left={expected}"));
        let cookies = answer.headers().get_all("set-cookie").iter().filter_map(|it| it.to_str().ok());
        let sessions = cookies.filter(|it| it.starts_with("skinlink=")).count();
        assert_eq!(sessions, 0, "no session for a link that nobody made");
        left = Some(expected.to_owned());
    }
    // In front of photos that wait as on a page of its own: nothing tells a link that exists from one that does not.
    let mut left = None::<u64>;
    for expected in [4, 3, 2, 1, 0, 0] {
        let mut form = fields(&dob);
        form.extend(left.map(|left| ("left".to_owned(), left.to_string())));
        let answer = stranger.post(server.path("/api/patient/again")).form(&form).send().await.unwrap();
        let said: Value = answer.json().await.unwrap();
        assert_eq!(said["left"], expected, "{said}");
        left = said["left"].as_u64();
    }
    let page = get_in(&stranger, &server, &format!("/p/{made_up}/check?left=2")).await.text().await.unwrap();
    assert!(page.contains(r#"name="left" value="2""#), "{page}");
}

#[tokio::test]
async fn a_link_that_no_address_can_hold_is_refused() {
    let data = filled();
    let server = Server::start(&data);
    for link in ["a\nb", "a\r\nset-cookie: x", "\u{0}", "é"] {
        let dob = [("link", link), ("dob[day]", "1"), ("dob[month]", "1"), ("dob[year]", "1950")];
        let post = browser().post(server.path("/api/patient/check")).form(&fields(&dob)).send().await.unwrap();
        assert!(post.status().is_client_error(), "{link:?}: {}", post.status());
    }
    assert!(!server.log().contains("a fault in the program"), "{}", server.log());
}

/// Announces a photo by a link, from this browser.
async fn announce(server: &Server, patient: &Client, link: &str) -> Response {
    let (link, view) = (STANDARD.encode(link), STANDARD.encode("close_up"));
    let post = patient.post(server.path("/uploads")).header("tus-resumable", "1.0.0");
    let post = post.header("upload-length", 100).header("upload-metadata", format!("link {link},view {view}"));
    post.send().await.unwrap()
}

/// A browser whose link's session has ended is one that never gave the date.
#[tokio::test]
async fn photos_are_not_refused_for_a_date_of_birth_that_is_wanted_again() {
    let data = filled();
    let server = Server::start(&data);
    let demo = demo(&data);
    let (token, _) = link_of(&demo);
    let born: Vec<&str> = demo["patient_links"][0]["date_of_birth"].as_str().unwrap().split('-').collect();
    let first = browser();
    let link = open_link(&first, &server, &token).await;
    let link = link.as_str();
    let date = |year| fields(&[("link", link), ("dob[day]", born[2]), ("dob[month]", born[1]), ("dob[year]", year)]);
    let care = fields(&[("link", link), ("choices[care]", "true")]);
    for (path, form) in [("check", date(born[0])), ("consent", care), ("answers", fields(&[("link", link)]))] {
        post_form(&first, &server.url, &format!("/api/patient/{path}"), &form).await.unwrap();
    }
    assert_eq!(announce(&server, &first, link).await.status(), 201);

    let later = browser();
    assert_eq!(open_link(&later, &server, &token).await, link);
    let asked = announce(&server, &later, link).await;
    assert_eq!(asked.status(), 401);
    assert_eq!(asked.headers()["skinlink-problem"], "unconfirmed");
    assert_eq!(asked.headers()["tus-resumable"], "1.0.0", "its own word");
    assert_eq!(asked.json::<Value>().await.unwrap(), json!({ "code": "unconfirmed" }));
    let pictures = later.post(server.path("/api/patient/pictures")).json(&json!({ "link": link }));
    assert_eq!(pictures.send().await.unwrap().status(), 401, "not called none");

    let again = |year| later.post(server.path("/api/patient/again")).form(&date(year)).send();
    let wrong: Value = again("1901").await.unwrap().json().await.unwrap();
    assert!(wrong["says"].as_str().unwrap().contains("You have 4 more tries"), "{wrong}");
    assert_eq!(announce(&server, &later, link).await.status(), 401);
    assert_eq!(again(born[0]).await.unwrap().json::<Value>().await.unwrap(), Value::Null);
    assert_eq!(announce(&server, &later, link).await.status(), 201);
    let nobodys = open_link(&later, &server, "AAAAAAAAAAAAAAAAAAAAAA").await;
    assert_eq!(announce(&server, &later, &nobodys).await.status(), 404, "that link is nobody's");
}
