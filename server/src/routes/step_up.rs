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
    accounts::{self, Manager, TryFrom, second_factor},
    error::chain,
    organisations,
    sessions::{self, Held},
};
use domain::{access::Actor, role::Role};
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
            let fields = Fields(fields);
            let what = words(state, &actor, of.uri.path(), &fields).await;
            let told = StepUp { what, action, fields: fields.0, problem };
            // A page that asks, not one that stands for an answer.
            Err(router::page(state, &of.extensions, "/step-up", StatusCode::OK, told).await)
        }
        Err(error) => {
            tracing::error!(error = chain(&error), "a second step could not be asked for");
            Err(who::refused(StatusCode::SERVICE_UNAVAILABLE, &AppError::Unavailable))
        }
    }
}

/// What the form asks for: whoever finds this page on a screen of theirs has to see whether they began it.
async fn words(state: &AppState, actor: &Actor, path: &str, fields: &Fields) -> String {
    let (b, by, about) = (&state.backend, Manager::Person(actor), fields.get("about"));
    let person = async |what: &str| match about.parse() {
        Ok(id) => accounts::person(b, by, id).await.map_or(what.to_owned(), |it| format!("{what} {}", it.name)),
        Err(_) => what.to_owned(),
    };
    let organisation = async |what: &str| {
        let all = organisations::managed(b, by).await.unwrap_or_default();
        let found = all.into_iter().find(|it| it.id.to_string() == about);
        found.map_or(what.to_owned(), |it| format!("{what} {}", it.name))
    };
    match (path, fields.get("act")) {
        ("/api/passkeys/add", _) => format!("Add the passkey “{}”, which signs in as you", fields.get("name")),
        ("/api/passkeys/remove", _) => "Remove a passkey of yours".to_owned(),
        ("/api/recovery-codes", _) => "Make new recovery codes for your account".to_owned(),
        ("/api/recovery-codes/keep", _) => "Let your new recovery codes count, and no others".to_owned(),
        (_, "invite") => {
            let role = about.split(' ').next().unwrap_or_default().parse::<Role>();
            let role = role.map_or(String::new(), |role| format!(" as {}", role.label().to_lowercase()));
            format!("Invite {}{role}", fields.get("email"))
        }
        (_, "take_back") => "Take back an invitation".to_owned(),
        (_, "reset") => person("Reset the password of").await,
        (_, "reset_all") => person("Reset the password and the second step of").await,
        (_, "lock") => person("Lock the account of").await,
        (_, "unlock") => person("Unlock the account of").await,
        (_, "leave") => person("Note the leaving of").await,
        (_, "stay") => person("Cancel the leaving of").await,
        (_, "register") => person("Change the registration of").await,
        (_, "end") => "End a role of somebody’s".to_owned(),
        (_, "organisation") => format!("Add {}", fields.get("organisation")),
        (_, "change") => organisation("Change what is known of").await,
        (_, "send_again") => "Send again what was given up, or make its link anew".to_owned(),
        (_, "dealt_with") => "Note that a message that was given up is dealt with".to_owned(),
        (_, "log_looked") => "Note that you have looked at faults of the logs".to_owned(),
        (_, "close") => organisation("Close").await,
        (_, "reopen") => organisation("Open again").await,
        _ => "Change who can sign in".to_owned(),
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
