use app::api::context::Who;
use axum::{
    Extension, Form, Router,
    body::Bytes,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use backend::{Backend, Error, images};
use domain::{ids::ImageId, image::CopyFor};
use serde::Deserialize;

use super::acting::refusal;
use crate::state::AppState;

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/images/{id}/{size}", get(image)).route("/images/{id}/copy", post(copy))
}

/// `GET /images/{id}/{thumb|screen|master}`: the picture, always a JPEG that was made or checked here. Nobody keeps it:
/// on a shared computer the next person must not find it.
async fn image(
    State(backend): State<Backend>,
    Extension(who): Extension<Who>,
    Path((id, size)): Path<(String, String)>,
) -> Response {
    let (Ok(id), Ok(size)) = (id.parse(), size.parse()) else { return StatusCode::NOT_FOUND.into_response() };
    match read(&backend, &who, id, size).await {
        Ok(jpeg) => answer(jpeg, "inline".into()),
        Err(error) => refusal(&error),
    }
}

#[derive(Deserialize)]
struct CopyForm {
    purpose: CopyFor,
    /// A ticked box; an empty one is not sent.
    marks: Option<String>,
}

/// `POST /images/{id}/copy`: a copy to keep, in the size it is wanted for. A POST, because the log says who took one:
/// a browser that looks ahead must not.
async fn copy(
    State(backend): State<Backend>,
    Extension(who): Extension<Who>,
    Path(id): Path<String>,
    Form(form): Form<CopyForm>,
) -> Response {
    let Ok(id) = id.parse() else { return StatusCode::NOT_FOUND.into_response() };
    // Of those whom a browser may act as, only the one signed in may take copies.
    let Some(actor) = who.actor() else { return StatusCode::NOT_FOUND.into_response() };
    match images::copy(&backend, &actor, id, form.purpose, form.marks.is_some()).await {
        // The case's short number keeps two patients' files apart and names nobody.
        Ok(copy) => {
            let (case, lesion, view) = (copy.case.short().replace(' ', ""), copy.lesion, copy.view.as_str());
            answer(copy.jpeg, format!("attachment; filename=\"case-{case}-lesion-{lesion}-{view}.jpg\""))
        }
        Err(error) => refusal(&error),
    }
}

async fn read(backend: &Backend, who: &Who, id: ImageId, size: images::Size) -> Result<Bytes, Error> {
    for actor in who.actors(backend).await? {
        match images::read(backend, &actor, id, size).await {
            Err(Error::NotFound) => {}
            answer => return answer,
        }
    }
    Err(Error::NotFound)
}

fn answer(jpeg: Bytes, disposition: String) -> Response {
    let says = [
        (header::CONTENT_TYPE, "image/jpeg".to_owned()),
        (header::CACHE_CONTROL, "no-store".to_owned()),
        (header::CONTENT_DISPOSITION, disposition),
        (header::X_CONTENT_TYPE_OPTIONS, "nosniff".to_owned()),
    ];
    (says, jpeg).into_response()
}
