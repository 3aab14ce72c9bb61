//! What becomes of a page's plain form that was refused. A session that ended while somebody was typing: the form is
//! kept, and sent again once its sender, and nobody else, has signed in. Anything else: a page that says so, since the answer itself is
//! for programs.

use axum::{
    body::{Body, Bytes, to_bytes},
    extract::Request,
    http::{HeaderMap, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::ids::AccountId;
use serde::{Deserialize, Serialize};
use tower_sessions::{
    Session,
    cookie::{Cookie, SameSite, time::Duration},
};

/// The session's key for the form.
const PARKED: &str = "parked";
/// The cookie that says who was signed in last, for as long as their form could be kept. It opens nothing: it is only
/// compared with who signs in next.
const LAST: &str = "skinlink-last";
/// How long somebody may be away from a page that they left open.
const REMEMBERED: Duration = Duration::hours(12);
/// The largest form kept, in bytes: everything that can be typed into one of our pages is far smaller.
const LARGEST: usize = 64 * 1024;
/// The type of a plain form's body, the only one that is kept.
pub(crate) const FORM: &str = "application/x-www-form-urlencoded";

/// A form of a page, posted by somebody who was no longer signed in.
#[derive(Debug, Serialize, Deserialize)]
pub(crate) struct ParkedForm {
    /// Whose session had ended.
    pub(crate) by: AccountId,
    pub(crate) path: String,
    pub(crate) body: String,
}

/// Takes the form that waits in this session, if one does and `account` sent it. Somebody else's is dropped: what a
/// person asked for is never done in another one's name.
pub(crate) async fn take(session: &Session, account: AccountId) -> Option<ParkedForm> {
    session.remove(PARKED).await.ok().flatten().filter(|form: &ParkedForm| form.by == account)
}

/// Says who signed in, to whom the session's end comes first.
pub(crate) fn remember(account: AccountId, is_secure: bool) -> Cookie<'static> {
    Cookie::build((LAST, account.to_string()))
        .path("/")
        .http_only(true)
        .secure(is_secure)
        .same_site(SameSite::Lax)
        .max_age(REMEMBERED)
        .build()
}

/// Who was signed in last in this browser.
fn last(headers: &HeaderMap) -> Option<AccountId> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|header| header.to_str().ok());
    let mut cookies = cookies.flat_map(|header| Cookie::split_parse(header).flatten());
    cookies.find(|cookie| cookie.name() == LAST)?.value().parse().ok()
}

/// Lets every request through; one that was answered with 401 and was a page's plain form is kept, and its sender asked
/// to sign in; with another refusal, its sender is told. Calls from a hydrated page get their 401: that page still shows what was typed.
pub(crate) async fn keep(request: Request, next: Next) -> Response {
    if !is_page_form(&request) {
        return next.run(request).await;
    }
    let session = request.extensions().get::<Session>().cloned();
    let (path, back) = (request.uri().path().to_owned(), page_of(request.headers()));
    let by = last(request.headers());
    let (parts, body) = request.into_parts();
    // The outer limit on bodies has already spoken: what cannot be read here was cut off.
    let Ok(body) = to_bytes(body, usize::MAX).await else { return StatusCode::PAYLOAD_TOO_LARGE.into_response() };

    let response = next.run(Request::from_parts(parts, Body::from(body.clone()))).await;
    match session {
        Some(session) if response.status() == StatusCode::UNAUTHORIZED => {
            let kept = match by {
                Some(by) => park(&session, by, path, &body).await,
                None => false,
            };
            let mut query = form_urlencoded::Serializer::new(String::new());
            query.append_pair(if kept { "kept" } else { "ended" }, "1").extend_pairs(back.map(|path| ("next", path)));
            Redirect::to(&format!("/sign-in?{}", query.finish())).into_response()
        }
        _ if response.status().is_client_error() || response.status().is_server_error() => {
            Redirect::to(&refused(response.status(), back)).into_response()
        }
        _ => response,
    }
}

async fn park(session: &Session, by: AccountId, path: String, body: &Bytes) -> bool {
    match std::str::from_utf8(body) {
        Ok(body) if body.len() <= LARGEST => {
            session.insert(PARKED, ParkedForm { by, path, body: body.to_owned() }).await.is_ok()
        }
        _ => false,
    }
}

fn is_page_form(request: &Request) -> bool {
    let says = |name, what| {
        request.headers().get(name).and_then(|it| it.to_str().ok()).is_some_and(|it: &str| it.contains(what))
    };
    request.method() == Method::POST
        && request.uri().path().starts_with("/api/")
        && says(header::CONTENT_TYPE, FORM)
        && says(header::ACCEPT, "text/html")
}

/// Where somebody learns that a form was refused: a patient on the form's own page, everybody else on a page for that.
fn refused(status: StatusCode, back: Option<String>) -> String {
    let back = back.unwrap_or_else(|| "/".to_owned());
    if back.starts_with("/p/") {
        return format!("{back}?trouble=1");
    }
    let kind = match status {
        StatusCode::CONFLICT => "stale",
        StatusCode::NOT_FOUND => "gone",
        StatusCode::UNPROCESSABLE_ENTITY => "wrong",
        StatusCode::SERVICE_UNAVAILABLE => "busy",
        _ => "fault",
    };
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("kind", kind).append_pair("back", &back);
    format!("/problem?{}", query.finish())
}

/// The page that the form stood on, without its query.
fn page_of(headers: &HeaderMap) -> Option<String> {
    let referer: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    Some(referer.path().to_owned())
}
