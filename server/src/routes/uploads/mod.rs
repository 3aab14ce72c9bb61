//! Pictures on their way in: the tus 1.0 protocol (<https://tus.io/protocols/resumable-upload>), core and the
//! extensions creation, termination, checksum and expiration.
//!
//! A PATCH without a checksum is kept in pieces while it arrives, so that a connection that breaks costs no more than
//! was on the wire. One with a checksum is kept whole or not at all.

mod append;
mod create;
mod metadata;
mod refusal;
mod tus;

use app::api::context::Who;
use axum::{
    Extension, Router,
    extract::{Path, State},
    http::{HeaderName, HeaderValue, Method, Request, StatusCode},
    middleware::{Next, from_fn},
    response::{IntoResponse, Response},
    routing::post,
};
use backend::{
    Backend, Error,
    images::{self, PictureError},
};
use domain::{access::Actor, ids::UploadId};
pub(super) use refusal::code;
use refusal::refused;

use crate::{middleware::admission::Admission, state::AppState};

/// The picture that an upload became.
const IMAGE: HeaderName = HeaderName::from_static("skinlink-image");

pub(crate) fn router() -> Router<AppState> {
    Router::new()
        .route("/uploads", post(create::create).options(options))
        .route(
            "/uploads/{id}",
            post(overridden).head(progress).patch(append::append).delete(terminate).options(options),
        )
        .layer(from_fn(check_version))
}

/// Every request but OPTIONS says which version it speaks, and every answer too.
async fn check_version(request: axum::extract::Request, next: Next) -> Response {
    let speaks_it = request.headers().get(tus::RESUMABLE).is_some_and(|version| version == tus::V1);
    let mut response = if speaks_it || request.method() == Method::OPTIONS {
        next.run(request).await
    } else {
        (StatusCode::PRECONDITION_FAILED, [(tus::VERSION, tus::V1)]).into_response()
    };
    response.headers_mut().insert(tus::RESUMABLE, tus::V1);
    response
}

/// `OPTIONS`: what this server can do.
async fn options(State(backend): State<Backend>) -> impl IntoResponse {
    let limits = backend.settings().limits;
    let largest = HeaderValue::from(limits.picture_bytes.max(limits.clip_bytes));
    let says = [
        (tus::VERSION, tus::V1),
        (tus::EXTENSION, HeaderValue::from_static("creation,termination,checksum,expiration")),
        (tus::CHECKSUM_ALGORITHM, HeaderValue::from_static(images::Checksum::ALGORITHMS)),
        (tus::MAX_SIZE, largest),
    ];
    (StatusCode::NO_CONTENT, says)
}

/// `HEAD /uploads/{id}`: where the next part begins.
async fn progress(State(backend): State<Backend>, Extension(who): Extension<Who>, Path(id): Path<String>) -> Response {
    let (actor, upload) = match uploader(&who, &backend, &id).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    match images::upload_progress(&backend, &actor, upload).await {
        Ok(progress) => (StatusCode::OK, tus::upload_state(&progress), tus::metadata(&progress)).into_response(),
        Err(error) => refused(error),
    }
}

/// `DELETE /uploads/{id}`: give it up.
async fn terminate(State(backend): State<Backend>, Extension(who): Extension<Who>, Path(id): Path<String>) -> Response {
    let (actor, upload) = match uploader(&who, &backend, &id).await {
        Ok(found) => found,
        Err(response) => return response,
    };
    match images::terminate(&backend, &actor, upload).await {
        Ok(()) => StatusCode::NO_CONTENT.into_response(),
        Err(error) => refused(error),
    }
}

/// `POST /uploads/{id}` with `X-HTTP-Method-Override`, for networks that let no PATCH and no DELETE through.
async fn overridden(
    state: State<Backend>,
    admission: State<Admission>,
    who: Extension<Who>,
    path: Path<String>,
    request: Request<axum::body::Body>,
) -> Response {
    match request.headers().get(tus::METHOD_OVERRIDE).map(HeaderValue::as_bytes) {
        Some(b"PATCH") => append::append(state, admission, who, path, request).await,
        Some(b"DELETE") => terminate(state, who, path).await,
        Some(b"HEAD") => progress(state, who, path).await,
        _ => StatusCode::METHOD_NOT_ALLOWED.into_response(),
    }
}

/// Which of those that this browser may act as began the upload. What is not an identifier is nobody's upload.
async fn uploader(who: &Who, backend: &Backend, id: &str) -> Result<(Actor, UploadId), Response> {
    let refusal = |error: Error| refused(PictureError::Other(error));
    let upload = id.parse().map_err(|_| refusal(Error::NotFound))?;
    let actor = who.uploader(backend, upload).await.map_err(refusal)?;
    Ok((actor.ok_or_else(|| refusal(Error::NotFound))?, upload))
}
