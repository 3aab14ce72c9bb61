use crate::server::{Server, browser, demo, filled, location, signed_in};

#[tokio::test]
async fn right_leads_home_and_wrong_leads_back_with_the_same_answer_for_everyone() {
    let data = filled();
    let server = Server::start(&data);
    let demo = demo(&data);
    signed_in(&server, &demo, "referrer").await;
    signed_in(&server, &demo, "specialist").await;

    let known = demo["accounts"][0]["email"].as_str().unwrap();
    for email in [known, "nobody@example.org", ""] {
        let form = [("email", email), ("password", "wrong"), ("next", "/cases")];
        let answer = browser().post(server.path("/sign-in")).form(&form).send().await.unwrap();
        assert_eq!(location(&answer), "/sign-in?problem=1&next=%2Fcases", "{email}");
        assert!(answer.headers().get("set-cookie").is_none(), "a wrong try makes no session");
    }
}

#[tokio::test]
async fn next_is_a_page_of_ours_or_nothing() {
    let data = filled();
    let server = Server::start(&data);
    let demo = demo(&data);
    let account = &demo["accounts"][0];
    for (next, leads_to) in [
        ("/templates", "/templates"),
        ("https://evil.example", account["home"].as_str().unwrap()),
        ("//evil.example", account["home"].as_str().unwrap()),
    ] {
        let form = [
            ("email", account["email"].as_str().unwrap()),
            ("password", account["password"].as_str().unwrap()),
            ("next", next),
        ];
        let answer = browser().post(server.path("/sign-in")).form(&form).send().await.unwrap();
        assert_eq!(location(&answer), leads_to, "{next}");
    }
}

#[tokio::test]
async fn the_cookie_is_kept_from_scripts_and_other_sites_and_ends_with_the_session() {
    let data = filled();
    let demo = demo(&data);
    for (base_url, name, secure) in
        [("http://localhost:3000", "skinlink=", false), ("https://skinlink.example", "__Host-skinlink=", true)]
    {
        let server = Server::start_with(&data, &[("SKINLINK_BASE_URL", base_url)]);
        let account = &demo["accounts"][0];
        let form = [("email", account["email"].as_str().unwrap()), ("password", account["password"].as_str().unwrap())];
        let answer = browser().post(server.path("/sign-in")).form(&form).send().await.unwrap();
        let cookies = answer.headers().get_all("set-cookie").iter().map(|cookie| cookie.to_str().unwrap());
        let cookies = cookies.collect::<Vec<_>>();
        for cookie in &cookies {
            assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
            assert_eq!(cookie.contains("Secure"), secure, "{cookie}");
        }
        let cookie = cookies.into_iter().find(|cookie| cookie.starts_with(name)).expect("the session's cookie");

        let pair = cookie.split(';').next().unwrap();
        let who = || browser().post(server.path("/api/me")).header("cookie", pair).send();
        assert!(who().await.unwrap().text().await.unwrap().contains("name"));
        let out = browser().post(server.path("/sign-out")).header("cookie", pair).send().await.unwrap();
        assert_eq!(location(&out), "/sign-in");
        assert_eq!(who().await.unwrap().text().await.unwrap(), "null", "the cookie is worth nothing any more");
    }
}

#[tokio::test]
async fn guessing_is_slowed_down_per_address() {
    let data = filled();
    let server = Server::start_with(&data, &[("SKINLINK_SIGN_IN_TRIES", "3")]);
    let tries = |email: &'static str| {
        browser().post(server.path("/sign-in")).form(&[("email", email), ("password", "x")]).send()
    };
    for _ in 0..3 {
        assert_eq!(location(&tries("Nobody@example.org").await.unwrap()), "/sign-in?problem=1");
    }
    assert_eq!(location(&tries("nobody@example.org ").await.unwrap()), "/sign-in?problem=2");
    assert_eq!(location(&tries("somebody.else@example.org").await.unwrap()), "/sign-in?problem=1");
}
