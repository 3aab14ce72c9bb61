//! Who a request for a picture or a clip may come from, and what it is told when there is none.

use app::api::context;
use axum::http::StatusCode;
use backend::{Backend, Error, error::chain, photo_requests};
use domain::access::Actor;
use tower_sessions::Session;

/// Everybody this browser may act as: the person signed in, then the links confirmed in it.
pub(super) async fn actors(backend: &Backend, session: &Session) -> Vec<Actor> {
    let mut actors: Vec<Actor> = context::staff(session, backend).await.into_iter().collect();
    for link in context::confirmed(session).await {
        actors.extend(photo_requests::confirmed_actor(backend, link).await);
    }
    actors
}

/// What is not theirs is not there.
pub(super) fn refusal(error: &Error) -> StatusCode {
    match error {
        Error::NotFound | Error::Denied => StatusCode::NOT_FOUND,
        Error::Unavailable(_) => {
            tracing::warn!(error = chain(error), "a picture or clip could not be read for now");
            StatusCode::SERVICE_UNAVAILABLE
        }
        _ => {
            tracing::error!(error = chain(error), "a picture or clip could not be read");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    }
}
