//! Who is asking: read from the session, once, first thing in every server function and route.

use std::sync::Arc;

use axum::http::{HeaderValue, StatusCode};
use backend::{Backend, accounts, photo_requests};
use domain::{
    access::Actor,
    ids::{AccountId, CaseId, PhotoRequestId, UploadId},
    view::Me,
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use tokio::sync::OnceCell;
use tower_sessions::Session;

use super::AppError;

/// The signed-in account's id.
pub const ACCOUNT: &str = "account";
/// Photo requests whose date of birth was given in this browser.
pub const CONFIRMED: &str = "confirmed";

/// The store, provided to every request by the server.
pub fn backend() -> Backend {
    expect_context::<Backend>()
}

pub async fn session() -> Result<Session, AppError> {
    leptos_axum::extract::<Session>().await.map_err(|_| AppError::Internal)
}

/// Sets the status of the page or call being answered.
pub fn status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
    }
}

/// Leads to another page. What no address can hold came from somebody who made it up: refused, where Leptos would panic.
pub fn redirect(path: &str) {
    match HeaderValue::from_str(path) {
        Ok(_) => leptos_axum::redirect(path),
        Err(_) => status(StatusCode::BAD_REQUEST),
    }
}

/// What [`once_signed_in`] found, for the rest of one page or call.
#[derive(Clone, Default)]
pub struct SignedIn(Arc<OnceCell<Option<(Actor, Me)>>>);

/// [`signed_in`], looked up once for a page whose layout and content both ask. The server provides the [`SignedIn`].
pub async fn once_signed_in() -> Result<Option<(Actor, Me)>, AppError> {
    let (SignedIn(found), session, backend) = (expect_context(), session().await?, backend());
    Ok(found.get_or_init(|| async { signed_in(&session, &backend).await }).await.clone())
}

/// The person signed in, if any.
pub async fn signed_in(session: &Session, backend: &Backend) -> Option<(Actor, Me)> {
    let account: AccountId = session.get(ACCOUNT).await.ok()??;
    accounts::me(backend, account).await.ok()
}

pub async fn staff(session: &Session, backend: &Backend) -> Option<Actor> {
    signed_in(session, backend).await.map(|(actor, _)| actor)
}

/// Photo requests that this browser has shown a date of birth (or a phone's code) for.
pub async fn confirmed(session: &Session) -> Vec<PhotoRequestId> {
    session.get(CONFIRMED).await.ok().flatten().unwrap_or_default()
}

pub async fn confirm(session: &Session, photo_request: PhotoRequestId) -> Result<(), AppError> {
    let mut all = confirmed(session).await;
    if !all.contains(&photo_request) {
        all.push(photo_request);
        session.cycle_id().await.map_err(|_| AppError::Unavailable)?;
        session.insert(CONFIRMED, all).await.map_err(|_| AppError::Unavailable)?;
    }
    Ok(())
}

/// The actor behind a link: a patient who gave the right date in this browser, or a referrer's phone.
pub async fn link(session: &Session, backend: &Backend, token: &str) -> Result<Actor, backend::Error> {
    photo_requests::link_actor(backend, token, &confirmed(session).await).await
}

/// Everyone this browser may act as, for calls that carry neither a token nor a case: signed-in person first.
pub async fn any_actor_for_upload(session: &Session, backend: &Backend, upload: UploadId) -> Option<Actor> {
    if let Some(actor) = staff(session, backend).await
        && backend::images::is_uploader(backend, &actor, upload).await.unwrap_or(false)
    {
        return Some(actor);
    }
    for photo_request in confirmed(session).await {
        if let Ok(actor) = photo_requests::confirmed_actor(backend, photo_request).await
            && backend::images::is_uploader(backend, &actor, upload).await.unwrap_or(false)
        {
            return Some(actor);
        }
    }
    None
}

/// For server functions of signed-in people.
pub async fn asker() -> Result<(Backend, Actor), AppError> {
    match once_signed_in().await? {
        Some((actor, _)) => Ok((backend(), actor)),
        None => {
            status(StatusCode::UNAUTHORIZED);
            Err(AppError::SignedOut)
        }
    }
}

/// For server functions behind a link.
pub async fn link_asker(token: &str) -> Result<(Backend, Actor), AppError> {
    let backend = backend();
    let session = session().await?;
    let actor = link(&session, &backend, token).await?;
    Ok((backend, actor))
}

/// A case's own path, for redirects.
pub fn case_path(case: CaseId) -> String {
    format!("/cases/{case}")
}
