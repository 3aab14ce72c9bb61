//! Choosing a password by the link of an invitation or of a reset: an ordinary form, so that it works without any script.

use app::{
    Joining,
    api::context::{self, Who},
};
use axum::{
    Extension, Form,
    extract::{FromRequest, Request, State},
    http::{Extensions, StatusCode},
    response::{IntoResponse, Response},
};
use backend::{
    Error, accounts,
    error::chain,
    invitations::{self, NotAccepted},
};
use domain::view::Invitation;
use serde::Deserialize;
use tower_sessions::Session;

use super::sign_in;
use crate::{middleware::join_cookie, router, state::AppState};

/// `GET /join`.
pub(crate) async fn page(State(state): State<AppState>, Extension(who): Extension<Who>, request: Request) -> Response {
    let token = join_cookie::token(&state.backend, request.headers());
    let signed_in = who.staff.map(|staff| staff.signed_in.me.name);
    match invitations::open(&state.backend, &token).await {
        Ok(invitation) => {
            let told = Joining { invitation, problem: None, signed_in };
            show(&state, request.extensions(), StatusCode::OK, told).await
        }
        Err(error) => failed(&state, request.extensions(), &error).await,
    }
}

#[derive(Deserialize)]
struct Chosen {
    password: String,
}

/// `POST /join`: whoever is taken goes on as after the right password.
pub(crate) async fn choose(State(state): State<AppState>, session: Session, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let form = Form::<Chosen>::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let Ok(Form(Chosen { password })) = form else { return StatusCode::BAD_REQUEST.into_response() };
    let b = &state.backend;
    let token = join_cookie::token(b, &parts.headers);
    let done = async {
        let now = b.clock().now();
        let held = context::held(&session).await?.alive(&b.settings().sessions, now);
        if let Some(other) = held.staff {
            // The invitation was handed on, or somebody went back to its page after they had signed in.
            let name = accounts::me_at(b, other.account, other.membership).await.map(|(_, me)| me.name);
            return Ok(Err(name.unwrap_or_default()));
        }
        let account = invitations::accept(b, &token, &password).await?;
        Ok::<_, NotAccepted>(Ok(account))
    };
    let (invitation, problem, signed_in) = match done.await {
        Ok(Ok(account)) => {
            let mut response = sign_in::after_password(&state, &parts, &session, account, None).await;
            join_cookie::clear(b, &mut response);
            return response;
        }
        Ok(Err(other)) => (None, None, Some(other)),
        Err(NotAccepted::Password(problem)) => (None, Some(problem.to_string()), None),
        Err(NotAccepted::Over(over)) => (Some(over), None, None),
        Err(NotAccepted::Other(error)) => return failed(&state, &parts.extensions, &error).await,
    };
    let invitation = match invitation {
        Some(over) => over,
        None => invitations::open(b, &token).await.unwrap_or(Invitation::Unknown),
    };
    let status = if problem.is_some() { StatusCode::UNPROCESSABLE_ENTITY } else { StatusCode::CONFLICT };
    show(&state, &parts.extensions, status, Joining { invitation, problem, signed_in }).await
}

async fn show(state: &AppState, of: &Extensions, status: StatusCode, told: Joining) -> Response {
    router::page(state, of, "/join", status, told).await
}

async fn failed(state: &AppState, of: &Extensions, error: &Error) -> Response {
    tracing::error!(error = chain(error), "an invitation could not be answered");
    let refusal = app::Refusal { kind: "unavailable".to_owned(), back: "/join".to_owned(), ..app::Refusal::default() };
    router::problem_page(state, of, StatusCode::SERVICE_UNAVAILABLE, refusal).await
}
