//! A page acts for the sign-in that it was made for, and for nobody else.

use std::{collections::BTreeMap, sync::Arc, time::Duration};

use reqwest::cookie::{CookieStore, Jar};
use scraper::{Html, Selector};
use serde_json::{Value, json};
use tokio::{
    io::{AsyncReadExt, AsyncWriteExt},
    net::TcpStream,
};

use crate::{
    job::{Referrer, call_json, draft, fields, flatten},
    people::told,
    server::{Server, accounts, demo, filled, mark_of, sign_in, signed_in, signed_in_as, with_jar},
};

/// Two tabs of one browser: in the first a page of A's lies open, in the second A signs out and B signs in.
#[tokio::test]
async fn a_page_of_one_person_does_nothing_in_the_session_of_another() {
    let data = filled();
    let demo = demo(&data);
    let server = Server::start(&data);
    let people = accounts(&demo, "specialist");
    let jar = Arc::new(Jar::default());
    let tab = with_jar(&jar, "");
    sign_in(&tab, &server, &people[0]).await;
    let first = mark_of(&tab, &server).await;
    let worklist = call_json(&with_jar(&jar, &first), &server.url, "worklist", &json!({ "query": {} })).await.unwrap();
    let case = worklist["rows"][0]["case"].as_str().unwrap().to_owned();

    tab.post(server.path("/sign-out")).send().await.unwrap();
    sign_in(&tab, &server, &people[1]).await;
    let old = with_jar(&jar, &first);
    let answer = json!({ "outcome": "reassure", "diagnosis": "Typed by the first" });
    let calls = [
        ("answers/send", json!({ "case": case, "version": 1, "answer": answer })),
        ("answers/draft", json!({ "case": case, "answer": answer })),
        ("worklist", json!({ "query": {} })),
    ];
    for (name, body) in calls {
        let refused = old.post(server.path(&format!("/api/{name}"))).json(&body).send().await.unwrap();
        assert_eq!(refused.status(), 412, "{name}");
        let told = refused.text().await.unwrap();
        assert!(told.contains(people[1]["name"].as_str().unwrap()), "{name} says who is signed in: {told}");
    }
    let stream = tab.get(server.path(&format!("/events/worklist?page={first}"))).send().await.unwrap();
    assert_eq!(stream.status(), 412);
    let copy = tab.post(server.path(&format!("/images/{case}/copy?page={first}"))).send().await.unwrap();
    assert_eq!(copy.status(), 412);
    // A page is made for whoever asks for it, and belongs to nobody before.
    let page =
        tab.get(server.path(&format!("/worklist?page={first}"))).header("accept", "text/html").send().await.unwrap();
    assert_eq!(page.status(), 200);
    assert!(page.text().await.unwrap().contains(people[1]["name"].as_str().unwrap()));

    // Without any mark nobody is taken for the one signed in.
    let unmarked = tab.post(server.path("/api/answers/undo")).form(&[("case", &case)]).send().await.unwrap();
    assert_eq!(unmarked.status(), 401);
    let second = with_jar(&jar, &mark_of(&tab, &server).await);
    let shown = second.post(server.path("/api/cases/show")).form(&[("case", &case)]).send().await.unwrap();
    let shown: Value = shown.json().await.unwrap();
    assert!(shown["answer"].is_null() && shown["answer_draft"].is_null(), "{shown}");
}

/// The same by a page's plain form, while the first one's session is still known: what they typed waits for them, and
/// is not shown to whoever sits there now.
#[tokio::test]
async fn a_form_of_one_person_in_the_session_of_another_waits_for_its_author() {
    let data = filled();
    let server = Server::start(&data);
    let people = accounts(&demo(&data), "referrer");
    let (author, mark) = signed_in_as(&server, &people[0]).await;
    let author = Referrer { browser: author, url: server.url.clone() };
    let case = author.start_case().await.unwrap();
    let request = author.load("cases/request", &case).await.unwrap();

    let (other, _) = signed_in_as(&server, &people[1]).await;
    let mut form = fields(&[("case", &case), ("version", "1"), ("then", "save")]);
    flatten("draft", &draft(&request, "Nia Roberts"), &mut form);
    let path = server.path(&format!("/api/cases/form?page={mark}"));
    let post = other.post(path).header("skinlink-page", "").header("accept", "text/html").form(&form);
    let answer = post.send().await.unwrap();
    assert_eq!(answer.status(), 412);
    let page = answer.text().await.unwrap();
    assert!(page.contains(&format!("You are now signed in as {}", people[1]["name"].as_str().unwrap())), "{page}");
    assert!(!page.contains("Nia Roberts"), "somebody else's text is not shown");
    assert_eq!(author.load("cases/request", &case).await.unwrap()["draft"]["name"], "");
    let waits = author.browser.get(server.path("/unsent")).send().await.unwrap().text().await.unwrap();
    assert!(waits.contains("Nia Roberts"), "{waits}");
}

/// Forms of the clinicians' pages that were forgotten would do nothing; this names them.
#[tokio::test]
async fn every_form_of_the_clinicians_pages_carries_the_mark() {
    let data = filled();
    let demo = demo(&data);
    let server = Server::start(&data);
    let mut seen = 0;
    for role in ["referrer", "specialist"] {
        let (browser, mark) = signed_in_as(&server, &accounts(&demo, role)[0]).await;
        for path in pages(&browser, &server, role).await {
            let page = browser.get(server.path(&path)).send().await.unwrap().text().await.unwrap();
            for form in Html::parse_document(&page).select(&Selector::parse("form[method=post]").unwrap()) {
                let action = form.attr("action").unwrap();
                assert!(action == "/sign-out" || action.ends_with(&format!("?page={mark}")), "{path}: {action}");
                seen += 1;
            }
        }
    }
    assert!(seen > 20, "{seen} forms");
}

/// One page of each kind that this role has.
pub(crate) async fn pages(browser: &reqwest::Client, server: &Server, role: &str) -> Vec<String> {
    let links = |html: String, prefix: &str| {
        let html = Html::parse_document(&html);
        let links_of = Selector::parse("a[href]").unwrap();
        let links = html.select(&links_of).filter_map(|it| it.attr("href")).map(str::to_owned);
        links.filter(|it| it.starts_with(prefix)).collect::<Vec<_>>()
    };
    let get = async |path: &str| browser.get(server.path(path)).send().await.unwrap().text().await.unwrap();
    match role {
        "referrer" => {
            let referrer = Referrer { browser: browser.clone(), url: server.url.clone() };
            let draft = referrer.start_case().await.unwrap();
            let cases = links(get("/home").await, "/cases/");
            let case = cases.iter().find(|it| it.len() == "/cases/".len() + 36 && !it.ends_with(&draft)).unwrap();
            // In the practice's own turn pictures are a part of the request's page.
            let waiting = links(get("/cases?list=with_specialist").await, "/cases/");
            vec![
                "/home".into(),
                "/cases?list=done_this_week".into(),
                case.clone(),
                format!("{case}/history"),
                format!("{case}/wrong-patient"),
                format!("{}/pictures", waiting[0]),
                format!("/cases/{draft}/request"),
                format!("/cases/{draft}/hub"),
                "/unsent".into(),
            ]
        }
        "photographer" => {
            let visits = links(get("/hub").await, "/hub/");
            vec!["/hub".into(), visits[0].clone()]
        }
        _ => {
            let cases = links(get("/worklist").await, "/worklist/");
            let bookings = links(get("/bookings").await, "/bookings/");
            vec![
                "/worklist".into(),
                cases[0].clone(),
                "/bookings".into(),
                bookings[0].clone(),
                "/templates".into(),
                "/unsent".into(),
            ]
        }
    }
}

#[tokio::test]
async fn no_page_sends_its_data_twice() {
    let data = filled();
    let demo = demo(&data);
    let server = Server::start(&data);
    for role in ["referrer", "specialist"] {
        let (browser, _) = signed_in_as(&server, &accounts(&demo, role)[0]).await;
        for path in pages(&browser, &server, role).await {
            let answer = browser.get(server.path(&path)).send().await.unwrap();
            assert_eq!(answer.status(), 200, "{path}");
            sent_once(&answer.text().await.unwrap(), &path);
        }
    }
}

/// What the page starts from in the browser stands in it once.
fn sent_once(page: &str, path: &str) {
    let mut times = BTreeMap::<&str, u32>::new();
    for script in page.split("<script").skip(1).filter_map(|it| it.split("</script>").next()) {
        for data in script.split("__RESOLVED_RESOURCES[").skip(1).filter_map(|it| it.split_once("] = ")) {
            *times.entry(data.1).or_default() += 1;
        }
    }
    let doubled: Vec<_> = times.iter().filter(|(data, times)| **times > 1 && data.len() > 200).collect();
    assert!(doubled.is_empty(), "{path} sends its data more than once: {doubled:?}");
}

#[tokio::test]
async fn signing_out_ends_the_streams_of_that_sign_in() {
    let data = filled();
    let demo = demo(&data);
    let server = Server::start(&data);
    let account = &accounts(&demo, "specialist")[0];
    let (leaving, _) = signed_in_as(&server, account).await;
    let (staying, _) = signed_in_as(&server, account).await;
    let mut stream = leaving.get(server.path("/events/worklist")).send().await.unwrap();
    leaving.post(server.path("/sign-out")).send().await.unwrap();
    // A stream that nobody ends goes on for a quarter of an hour.
    let ended =
        tokio::time::timeout(Duration::from_secs(60), async { while stream.chunk().await.unwrap().is_some() {} });
    assert!(ended.await.is_ok(), "the stream went on");
    assert!(!mark_of(&staying, &server).await.is_empty(), "elsewhere the same person is still signed in");
}

#[tokio::test]
async fn a_visitor_is_sent_to_sign_in_and_brought_back() {
    let data = filled();
    let server = Server::start(&data);
    let visitor = crate::server::browser();
    for (path, leads_to) in [
        ("/home", "/sign-in?next=%2Fhome"),
        ("/cases?list=drafts", "/sign-in?next=%2Fcases%3Flist%3Ddrafts"),
        ("/worklist/nothing", "/sign-in?next=%2Fworklist%2Fnothing"),
    ] {
        let answer = visitor.get(server.path(path)).send().await.unwrap();
        assert_eq!((answer.status().as_u16(), crate::server::location(&answer)), (303, leads_to));
    }
    signed_in(&server, &demo(&data), "referrer").await;
}

/// Whoever holds a form open is who they are when it is done, not when it began; whatever they say that it is.
#[tokio::test]
async fn somebody_locked_while_their_form_comes_does_nothing_by_it() {
    let data = filled();
    let (demo, server) = (demo(&data), Server::start(&data));
    let account = accounts(&demo, "referrer").remove(0);
    let email = account["email"].as_str().unwrap();
    for kind in ["application/x-www-form-urlencoded", "multipart/form-data; boundary=x"] {
        let jar = Arc::new(Jar::default());
        sign_in(&with_jar(&jar, ""), &server, &account).await;
        let mark = mark_of(&with_jar(&jar, ""), &server).await;
        let cookies = jar.cookies(&server.url.parse().unwrap()).unwrap();
        let head = format!(
            "POST /api/cases/start?page={mark} HTTP/1.1\r\nhost: {}\r\ncookie: {}\r\nconnection: close\r\n\
             content-type: {kind}\r\ncontent-length: 11\r\n\r\nx=1",
            server.address(),
            cookies.to_str().unwrap()
        );
        let mut slow = TcpStream::connect(server.address()).await.unwrap();
        slow.write_all(head.as_bytes()).await.unwrap();
        // Long enough for a server that asks at once.
        tokio::time::sleep(Duration::from_millis(500)).await;
        told(data.path(), &["account", "lock", email]);
        slow.write_all(b"&y=2&z=3").await.unwrap();
        let mut answer = String::new();
        slow.read_to_string(&mut answer).await.unwrap();
        assert!(answer.starts_with("HTTP/1.1 401"), "{kind}: {answer}");
        told(data.path(), &["account", "unlock", email]);
    }
}
