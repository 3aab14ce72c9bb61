//! The second step of signing in, after the right password: ordinary forms, so that each works without any script.

use app::{
    Refusal, SecondFactor,
    api::{AppError, context},
    wait,
};
use axum::{
    Form,
    extract::{FromRequest, Request, State},
    http::{Extensions, HeaderMap, StatusCode},
    response::{IntoResponse, Redirect, Response},
};
use backend::{
    Error,
    accounts::{Refused, TryFrom, second_factor},
    sessions::Pending,
};
use qrcode::{QrCode, render::svg};
use serde::Deserialize;
use tower_sessions::Session;

use super::sign_in::{self, Steps};
use crate::{local_path, router, state::AppState};

/// Whoever waits too long, or was never here, begins again.
const BEGIN: &str = "/sign-in";
/// Where recovery codes are kept that were shown.
const KEEP: &str = "/second-factor/keep";

#[derive(Deserialize)]
struct Typed {
    code: String,
}

/// `GET /second-factor`.
pub(crate) async fn page(State(state): State<AppState>, session: Session, request: Request) -> Response {
    match pending(&state, &session).await {
        Ok(Some(Pending { sealed: Some(_), .. })) => Redirect::to("/second-factor/set-up").into_response(),
        Ok(Some(_)) => {
            let told = SecondFactor::Code { problem: None };
            router::page(&state, request.extensions(), "/second-factor", StatusCode::OK, told).await
        }
        Ok(None) => Redirect::to(BEGIN).into_response(),
        Err(error) => sign_in::away(&state, request.extensions(), error).await,
    }
}

/// `POST /second-factor`.
pub(crate) async fn check(State(state): State<AppState>, session: Session, request: Request) -> Response {
    let (headers, of) = (request.headers().clone(), request.extensions().clone());
    let source = state.admission.source(&of, &headers).to_string();
    let device = sign_in::cookie(&headers).unwrap_or_default();
    let Ok(Form(Typed { code })) = Form::<Typed>::from_request(request, &()).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let pending = match pending(&state, &session).await {
        Ok(Some(pending)) => pending,
        Ok(None) => return Redirect::to(BEGIN).into_response(),
        Err(error) => return sign_in::away(&state, &of, error).await,
    };
    let from = TryFrom { source: &source, device: Some(&device) };
    match second_factor::check(&state.backend, pending.account, &code, from).await {
        Ok(()) => finish(&state, &session, &headers, &of, &pending).await,
        Err(refused) => {
            let (status, problem) = said(&refused);
            let told = SecondFactor::Code { problem: Some(problem) };
            router::page(&state, &of, "/second-factor", status, told).await
        }
    }
}

async fn finish(
    state: &AppState,
    session: &Session,
    headers: &HeaderMap,
    of: &Extensions,
    pending: &Pending,
) -> Response {
    let next = local_path::checked(&pending.next);
    match sign_in::enter(state, session, headers, pending.account, next, Steps::Both).await {
        Ok(leads_to) => sign_in::let_in(state, headers, pending.account, &leads_to).await,
        Err(error) => sign_in::away(state, of, error).await,
    }
}

/// `GET /second-factor/set-up`.
pub(crate) async fn set_up_page(State(state): State<AppState>, session: Session, request: Request) -> Response {
    match pending(&state, &session).await {
        Ok(Some(Pending { sealed: Some(sealed), account, .. })) => {
            show(&state, request.extensions(), account, &sealed, None).await
        }
        Ok(Some(_)) => Redirect::to("/second-factor").into_response(),
        Ok(None) => Redirect::to(BEGIN).into_response(),
        Err(error) => sign_in::away(&state, request.extensions(), error).await,
    }
}

/// `POST /second-factor/set-up`: shows the recovery codes. Nothing is kept before somebody has kept them.
pub(crate) async fn set_up(State(state): State<AppState>, session: Session, request: Request) -> Response {
    let of = request.extensions().clone();
    let Ok(Form(Typed { code })) = Form::<Typed>::from_request(request, &()).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let (account, sealed) = match pending(&state, &session).await {
        Ok(Some(Pending { account, sealed: Some(sealed), .. })) => (account, sealed),
        Ok(_) => return Redirect::to(BEGIN).into_response(),
        Err(error) => return sign_in::away(&state, &of, error).await,
    };
    match second_factor::try_set_up(&state.backend, account, &sealed, &code).await {
        Ok(new) => {
            let told = SecondFactor::Codes { codes: new.codes, sealed: new.sealed, action: KEEP.to_owned() };
            router::page(&state, &of, "/second-factor/set-up", StatusCode::OK, told).await
        }
        Err(refused) => show(&state, &of, account, &sealed, Some(&refused)).await,
    }
}

#[derive(Deserialize)]
struct Kept {
    codes: String,
}

/// `POST /second-factor/keep`: somebody has kept their recovery codes. Now they count, and the app does.
pub(crate) async fn keep(State(state): State<AppState>, session: Session, request: Request) -> Response {
    let (headers, of) = (request.headers().clone(), request.extensions().clone());
    let Ok(Form(Kept { codes })) = Form::<Kept>::from_request(request, &()).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let pending = match pending(&state, &session).await {
        Ok(Some(pending)) => pending,
        Ok(None) => return Redirect::to(BEGIN).into_response(),
        Err(error) => return sign_in::away(&state, &of, error).await,
    };
    let Some(sealed) = &pending.sealed else { return Redirect::to(BEGIN).into_response() };
    match second_factor::set_up(&state.backend, pending.account, sealed, &codes).await {
        Ok(()) => finish(&state, &session, &headers, &of, &pending).await,
        // Set up in another tab meanwhile.
        Err(Refused::Other(Error::Conflict)) => Redirect::to(BEGIN).into_response(),
        Err(Refused::Other(error)) => {
            tracing::error!(error = backend::error::chain(&error), "a second step could not be kept");
            let back = "/second-factor/set-up".to_owned();
            let refusal = Refusal { kind: AppError::Unavailable.code().to_owned(), back, ..Refusal::default() };
            router::problem_page(&state, &of, StatusCode::SERVICE_UNAVAILABLE, refusal).await
        }
        // Shown too long ago, or not by us: others are shown.
        Err(_) => Redirect::to("/second-factor/set-up").into_response(),
    }
}

/// The square and its letters, with what was wrong.
async fn show(
    state: &AppState,
    of: &Extensions,
    account: domain::ids::AccountId,
    sealed: &str,
    refused: Option<&Refused>,
) -> Response {
    let offer = match second_factor::offer(&state.backend, account, sealed).await {
        Ok(offer) => offer,
        Err(error) => return sign_in::away(state, of, error).await,
    };
    let Ok(square) = QrCode::new(offer.uri.as_bytes()) else {
        return StatusCode::INTERNAL_SERVER_ERROR.into_response();
    };
    let square = square.render::<svg::Color<'_>>().min_dimensions(200, 200).build();
    // Inside a page it is an element, not a document.
    let square = square.split_once("?>").map_or(square.as_str(), |(_, svg)| svg).to_owned();
    let (status, problem) = refused.map(said).unzip();
    let told = SecondFactor::SetUp { square, letters: offer.letters, problem };
    router::page(state, of, "/second-factor/set-up", status.unwrap_or(StatusCode::OK), told).await
}

pub(super) fn said(refused: &Refused) -> (StatusCode, String) {
    match refused {
        Refused::TooSoon(left) => {
            let left = wait(left.as_secs().unsigned_abs() + 1);
            (StatusCode::TOO_MANY_REQUESTS, format!("Too many wrong codes. Wait {left} and try again"))
        }
        Refused::Wrong | Refused::WorksNowhere => (
            StatusCode::UNAUTHORIZED,
            "That code does not fit, or was used. Wait for the next one, and type it while it is shown".to_owned(),
        ),
        Refused::Clock(seconds) => {
            let (minutes, how) = ((seconds.abs() + 30) / 60, if *seconds > 0 { "ahead" } else { "behind" });
            let minutes = if minutes == 1 { "1 minute".to_owned() } else { format!("{minutes} minutes") };
            let said = format!(
                "Your phone’s clock is about {minutes} {how}, so its codes do not fit. Let the phone set its clock by itself, and type the next code"
            );
            (StatusCode::UNAUTHORIZED, said)
        }
        Refused::CodesLocked => (
            StatusCode::UNAUTHORIZED,
            "Too many wrong codes were typed for this account, and none is taken any longer. Somebody may know your password: ask your administrator to reset it"
                .to_owned(),
        ),
        Refused::Other(error) => {
            tracing::error!(error = backend::error::chain(error), "a code could not be checked");
            (StatusCode::SERVICE_UNAVAILABLE, "Skinlink cannot be reached just now. Try again in a moment".to_owned())
        }
    }
}

/// Whose second step this browser is at.
async fn pending(state: &AppState, session: &Session) -> Result<Option<Pending>, Error> {
    let b = &state.backend;
    Ok(context::held(session).await?.alive(&b.settings().sessions, b.clock().now()).pending)
}
