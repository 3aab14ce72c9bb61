//! What becomes of a page's plain form that was refused: its sender gets a page that says why and gives back what was
//! typed, since the answer itself is for programs. A form that came after its session had ended is kept for its author,
//! who is asked once they have signed in again; nothing ever sends it by itself.

use std::time::Duration;

use app::{
    Refusal,
    api::{
        AppError,
        client::FIELD,
        context::{PROBLEM, Staff, Who},
        session::SignedIn,
    },
};
use axum::{
    body::{Body, Bytes, HttpBody, to_bytes},
    extract::{Request, State},
    http::{HeaderMap, Method, StatusCode, Uri, header},
    middleware::Next,
    response::{IntoResponse, Redirect, Response},
};
use domain::{ids::AccountId, link_token::is_reference};

use super::who::{in_query, is_picture_form, refused, wants_page};
use crate::{
    router::{LARGEST_FORM, problem_page},
    state::AppState,
};

/// Forms that somebody writes text in, and the largest of them in bytes: all that can be typed is far smaller. Others
/// are pressed again sooner than asked about.
const KEPT: [&str; 7] = [
    "/api/cases/form",
    "/api/answers/form",
    "/api/answers/amend",
    "/api/answers/disagree",
    "/api/reviews/ask",
    "/api/reviews/give",
    "/api/templates/save",
];
const LARGEST_KEPT: usize = 64 * 1024;

/// Forms that a patient writes text in.
const WRITTEN_BY_PATIENTS: [&str; 2] = ["/api/patient/answers", "/api/patient/changed"];

/// How long a form may be on its way: a source has only so many at once.
const COMES_WITHIN: Duration = Duration::from_secs(30);

/// The type of a plain form's body.
const FORM: &str = "application/x-www-form-urlencoded";

/// A form as it came.
struct Sent {
    uri: Uri,
    body: Bytes,
    /// The page that it stood on, without its query.
    back: String,
}

/// Lets every request through, and answers those that were a page's form and were refused. What comes whole is here
/// before it is asked who sends it: somebody who is locked out while their form drips in is locked out when it is done.
pub(crate) async fn answer(State(state): State<AppState>, request: Request, next: Next) -> Response {
    if !comes_whole(&request) {
        return next.run(request).await;
    }
    let is_page_form = is_page_form(&request);
    let (parts, body) = request.into_parts();
    let is_too_large = body.size_hint().lower() > LARGEST_FORM as u64;
    let Ok(Ok(body)) = tokio::time::timeout(COMES_WITHIN, to_bytes(body, LARGEST_FORM)).await else {
        let (status, error) = match is_too_large {
            true => (StatusCode::PAYLOAD_TOO_LARGE, AppError::TooLarge),
            // Broke off, or was too slow: it may be sent again.
            false => (StatusCode::SERVICE_UNAVAILABLE, AppError::Unavailable),
        };
        if !is_page_form {
            return refused(status, &error);
        }
        let refusal = Refusal { kind: error.code().to_owned(), ..Refusal::default() };
        return problem_page(&state, &parts.extensions, status, refusal).await;
    };
    if !is_page_form {
        return next.run(Request::from_parts(parts, Body::from(body))).await;
    }
    let sent = Sent { uri: parts.uri.clone(), back: back_from(&parts.uri, &parts.headers, &body), body: body.clone() };
    let extensions = parts.extensions.clone();
    let response = next.run(Request::from_parts(parts, Body::from(body))).await;

    let status = response.status();
    let staff = response.extensions().get::<Who>().and_then(|who| who.staff.clone());
    match status {
        StatusCode::UNAUTHORIZED if keep(&state, &sent).await.is_some() => {
            let query = form_urlencoded::Serializer::new("kept=1".to_owned()).append_pair("next", &sent.back).finish();
            Redirect::to(&format!("/sign-in?{query}")).into_response()
        }
        StatusCode::PRECONDITION_FAILED => other_session(&state, &extensions, &sent, response).await,
        _ if status.is_client_error() || status.is_server_error() => {
            let kind = kind_of(&response);
            let is_patients = sent.back.starts_with("/p/");
            // What a patient wrote is given back; without, their page says best how the link stands.
            let is_written = WRITTEN_BY_PATIENTS.contains(&sent.uri.path());
            if is_patients && !is_written && status != StatusCode::SERVICE_UNAVAILABLE {
                return Redirect::to(&format!("{}?trouble=1", sent.back)).into_response();
            }
            problem_page(&state, &extensions, status, sent.given_back(kind)).await
        }
        _ => {
            if let (Some(id), Some(account)) = (in_query(&sent.uri, "unsent"), staff.and_then(|it| it.actor.account()))
            {
                forget(&state, account, &id).await;
            }
            response
        }
    }
}

/// It was written on a page of another sign-in: kept for its author, and shown to nobody else.
async fn other_session(
    state: &AppState,
    extensions: &axum::http::Extensions,
    sent: &Sent,
    response: Response,
) -> Response {
    let (name, account) = match response.extensions().get::<Who>().and_then(|who| who.staff.as_ref()) {
        Some(Staff { actor, signed_in: SignedIn { me, .. } }) => {
            (format!("{}, {}", me.name, me.organisation), actor.account())
        }
        None => Default::default(),
    };
    let kept_for = keep(state, sent).await;
    if kept_for.is_some() && kept_for == account {
        return Redirect::to("/unsent").into_response();
    }
    let kind = if kept_for.is_some() { "other_session_kept" } else { "other_session" };
    let refusal = Refusal { kind: kind.to_owned(), path: sent.uri.path().to_owned(), name, ..Refusal::default() };
    problem_page(state, extensions, StatusCode::PRECONDITION_FAILED, refusal).await
}

/// Keeps the form for whoever its page was made for; None where that is nobody's business any longer: they signed out,
/// the page is a stranger's, or nothing was written in it.
async fn keep(state: &AppState, sent: &Sent) -> Option<AccountId> {
    let body = std::str::from_utf8(&sent.body).ok()?;
    let mark = in_query(&sent.uri, FIELD)?;
    if !KEPT.contains(&sent.uri.path()) || body.len() > LARGEST_KEPT {
        return None;
    }
    let kept = async {
        let author = backend::sessions::author(&state.backend, &mark).await?;
        if let Some(author) = author {
            backend::unsent::keep(&state.backend, author, sent.uri.path(), body).await?;
        }
        Ok::<_, backend::Error>(author.map(|(account, _)| account))
    };
    kept.await.unwrap_or_else(|error| {
        tracing::warn!(error = &error as &dyn std::error::Error, "a form that came too late was not kept");
        None
    })
}

async fn forget(state: &AppState, account: AccountId, id: &str) {
    if let Err(error) = backend::unsent::forget(&state.backend, account, id).await {
        tracing::warn!(error = &error as &dyn std::error::Error, "a form that was sent is still offered");
    }
}

impl Sent {
    /// With everything that was typed.
    fn given_back(&self, kind: String) -> Refusal {
        Refusal {
            kind,
            back: self.back.clone(),
            path: self.uri.to_string(),
            fields: form_urlencoded::parse(&self.body).into_owned().collect(),
            name: String::new(),
        }
    }
}

fn kind_of(response: &Response) -> String {
    let said = response.headers().get(PROBLEM).and_then(|kind| kind.to_str().ok());
    said.unwrap_or(match response.status() {
        StatusCode::SERVICE_UNAVAILABLE | StatusCode::TOO_MANY_REQUESTS => "unavailable",
        StatusCode::PAYLOAD_TOO_LARGE => "too_large",
        StatusCode::NOT_FOUND => "not_found",
        StatusCode::BAD_REQUEST | StatusCode::UNPROCESSABLE_ENTITY => "invalid",
        _ => "internal",
    })
    .to_owned()
}

fn kind_sent(request: &Request) -> Option<&str> {
    request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok())
}

/// Everything but pictures and files, which come in pieces. What somebody says that it is does not decide.
fn comes_whole(request: &Request) -> bool {
    let in_pieces = request.uri().path().starts_with("/uploads") || is_picture_form(request.uri());
    !matches!(*request.method(), Method::GET | Method::HEAD | Method::OPTIONS) && !in_pieces
}

fn is_page_form(request: &Request) -> bool {
    let kind = kind_sent(request);
    let path = request.uri().path();
    request.method() == Method::POST
        && (path.starts_with("/api/") || path.starts_with("/images/"))
        && kind.is_some_and(|kind| kind.contains(FORM))
        && wants_page(request.headers())
}

/// The page that a form stood on. One that was given back to a patient stood on an answer: it belongs to their link.
fn back_from(uri: &Uri, headers: &HeaderMap, body: &[u8]) -> String {
    let page = page_of(headers).unwrap_or_else(|| "/".to_owned());
    if page.starts_with("/p/") || !uri.path().starts_with("/api/patient/") {
        return page;
    }
    let link = form_urlencoded::parse(body).find(|(name, _)| name == "link").map(|(_, link)| link.into_owned());
    link.filter(|link| is_reference(link)).map_or(page, |link| format!("/p/{link}"))
}

fn page_of(headers: &HeaderMap) -> Option<String> {
    let referer: Uri = headers.get(header::REFERER)?.to_str().ok()?.parse().ok()?;
    Some(referer.path().to_owned())
}
