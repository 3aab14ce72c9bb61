use axum::{
    extract::Request,
    http::{HeaderMap, HeaderName, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};
use url::{Origin, Url};

use super::sentence;
use crate::config::BaseUrl;

/// Where our own pages are.
#[derive(Debug, Clone)]
pub(crate) struct Home {
    address: String,
    origin: Origin,
}

impl Home {
    pub(crate) fn new(base_url: &BaseUrl) -> Self {
        let address = base_url.as_str().to_owned();
        let origin = Url::parse(&address).map_or_else(|_| Origin::new_opaque(), |url| url.origin());
        Self { address, origin }
    }
}

/// Refuses a request that changes something when another site's page sent it. Server functions and forms check nothing
/// of the kind themselves.
///
/// The rule is that of Go's `net/http.CrossOriginProtection`: browsers since 2023 say where a request comes from
/// (`Sec-Fetch-Site`); older ones send `Origin`, which must be that of the base URL: the host that was asked is whatever
/// a proxy, or an attacker, says it is; who sends neither is no browser, so that nobody's cookies are borrowed.
pub(crate) async fn check(home: Home, request: Request, next: Next) -> Response {
    if is_safe(request.method()) || is_same_origin(request.headers(), &home.origin) {
        return next.run(request).await;
    }
    let what = "Skinlink did not do this, because the page that asked was opened at another address.";
    let then = format!("Go back, copy what you typed, open {} and do it there.", home.address);
    sentence::page(StatusCode::FORBIDDEN, what, &then).into_response()
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_same_origin(headers: &HeaderMap, home: &Origin) -> bool {
    let texts = |name: HeaderName| headers.get_all(name).iter().map(|it| it.to_str().unwrap_or("(not text)"));
    let mut sites = texts(HeaderName::from_static("sec-fetch-site")).peekable();
    if sites.peek().is_some() {
        // A browser sends one. Where something on the way added another, none of them may say otherwise.
        return sites.all(|site| matches!(site, "same-origin" | "none"));
    }
    texts(header::ORIGIN).all(|origin| Url::parse(origin).is_ok_and(|it| it.origin() == *home))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers =
            pairs.iter().map(|(name, value)| (HeaderName::from_static(name), header::HeaderValue::from_static(value)));
        let mut all = HeaderMap::new();
        headers.for_each(|(name, value)| {
            all.append(name, value);
        });
        is_same_origin(&all, &Url::parse("https://skinlink.example").unwrap().origin())
    }

    #[test]
    fn only_our_own_pages_and_no_browser_at_all_pass() {
        assert!(verdict(&[("sec-fetch-site", "same-origin")]));
        assert!(verdict(&[("sec-fetch-site", "none")]));
        assert!(!verdict(&[("sec-fetch-site", "cross-site")]));
        assert!(!verdict(&[("sec-fetch-site", "same-site")]), "another port or subdomain is another site");
        assert!(!verdict(&[("sec-fetch-site", "cross-site"), ("origin", "https://skinlink.example")]));
        for both in [["same-origin", "cross-site"], ["cross-site", "same-origin"]] {
            assert!(!verdict(&both.map(|site| ("sec-fetch-site", site))), "{both:?}");
        }
        assert!(verdict(&[("host", "anything:1")]));
    }

    #[test]
    fn the_origin_is_the_base_urls_whatever_host_was_asked() {
        for origin in ["https://skinlink.example", "HTTPS://Skinlink.Example", "https://skinlink.example:443"] {
            assert!(verdict(&[("origin", origin), ("host", "internal:8080")]), "{origin}");
        }
        for origin in ["http://skinlink.example", "https://skinlink.example:8443", "https://evil.example", "null", ""] {
            assert!(!verdict(&[("origin", origin), ("host", "evil.example")]), "{origin}");
        }
        assert!(!verdict(&[("origin", "https://skinlink.example"), ("origin", "https://evil.example")]));
    }
}
