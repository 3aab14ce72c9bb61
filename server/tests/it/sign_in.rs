use crate::{
    job::{fields, post_form},
    server::{Server, browser, demo, filled, link_of, location, open_link, sign_in, signed_in},
};

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
        assert_eq!(answer.status(), 401, "{email}");
        assert!(answer.headers().get("set-cookie").is_none(), "a wrong try makes no session");
        let page = answer.text().await.unwrap();
        assert!(page.contains("The email address or the password is not right"), "{page}");
        assert!(
            page.contains(&format!("value=\"{email}\"")) && page.contains("value=\"/cases\""),
            "typed once: {page}"
        );
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
async fn guessing_is_slowed_down_by_where_it_comes_from_and_forgotten_by_no_restart() {
    let data = filled();
    let demo = demo(&data);
    let settings = [("SKINLINK_TRUSTED_PROXIES", "127.0.0.0/8")];
    let account = &demo["accounts"][0];
    let (email, right) = (account["email"].as_str().unwrap(), account["password"].as_str().unwrap());
    let tries = async |server: &Server, from: &str, password: &str| {
        let post = browser().post(server.path("/sign-in")).header("x-forwarded-for", from);
        post.form(&[("email", email), ("password", password)]).send().await.unwrap()
    };
    let server = Server::start_with(&data, &settings);
    for _ in 0..5 {
        assert_eq!(tries(&server, "198.51.100.7", "guess").await.status(), 401);
    }
    assert!(server.stop().success());
    let server = Server::start_with(&data, &settings);
    // The wait may be over by now, for one of them; a server that had forgotten would take all four.
    let four = [(); 4].map(|()| tries(&server, "198.51.100.7", "guess"));
    let mut refused = 0;
    for answer in futures::future::join_all(four).await {
        if answer.status() == 429 {
            refused += 1;
            assert!(answer.text().await.unwrap().contains("Too many wrong passwords came from here. Wait "));
        }
    }
    assert!(refused >= 3, "{refused} of 4");
    let owner = tries(&server, "192.0.2.1", right).await;
    assert_eq!(owner.status(), 303, "from elsewhere");
    // Logged as what they were, without the address.
    assert!(server.log().contains("a try to sign in came too soon") && !server.log().contains(email));
}

#[tokio::test]
async fn a_patients_link_is_not_kept_by_whoever_signs_in_after_them() {
    let data = filled();
    let demo = demo(&data);
    let server = Server::start(&data);
    let (token, born) = link_of(&demo);
    let shared = browser();
    let link = open_link(&shared, &server, &token).await;
    let dob = [born, fields(&[("link", &link)])].concat();
    let check = async || post_form(&shared, &server.url, "/api/patient/check", &dob).await.unwrap();
    let is_open = async || {
        let page = shared.get(server.path(&format!("/p/{link}/before"))).header("accept", "text/html");
        page.send().await.unwrap().status() == 200
    };
    check().await;
    assert!(is_open().await);
    sign_in(&shared, &server, &demo["accounts"][0]).await;
    assert!(!is_open().await, "a clinician who signs in does not go on with it");

    // And the patient can close it themselves.
    check().await;
    assert!(is_open().await);
    let finished = shared.post(server.path("/finish")).send().await.unwrap();
    assert_eq!(location(&finished), "/finished");
    assert!(!is_open().await);
}
