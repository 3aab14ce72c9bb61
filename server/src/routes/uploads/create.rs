use app::api::context::{self, Who};
use axum::{
    Extension, Json,
    extract::State,
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use backend::{
    Backend, Error,
    images::{self, PictureError},
};
use domain::{
    access::Actor,
    ids::{CaseId, UploadId},
};
use serde_json::json;
use tower_sessions::Session;

use super::{
    metadata::{self, To},
    refusal::refused,
    tus,
};
use crate::middleware::admission::{Admission, Sender};

/// `POST /uploads`: begin an upload. Whoever comes by a link says which here, once; afterwards the session knows.
pub(super) async fn create(
    State(backend): State<Backend>,
    State(admission): State<Admission>,
    session: Session,
    Extension(who): Extension<Who>,
    headers: HeaderMap,
) -> Response {
    let metadata = headers.get(tus::METADATA).and_then(|value| metadata::read(value.to_str().ok()?));
    let (Some(length), Some(metadata)) = (tus::number(&headers, &tus::LENGTH), metadata) else {
        return (StatusCode::BAD_REQUEST, Json(json!({ "code": "failed" }))).into_response();
    };
    let (actor, case) = match sender(&session, &who, &backend, &metadata.to).await {
        Ok(sender) => sender,
        Err(response) => return response,
    };
    let _sending = match admission.sending(Sender::from(&actor)) {
        Ok(sending) => sending,
        Err(refused) => return refused.into_response(),
    };
    let created = images::create_upload(&backend, &actor, case, length, metadata.details).await;
    match created {
        Ok(upload) => answer(&backend, &actor, upload).await,
        Err(error) => refused(error),
    }
}

async fn answer(backend: &Backend, actor: &Actor, upload: UploadId) -> Response {
    let progress = match images::upload_progress(backend, actor, upload).await {
        Ok(progress) => progress,
        Err(error) => return refused(error),
    };
    let mut headers = tus::upload_state(&progress);
    let location = HeaderValue::try_from(format!("/uploads/{upload}")).expect("a UUID is ASCII");
    headers.insert(header::LOCATION, location);
    (StatusCode::CREATED, headers).into_response()
}

/// Who sends a picture, and for which case.
async fn sender(session: &Session, who: &Who, backend: &Backend, to: &To) -> Result<(Actor, CaseId), Response> {
    let refusal = |error: Error| refused(PictureError::Other(error));
    match to {
        To::Case(case) => {
            let actor = who.actor().ok_or_else(|| StatusCode::UNAUTHORIZED.into_response())?;
            Ok((actor, *case))
        }
        To::Link(link) => {
            let actor = who.by_link(backend, link).await.map_err(refusal)?;
            let (photo_request, case) = match actor {
                Actor::Patient { photo_request, case } | Actor::Phone { photo_request, case, .. } => {
                    (photo_request, case)
                }
                Actor::Member { .. } | Actor::Administrator { .. } => {
                    return Err(refusal(Error::NotFound));
                }
            };
            // A phone has given no date of birth: from here on its session is what its next requests are known by.
            context::confirm(session, backend, photo_request).await.map_err(refusal)?;
            Ok((actor, case))
        }
    }
}
