//! A patient's appointment as a file for their calendar (iCalendar, RFC 5545).

use app::api::context::Who;
use axum::{
    Extension, Router,
    extract::{Path, State},
    http::{StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use backend::{Backend, Error, photo_requests};
use domain::link_token::is_reference;

use crate::state::AppState;

pub(crate) fn router() -> Router<AppState> {
    Router::new().route("/p/{link}/appointment.ics", get(appointment))
}

/// `GET /p/{link}/appointment.ics`: for a browser in which the patient has said who they are.
async fn appointment(
    State(backend): State<Backend>,
    Extension(who): Extension<Who>,
    Path(link): Path<String>,
) -> Response {
    if !is_reference(&link) {
        return StatusCode::NOT_FOUND.into_response();
    }
    let found = match who.by_link(&backend, &link).await {
        Ok(actor) => photo_requests::appointment_file(&backend, &actor).await,
        Err(error) => Err(error),
    };
    match found {
        Ok(file) => {
            let headers = [
                (header::CONTENT_TYPE, "text/calendar; charset=utf-8"),
                (header::CONTENT_DISPOSITION, "attachment; filename=\"appointment.ics\""),
                (header::CACHE_CONTROL, "no-store"),
            ];
            (headers, file).into_response()
        }
        Err(Error::Unavailable(_) | Error::Internal(_)) => StatusCode::SERVICE_UNAVAILABLE.into_response(),
        // Whatever there is of it stands on the page.
        Err(_) => Redirect::to(&format!("/p/{link}")).into_response(),
    }
}
