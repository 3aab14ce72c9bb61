//! Addresses as people and programs bring them: with a slash too many, with a sentence's full stop.

use axum::{
    extract::Request,
    http::{Method, StatusCode, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::link_token::token_in;
use percent_encoding::percent_decode_str;

/// Leads to the address that was meant. Makes real redirects of pages' redirects too: Leptos makes them only for who
/// asks for HTML by name, and whoever looks a link over first, a scanner or a preview, would see an empty page.
pub(crate) async fn mend(request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    if let Some(meant) = meant(request.uri().path()) {
        let query = request.uri().query().map(|query| format!("?{query}")).unwrap_or_default();
        return Redirect::permanent(&format!("{meant}{query}")).into_response();
    }
    let mut response = next.run(request).await;
    if response.status() == StatusCode::OK && response.headers().contains_key(header::LOCATION) {
        *response.status_mut() = StatusCode::FOUND;
    }
    response
}

/// The address of a link's page that `path` stands for, where that is another.
fn meant(path: &str) -> Option<String> {
    let rest = path.strip_prefix("/p/")?;
    let (text, page) = rest.split_once('/').unwrap_or((rest, ""));
    let text = percent_decode_str(text).decode_utf8_lossy();
    let token = token_in(&text)?;
    let page = page.trim_end_matches('/');
    let meant = if page.is_empty() { format!("/p/{token}") } else { format!("/p/{token}/{page}") };
    (meant != path).then_some(meant)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_with_a_link_is_left_off() {
        const TOKEN: &str = "Ab3-_9xYz01234567890aQ";
        let at = |path: &str| meant(&path.replace('T', TOKEN));
        for same in ["/p/T", "/p/T/check", "/p/short", "/p/short/check/", "/sign-in/", "/"] {
            assert_eq!(at(same), None, "{same}");
        }
        for (path, right) in [
            ("/p/T.", "/p/T"),
            ("/p/T/", "/p/T"),
            ("/p/T//", "/p/T"),
            ("/p/T%E2%80%99", "/p/T"),
            ("/p/T)/check/", "/p/T/check"),
        ] {
            assert_eq!(at(path), Some(right.replace('T', TOKEN)), "{path}");
        }
    }
}
