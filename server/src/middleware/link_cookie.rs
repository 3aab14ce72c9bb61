//! The cookies that a browser carries links in: each named by the reference that its pages' addresses have, and holding
//! the token sealed for that reference. They end with the browser, and open nothing after a day
//! (`backend::photo_requests::carried`).

use axum::{
    http::{HeaderMap, HeaderValue, header},
    response::{IntoResponse, Redirect, Response},
};
use backend::{Backend, photo_requests};
use domain::link_token::is_reference;
use tower_sessions::cookie::{Cookie, CookieBuilder, SameSite, time::Duration};

/// Links that one browser carries at once; the one opened longest ago makes room.
const MOST: usize = 8;

/// What was typed on pages of links, sealed.
const OF_PAGES: [&str; 2] = [app::api::kept_words::COOKIE, app::api::patient::TYPED_DATE];

/// By the prefix a browser refuses the cookie from a subdomain or over plain http.
fn prefix(b: &Backend) -> &'static str {
    if is_by_https(b) { "__Host-skinlink-link-" } else { "skinlink-link-" }
}

fn is_by_https(b: &Backend) -> bool {
    b.settings().base_url.starts_with("https:")
}

/// Every cookie of a request.
pub(crate) fn all(headers: &HeaderMap) -> impl Iterator<Item = Cookie<'_>> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|header| header.to_str().ok());
    cookies.flat_map(|header| Cookie::split_parse(header).flatten())
}

/// The links that a browser says it carries: each one's reference, and its token as it was sealed.
pub(crate) fn carried(b: &Backend, headers: &HeaderMap) -> Vec<(String, String)> {
    let links = all(headers).filter_map(|cookie| {
        let reference = cookie.name().strip_prefix(prefix(b)).filter(|reference| is_reference(reference))?;
        Some((reference.to_owned(), cookie.value().to_owned()))
    });
    links.collect()
}

/// Sends whoever opened a link by its own address on to `page` of it, with the token in a cookie and not in the address.
pub(crate) fn exchange(b: &Backend, headers: &HeaderMap, token: &str, page: &str) -> Response {
    let (reference, sealed) = photo_requests::carry(b, token);
    let mut response = Redirect::to(&format!("/p/{reference}{page}")).into_response();
    append(&mut response, cookie(b, &reference, sealed).build());
    for other in no_longer(b, headers, &reference) {
        append(&mut response, gone(b, &other));
    }
    response
}

/// What has to go when `opened` is opened: cookies that open nothing, and the oldest where there are too many.
fn no_longer(b: &Backend, headers: &HeaderMap, opened: &str) -> Vec<String> {
    let others = carried(b, headers).into_iter().filter(|(reference, _)| reference != opened);
    let since = |(reference, sealed): (String, String)| {
        (photo_requests::carried(b, &reference, &sealed).map(|carried| carried.since), reference)
    };
    let mut others: Vec<_> = others.map(since).collect();
    // Those that open nothing come first.
    others.sort();
    let dead = others.iter().filter(|(since, _)| since.is_none()).count();
    let too_many = (others.len() + 1).saturating_sub(MOST);
    others.into_iter().take(dead.max(too_many)).map(|(_, reference)| reference).collect()
}

/// Nothing of a link stays in this browser.
pub(crate) fn clear(b: &Backend, headers: &HeaderMap, response: &mut Response) {
    for (reference, _) in carried(b, headers) {
        append(response, gone(b, &reference));
    }
    for name in OF_PAGES {
        let of_pages = Cookie::build((name, "")).path("/p/").http_only(true).max_age(Duration::ZERO);
        append(response, of_pages.build());
    }
}

fn cookie(b: &Backend, reference: &str, sealed: String) -> CookieBuilder<'static> {
    Cookie::build((format!("{}{reference}", prefix(b)), sealed))
        .path("/")
        .http_only(true)
        .secure(is_by_https(b))
        .same_site(SameSite::Lax)
}

fn gone(b: &Backend, reference: &str) -> Cookie<'static> {
    cookie(b, reference, String::new()).max_age(Duration::ZERO).build()
}

fn append(response: &mut Response, cookie: Cookie<'_>) {
    let cookie = HeaderValue::try_from(cookie.to_string()).expect("a reference and base64 are ASCII");
    response.headers_mut().append(header::SET_COOKIE, cookie);
}
