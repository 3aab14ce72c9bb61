//! New recovery codes for somebody signed in: shown first, and the old ones end once these are kept.

use app::{ActDone, Came, SecondFactor, api::AppError};
use axum::{
    extract::{Request, State},
    http::StatusCode,
    response::Response,
};
use backend::{Error, accounts::second_factor, error::chain};
use tower_sessions::Session;

use super::step_up::{Asked, asked};
use crate::{middleware::who, router, state::AppState};

/// `POST /api/recovery-codes`.
pub(crate) async fn show(State(state): State<AppState>, session: Session, request: Request) -> Response {
    let Asked { actor, of, .. } = match asked(&state, &session, request).await {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let codes =
        actor.account().ok_or(Error::Denied).and_then(|account| second_factor::new_codes(&state.backend, account));
    match codes {
        Ok(new) => {
            let action = of.uri.query().map_or(String::new(), |query| format!("?{query}"));
            let action = format!("/api/recovery-codes/keep{action}");
            let told = SecondFactor::Codes { codes: new.codes, sealed: new.sealed, action };
            router::page(&state, &of.extensions, "/second-factor", StatusCode::OK, told).await
        }
        Err(error) => failed(&error),
    }
}

/// `POST /api/recovery-codes/keep`.
pub(crate) async fn keep(State(state): State<AppState>, session: Session, request: Request) -> Response {
    let Asked { actor, fields, of } = match asked(&state, &session, request).await {
        Ok(asked) => asked,
        Err(answer) => return answer,
    };
    let came = match second_factor::keep_codes(&state.backend, &actor, fields.get("codes")).await {
        Ok(()) => Came::Done("Your new recovery codes count from now on, and no others".to_owned()),
        Err(Error::Conflict) => Came::Not(
            "These codes were kept before, or shown too long ago: nothing was changed. If you did not keep them, make new ones.".to_owned(),
        ),
        Err(error) => return failed(&error),
    };
    let done = ActDone { came, back: "/sessions".to_owned() };
    router::page(&state, &of.extensions, "/admin/done", StatusCode::OK, done).await
}

fn failed(error: &Error) -> Response {
    tracing::error!(error = chain(error), "recovery codes could not be made");
    who::refused(StatusCode::SERVICE_UNAVAILABLE, &AppError::Unavailable)
}
