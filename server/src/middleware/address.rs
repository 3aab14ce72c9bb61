//! Addresses as people and programs bring them: with a slash too many, with a sentence's full stop, and with a link's
//! token, which stays in no address after the first.

use axum::{
    extract::Request,
    http::{Method, StatusCode, header},
    middleware::Next,
    response::Response,
};
use backend::Backend;
use domain::link_token::token_in;
use percent_encoding::percent_decode_str;

use super::{join_cookie, link_cookie};

/// Leads from a link's own address to its pages'. Makes real redirects of pages' redirects too: Leptos makes them only
/// for who asks for HTML by name, and whoever looks a link over first, a scanner or a preview, would see an empty page.
pub(crate) async fn mend(backend: Backend, request: Request, next: Next) -> Response {
    if !matches!(*request.method(), Method::GET | Method::HEAD) {
        return next.run(request).await;
    }
    if let Some((token, mut page)) = opened(request.uri().path()) {
        if let Some(query) = request.uri().query() {
            page = format!("{page}?{query}");
        }
        return link_cookie::exchange(&backend, request.headers(), &token, &page);
    }
    if let Some(token) = invitation(request.uri().path()) {
        return join_cookie::exchange(&backend, &token);
    }
    let mut response = next.run(request).await;
    if response.status() == StatusCode::OK && response.headers().contains_key(header::LOCATION) {
        *response.status_mut() = StatusCode::FOUND;
    }
    response
}

/// The token of the link that `path` opens, and which of its pages.
fn opened(path: &str) -> Option<(String, String)> {
    let rest = path.strip_prefix("/p/")?;
    let (text, page) = rest.split_once('/').unwrap_or((rest, ""));
    let text = percent_decode_str(text).decode_utf8_lossy();
    let page = page.trim_end_matches('/');
    let page = if page.is_empty() { String::new() } else { format!("/{page}") };
    Some((token_in(&text)?.to_owned(), page))
}

/// The token of the invitation that `path` opens.
fn invitation(path: &str) -> Option<String> {
    let text = percent_decode_str(path.strip_prefix("/join/")?.trim_end_matches('/')).decode_utf8_lossy();
    Some(token_in(&text)?.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_came_with_a_link_is_left_off() {
        const TOKEN: &str = "Ab3-_9xYz01234567890aQ";
        let at = |path: &str| opened(&path.replace('T', TOKEN));
        for none in ["/p/short", "/p/short/check/", "/p/0123456789abcdef", "/p/", "/sign-in/", "/", "/x/T"] {
            assert_eq!(at(none), None, "{none}");
        }
        for (path, page) in [
            ("/p/T", ""),
            ("/p/T.", ""),
            ("/p/T/", ""),
            ("/p/T//", ""),
            ("/p/T%E2%80%99", ""),
            ("/p/T/check", "/check"),
            ("/p/T)/check/", "/check"),
        ] {
            assert_eq!(at(path), Some((TOKEN.to_owned(), page.to_owned())), "{path}");
        }
        for (path, token) in [("/join/T", Some(TOKEN)), ("/join/T./", Some(TOKEN)), ("/join", None), ("/join/x", None)]
        {
            assert_eq!(invitation(&path.replace('T', TOKEN)).as_deref(), token, "{path}");
        }
    }
}
