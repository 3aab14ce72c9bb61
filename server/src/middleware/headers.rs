use axum::{
    extract::Request,
    http::{HeaderName, HeaderValue, StatusCode, header},
    middleware::Next,
    response::Response,
};
use leptos::nonce::Nonce;

use super::request_id;

/// What every response says, whatever it is.
const ALWAYS: [(HeaderName, HeaderValue); 6] = [
    (header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff")),
    // With `no-referrer` a form without JavaScript would not find its way back to its own page.
    (header::REFERRER_POLICY, HeaderValue::from_static("same-origin")),
    (
        HeaderName::from_static("permissions-policy"),
        HeaderValue::from_static(
            "camera=(self), microphone=(), geolocation=(), payment=(), usb=(), browsing-topics=()",
        ),
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("cross-origin-resource-policy"), HeaderValue::from_static("same-origin")),
    (HeaderName::from_static("x-robots-tag"), HeaderValue::from_static("noindex")),
];

/// Mints the request's nonce, which the page's scripts carry, and sets the headers that keep a page to itself.
/// A response that does not say how long it may be kept is clinical until proven otherwise: nobody keeps it.
/// What failed for now says when to try again. Reached by https, a browser is told to come by nothing else for a year.
pub(crate) async fn set(by_https: bool, mut request: Request, next: Next) -> Response {
    let nonce = Nonce::new();
    let policy = if request.uri().path() == "/worker.js" { worker_policy() } else { page_policy(&nonce) };
    request.extensions_mut().insert(nonce);
    let id = request.extensions().get::<tower_http::request_id::RequestId>().map(|it| it.header_value().clone());

    let mut response = next.run(request).await;
    let is_for_later = response.status() == StatusCode::SERVICE_UNAVAILABLE;
    let headers = response.headers_mut();
    headers.extend(ALWAYS);
    headers.insert(header::CONTENT_SECURITY_POLICY, policy);
    headers.entry(header::CACHE_CONTROL).or_insert(HeaderValue::from_static("no-store"));
    if is_for_later {
        headers.entry(header::RETRY_AFTER).or_insert(HeaderValue::from_static("5"));
    }
    if by_https {
        headers.insert(header::STRICT_TRANSPORT_SECURITY, HeaderValue::from_static("max-age=31536000"));
    }
    if let Some(id) = id {
        headers.insert(request_id::HEADER, id);
    }
    response
}

/// Nothing from anywhere else, no inline script without this request's nonce, no inline style at all.
fn page_policy(nonce: &Nonce) -> HeaderValue {
    // The watch mode's page reloads itself at a word from cargo-leptos, which listens on a port of its own.
    let watch =
        if std::env::var_os("LEPTOS_WATCH").is_some() { " ws://localhost:3001 ws://127.0.0.1:3001" } else { "" };
    let policy = format!(
        "default-src 'none'; script-src 'self' 'nonce-{nonce}' 'wasm-unsafe-eval'; style-src 'self'; \
         img-src 'self' blob:; media-src 'self' blob:; font-src 'self'; manifest-src 'self'; \
         connect-src 'self'{watch}; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
         object-src 'none'"
    );
    HeaderValue::try_from(policy).expect("a nonce is base64")
}

/// A worker obeys the policy of its own file: it loads our script and compiles our WASM, and talks to nobody.
fn worker_policy() -> HeaderValue {
    HeaderValue::from_static("default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; connect-src 'self'")
}
