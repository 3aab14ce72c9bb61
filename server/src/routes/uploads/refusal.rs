use app::api::{client::UNCONFIRMED, context::PROBLEM};
use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{Error, images::PictureError};
use serde_json::json;

/// 460, the protocol's own: the checksum does not fit.
const CHECKSUM_MISMATCH: u16 = 460;

/// The code that picks a sentence in the locale files, under `refused.`.
pub(in crate::routes) fn code(error: &PictureError) -> &'static str {
    match error {
        PictureError::Gone => "closed",
        PictureError::TooMany { .. } => "too_many",
        PictureError::TooManyClips { .. } => "too_many_videos",
        PictureError::Refused(refusal) => refusal.code(),
        PictureError::RefusedClip(refusal) => refusal.code(),
        PictureError::Other(Error::TooLarge) => "too_large",
        PictureError::Other(Error::Unconfirmed) => UNCONFIRMED,
        PictureError::Offset { .. } | PictureError::Checksum | PictureError::Other(_) => "failed",
    }
}

/// The answer to a request that could not be done. Who may not know of an upload is told that there is none.
pub(super) fn refused(error: PictureError) -> Response {
    let status = match &error {
        PictureError::Gone => StatusCode::GONE,
        PictureError::Offset { .. } | PictureError::Other(Error::Stale | Error::Conflict) => StatusCode::CONFLICT,
        PictureError::Checksum => StatusCode::from_u16(CHECKSUM_MISMATCH).expect("460 is a status code"),
        PictureError::Refused(imaging_error) if imaging_error.code() == "too_large" => StatusCode::PAYLOAD_TOO_LARGE,
        PictureError::RefusedClip(refusal) if refusal.code() == "video_too_large" => StatusCode::PAYLOAD_TOO_LARGE,
        PictureError::Refused(_)
        | PictureError::RefusedClip(_)
        | PictureError::TooMany { .. }
        | PictureError::TooManyClips { .. } => StatusCode::UNPROCESSABLE_ENTITY,
        PictureError::Other(Error::NotFound | Error::Denied) => StatusCode::NOT_FOUND,
        // Not "there is none": what waits on the page must not be given up for a date of birth.
        PictureError::Other(Error::Unconfirmed) => StatusCode::UNAUTHORIZED,
        PictureError::Other(Error::TooLarge) => StatusCode::PAYLOAD_TOO_LARGE,
        PictureError::Other(Error::Invalid(_)) => StatusCode::BAD_REQUEST,
        PictureError::Other(Error::Unavailable(_)) => {
            tracing::warn!(error = backend::error::chain(&error), "a picture could not be kept for now");
            StatusCode::SERVICE_UNAVAILABLE
        }
        PictureError::Other(Error::Internal(_)) => {
            tracing::error!(error = backend::error::chain(&error), "a picture could not be kept");
            StatusCode::INTERNAL_SERVER_ERROR
        }
    };
    let mut response = (status, Json(json!({ "code": code(&error) }))).into_response();
    if status == StatusCode::UNAUTHORIZED {
        response.headers_mut().insert(PROBLEM, HeaderValue::from_static(UNCONFIRMED));
    }
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from_static("5"));
    }
    response
}
