use crate::server::{Server, browser, demo, filled, signed_in};

#[tokio::test]
async fn pages_are_kept_to_themselves() {
    let data = filled();
    let server = Server::start(&data);
    let (mut nonces, browser) = (Vec::new(), browser());
    for path in ["/sign-in", "/sign-in", "/nothing/here", "/p/0123456789abcdefghijkl"] {
        let answer = browser.get(server.path(path)).send().await.unwrap();
        let headers = answer.headers().clone();
        let header = |name: &str| headers.get(name).unwrap_or_else(|| panic!("{path} has no {name}")).to_str().unwrap();
        assert_eq!(header("cache-control"), "no-store", "{path}");
        assert_eq!(header("x-content-type-options"), "nosniff");
        assert_eq!(header("referrer-policy"), "same-origin");
        assert_eq!(header("cross-origin-opener-policy"), "same-origin");
        assert_eq!(header("cross-origin-resource-policy"), "same-origin");
        assert!(header("permissions-policy").contains("camera=(self)"));
        assert!(!header("x-request-id").is_empty());

        let policy = header("content-security-policy");
        assert!(
            !policy.contains("unsafe-inline") && !policy.contains("'unsafe-eval'") && !policy.contains("http"),
            "{policy}"
        );
        for directive in [
            "default-src 'none'",
            "frame-ancestors 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "style-src 'self';",
        ] {
            assert!(policy.contains(directive), "{directive} in {policy}");
        }
        let nonce = policy.split("'nonce-").nth(1).and_then(|it| it.split('\'').next()).expect("a nonce").to_owned();
        let page = answer.text().await.unwrap();
        for script in scraper::Html::parse_document(&page).select(&scraper::Selector::parse("script").unwrap()) {
            assert_eq!(script.attr("nonce"), Some(&*nonce), "a script of {path} would not run");
        }
        let styled =
            scraper::Html::parse_document(&page).select(&scraper::Selector::parse("[style], style").unwrap()).count();
        assert_eq!(styled, 0, "{path} has inline styles");
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 4, "each answer has a nonce of its own");
}

#[tokio::test]
async fn nobody_keeps_a_signed_in_page_or_a_call() {
    let data = filled();
    let server = Server::start(&data);
    let browser = signed_in(&server, &demo(&data), "referrer").await;
    for answer in [
        browser.get(server.path("/home")).send().await.unwrap(),
        browser.post(server.path("/api/me")).send().await.unwrap(),
    ] {
        assert_eq!(answer.headers()["cache-control"], "no-store", "{}", answer.url());
    }
}

#[tokio::test]
async fn a_missing_page_says_so() {
    let data = filled();
    let server = Server::start(&data);
    let answer = browser().get(server.path("/nothing/here")).send().await.unwrap();
    assert_eq!(answer.status(), 404);
    assert!(answer.text().await.unwrap().contains("<h1"), "a page, not a bare status");
}
