//! Signing in and out: ordinary forms, so that both work without any script.

use app::api::context;
use axum::{
    Form,
    extract::State,
    http::{Request, header},
    response::{IntoResponse, Redirect, Response},
};
use backend::{Error, accounts};
use serde::Deserialize;
use tower_sessions::Session;

use crate::{
    local_path,
    middleware::parked_form::{self, ParkedForm},
    router::leptos_context,
    state::{AppState, SignInTries},
};

#[derive(Deserialize)]
pub(crate) struct SignIn {
    email: String,
    password: String,
    /// Where to go then; a path on this site.
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`. What is wrong is said by the page this redirects to: `problem=1` wrong e-mail or password, `2` too
/// many tries, `3` the database does not answer.
pub(crate) async fn sign_in(
    State(state): State<AppState>,
    State(tries): State<SignInTries>,
    session: Session,
    Form(form): Form<SignIn>,
) -> Response {
    let next = local_path::checked(&form.next);
    if !tries.allow(&form.email) {
        return again(2, next).into_response();
    }
    let me = match accounts::sign_in(&state.backend, &form.email, &form.password).await {
        Ok(me) => me,
        Err(Error::Denied | Error::NotFound) => return again(1, next).into_response(),
        Err(error) => {
            tracing::error!(error = backend::error::chain(&error), "signing in failed");
            return again(3, next).into_response();
        }
    };
    let parked = parked_form::take(&session, me.account).await;
    // A new id: whoever knew the visitor's session must not own the signed-in one.
    if session.cycle_id().await.is_err() || session.insert(context::ACCOUNT, me.account).await.is_err() {
        return again(3, next).into_response();
    }
    let next = next.map_or(me.home, str::to_owned);
    let leads_to = match parked {
        Some(form) => send_again(&state, session, form).await.unwrap_or(next),
        None => next,
    };
    let last = parked_form::remember(me.account, state.backend.settings().base_url.starts_with("https:"));
    ([(header::SET_COOKIE, last.to_string())], Redirect::to(&leads_to)).into_response()
}

/// `POST /sign-out`.
pub(crate) async fn sign_out(session: Session) -> Redirect {
    if let Err(error) = session.flush().await {
        tracing::error!(error = backend::error::chain(&error), "signing out failed");
    }
    Redirect::to("/sign-in")
}

fn again(problem: u8, next: Option<&str>) -> Redirect {
    let mut query = form_urlencoded::Serializer::new(String::new());
    query.append_pair("problem", &problem.to_string()).extend_pairs(next.map(|path| ("next", path)));
    Redirect::to(&format!("/sign-in?{}", query.finish()))
}

/// Sends a form that came after its session had ended, now as the person signed in; what they may do is decided there.
/// Returns where the form leads.
async fn send_again(state: &AppState, session: Session, form: ParkedForm) -> Option<String> {
    let mut request = Request::post(&form.path)
        .header(header::CONTENT_TYPE, parked_form::FORM)
        .header(header::ACCEPT, "text/html")
        .body(form.body.into())
        .ok()?;
    request.extensions_mut().insert(session);
    let response = leptos_axum::handle_server_fns_with_context(leptos_context(state), request).await.into_response();
    let location = response.headers().get(header::LOCATION)?.to_str().ok()?;
    response.status().is_redirection().then(|| location.to_owned())
}
