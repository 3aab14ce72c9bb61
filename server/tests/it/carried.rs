//! A link's token stands in the address of its text and in no other: the browser carries it from then on.

use reqwest::{
    Client, Method, Response, StatusCode,
    multipart::{Form, Part},
};

use crate::{
    job::{fields, photograph, post_form},
    server::{Server, browser, demo, filled, link_of, location, open_link},
};

const MADE_UP: &str = "AAAAAAAAAAAAAAAAAAAAAA";

async fn get(browser: &Client, server: &Server, path: &str) -> Response {
    browser.get(server.path(path)).header("accept", "text/html").send().await.unwrap()
}

/// The cookie, as a browser sends it back, that an answer gives a link.
fn cookie_of(answer: &Response) -> String {
    let cookies = answer.headers().get_all("set-cookie").iter().map(|it| it.to_str().unwrap());
    let mut kept = cookies.filter(|it| it.contains("skinlink-link-") && !it.contains("Max-Age=0"));
    let cookie = kept.next().expect("a link's cookie").split(';').next().unwrap().to_owned();
    assert!(kept.next().is_none(), "one cookie for one link");
    cookie
}

/// Opens a link in a browser that shows its cookies; the reference and the cookie.
async fn opened(server: &Server, token: &str) -> (String, String) {
    let answer = get(&browser(), server, &format!("/p/{token}")).await;
    (location(&answer).strip_prefix("/p/").unwrap().to_owned(), cookie_of(&answer))
}

/// A page of a browser that sends just these cookies.
async fn page_with(server: &Server, path: &str, cookies: &str) -> Response {
    browser().get(server.path(path)).header("accept", "text/html").header("cookie", cookies).send().await.unwrap()
}

async fn asks_to_open_again(answer: Response) {
    assert_eq!(answer.status(), 404);
    let page = answer.text().await.unwrap();
    assert!(page.contains("<h1>Open your link again") && page.contains("Find the text"), "{page}");
    assert!(!page.contains("Surgery") && !page.contains("tel:"), "nothing of anybody: {page}");
}

#[tokio::test]
async fn the_token_is_in_no_address_page_or_form_after_the_first() {
    let data = filled();
    let server = Server::start(&data);
    let (token, born) = link_of(&demo(&data));
    let patient = browser();
    let seen = async |answer: Response| {
        let (head, status) = (format!("{:?}", answer.headers()), answer.status());
        let body = String::from_utf8_lossy(&answer.bytes().await.unwrap()).into_owned();
        assert!(!head.contains(&token) && !body.contains(&token), "{status} {head} {body}");
        body
    };
    let first = get(&patient, &server, &format!("/p/{token}/check?left=3")).await;
    assert_eq!(
        (first.status(), first.headers()["cache-control"].to_str().unwrap()),
        (StatusCode::SEE_OTHER, "no-store")
    );
    let at = location(&first).to_owned();
    let link =
        at.strip_prefix("/p/").and_then(|it| it.strip_suffix("/check?left=3")).expect("the same page").to_owned();
    seen(first).await;

    let form = async |path: &str, more: &[(&str, &str)]| {
        let all = [fields(&[("link", &link)]), fields(more)].concat();
        let post = patient.post(server.path(&format!("/api/patient/{path}"))).header("accept", "text/html").form(&all);
        seen(post.send().await.unwrap()).await
    };
    let page = async |page: &str| seen(get(&patient, &server, &format!("/p/{link}{page}")).await).await;
    assert!(page("").await.contains("would like photos"));
    assert!(page("/check").await.contains(&format!(r#"name="link" value="{link}""#)));
    form("check", &[("dob[day]", "1"), ("dob[month]", "1"), ("dob[year]", "1950")]).await;
    page("/check?left=4").await;
    let born: Vec<_> = born.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    form("check", &born).await;
    page("/before").await;
    form("consent", &[("choices[care]", "true")]).await;
    page("/questions").await;
    form("answers", &[("answers[duration]", "Less than 4 weeks")]).await;
    let photos = Form::new().text("view", "overview").part("picture", Part::bytes(photograph()).file_name("a.jpg"));
    let path = server.path(&format!("/p/{link}/photos/form"));
    seen(patient.post(path).multipart(photos).send().await.unwrap()).await;
    assert!(page("/photos").await.contains("received__thumb"));
    let pictures = patient.post(server.path("/api/patient/pictures")).json(&serde_json::json!({ "link": link }));
    assert!(seen(pictures.send().await.unwrap()).await.contains("/images/"));
    assert!(page("/review").await.contains("review__photo"));
    form("send", &[]).await;
    assert!(page("/news").await.contains("Your photos have been sent"));
    // What a page from before would send, or somebody who has the token alone.
    let old = fields(&[("link", &token)]);
    seen(patient.post(server.path("/api/patient/send")).form(&old).send().await.unwrap()).await;
    let path = server.path(&format!("/p/{token}/photos/form"));
    let photos = Form::new().part("picture", Part::bytes(photograph()).file_name("a.jpg"));
    seen(patient.post(path).multipart(photos).send().await.unwrap()).await;
}

#[tokio::test]
async fn links_work_side_by_side_in_one_browser() {
    let data = filled();
    let server = Server::start(&data);
    let links = [link_of(&demo(&data)), link_of(&demo(&data))];
    let shared = browser();
    let first = open_link(&shared, &server, &links[0].0).await;
    let second = open_link(&shared, &server, &links[1].0).await;
    assert_ne!(first, second);
    assert_eq!(open_link(&shared, &server, &links[0].0).await, first, "the same address each time");
    let leads_to = async |link: &str| {
        let answer = get(&shared, &server, &format!("/p/{link}/before")).await;
        answer.headers().get("location").map(|it| it.to_str().unwrap().to_owned())
    };
    for (link, (_, born)) in [&first, &second].into_iter().zip(&links) {
        assert_eq!(leads_to(link).await, Some(format!("/p/{link}/check")), "each asks for its own date");
        let dob = [born.clone(), fields(&[("link", link)])].concat();
        post_form(&shared, &server.url, "/api/patient/check", &dob).await.unwrap();
        assert_eq!(leads_to(link).await, None);
    }
    assert_eq!(leads_to(&first).await, None, "and the one before stays open");
}

#[tokio::test]
async fn a_cookie_opens_its_own_link_alone_and_only_as_it_was_made() {
    let data = filled();
    let server = Server::start(&data);
    let (first, cookie) = opened(&server, &link_of(&demo(&data)).0).await;
    let (second, _) = opened(&server, &link_of(&demo(&data)).0).await;
    let start = |link: &str| format!("/p/{link}");
    let own = page_with(&server, &start(&first), &cookie).await;
    assert!(own.text().await.unwrap().contains("would like photos"));

    asks_to_open_again(page_with(&server, &start(&second), &cookie).await).await;
    asks_to_open_again(page_with(&server, &start(&second), &cookie.replace(&first, &second)).await).await;
    let (name, sealed) = cookie.split_once('=').unwrap();
    for (at, old) in sealed.char_indices().step_by(11) {
        let new = if old == 'A' { 'B' } else { 'A' };
        let tampered = format!("{name}={}{new}{}", &sealed[..at], &sealed[at + 1..]);
        asks_to_open_again(page_with(&server, &start(&first), &tampered).await).await;
    }
    for none in ["", "A", "AAAA", &"A".repeat(4_000)] {
        asks_to_open_again(page_with(&server, &start(&first), &format!("{name}={none}")).await).await;
    }
}

/// Their date is not looked at: whoever has the address alone locks nobody out.
#[tokio::test]
async fn without_the_cookie_nothing_is_counted_and_the_page_says_what_to_do() {
    let data = filled();
    let server = Server::start(&data);
    let (token, born) = link_of(&demo(&data));
    let patient = browser();
    let link = open_link(&patient, &server, &token).await;
    for page in ["", "/check", "/before", "/photos", "/news"] {
        asks_to_open_again(get(&browser(), &server, &format!("/p/{link}{page}")).await).await;
    }
    let wrong = fields(&[("link", &link), ("dob[day]", "1"), ("dob[month]", "1"), ("dob[year]", "1950")]);
    let right = [born, fields(&[("link", &link)])].concat();
    for dob in [&wrong, &wrong, &wrong, &wrong, &wrong, &wrong, &right] {
        let answer = post_form(&browser(), &server.url, "/api/patient/check", dob).await.unwrap();
        assert_eq!(answer, format!("/p/{link}"));
    }
    let photos = Form::new().part("picture", Part::bytes(photograph()).file_name("a.jpg"));
    let sent = browser().post(server.path(&format!("/p/{link}/photos/form"))).multipart(photos).send().await.unwrap();
    assert_eq!(location(&sent), format!("/p/{link}"));
    let asked = browser().post(server.path("/api/patient/pictures")).json(&serde_json::json!({ "link": link }));
    assert_eq!(asked.send().await.unwrap().status(), 404);

    let once = post_form(&patient, &server.url, "/api/patient/check", &wrong).await.unwrap();
    assert_eq!(once, format!("/p/{link}/check?left=4"), "the first that counts");
    let inside = post_form(&patient, &server.url, "/api/patient/check", &right).await.unwrap();
    assert_eq!(inside, format!("/p/{link}/before"));
}

#[tokio::test]
async fn a_session_that_ended_asks_for_the_date_again() {
    let data = filled();
    let server = Server::start(&data);
    let (token, born) = link_of(&demo(&data));
    let (link, cookie) = opened(&server, &token).await;
    let form = [born, fields(&[("link", &link)])].concat();
    let check = browser().post(server.path("/api/patient/check")).header("cookie", &cookie).form(&form);
    let checked = check.header("accept", "text/html").send().await.unwrap();
    assert_eq!(location(&checked), format!("/p/{link}/before"));
    // The link's cookie alone, as after a quarter of an hour.
    let later = page_with(&server, &format!("/p/{link}/before"), &cookie).await;
    assert_eq!(location(&later), format!("/p/{link}/check"));
}

/// What looks a link over before anybody opens it keeps no cookies.
#[tokio::test]
async fn a_scanner_comes_to_an_end_and_learns_nothing() {
    let data = filled();
    let server = Server::start(&data);
    let (token, _) = link_of(&demo(&data));
    for method in [Method::GET, Method::HEAD] {
        let mut path = format!("/p/{token}");
        let mut hops = 0;
        let last = loop {
            let answer = browser().request(method.clone(), server.path(&path)).send().await.unwrap();
            if !answer.status().is_redirection() {
                break answer;
            }
            hops += 1;
            assert!(hops < 2, "{method} is sent on to {path}");
            path = location(&answer).to_owned();
        };
        if method == Method::GET {
            asks_to_open_again(last).await;
        } else {
            assert_eq!(last.status(), 404);
        }
    }
}

/// Status, names of headers, and what of the cookie and the address does not depend on the token.
async fn shape(server: &Server, method: Method, token: &str) -> String {
    let answer = browser().request(method, server.path(&format!("/p/{token}/check"))).send().await.unwrap();
    let mut headers: Vec<String> =
        answer.headers().iter().map(|(name, value)| format!("{name}:{}", value.len())).collect();
    headers.sort();
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    let (_, about) = cookie.split_once(';').unwrap();
    format!("{} {headers:?} {about}", answer.status())
}

#[tokio::test]
async fn a_made_up_link_is_treated_like_a_real_one() {
    let data = filled();
    let server = Server::start(&data);
    let (token, _) = link_of(&demo(&data));
    for method in [Method::GET, Method::HEAD] {
        let real = shape(&server, method.clone(), &token).await;
        assert!(real.contains("HttpOnly") && real.contains("SameSite=Lax") && real.contains("Path=/"), "{real}");
        assert!(!real.contains("Max-Age") && !real.contains("Expires"), "it ends with the browser: {real}");
        assert_eq!(shape(&server, method, MADE_UP).await, real);
    }
    let (real, made_up) = (opened(&server, &token).await, opened(&server, MADE_UP).await);
    let check = async |(link, cookie): &(String, String)| {
        let answer = page_with(&server, &format!("/p/{link}/check"), cookie).await;
        (answer.status(), answer.text().await.unwrap().contains("Check it’s you"))
    };
    assert_eq!(check(&real).await, (StatusCode::OK, true));
    assert_eq!(check(&made_up).await, check(&real).await);
}

#[tokio::test]
async fn finishing_takes_every_link_out_of_the_browser() {
    let data = filled();
    let server = Server::start(&data);
    let shared = browser();
    let links = [
        open_link(&shared, &server, &link_of(&demo(&data)).0).await,
        open_link(&shared, &server, &link_of(&demo(&data)).0).await,
    ];
    for link in &links {
        let page = get(&shared, &server, &format!("/p/{link}/check")).await;
        assert_eq!(page.status(), 200);
        assert!(page.text().await.unwrap().contains(r#"action="/finish""#), "also before the date of birth was given");
    }
    let finished = shared.post(server.path("/finish")).send().await.unwrap();
    assert_eq!(location(&finished), "/finished");
    for link in &links {
        asks_to_open_again(get(&shared, &server, &format!("/p/{link}/check")).await).await;
    }
}

#[tokio::test]
async fn a_browser_carries_eight_links_and_the_oldest_goes_first() {
    let data = filled();
    let server = Server::start(&data);
    let shared = browser();
    let mut links = Vec::new();
    for number in 0..10 {
        links.push(open_link(&shared, &server, &format!("{MADE_UP:.21}{number}")).await);
        // Two in one millisecond would be of one age.
        tokio::time::sleep(std::time::Duration::from_millis(5)).await;
    }
    let mut open = Vec::new();
    for (number, link) in links.iter().enumerate() {
        let status = get(&shared, &server, &format!("/p/{link}/check")).await.status();
        open.extend((status == StatusCode::OK).then_some(number));
    }
    assert_eq!(open, [2, 3, 4, 5, 6, 7, 8, 9]);

    // What opens nothing does not stay, nor push out what does.
    let (_, cookie) = opened(&server, MADE_UP).await;
    let dead = (0..8).map(|number| format!("skinlink-link-000000000000000{number}=x")).collect::<Vec<_>>().join("; ");
    let answer = page_with(&server, "/p/BBBBBBBBBBBBBBBBBBBBBB", &format!("{cookie}; {dead}")).await;
    let cookies = answer.headers().get_all("set-cookie").iter().map(|it| it.to_str().unwrap());
    let gone: Vec<&str> = cookies.filter(|it| it.contains("Max-Age=0")).collect();
    assert_eq!(gone.len(), 8, "{gone:?}");
    assert!(!gone.iter().any(|it| it.starts_with(cookie.split('=').next().unwrap())), "{gone:?}");
}

#[tokio::test]
async fn by_https_the_cookie_is_bound_to_it() {
    let data = filled();
    let server = Server::start_with(&data, &[("SKINLINK_BASE_URL", "https://skinlink.example")]);
    let answer = get(&browser(), &server, &format!("/p/{MADE_UP}")).await;
    let cookie = answer.headers()["set-cookie"].to_str().unwrap();
    assert!(cookie.starts_with("__Host-skinlink-link-") && cookie.contains("Secure"), "{cookie}");
    let (link, pair) = (location(&answer), cookie_of(&answer));
    assert_eq!(page_with(&server, link, &pair).await.status(), 200);
    // One that a subdomain or plain http could have set.
    asks_to_open_again(page_with(&server, link, &pair.replace("__Host-", "")).await).await;
}
