//! Clips, played while they are still being fetched: a browser asks for the ranges it needs (RFC 9110, section 14).

mod range;

use app::api::context::Who;
use axum::{
    Extension, Router,
    body::{Body, Bytes},
    extract::{Path, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use backend::{
    Backend, Error,
    images::clips::{self, Clip},
};
use domain::ids::ImageId;
use futures::{Stream, stream};
use range::Asked;

use super::acting::refusal;
use crate::state::AppState;

/// Bytes that are opened at a time while a range is sent: what one viewer costs in memory.
const PIECE: u64 = 1024 * 1024;

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/images/{id}/clip", get(clip))
}

/// `GET /images/{id}/clip`: the clip beside a picture, whole or one range of it. Nobody keeps it, as no picture.
async fn clip(
    State(backend): State<Backend>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    headers: HeaderMap,
) -> Response {
    let Ok(id) = id.parse() else { return StatusCode::NOT_FOUND.into_response() };
    let clip = match find(&backend, &who, id).await {
        Ok(clip) => clip,
        Err(error) => return refusal(&error),
    };
    let asked = range::read(headers.get(header::RANGE).and_then(|value| value.to_str().ok()), clip.bytes);
    let (status, part, place) = match asked {
        Asked::Whole => (StatusCode::OK, 0..clip.bytes, None),
        Asked::Part(part) => {
            let place = format!("bytes {}-{}/{}", part.start, part.end - 1, clip.bytes);
            (StatusCode::PARTIAL_CONTENT, part, Some(place))
        }
        Asked::Beyond => (StatusCode::RANGE_NOT_SATISFIABLE, 0..0, Some(format!("bytes */{}", clip.bytes))),
    };
    let mut says = HeaderMap::new();
    says.insert(header::ACCEPT_RANGES, HeaderValue::from_static("bytes"));
    says.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    says.insert(header::CONTENT_DISPOSITION, HeaderValue::from_static("inline"));
    says.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    if let Some(place) = place {
        says.insert(header::CONTENT_RANGE, HeaderValue::try_from(place).expect("numbers are ASCII"));
    }
    if part.is_empty() {
        return (status, says).into_response();
    }
    says.insert(header::CONTENT_TYPE, HeaderValue::from_static(clip.kind.media_type()));
    says.insert(header::CONTENT_LENGTH, (part.end - part.start).into());
    (status, says, Body::from_stream(pieces(backend, clip, part))).into_response()
}

/// The bytes of `part`, opened piece by piece as they are sent. A clip that does not open breaks the connection off.
fn pieces(
    backend: Backend,
    clip: Clip,
    part: std::ops::Range<u64>,
) -> impl Stream<Item = Result<Bytes, Error>> + Send + 'static {
    stream::try_unfold(part, move |left| {
        let (backend, clip) = (backend.clone(), clip.clone());
        async move {
            if left.is_empty() {
                return Ok(None);
            }
            // Up to the next whole piece, so that no sealed segment is opened twice.
            let end = left.end.min((left.start / PIECE + 1) * PIECE);
            let piece = clips::read(&backend, &clip, left.start..end).await.inspect_err(|error| {
                tracing::error!(error = backend::error::chain(error), "a clip could not be read on");
            })?;
            Ok(Some((piece, end..left.end)))
        }
    })
}

async fn find(backend: &Backend, who: &Who, id: ImageId) -> Result<Clip, Error> {
    for actor in who.actors(backend).await? {
        match clips::find(backend, &actor, id).await {
            Err(Error::NotFound) => {}
            answer => return answer,
        }
    }
    Err(Error::NotFound)
}
