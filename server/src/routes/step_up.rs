//! Acts on people, credentials and organisations: a plain form whose sender gives the second step again where the last
//! one is too long ago. What was typed goes along through that page and is sent again by it.

use app::{
    StepUp,
    api::{
        AppError,
        context::{self, Who},
    },
};
use axum::{
    Form,
    extract::{FromRequest, Request},
    http::{StatusCode, request::Parts},
    response::{IntoResponse, Response},
};
use backend::{
    Error,
    accounts::{TryFrom, second_factor},
    error::chain,
    sessions::{self, Held},
};
use domain::access::Actor;
use tower_sessions::Session;

use super::{second_factor::said, sign_in};
use crate::{middleware::who, router, state::AppState};

/// The field of the code, which no form of ours has otherwise.
const CODE: &str = "code";

/// A form as it came.
#[derive(Debug, Default)]
pub(super) struct Fields(Vec<(String, String)>);

impl Fields {
    /// What stands in a field; empty where there is none.
    pub(super) fn get(&self, name: &str) -> &str {
        self.0.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value)
    }
}

/// An act that its sender may ask for: they are signed in, and their second step is not too long ago.
pub(super) struct Asked {
    pub(super) actor: Actor,
    pub(super) fields: Fields,
    /// Of the request.
    pub(super) of: Parts,
}

/// Who asks for what; or the answer that they get first.
pub(super) async fn asked(state: &AppState, session: &Session, request: Request) -> Result<Asked, Response> {
    let (of, body) = request.into_parts();
    let form = Form::<Vec<(String, String)>>::from_request(Request::from_parts(of.clone(), body), &()).await;
    let Ok(Form(mut fields)) = form else { return Err(StatusCode::BAD_REQUEST.into_response()) };
    let signed_out = || who::refused(StatusCode::UNAUTHORIZED, &AppError::SignedOut);
    let actor = of.extensions.get::<Who>().and_then(Who::actor).ok_or_else(signed_out)?;
    let code = fields.iter().position(|(name, _)| name == CODE).map(|at| fields.remove(at).1);
    match proved(state, session, &of, code.as_deref()).await {
        Ok(Proof::Given) => Ok(Asked { actor, fields: Fields(fields), of }),
        Ok(Proof::SignedOut) => Err(signed_out()),
        Ok(Proof::Wanted(problem)) => {
            let action = of.uri.to_string();
            let told = StepUp { action, fields, problem };
            // A page that asks, not one that stands for an answer.
            Err(router::page(state, &of.extensions, "/step-up", StatusCode::OK, told).await)
        }
        Err(error) => {
            tracing::error!(error = chain(&error), "a second step could not be asked for");
            Err(who::refused(StatusCode::SERVICE_UNAVAILABLE, &AppError::Unavailable))
        }
    }
}

enum Proof {
    Given,
    /// What was wrong with the one that was given.
    Wanted(Option<String>),
    SignedOut,
}

async fn proved(state: &AppState, session: &Session, of: &Parts, code: Option<&str>) -> Result<Proof, Error> {
    let b = &state.backend;
    let held = context::held(session).await?.alive(&b.settings().sessions, b.clock().now());
    let Some(mut staff) = held.staff.clone() else { return Ok(Proof::SignedOut) };
    if !sessions::wants_proof(b, &staff).await? {
        return Ok(Proof::Given);
    }
    let Some(code) = code else { return Ok(Proof::Wanted(None)) };
    let source = state.admission.source(&of.extensions, &of.headers).to_string();
    let device = sign_in::cookie(&of.headers).unwrap_or_default();
    let from = TryFrom { source: &source, device: Some(&device) };
    if let Err(refused) = second_factor::check(b, staff.account, code, from).await {
        return Ok(Proof::Wanted(Some(said(&refused).1)));
    }
    staff.proved = Some(b.clock().now());
    let held = Held { staff: Some(staff), ..held };
    session.insert(Held::KEY, held).await.map_err(|error| Error::Unavailable(error.into()))?;
    Ok(Proof::Given)
}
