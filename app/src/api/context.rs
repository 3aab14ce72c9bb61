//! Who is asking: read from the session, once, first thing in every server function and route.

use std::sync::{
    Arc,
    atomic::{AtomicBool, Ordering},
};

use axum::http::{HeaderName, HeaderValue, StatusCode, header, request::Parts};
use backend::{
    Backend, photo_requests,
    sessions::{Held, Links},
};
use domain::{
    access::Actor,
    ids::{CaseId, MembershipId, PhotoRequestId, UploadId},
    link_token::is_reference,
    view::Finding,
};
use leptos::prelude::*;
use leptos_axum::ResponseOptions;
use tower_sessions::Session;

use super::{AppError, session::SignedIn};

/// Seconds after which something that could not be reached is worth another try.
pub const RETRY_AFTER: HeaderValue = HeaderValue::from_static("5");
/// Which [`AppError`] an answer is about, for what stands between a server function and a page without scripts.
pub const PROBLEM: HeaderName = HeaderName::from_static("skinlink-problem");

/// Who is asking, as the layer around everything found it, once: an extension of every request.
#[derive(Debug, Clone, Default)]
pub struct Who {
    pub staff: Option<Staff>,
    /// Photo requests that this browser has shown a date of birth (or a phone's code) for.
    pub links: Vec<PhotoRequestId>,
    /// Links that this browser carries: each one's reference, and its token as it was sealed for it.
    pub carried: Vec<(String, String)>,
}

/// Somebody signed in.
#[derive(Debug, Clone)]
pub struct Staff {
    pub actor: Actor,
    pub signed_in: SignedIn,
}

impl Who {
    /// The person signed in, for access.
    pub fn actor(&self) -> Option<Actor> {
        self.staff.as_ref().map(|staff| staff.actor)
    }

    /// The token of the link that pages call `reference`, where this browser carries it.
    pub fn token(&self, backend: &Backend, reference: &str) -> Option<String> {
        let (_, sealed) = self.carried.iter().find(|(of, _)| of == reference)?;
        Some(photo_requests::carried(backend, reference, sealed)?.token)
    }

    /// The actor behind a link: a patient who gave the right date in this browser, or a referrer's phone.
    pub async fn by_link(&self, backend: &Backend, reference: &str) -> Result<Actor, backend::Error> {
        let token = self.token(backend, reference).ok_or(backend::Error::NotFound)?;
        photo_requests::link_actor(backend, &token, &self.links).await
    }

    /// Everybody this browser may act as: the person signed in, then the links confirmed in it.
    pub async fn actors(&self, backend: &Backend) -> Result<Vec<Actor>, backend::Error> {
        let mut actors: Vec<Actor> = self.actor().into_iter().collect();
        for &link in &self.links {
            match photo_requests::confirmed_actor(backend, link).await {
                Ok(actor) => actors.push(actor),
                // It opens nothing any longer.
                Err(backend::Error::NotFound) => {}
                Err(error) => return Err(error),
            }
        }
        Ok(actors)
    }

    /// Which of them began this upload.
    pub async fn uploader(&self, backend: &Backend, upload: UploadId) -> Result<Option<Actor>, backend::Error> {
        for actor in self.actors(backend).await? {
            if backend::images::is_uploader(backend, &actor, upload).await? {
                return Ok(Some(actor));
            }
        }
        Ok(None)
    }
}

/// A cell of a request for a patient's page, by which the page tells its server that it shows an answer which they have not
/// been shown before. Only a request by which somebody goes to the page has one.
#[derive(Debug, Clone, Default)]
pub struct AnswerShown(Arc<AtomicBool>);

impl AnswerShown {
    pub fn is_shown(&self) -> bool {
        self.0.load(Ordering::Acquire)
    }
}

/// The page that is being answered shows an answer for the first time.
pub fn answer_shown() {
    if let Some(AnswerShown(cell)) = use_context::<Parts>().and_then(|parts| parts.extensions.get().cloned()) {
        cell.store(true, Ordering::Release);
    }
}

/// The store, provided to every request by the server.
pub fn backend() -> Backend {
    expect_context::<Backend>()
}

/// What the server finds of its settings, provided to every request.
#[derive(Debug, Clone)]
pub struct SettingsFound(pub Arc<[Finding]>);

pub(super) fn settings_found() -> Vec<Finding> {
    use_context::<SettingsFound>().map(|found| found.0.to_vec()).unwrap_or_default()
}

/// Who asks for this page or calls this function.
pub fn who() -> Who {
    use_context::<Who>().unwrap_or_default()
}

pub async fn session() -> Result<Session, AppError> {
    leptos_axum::extract::<Session>().await.map_err(|_| AppError::Internal)
}

/// Sets the status of the page or call being answered.
pub fn status(status: StatusCode) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.set_status(status);
        if status == StatusCode::SERVICE_UNAVAILABLE {
            response.insert_header(header::RETRY_AFTER, RETRY_AFTER);
        }
    }
}

/// Says in the answer what went wrong.
pub(super) fn problem(error: &AppError) {
    if let Some(response) = use_context::<ResponseOptions>() {
        response.insert_header(PROBLEM, HeaderValue::from_static(error.code()));
    }
}

/// Leads to another page. What no address can hold came from somebody who made it up: refused, where Leptos would panic.
pub fn redirect(path: &str) {
    if path.is_ascii() && HeaderValue::from_str(path).is_ok() {
        leptos_axum::redirect(path);
    } else {
        status(StatusCode::BAD_REQUEST);
    }
}

/// Leads to the page of a link that this browser does not carry, which says what to do.
pub fn open_again(reference: &str) -> Result<(), AppError> {
    if !is_reference(reference) {
        return Err(backend::Error::NotFound.into());
    }
    redirect(&format!("/p/{reference}"));
    Ok(())
}

/// What a session holds. What cannot be read is nothing; a store that does not answer is an error.
pub async fn held(session: &Session) -> Result<Held, backend::Error> {
    use tower_sessions::session::Error;
    match session.get::<Held>(Held::KEY).await {
        Ok(held) => Ok(held.unwrap_or_default()),
        Err(Error::SerdeJson(_)) => Ok(Held::default()),
        Err(error @ Error::Store(_)) => Err(backend::Error::Unavailable(error.into())),
    }
}

/// This browser has shown that it may open a link.
pub async fn confirm(session: &Session, backend: &Backend, link: PhotoRequestId) -> Result<(), backend::Error> {
    let now = backend.clock().now();
    let mut held = held(session).await?.alive(&backend.settings().sessions, now);
    let links = held.links.get_or_insert_with(|| Links { ids: Vec::new(), seen: now });
    if links.ids.contains(&link) {
        return Ok(());
    }
    links.ids.push(link);
    links.seen = now;
    // A new id: whoever knew the visitor's session must not own what it opens now.
    let away = |error: tower_sessions::session::Error| backend::Error::Unavailable(error.into());
    session.cycle_id().await.map_err(away)?;
    session.insert(Held::KEY, held).await.map_err(away)
}

/// The session works in another membership of its account from now on; where that starts.
pub async fn switch(backend: &Backend, membership: MembershipId) -> Result<String, backend::Error> {
    let away = |error: tower_sessions::session::Error| backend::Error::Unavailable(error.into());
    let session = session().await.map_err(|_| backend::Error::NotFound)?;
    let staff = held(&session).await?.staff.ok_or(backend::Error::NotFound)?;
    let held = backend::sessions::switch(backend, &staff, membership).await?;
    session.insert(Held::KEY, held).await.map_err(away)?;
    Ok(backend::accounts::me_at(backend, staff.account, membership).await?.1.home)
}

/// A cookie of the request being answered.
pub fn cookie(name: &str) -> Option<String> {
    let headers = use_context::<Parts>()?.headers;
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    let value = cookies.flat_map(|cookies| cookies.split("; ")).find_map(|it| it.strip_prefix(name)?.strip_prefix('='));
    value.map(str::to_owned)
}

/// Gives the pages of links a cookie for some seconds; with none it is gone.
pub fn set_link_cookie(name: &str, value: &str, seconds: u32) {
    set_cookie("/p/", name, value, seconds);
}

/// The same of the pages below any path.
pub fn set_cookie(path: &str, name: &str, value: &str, seconds: u32) {
    let secure = if backend().settings().base_url.starts_with("https:") { "; Secure" } else { "" };
    let cookie = format!("{name}={value}; Path={path}; HttpOnly; SameSite=Lax; Max-Age={seconds}{secure}");
    if let (Some(response), Ok(cookie)) = (use_context::<ResponseOptions>(), HeaderValue::try_from(cookie)) {
        response.append_header(header::SET_COOKIE, cookie);
    }
}

/// For server functions of signed-in people.
pub async fn asker() -> Result<(Backend, Actor), AppError> {
    match who().actor() {
        Some(actor) => Ok((backend(), actor)),
        None => {
            status(StatusCode::UNAUTHORIZED);
            problem(&AppError::SignedOut);
            Err(AppError::SignedOut)
        }
    }
}

/// For server functions behind a link.
pub async fn link_asker(reference: &str) -> Result<(Backend, Actor), AppError> {
    let backend = backend();
    let actor = who().by_link(&backend, reference).await?;
    Ok((backend, actor))
}

/// The token of a link that this browser carries.
pub fn link_token(reference: &str) -> Option<String> {
    who().token(&backend(), reference)
}

/// A case's own path, for redirects.
pub fn case_path(case: CaseId) -> String {
    format!("/cases/{case}")
}
