//! The built site's files, and the page for what is not there.

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    response::Response,
};
use leptos_axum::ErrorHandler;
use tower::ServiceExt;

use crate::{middleware::markup::mended, router::leptos_context, site::Site, state::AppState};

/// Files whose names change with their content: kept for a year without asking again.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Files whose names stay: kept, and asked about each time.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

/// `GET /pkg/…`: the clinicians' pages' WASM and the styles.
pub(crate) async fn package(State(site): State<Site>, request: Request) -> Response {
    let mut response = site.answer(request).await;
    if response.status().is_success() {
        response.headers_mut().insert(header::CACHE_CONTROL, if site.names().are_hashed() { FOREVER } else { ASK });
    }
    response
}

/// Everything else that no route is for: a file of `public/`, or the page that says there is nothing here.
pub(crate) async fn file_or_not_found(State(state): State<AppState>, request: Request) -> Response {
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        let (parts, _) = request.into_parts();
        let mut file = state.site.answer(Request::from_parts(parts.clone(), Body::empty())).await;
        if !file.status().is_client_error() {
            file.headers_mut().insert(header::CACHE_CONTROL, ASK);
            return file;
        }
        return not_found(state, Request::from_parts(parts, Body::empty())).await;
    }
    not_found(state, request).await
}

async fn not_found(state: AppState, request: Request) -> Response {
    let (context, options) = (leptos_context(&state), state.leptos_options);
    let Ok(page) = ErrorHandler::new_with_context(context, app::shell, options).oneshot(request).await;
    mended(page)
}
