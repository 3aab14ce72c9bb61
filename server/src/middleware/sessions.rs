use axum::{extract::Request, middleware::Next, response::Response};
use backend::{Backend, sessions::Store};
use tower_sessions::{
    Expiry, Session, SessionManagerLayer,
    cookie::{SameSite, time::Duration},
};

use crate::config::BaseUrl;

/// When the session was last written, in minutes since 1970.
const SEEN: &str = "seen";
/// How old that may be before it is written again: a session then lasts up to this much less than it could, and a page
/// is not a write to the database.
const REFRESH_MINUTES: i64 = 2;

/// Sessions kept in the database, behind a cookie that scripts cannot read and other sites cannot send a form with.
pub(crate) fn layer(backend: &Backend, base_url: &BaseUrl, idle_minutes: u32) -> SessionManagerLayer<Store> {
    let secure = !base_url.is_this_machine();
    SessionManagerLayer::new(Store::new(backend.clone()))
        // The prefix makes browsers refuse the cookie from a subdomain or over plain http.
        .with_name(if secure { "__Host-skinlink" } else { "skinlink" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnInactivity(Duration::minutes(idle_minutes.into())))
}

/// Keeps a session alive while its owner uses it: only a session that changed is written, and only a written one is
/// given more time.
pub(crate) async fn touch(backend: Backend, request: Request, next: Next) -> Response {
    if let Some(session) = request.extensions().get::<Session>().cloned()
        && session.id().is_some()
        && !session.is_empty().await
    {
        let now = backend.clock().now().as_second() / 60;
        let seen: Option<i64> = session.get(SEEN).await.ok().flatten();
        if seen.is_none_or(|seen| now - seen >= REFRESH_MINUTES) {
            // A session that cannot be written now is written at the next click.
            let _ = session.insert(SEEN, now).await;
        }
    }
    next.run(request).await
}
