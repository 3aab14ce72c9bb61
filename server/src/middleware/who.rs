//! Who is asking, found out once per request, before anything else: pages, server functions and routes are given the
//! answer, and none asks again.

use std::time::Duration;

use app::api::{
    AppError,
    client::{FIELD, HEADER, UNASKED},
    context::{self, PROBLEM, RETRY_AFTER, Staff, Who},
    session::SignedIn,
};
use axum::{
    Json,
    body::Body,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use backend::{
    Backend, Error, accounts,
    sessions::{self, Held},
};
use futures::StreamExt;
use jiff::Timestamp;
use tower_sessions::Session;

use super::link_cookie;
use crate::{router, state::AppState};

/// How old the note of the last thing that somebody did may be, in seconds, before it is written again: a session then
/// lasts up to this much less than it could, and a page is not a write to the database.
const TOUCH_SECONDS: i64 = 120;
/// A line that brings nothing for so long is not waited for.
const PATIENCE: Duration = Duration::from_secs(10);

/// Finds out who asks, and answers at once where that is enough: a clinician's page for nobody, a page of somebody who
/// is not signed in any longer, a database that is away.
pub(crate) async fn find(State(state): State<AppState>, mut request: Request, next: Next) -> Response {
    let now = state.backend.clock().now();
    let Some(session) = request.extensions().get::<Session>().cloned() else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let (held, mut who) = match look_up(&state.backend, &session, request.headers(), now).await {
        Ok(found) => found,
        Err(error) => {
            tracing::warn!(error = &error as &dyn std::error::Error, "who is asking cannot be found out now");
            return away(&state, request).await;
        }
    };
    match claim(&request) {
        // Asks who is signed in, whoever that is.
        _ if request.uri().path() == "/api/me" => {}
        Some(mark) => match &who.staff {
            Some(staff) if staff.signed_in.mark == mark => {}
            // The route reads the pictures away before it answers: a browser shows no answer sooner.
            _ if is_picture_form(request.uri()) => who.staff = None,
            Some(staff) => {
                let mut response = refused(StatusCode::PRECONDITION_FAILED, &other(staff));
                response.extensions_mut().insert(who);
                return response;
            }
            None => return refused(StatusCode::UNAUTHORIZED, &AppError::SignedOut),
        },
        // Nothing is done for somebody signed in by a page that was not made for them.
        None if !is_read(request.method()) && !is_signing_out(request.uri()) => who.staff = None,
        None => {}
    }
    if who.staff.is_none() && is_read(request.method()) && is_staff_page(request.uri().path()) {
        return to_sign_in(request.uri()).into_response();
    }
    if is_a_persons(&request) {
        touch(&state.backend, &session, held, request.uri().path(), now);
    }
    request.extensions_mut().insert(who.clone());
    let mut response = next.run(request).await;
    response.extensions_mut().insert(who);
    response
}

async fn look_up(
    backend: &Backend,
    session: &Session,
    headers: &HeaderMap,
    now: Timestamp,
) -> Result<(Held, Who), Error> {
    let rules = backend.settings().sessions;
    let held = context::held(session).await?.alive(&rules, now);
    let mut who = Who {
        links: held.links.iter().flat_map(|links| links.ids.clone()).collect(),
        carried: link_cookie::carried(backend, headers),
        staff: None,
    };
    if let Some(signed_in) = &held.staff {
        // Asked before anything is read for the page.
        let heard = backend.live().place();
        who.staff = match accounts::me_in(backend, signed_in).await {
            Ok((actor, me)) => {
                let left = rules.staff_ends(signed_in.since, signed_in.seen).duration_since(now);
                let left_ms = i64::try_from(left.as_millis()).unwrap_or(i64::MAX);
                let closes_ms = me.opened.as_ref().map(|opened| opened.until.ms - now.as_millisecond());
                let signed_in = SignedIn { me, mark: signed_in.mark.clone(), left_ms, closes_ms, heard };
                Some(Staff { actor, signed_in })
            }
            // The account is gone or locked, or that role is over: what they sign in to next is not what this page is of.
            Err(Error::NotFound) => None,
            Err(error) => return Err(error),
        };
    }
    Ok((held, who))
}

/// The mark of the page that a request comes from. A page that is asked for comes from none, whatever its address says.
fn claim(request: &Request) -> Option<String> {
    if is_read(request.method()) && is_staff_page(request.uri().path()) {
        return None;
    }
    let header = request.headers().get(HEADER).and_then(|mark| mark.to_str().ok()).map(str::to_owned);
    let is_said = |mark: &String| !mark.is_empty();
    header.filter(is_said).or_else(|| in_query(request.uri(), FIELD).filter(is_said))
}

/// A value in a form's address.
pub(super) fn in_query(uri: &Uri, name: &str) -> Option<String> {
    let query = uri.query()?;
    form_urlencoded::parse(query.as_bytes()).find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

fn other(staff: &Staff) -> AppError {
    let me = &staff.signed_in.me;
    AppError::OtherSession(format!("{}, {}", me.name, me.organisation))
}

fn is_read(method: &Method) -> bool {
    matches!(*method, Method::GET | Method::HEAD | Method::OPTIONS)
}

fn is_signing_out(uri: &Uri) -> bool {
    uri.path() == "/sign-out"
}

pub(super) fn is_picture_form(uri: &Uri) -> bool {
    uri.path().ends_with("/images/form") || uri.path().ends_with("/photos/form")
}

/// Pages of the clinicians' area. One that is missing here is still refused by what it loads.
fn is_staff_page(path: &str) -> bool {
    let area = path.trim_start_matches('/').split('/').next().unwrap_or_default();
    matches!(
        area,
        "home"
            | "welcome"
            | "outside"
            | "openings"
            | "invitations"
            | "cases"
            | "hub"
            | "worklist"
            | "templates"
            | "unsent"
            | "sessions"
            | "admin"
    )
}

fn to_sign_in(uri: &Uri) -> Redirect {
    let here = uri.path_and_query().map_or(uri.path(), |here| here.as_str());
    let query = form_urlencoded::Serializer::new(String::new()).append_pair("next", here).finish();
    Redirect::to(&format!("/sign-in?{query}"))
}

/// Whether a person did something, not only a page that lies open: streams, pictures and what a page fetches by itself
/// keep nobody signed in.
fn is_a_persons(request: &Request) -> bool {
    let path = request.uri().path();
    let by_itself =
        ["/events/", "/images/", "/api/demo/"].iter().any(|area| path.starts_with(area)) || path == "/api/me";
    let says_so = [UNASKED, "sec-purpose", "purpose"].iter().any(|name| request.headers().contains_key(*name));
    !by_itself && !says_so
}

/// Writes down that somebody did something, beside answering them: a database that cannot take it now costs nobody
/// their page.
fn touch(backend: &Backend, session: &Session, mut held: Held, path: &str, now: Timestamp) {
    let by_link = path.starts_with("/p/") || path.starts_with("/api/patient/") || path.starts_with("/uploads");
    let mut seen = [
        held.links.as_mut().filter(|_| by_link).map(|links| &mut links.seen),
        held.staff.as_mut().filter(|_| !path.starts_with("/p/")).map(|staff| &mut staff.seen),
    ];
    let mut is_old = false;
    for seen in seen.iter_mut().flatten() {
        if now.duration_since(**seen).as_secs() >= TOUCH_SECONDS {
            **seen = now;
            is_old = true;
        }
    }
    if let (true, Some(id)) = (is_old, session.id()) {
        let backend = backend.clone();
        tokio::spawn(async move {
            if let Err(error) = sessions::touch(&backend, &id, &held).await {
                tracing::warn!(error = &error as &dyn std::error::Error, "a session could not be kept alive");
            }
        });
    }
}

/// The answer to a call or a route; a page's form gets a page instead, see `page_form`.
pub(crate) fn refused(status: StatusCode, error: &AppError) -> Response {
    // By the second an upload knows our word from that of something on the way.
    let says = [(PROBLEM, error.code()), (HeaderName::from_static("tus-resumable"), "1.0.0")];
    let mut response = (status, says, Json(error)).into_response();
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
    }
    response
}

async fn away(state: &AppState, request: Request) -> Response {
    if !wants_page(request.headers()) || request.uri().path().starts_with("/api/") {
        return refused(StatusCode::SERVICE_UNAVAILABLE, &AppError::Unavailable);
    }
    let kind = if is_signing_out(request.uri()) { "still_signed_in" } else { AppError::Unavailable.code() };
    let path = request.uri().path();
    let back = match path.strip_suffix("/images/form") {
        Some(case) => format!("{case}/request"),
        None => path.strip_suffix("/form").unwrap_or(path).to_owned(),
    };
    let refusal = app::Refusal { kind: kind.to_owned(), back, ..app::Refusal::default() };
    let (parts, body) = request.into_parts();
    read_away(state, body).await;
    router::problem_page(state, &parts.extensions, StatusCode::SERVICE_UNAVAILABLE, refusal).await
}

/// A browser shows an answer only when it has sent everything: up to one picture is let come, and dropped.
async fn read_away(state: &AppState, body: Body) {
    let mut left = state.backend.settings().limits.picture_bytes;
    let mut body = body.into_data_stream();
    while let Ok(Some(Ok(bytes))) = tokio::time::timeout(PATIENCE, body.next()).await {
        left = left.saturating_sub(bytes.len() as u64);
        if left == 0 {
            return;
        }
    }
}

/// Whether a browser asks for something to show.
pub(super) fn wants_page(headers: &HeaderMap) -> bool {
    headers.get(header::ACCEPT).and_then(|accept| accept.to_str().ok()).is_some_and(|it| it.contains("text/html"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asked(path: &str, header: Option<&'static str>) -> Request {
        let request = Request::builder().uri(path);
        let request = header.into_iter().fold(request, |request, name| request.header(name, "1"));
        request.body(Body::empty()).expect("a request")
    }

    #[test]
    fn a_stream_keeps_nobody_signed_in() {
        for (path, header) in [
            ("/events/worklist?page=x", None),
            ("/images/1/thumb", None),
            ("/api/me", None),
            ("/api/cases/show", Some(UNASKED)),
            ("/worklist/1", Some("sec-purpose")),
        ] {
            assert!(!is_a_persons(&asked(path, header)), "{path}");
        }
        for path in ["/worklist", "/api/cases/show", "/api/answers/draft", "/p/abc/photos", "/uploads"] {
            assert!(is_a_persons(&asked(path, None)), "{path}");
        }
    }

    #[test]
    fn pages_of_the_clinicians_area_are_known() {
        for path in ["/home", "/cases/1/history", "/worklist", "/templates", "/unsent"] {
            assert!(is_staff_page(path), "{path}");
        }
        for path in ["/", "/sign-in", "/p/abc", "/demo/phone", "/problem", "/finished", "/homely"] {
            assert!(!is_staff_page(path), "{path}");
        }
    }
}
