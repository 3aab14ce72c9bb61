use axum::{
    Router,
    body::Bytes,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::get,
};
use backend::{Backend, Error, images};
use domain::ids::ImageId;
use tower_sessions::Session;

use super::acting::{actors, refusal};
use crate::state::AppState;

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/images/{id}/{size}", get(image))
}

/// `GET /images/{id}/{thumb|screen|master}`: the picture, always a JPEG that was made or checked here. Nobody keeps it:
/// on a shared computer the next person must not find it.
async fn image(State(backend): State<Backend>, session: Session, Path((id, size)): Path<(String, String)>) -> Response {
    let (Ok(id), Ok(size)) = (id.parse(), size.parse()) else { return StatusCode::NOT_FOUND.into_response() };
    match read(&backend, &session, id, size).await {
        Ok(jpeg) => {
            let says = [
                (header::CONTENT_TYPE, "image/jpeg"),
                (header::CACHE_CONTROL, "no-store"),
                (header::CONTENT_DISPOSITION, "inline"),
                (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
            ];
            (says, jpeg).into_response()
        }
        Err(error) => refusal(&error).into_response(),
    }
}

async fn read(backend: &Backend, session: &Session, id: ImageId, size: images::Size) -> Result<Bytes, Error> {
    for actor in actors(backend, session).await {
        match images::read(backend, &actor, id, size).await {
            Err(Error::NotFound) => {}
            answer => return answer,
        }
    }
    Err(Error::NotFound)
}
