//! Passkeys: a script asks for a challenge and lets the browser answer it; the answer comes by an ordinary form.

use app::{ActDone, Came, SignInProblem, Tried, api::AppError};
use axum::{
    Extension, Form, Json,
    extract::{FromRequest, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::{
    Error,
    accounts::{Refused, passkeys},
    error::chain,
};
use serde::Deserialize;
use tower_sessions::Session;

use super::{
    sign_in::{self, Steps},
    step_up::{Asked, asked},
};
use crate::{local_path, middleware::who, router, state::AppState};

/// `POST /passkey/ask`: of anybody.
pub(crate) async fn ask(State(state): State<AppState>) -> Response {
    match passkeys::ask(&state.backend) {
        Ok(challenge) => Json(challenge).into_response(),
        Err(error) => failed(&error),
    }
}

#[derive(Deserialize)]
struct Answered {
    sealed: String,
    answer: String,
    /// Where to go then; a path on this site.
    #[serde(default)]
    next: String,
}

/// `POST /passkey/sign-in`: whoever is let in has given both steps.
pub(crate) async fn sign_in(State(state): State<AppState>, session: Session, request: Request) -> Response {
    let (of, body) = request.into_parts();
    let form = Form::<Answered>::from_request(Request::from_parts(of.clone(), body), &()).await;
    let Ok(Form(form)) = form else { return StatusCode::BAD_REQUEST.into_response() };
    let next = local_path::checked(&form.next);
    let (status, problem) = match passkeys::sign_in(&state.backend, &form.sealed, &form.answer).await {
        Ok(me) => {
            return match sign_in::enter(&state, &session, &of.headers, me.account, next, Steps::Both).await {
                Ok(leads_to) => sign_in::let_in(&state, &of.headers, me.account, &leads_to).await,
                Err(error) => sign_in::away(&state, &of.extensions, error).await,
            };
        }
        Err(Refused::Other(error)) => return sign_in::away(&state, &of.extensions, error).await,
        Err(Refused::WorksNowhere) => (StatusCode::FORBIDDEN, SignInProblem::WorksNowhere),
        Err(_) => (StatusCode::UNAUTHORIZED, SignInProblem::Passkey),
    };
    let tried = Tried { problem, email: String::new(), next: next.unwrap_or_default().to_owned() };
    router::page(&state, &of.extensions, "/sign-in", status, tried).await
}

/// `POST /api/passkeys/ask`: of whoever is signed in.
pub(crate) async fn ask_new(
    State(state): State<AppState>,
    Extension(who): Extension<app::api::context::Who>,
) -> Response {
    let Some(account) = who.actor().and_then(|actor| actor.account()) else {
        return who::refused(StatusCode::UNAUTHORIZED, &AppError::SignedOut);
    };
    match passkeys::ask_new(&state.backend, account).await {
        Ok(challenge) => Json(challenge).into_response(),
        Err(error) => failed(&error),
    }
}

/// `POST /api/passkeys/add`.
pub(crate) async fn add(State(state): State<AppState>, session: Session, request: Request) -> Response {
    let asked = match asked(&state, &session, request).await {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let (sealed, answer, name) = (asked.fields.get("sealed"), asked.fields.get("answer"), asked.fields.get("name"));
    let added = passkeys::add(&state.backend, &asked.actor, sealed, answer, name).await;
    done(&state, &asked, added, "The passkey is added").await
}

/// `POST /api/passkeys/remove`.
pub(crate) async fn remove(State(state): State<AppState>, session: Session, request: Request) -> Response {
    let asked = match asked(&state, &session, request).await {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let removed = passkeys::remove(&state.backend, &asked.actor, asked.fields.get("id")).await;
    done(&state, &asked, removed, "The passkey is removed, and lets nobody in any longer").await
}

async fn done(state: &AppState, asked: &Asked, done: Result<(), Error>, what: &str) -> Response {
    let came = match done {
        Ok(()) => Came::Done(what.to_owned()),
        Err(Error::Invalid(problems)) => {
            Came::Not(problems.into_iter().map(|it| it.message).collect::<Vec<_>>().join(" "))
        }
        Err(error) => return failed(&error),
    };
    let done = ActDone { came, back: "/sessions".to_owned() };
    router::page(state, &asked.of.extensions, "/admin/done", StatusCode::OK, done).await
}

fn failed(error: &Error) -> Response {
    match error {
        Error::NotFound | Error::Denied => who::refused(StatusCode::NOT_FOUND, &AppError::NotFound),
        error => {
            tracing::error!(error = chain(error), "a passkey could not be asked for or kept");
            who::refused(StatusCode::SERVICE_UNAVAILABLE, &AppError::Unavailable)
        }
    }
}
