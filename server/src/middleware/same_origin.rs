use axum::{
    extract::Request,
    http::{HeaderMap, Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Response},
};

/// Refuses a request that changes something when another site's page sent it. Server functions and forms check nothing
/// of the kind themselves.
///
/// The rule is that of Go's `net/http.CrossOriginProtection`: browsers since 2023 say where a request comes from
/// (`Sec-Fetch-Site`); older ones send `Origin`, which must name the host that was asked; who sends neither is no
/// browser, so that nobody's cookies are borrowed.
pub(crate) async fn check(request: Request, next: Next) -> Response {
    if is_safe(request.method()) || is_same_origin(request.headers()) {
        next.run(request).await
    } else {
        (StatusCode::FORBIDDEN, "This request came from another site and was refused.\n").into_response()
    }
}

fn is_safe(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_same_origin(headers: &HeaderMap) -> bool {
    let text = |name: header::HeaderName| headers.get(name).map(|it| it.to_str().unwrap_or("(not text)"));
    match text(header::HeaderName::from_static("sec-fetch-site")) {
        Some(site) => matches!(site, "same-origin" | "none"),
        None => match text(header::ORIGIN) {
            Some(origin) => {
                let host = origin.split_once("://").map(|(_scheme, host)| host);
                host.is_some() && host == text(header::HOST)
            }
            None => true,
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn verdict(pairs: &[(&'static str, &'static str)]) -> bool {
        let headers = pairs
            .iter()
            .map(|(name, value)| (header::HeaderName::from_static(name), header::HeaderValue::from_static(value)));
        is_same_origin(&headers.collect())
    }

    #[test]
    fn only_our_own_pages_and_no_browser_at_all_pass() {
        assert!(verdict(&[("sec-fetch-site", "same-origin")]));
        assert!(verdict(&[("sec-fetch-site", "none")]));
        assert!(!verdict(&[("sec-fetch-site", "cross-site")]));
        assert!(!verdict(&[("sec-fetch-site", "same-site")]), "another port or subdomain is another site");
        assert!(!verdict(&[("sec-fetch-site", "cross-site"), ("origin", "http://a:1"), ("host", "a:1")]));
        assert!(verdict(&[("origin", "http://a:1"), ("host", "a:1")]));
        assert!(!verdict(&[("origin", "http://a:2"), ("host", "a:1")]));
        assert!(!verdict(&[("origin", "null"), ("host", "a:1")]));
        assert!(verdict(&[("host", "a:1")]));
    }
}
