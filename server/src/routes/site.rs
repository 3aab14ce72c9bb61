//! The built site's files, and the page for what is not there.

use std::path::Path;

use axum::{
    body::Body,
    extract::{Request, State},
    http::{HeaderValue, Method, header},
    response::{IntoResponse, Response},
};
use leptos::config::LeptosOptions;
use leptos_axum::ErrorHandler;
use tower::ServiceExt;
use tower_http::services::ServeDir;

use crate::{middleware::markup::mended, router::leptos_context, state::AppState};

/// Files whose names change with their content: kept for a year without asking again.
const FOREVER: HeaderValue = HeaderValue::from_static("public, max-age=31536000, immutable");
/// Files whose names stay: kept, and asked about each time.
const ASK: HeaderValue = HeaderValue::from_static("no-cache");

fn files(folder: &Path) -> ServeDir {
    ServeDir::new(folder).append_index_html_on_directories(false).precompressed_br().precompressed_gzip()
}

/// `GET /pkg/…`: the clinicians' pages' WASM and the styles.
pub(crate) async fn package(State(options): State<LeptosOptions>, request: Request) -> Response {
    let Ok(file) = files(Path::new(&*options.site_root)).oneshot(request).await;
    let mut response = file.into_response();
    if response.status().is_success() {
        response.headers_mut().insert(header::CACHE_CONTROL, if options.hash_files { FOREVER } else { ASK });
    }
    response
}

/// Everything else that no route is for: a file of `public/`, or the page that says there is nothing here.
pub(crate) async fn file_or_not_found(State(state): State<AppState>, request: Request) -> Response {
    let options = state.leptos_options.clone();
    if matches!(*request.method(), Method::GET | Method::HEAD) {
        let (parts, _) = request.into_parts();
        let Ok(file) =
            files(Path::new(&*options.site_root)).oneshot(Request::from_parts(parts.clone(), Body::empty())).await;
        if !file.status().is_client_error() {
            let mut response = file.into_response();
            response.headers_mut().insert(header::CACHE_CONTROL, ASK);
            return response;
        }
        return not_found(state, options, Request::from_parts(parts, Body::empty())).await;
    }
    not_found(state, options, request).await
}

async fn not_found(state: AppState, options: LeptosOptions, request: Request) -> Response {
    let Ok(page) = ErrorHandler::new_with_context(leptos_context(&state), app::shell, options).oneshot(request).await;
    mended(page)
}
