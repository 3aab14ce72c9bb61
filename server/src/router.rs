use std::time::Duration;

use app::api::context::SignedIn;
use axum::{
    Router,
    http::{StatusCode, request::Parts},
    middleware::from_fn,
    response::IntoResponse,
    routing::{get, post},
};
use leptos::{
    context::{provide_context, use_context},
    nonce::Nonce,
};
use leptos_axum::{LeptosRoutes, generate_route_list};
use tower::ServiceBuilder;
use tower_http::{
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, CompressionLevel},
    limit::RequestBodyLimitLayer,
    timeout::TimeoutLayer,
    trace::TraceLayer,
};

use crate::{
    config::Config,
    logs,
    middleware::{address, admission, headers, opened, parked_form, request_id, same_origin, sessions},
    routes::{clips, events, health, images, plain_form, sign_in, site, uploads},
    state::AppState,
};

/// Bytes of a page's form or a call: far more than can be typed. Pictures come by routes with limits of their own.
const LARGEST_FORM: usize = 1_000_000;

/// Everything that answers.
pub(crate) fn router(state: AppState, config: &Config) -> Router {
    let backend = state.backend.clone();
    let admission = state.admission.clone();
    let home = same_origin::Home::new(&config.base_url);
    let by_https = config.base_url.is_https();
    let in_session = ServiceBuilder::new()
        .layer(sessions::layer(&backend, &config.base_url, config.idle_minutes))
        .layer(from_fn(move |request, next| sessions::touch(backend.clone(), request, next)));

    // The first layer added is the innermost.
    pages(&state, config.request_seconds)
        .merge(pictures_and_streams())
        .fallback(site::file_or_not_found)
        .layer(in_session)
        .route("/pkg/{*file}", get(site::package))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .layer(from_fn(move |request, next| admission::check(admission.clone(), request, next)))
        .layer(from_fn(address::mend))
        .layer(from_fn(move |request, next| same_origin::check(home.clone(), request, next)))
        .layer(CatchPanicLayer::custom(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        .layer(from_fn(move |request, next| headers::set(by_https, request, next)))
        .layer(TraceLayer::new_for_http().make_span_with(logs::request_span).on_request(()).on_response(logs::answered))
        .layer(tower::util::MapRequestLayer::new(request_id::give))
        .with_state(state)
}

/// Pages, server functions and signing in: small, quick, compressed.
fn pages(state: &AppState, seconds: u64) -> Router<AppState> {
    let shell = {
        let options = state.leptos_options.clone();
        move || app::shell(options.clone())
    };
    let backend = state.backend.clone();
    Router::new()
        .leptos_routes_with_context(state, generate_route_list(app::App), leptos_context(state), shell)
        .route("/sign-in", post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .layer(from_fn(move |request, next| opened::note(backend.clone(), request, next)))
        .layer(from_fn(parked_form::keep))
        .layer(RequestBodyLimitLayer::new(LARGEST_FORM))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(seconds)))
        // At the usual levels packing took half of a page's processor time (decision 30).
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(1)))
}

/// Pictures on their way in and out, and live updates: as long as they take.
fn pictures_and_streams() -> Router<AppState> {
    Router::new()
        .merge(uploads::router())
        .merge(images::router())
        .merge(clips::router())
        .merge(plain_form::router())
        .route("/events/cases/{case}", get(events::of_case))
        .route("/events/worklist", get(events::of_worklist))
}

/// What every page and server function finds in its context: the backend, and the nonce that the headers name.
pub(crate) fn leptos_context(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let backend = state.backend.clone();
    move || {
        provide_context(backend.clone());
        provide_context(SignedIn::default());
        if let Some(nonce) = use_context::<Parts>().and_then(|parts| parts.extensions.get::<Nonce>().cloned()) {
            provide_context(nonce);
        }
    }
}
