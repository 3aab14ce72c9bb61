use backend::{Backend, sessions::Store};
use tower_sessions::{Expiry, SessionManagerLayer, cookie::SameSite};

use crate::config::BaseUrl;

/// Sessions kept in the database, behind a cookie that scripts cannot read and other sites cannot send a form with. How
/// long one lasts is decided there; the cookie ends with the browser at the latest.
pub(crate) fn layer(backend: &Backend, base_url: &BaseUrl) -> SessionManagerLayer<Store> {
    let secure = !base_url.is_this_machine();
    SessionManagerLayer::new(Store::new(backend.clone()))
        // The prefix makes browsers refuse the cookie from a subdomain or over plain http.
        .with_name(if secure { "__Host-skinlink" } else { "skinlink" })
        .with_secure(secure)
        .with_http_only(true)
        .with_same_site(SameSite::Lax)
        .with_expiry(Expiry::OnSessionEnd)
}
