//! The token of an invitation between its link and its page: it stands in no address after the first visit. The cookie
//! ends with the browser, holds the token sealed, and opens what the invitation itself does.

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use backend::{Backend, sealed};
use tower_sessions::cookie::{Cookie, SameSite, time::Duration};

use super::link_cookie;

const ABOUT: &str = "an invitation";

fn is_by_https(b: &Backend) -> bool {
    b.settings().base_url.starts_with("https:")
}

fn name(b: &Backend) -> &'static str {
    if is_by_https(b) { "__Host-skinlink-join" } else { "skinlink-join" }
}

/// Leads from the link to the page, with the token in a cookie.
pub(crate) fn exchange(b: &Backend, token: &str) -> Response {
    let mut response = Redirect::to("/join").into_response();
    set(b, &mut response, sealed::seal(b, ABOUT, token), None);
    response
}

/// The token that this browser carries; empty where it carries none.
pub(crate) fn token(b: &Backend, headers: &HeaderMap) -> String {
    let sealed = link_cookie::all(headers).find(|cookie| cookie.name() == name(b));
    sealed.and_then(|cookie| sealed::open(b, ABOUT, cookie.value())).unwrap_or_default()
}

/// It was used.
pub(crate) fn clear(b: &Backend, response: &mut Response) {
    set(b, response, String::new(), Some(Duration::ZERO));
}

fn set(b: &Backend, response: &mut Response, value: String, lasts: Option<Duration>) {
    let cookie = Cookie::build((name(b), value)).path("/").http_only(true).secure(is_by_https(b));
    let cookie = cookie.same_site(SameSite::Lax);
    let cookie = lasts.into_iter().fold(cookie, |cookie, lasts| cookie.max_age(lasts)).build();
    let cookie = HeaderValue::try_from(cookie.to_string()).expect("base64 is ASCII");
    response.headers_mut().append(header::SET_COOKIE, cookie);
}
