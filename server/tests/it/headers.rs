use crate::server::{Server, browser, demo, filled, signed_in};

#[tokio::test]
async fn pages_are_kept_to_themselves() {
    let data = filled();
    let server = Server::start(&data);
    let (mut nonces, browser) = (Vec::new(), browser());
    for path in ["/sign-in", "/sign-in", "/nothing/here", "/p/0123456789abcdef"] {
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
        let nonce = nonce_of(&answer);
        let page = answer.text().await.unwrap();
        scripts_carry(&nonce, &page, path);
        let styled =
            scraper::Html::parse_document(&page).select(&scraper::Selector::parse("[style], style").unwrap()).count();
        assert_eq!(styled, 0, "{path} has inline styles");
        nonces.push(nonce);
    }
    nonces.sort();
    nonces.dedup();
    assert_eq!(nonces.len(), 4, "each answer has a nonce of its own");
}

fn scripts_carry(nonce: &str, page: &str, path: &str) {
    for script in scraper::Html::parse_document(page).select(&scraper::Selector::parse("script").unwrap()) {
        assert_eq!(script.attr("nonce"), Some(nonce), "a script of {path} would not run");
    }
}

fn nonce_of(answer: &reqwest::Response) -> String {
    let policy = answer.headers()["content-security-policy"].to_str().unwrap();
    policy.split("'nonce-").nth(1).and_then(|it| it.split('\'').next()).expect("a nonce").to_owned()
}

#[tokio::test]
async fn the_scripts_of_a_hydrated_page_may_run() {
    let data = filled();
    let server = Server::start(&data);
    let answer = signed_in(&server, &demo(&data), "referrer").await.get(server.path("/home")).send().await.unwrap();
    let (nonce, page) = (nonce_of(&answer), answer.text().await.unwrap());
    assert!(page.contains("/pkg/skinlink"), "a page of the clinicians is hydrated");
    scripts_carry(&nonce, &page, "/home");
}

#[tokio::test]
async fn reached_by_https_it_is_reached_by_nothing_else() {
    let data = filled();
    for (base_url, told) in [("https://skinlink.example", true), ("http://localhost:3000", false)] {
        let server = Server::start_with(&data, &[("SKINLINK_BASE_URL", base_url)]);
        let answer = browser().get(server.path("/sign-in")).send().await.unwrap();
        assert_eq!(answer.headers().contains_key("strict-transport-security"), told, "{base_url}");
    }
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
