//! Signing in and out: ordinary forms, so that both work without any script.

use app::{
    SignInProblem, Tried,
    api::{AppError, context},
};
use axum::{
    Form,
    extract::{FromRequest, Request, State},
    http::{Extensions, HeaderMap, HeaderName, HeaderValue, StatusCode, header, request::Parts},
    response::{IntoResponse, Redirect, Response},
};
use backend::{
    Error,
    accounts::{
        self, Refused, TryFrom,
        second_factor::{self, Then},
    },
    sessions::{self, Held, Pending},
};
use domain::{ids::AccountId, session::device};
use serde::Deserialize;
use tower_sessions::{
    Session,
    cookie::{Cookie, SameSite, time::Duration},
};

use crate::{
    local_path,
    middleware::{link_cookie, who},
    router,
    state::AppState,
};

/// What a browser forgets of this site when somebody signs out.
const FORGET: (HeaderName, HeaderValue) =
    (HeaderName::from_static("clear-site-data"), HeaderValue::from_static("\"cache\", \"storage\""));

#[derive(Deserialize)]
pub(crate) struct SignIn {
    email: String,
    password: String,
    /// Where to go then; a path on this site.
    #[serde(default)]
    next: String,
}

/// `POST /sign-in`. Whoever is not let in gets the sign-in page again, with the e-mail address still in it.
pub(crate) async fn sign_in(State(state): State<AppState>, session: Session, request: Request) -> Response {
    let (parts, body) = request.into_parts();
    let source = state.admission.source(&parts.extensions, &parts.headers).to_string();
    let device = cookie(&parts.headers).unwrap_or_default();
    let form = Form::<SignIn>::from_request(Request::from_parts(parts.clone(), body), &()).await;
    let Ok(Form(form)) = form else { return StatusCode::BAD_REQUEST.into_response() };
    let next = local_path::checked(&form.next);
    let from = TryFrom { source: &source, device: Some(&device) };
    let me = match accounts::sign_in(&state.backend, &form.email, &form.password, from).await {
        Ok(me) => me,
        Err(refused) => return again(&state, &parts.extensions, &form, &refused).await,
    };
    after_password(&state, &parts, &session, me.account, next).await
}

/// Somebody gave the right password, or chose it: they are let in, or asked for the second step.
pub(crate) async fn after_password(
    state: &AppState,
    of: &Parts,
    session: &Session,
    account: AccountId,
    next: Option<&str>,
) -> Response {
    let asked = async {
        let (sealed, leads_to) = match second_factor::then(&state.backend, account).await? {
            Then::In => return enter(state, session, &of.headers, account, next, Steps::One).await,
            Then::Code => (None, "/second-factor"),
            Then::SetUp(sealed) => (Some(sealed), "/second-factor/set-up"),
        };
        let (since, next) = (state.backend.clock().now(), next.unwrap_or_default().to_owned());
        let pending = Pending { account, since, device: device_in(&of.headers), next, sealed };
        renew(session, Held { pending: Some(pending), ..Held::default() }).await?;
        Ok::<_, Error>(leads_to.to_owned())
    };
    match asked.await {
        // Between the two steps the browser is not known yet.
        Ok(leads_to) if leads_to.starts_with("/second-factor") => Redirect::to(&leads_to).into_response(),
        Ok(leads_to) => let_in(state, &of.headers, account, &leads_to).await,
        Err(error) => away(state, &of.extensions, error).await,
    }
}

/// By how much somebody has proved who they are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Steps {
    One,
    Both,
}

fn device_in(headers: &HeaderMap) -> String {
    let agent = headers.get(header::USER_AGENT).and_then(|agent| agent.to_str().ok());
    device(agent.unwrap_or_default())
}

/// Whoever is let in has a session from now on; where they go.
pub(crate) async fn enter(
    state: &AppState,
    session: &Session,
    headers: &HeaderMap,
    account: AccountId,
    next: Option<&str>,
    steps: Steps,
) -> Result<String, Error> {
    let (_, me) = accounts::me(&state.backend, account).await?;
    let mut held = sessions::begin(&state.backend, account, me.membership).await?;
    if let Some(staff) = &mut held.staff {
        staff.device = device_in(headers);
        staff.proved = (steps == Steps::Both).then_some(staff.since);
    }
    let unsent = backend::unsent::of_account(&state.backend, account).await?;
    renew(session, held).await?;
    let leads_to = if unsent.is_empty() { next.unwrap_or(&me.home) } else { "/unsent" };
    Ok(leads_to.to_owned())
}

/// Leads on, in a browser that is known for theirs from now on.
pub(crate) async fn let_in(state: &AppState, headers: &HeaderMap, account: AccountId, leads_to: &str) -> Response {
    let to = Redirect::to(leads_to);
    match accounts::device_of(&state.backend, account).await {
        Ok(device) => {
            let known = known_device(&cookie(headers).unwrap_or_default(), &device, state);
            ([(header::SET_COOKIE, known.to_string())], to).into_response()
        }
        // They are in all the same.
        Err(_) => to.into_response(),
    }
}

/// The sign-in page for somebody who cannot be let in now.
pub(crate) async fn away(state: &AppState, of: &Extensions, error: Error) -> Response {
    let refused = match error {
        Error::NotFound => Refused::WorksNowhere,
        error => Refused::Other(error),
    };
    let nobody = SignIn { email: String::new(), password: String::new(), next: String::new() };
    again(state, of, &nobody, &refused).await
}

/// The cookie that says who has signed in in this browser before: a stranger's wrong passwords do not slow them down.
/// It opens nothing.
const DEVICE: &str = "skinlink-device";
/// People of whom one browser is a known device; the one longest ago makes room.
const KNOWN: usize = 8;

pub(super) fn cookie(headers: &HeaderMap) -> Option<String> {
    Some(link_cookie::all(headers).find(|cookie| cookie.name() == DEVICE)?.value().to_owned())
}

fn known_device(before: &str, device: &str, state: &AppState) -> Cookie<'static> {
    let others = before.split('.').filter(|known| !known.is_empty() && *known != device);
    let all: Vec<&str> = std::iter::once(device).chain(others).take(KNOWN).collect();
    Cookie::build((DEVICE, all.join(".")))
        .path("/")
        .http_only(true)
        .secure(state.backend.settings().base_url.starts_with("https:"))
        .same_site(SameSite::Lax)
        .max_age(Duration::days(365))
        .build()
}

/// The sign-in page, with what is wrong.
async fn again(state: &AppState, of: &Extensions, form: &SignIn, refused: &Refused) -> Response {
    let (status, problem) = match refused {
        Refused::Wrong | Refused::Clock(_) | Refused::CodesLocked => (StatusCode::UNAUTHORIZED, SignInProblem::Wrong),
        Refused::TooSoon(wait) => {
            (StatusCode::TOO_MANY_REQUESTS, SignInProblem::TooSoon { seconds: wait.as_secs().unsigned_abs() + 1 })
        }
        Refused::WorksNowhere => (StatusCode::FORBIDDEN, SignInProblem::WorksNowhere),
        Refused::Other(error) => {
            tracing::error!(error = backend::error::chain(error), "signing in failed");
            (StatusCode::SERVICE_UNAVAILABLE, SignInProblem::Away)
        }
    };
    let tried = Tried { problem, email: form.email.clone(), next: form.next.clone() };
    router::page(state, of, "/sign-in", status, tried).await
}

/// Under a new id, because whoever knew the visitor's session must not own the signed-in one; and with nothing of what
/// the visitor had opened: a patient's link stays the patient's.
async fn renew(session: &Session, held: Held) -> Result<(), Error> {
    let renewed = async {
        session.cycle_id().await?;
        session.clear().await;
        session.insert(Held::KEY, held).await
    };
    renewed.await.map_err(|error| Error::Unavailable(error.into()))
}

/// `POST /sign-out`.
pub(crate) async fn sign_out(State(state): State<AppState>, session: Session) -> Response {
    let ended = async {
        if let Some(staff) = context::held(&session).await?.staff {
            sessions::end(&state.backend, &staff).await?;
        }
        session.flush().await.map_err(|error| Error::Unavailable(error.into()))
    };
    match ended.await {
        Ok(()) => ([FORGET], Redirect::to("/sign-in")).into_response(),
        // Nobody is told that they are signed out when they are not.
        Err(error) => {
            tracing::error!(error = backend::error::chain(&error), "signing out failed");
            who::refused(StatusCode::SERVICE_UNAVAILABLE, &AppError::Unavailable)
        }
    }
}

/// `POST /finish`: a patient, or a referrer's phone, is done in this browser. Its links' addresses open nothing from then
/// on, also where the session could not be ended.
pub(crate) async fn finish(State(state): State<AppState>, session: Session, headers: HeaderMap) -> Response {
    let finished = async {
        let held = Held { links: None, ..context::held(&session).await? };
        let done = match &held.staff {
            Some(_) => session.insert(Held::KEY, held).await,
            None => session.flush().await,
        };
        done.map_err(|error| Error::Unavailable(error.into()))
    };
    let mut response = match finished.await {
        Ok(()) => ([FORGET], Redirect::to("/finished")).into_response(),
        Err(error) => {
            tracing::error!(error = backend::error::chain(&error), "a link was not closed");
            let refusal = app::Refusal { kind: "unavailable".to_owned(), back: "/p/".to_owned(), ..Default::default() };
            let none = axum::http::Extensions::new();
            router::problem_page(&state, &none, StatusCode::SERVICE_UNAVAILABLE, refusal).await
        }
    };
    link_cookie::clear(&state.backend, &headers, &mut response);
    response
}
