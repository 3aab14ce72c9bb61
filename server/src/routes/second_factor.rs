//! The second step of signing in, after the right password: ordinary forms, so that each works without any script.

use app::{SecondFactor, api::context, wait};
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

use super::sign_in;
use crate::{local_path, router, state::AppState};

/// Whoever waits too long, or was never here, begins again.
const BEGIN: &str = "/sign-in";

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
    match sign_in::enter(state, session, headers, pending.account, next).await {
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

/// `POST /second-factor/set-up`: shows the recovery codes, once.
pub(crate) async fn set_up(State(state): State<AppState>, session: Session, request: Request) -> Response {
    let (headers, of) = (request.headers().clone(), request.extensions().clone());
    let Ok(Form(Typed { code })) = Form::<Typed>::from_request(request, &()).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let (account, sealed, next) = match pending(&state, &session).await {
        Ok(Some(Pending { account, sealed: Some(sealed), next, .. })) => (account, sealed, next),
        Ok(_) => return Redirect::to(BEGIN).into_response(),
        Err(error) => return sign_in::away(&state, &of, error).await,
    };
    let codes = match second_factor::set_up(&state.backend, account, &sealed, &code).await {
        Ok(codes) => codes,
        // Set up in another tab meanwhile.
        Err(Refused::Other(Error::Conflict)) => return Redirect::to(BEGIN).into_response(),
        Err(refused) => return show(&state, &of, account, &sealed, Some(&refused)).await,
    };
    match sign_in::enter(&state, &session, &headers, account, local_path::checked(&next)).await {
        Ok(next) => {
            let told = SecondFactor::Codes { codes, next };
            router::page(&state, &of, "/second-factor/set-up", StatusCode::OK, told).await
        }
        Err(error) => sign_in::away(&state, &of, error).await,
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

fn said(refused: &Refused) -> (StatusCode, String) {
    match refused {
        Refused::TooSoon(left) => {
            let left = wait(left.as_secs().unsigned_abs() + 1);
            (StatusCode::TOO_MANY_REQUESTS, format!("Too many wrong codes. Wait {left} and try again"))
        }
        Refused::Wrong | Refused::WorksNowhere => (
            StatusCode::UNAUTHORIZED,
            "That code does not fit, or was used. Wait for the next one; if that does not fit either, see that the phone sets its clock by itself"
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
