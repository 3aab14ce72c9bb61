//! What administrators do, by plain forms. The answer is a page, since it can hold a link that no address may.

use app::{
    ActDone,
    api::{AppError, context::Who},
};
use axum::{
    Extension, Form,
    extract::{FromRequest, Request, State},
    http::StatusCode,
    response::{IntoResponse, Response},
};
use backend::{
    Backend, Error,
    accounts::{self, Manager},
    error::chain,
    invitations::{self, Invited, NewPerson},
    organisations::{self, NewOrganisation},
};
use serde::Deserialize;

use crate::{middleware::who, router, state::AppState};

#[derive(Deserialize)]
struct Act {
    act: String,
    /// What it is done to: an account's id, an organisation's kind, or a role with the id of where.
    about: String,
    #[serde(default)]
    name: String,
    #[serde(default)]
    email: String,
    #[serde(default)]
    organisation: String,
    #[serde(default)]
    ods: String,
    #[serde(default)]
    phone: String,
}

/// `POST /api/admin/act`.
pub(crate) async fn act(State(state): State<AppState>, Extension(who): Extension<Who>, request: Request) -> Response {
    let of = request.extensions().clone();
    let Some(actor) = who.actor() else { return who::refused(StatusCode::UNAUTHORIZED, &AppError::SignedOut) };
    let Ok(Form(act)) = Form::<Act>::from_request(request, &()).await else {
        return StatusCode::BAD_REQUEST.into_response();
    };
    let (status, done) = match run(&state.backend, Manager::Person(&actor), &act).await {
        Ok(done) => (StatusCode::OK, done),
        Err(Error::Invalid(problems)) => {
            let why = problems.into_iter().map(|it| it.message).collect::<Vec<_>>().join(" ");
            // A page that says why, not one that stands for it.
            (StatusCode::OK, ActDone::Not(why))
        }
        Err(Error::Denied | Error::NotFound) => return who::refused(StatusCode::NOT_FOUND, &AppError::NotFound),
        Err(error) => {
            tracing::error!(error = chain(&error), "an administrator's act could not be done");
            return who::refused(StatusCode::SERVICE_UNAVAILABLE, &AppError::Unavailable);
        }
    };
    router::page(&state, &of, "/admin/done", status, done).await
}

async fn run(b: &Backend, by: Manager<'_>, act: &Act) -> Result<ActDone, Error> {
    let account = || act.about.parse().map_err(|_| Error::NotFound);
    match act.act.as_str() {
        "invite" => {
            let (role, organisation) = match act.about.split_once(' ') {
                Some((role, id)) => (role, Some(id.parse().map_err(|_| Error::NotFound)?)),
                None => (act.about.as_str(), None),
            };
            let role = role.parse().map_err(|_| Error::NotFound)?;
            let new = NewPerson { email: &act.email, name: &act.name, role, organisation };
            Ok(told(invitations::invite(b, by, new).await?))
        }
        "reset" => Ok(told(invitations::reset(b, by, account()?, false).await?)),
        "lock" => {
            accounts::lock(b, by, account()?).await?;
            Ok(ActDone::Done("Locked, and signed out everywhere".to_owned()))
        }
        "unlock" => {
            accounts::unlock(b, by, account()?).await?;
            Ok(ActDone::Done("Unlocked".to_owned()))
        }
        "organisation" => {
            let kind = act.about.parse().map_err(|_| Error::NotFound)?;
            let (name, ods_code, phone) = (&act.organisation, &act.ods, &act.phone);
            organisations::create(b, by, NewOrganisation { kind, name, ods_code, phone, parent: None }).await?;
            Ok(ActDone::Done("Added".to_owned()))
        }
        _ => Err(Error::NotFound),
    }
}

fn told(invited: Invited) -> ActDone {
    match invited {
        Invited::ByLink { url, until } => ActDone::Link { url, until: until.full },
        Invited::ByMail { to, until } => {
            ActDone::Done(format!("A mail with a link goes to {to}. It works once, until {}", until.full))
        }
        Invited::Added { name } => ActDone::Done(format!("{name} has an account already, and works there too now")),
    }
}
