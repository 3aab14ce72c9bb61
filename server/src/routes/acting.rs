//! What a request for a picture or a clip is told when there is none for it.

use app::api::{AppError, context::RETRY_AFTER};
use axum::{
    http::{StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{Error, error::chain};

/// What is not theirs is not there.
pub(super) fn refusal(error: &Error) -> Response {
    match error {
        Error::NotFound | Error::Denied | Error::Unconfirmed => StatusCode::NOT_FOUND.into_response(),
        Error::Unavailable(_) => {
            tracing::warn!(error = chain(error), "a picture or clip could not be read for now");
            let says = [(header::RETRY_AFTER, RETRY_AFTER)];
            (StatusCode::SERVICE_UNAVAILABLE, says, AppError::Unavailable.to_string()).into_response()
        }
        _ => {
            tracing::error!(error = chain(error), "a picture or clip could not be read");
            StatusCode::INTERNAL_SERVER_ERROR.into_response()
        }
    }
}
