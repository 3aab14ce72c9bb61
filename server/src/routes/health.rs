use axum::{extract::State, http::StatusCode};
use backend::Backend;

/// `GET /healthz`: the process is alive.
pub(crate) async fn alive() -> &'static str {
    "alive\n"
}

/// `GET /readyz`: new work would be taken.
pub(crate) async fn ready(State(backend): State<Backend>) -> (StatusCode, &'static str) {
    match backend.ready().await {
        Ok(()) => (StatusCode::OK, "ready\n"),
        // Why not is in the log, once for each look.
        Err(_) => (StatusCode::SERVICE_UNAVAILABLE, "not ready\n"),
    }
}
