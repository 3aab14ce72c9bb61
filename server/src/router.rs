use std::time::Duration;

use app::{
    Refusal,
    api::context::{RETRY_AFTER, Who},
};
use axum::{
    Router,
    body::Body,
    http::{Extensions, Request, StatusCode, header, request::Parts},
    middleware::{from_fn, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::{get, post},
};
use leptos::{
    context::{provide_context, use_context},
    nonce::Nonce,
};
use leptos_axum::{LeptosRoutes, generate_route_list_with_exclusions};
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
    executor, logs, metrics,
    middleware::{address, admission, headers, markup, opened, page_form, request_id, same_origin, sessions, who},
    routes::{
        admin, calendar, clips, events, health, images, join, passkeys, plain_form, receipts, recovery_codes,
        second_factor, sign_in, site, uploads,
    },
    state::AppState,
};

/// Bytes of a page's form or a call: far more than can be typed. Pictures come by routes with limits of their own.
pub(crate) const LARGEST_FORM: usize = 1_000_000;

/// Everything that answers.
pub(crate) fn router(state: AppState, config: &Config) -> Router {
    executor::set();
    let (admission, backend, counted) = (state.admission.clone(), state.backend.clone(), state.metrics.clone());
    let home = same_origin::Home::new(&config.base_url);
    let by_https = config.base_url.is_https();
    let in_session = ServiceBuilder::new()
        .layer(sessions::layer(&state.backend, &config.base_url))
        .layer(from_fn_with_state(state.clone(), page_form::answer))
        .layer(from_fn_with_state(state.clone(), who::find));

    // The first layer added is the innermost.
    pages(&state, config.request_seconds)
        .merge(pictures_and_streams())
        .layer(in_session)
        .fallback(site::file_or_not_found)
        .route("/pkg/{*file}", get(site::package))
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/notify/receipts", post(receipts::notify))
        .layer(from_fn(move |request, next| admission::check(admission.clone(), request, next)))
        .layer(from_fn(move |request, next| address::mend(backend.clone(), request, next)))
        .layer(from_fn(move |request, next| same_origin::check(home.clone(), request, next)))
        .layer(CatchPanicLayer::custom(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response()))
        .layer(from_fn(move |request, next| headers::set(by_https, request, next)))
        .layer(from_fn(move |request, next| metrics::count(counted.clone(), request, next)))
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
        .leptos_routes_with_context(state, own_pages(), leptos_context(state), shell)
        .route("/join", get(join::page).post(join::choose))
        .route("/api/admin/act", post(admin::act))
        .route("/api/recovery-codes", post(recovery_codes::show))
        .route("/api/recovery-codes/keep", post(recovery_codes::keep))
        .route("/second-factor", get(second_factor::page).post(second_factor::check))
        .route("/second-factor/set-up", get(second_factor::set_up_page).post(second_factor::set_up))
        .route("/second-factor/keep", post(second_factor::keep))
        .route("/passkey/ask", post(passkeys::ask))
        .route("/passkey/sign-in", post(passkeys::sign_in))
        .route("/api/passkeys/ask", post(passkeys::ask_new))
        .route("/api/passkeys/add", post(passkeys::add))
        .route("/api/passkeys/remove", post(passkeys::remove))
        .route("/sign-in", post(sign_in::sign_in))
        .route("/sign-out", post(sign_in::sign_out))
        .route("/finish", post(sign_in::finish))
        .layer(from_fn(markup::mend))
        .layer(from_fn(move |request, next| opened::note(backend.clone(), request, next)))
        .layer(RequestBodyLimitLayer::new(LARGEST_FORM))
        .layer(TimeoutLayer::with_status_code(StatusCode::SERVICE_UNAVAILABLE, Duration::from_secs(seconds)))
        // At the usual levels packing took half of a page's processor time (decision 30).
        .layer(CompressionLayer::new().quality(CompressionLevel::Precise(1)))
}

/// The pages that find out for themselves what they show; the others are given it by the route of the same address.
fn own_pages() -> Vec<leptos_axum::AxumRouteListing> {
    generate_route_list_with_exclusions(app::App, Some(GIVEN.map(str::to_owned).to_vec()))
}

/// Pages that are shown what no server function may give out.
const GIVEN: [&str; 5] = ["/admin/done", "/join", "/second-factor", "/second-factor/set-up", "/step-up"];

/// Pictures on their way in and out, and live updates: as long as they take.
fn pictures_and_streams() -> Router<AppState> {
    Router::new()
        .merge(uploads::router())
        .merge(images::router())
        .merge(clips::router())
        .merge(plain_form::router())
        .merge(calendar::router())
        .route("/events/cases/{case}", get(events::of_case))
        .route("/events/worklist", get(events::of_worklist))
        .route("/events/home", get(events::of_home))
}

/// What every page and server function finds in its context: the backend, what the site's files are called, and the nonce
/// that the headers name.
pub(crate) fn leptos_context(state: &AppState) -> impl Fn() + Clone + Send + Sync + 'static {
    let (backend, names) = (state.backend.clone(), state.site.names().clone());
    let settings_found = state.settings_found.clone();
    move || {
        provide_context(backend.clone());
        provide_context(names.clone());
        provide_context(settings_found.clone());
        let extensions = use_context::<Parts>().map(|parts| parts.extensions).unwrap_or_default();
        provide_context(extensions.get::<Who>().cloned().unwrap_or_default());
        if let Some(nonce) = extensions.get::<Nonce>().cloned() {
            provide_context(nonce);
        }
    }
}

/// The page that says what could not be done, in the place of the one that was asked for. `of` are that one's
/// extensions.
pub(crate) async fn problem_page(state: &AppState, of: &Extensions, status: StatusCode, refusal: Refusal) -> Response {
    page(state, of, "/problem", status, refusal).await
}

/// A page in the place of what was asked for, which finds `told` in its request.
pub(crate) async fn page<T: Clone + Send + Sync + 'static>(
    state: &AppState,
    of: &Extensions,
    path: &'static str,
    status: StatusCode,
    told: T,
) -> Response {
    let options = state.leptos_options.clone();
    let render = leptos_axum::render_app_async_with_context(leptos_context(state), move || app::shell(options.clone()));
    let mut request = Request::new(Body::empty());
    *request.uri_mut() = axum::http::Uri::from_static(path);
    request.extensions_mut().insert(told);
    if let Some(nonce) = of.get::<Nonce>().cloned() {
        request.extensions_mut().insert(nonce);
    }
    let mut response = markup::mended(render(request).await);
    *response.status_mut() = status;
    if status == StatusCode::SERVICE_UNAVAILABLE {
        response.headers_mut().insert(header::RETRY_AFTER, RETRY_AFTER);
    }
    response
}
