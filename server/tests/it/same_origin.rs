use crate::server::{Server, browser, filled};

#[tokio::test]
async fn another_sites_form_is_refused_and_our_own_is_not() {
    let data = filled();
    let server = Server::start(&data);
    let form = [("email", "nobody@example.org"), ("password", "x")];
    let post = |name: &'static str, value: String| {
        browser().post(server.path("/sign-in")).header(name, value).form(&form).send()
    };
    for (name, value) in [
        ("sec-fetch-site", "cross-site".to_owned()),
        ("sec-fetch-site", "same-site".to_owned()),
        ("origin", "https://evil.example".to_owned()),
        ("origin", "null".to_owned()),
        // The host that was asked is not believed.
        ("origin", server.url.clone()),
    ] {
        assert_eq!(post(name, value.clone()).await.unwrap().status(), 403, "{name}: {value}");
    }
    for (name, value) in [
        ("sec-fetch-site", "same-origin".to_owned()),
        ("origin", "http://localhost:3000".to_owned()),
        ("origin", "HTTP://LOCALHOST:3000".to_owned()),
    ] {
        assert_eq!(post(name, value).await.unwrap().status(), 401, "the password is wrong, and was looked at");
    }
}

#[tokio::test]
async fn the_same_holds_for_calls_and_uploads() {
    let data = filled();
    let server = Server::start(&data);
    for path in ["/api/me", "/uploads", "/sign-out"] {
        let answer = browser().post(server.path(path)).header("sec-fetch-site", "cross-site").send().await.unwrap();
        assert_eq!(answer.status(), 403, "{path}");
    }
}
