//! Log lines: text or JSON, with the request's id on each. A line says which route was asked, never the path itself,
//! because a path can hold a patient's link.

use std::time::Duration;

use axum::{
    extract::MatchedPath,
    http::{Request, Response},
};
use tower_http::request_id::RequestId;
use tracing::{Span, info_span};
use tracing_subscriber::EnvFilter;

use crate::{config::LogFormat, start::StartError};

/// Starts logging to standard error. `filter` is written in tracing's filter language. A line that cannot be written, on a
/// full disk or to a reader who has gone, is lost and nothing else: told about on the same standard error, it would end
/// the process.
pub(crate) fn start(filter: &str, format: LogFormat) -> Result<(), StartError> {
    let filter = EnvFilter::try_new(filter).map_err(StartError::LogFilter)?;
    let lines =
        tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr).log_internal_errors(false);
    match format {
        LogFormat::Text => lines.with_ansi(false).init(),
        LogFormat::Json => lines.json().flatten_event(true).with_span_list(true).init(),
    }
    // What a panic says can hold what a person typed: where it happened is enough to find it.
    std::panic::set_hook(Box::new(|panic| {
        let place = panic.location().map(ToString::to_string).unwrap_or_default();
        tracing::error!(place, "a fault in the program");
    }));
    Ok(())
}

/// The span that every line of one request stands in.
pub(crate) fn request_span<B>(request: &Request<B>) -> Span {
    let id = request.extensions().get::<RequestId>().and_then(|id| id.header_value().to_str().ok()).unwrap_or("-");
    let route = request.extensions().get::<MatchedPath>().map_or("(no route)", MatchedPath::as_str);
    info_span!("request", id, method = %request.method(), route)
}

/// One line per answered request.
pub(crate) fn answered<B>(response: &Response<B>, latency: Duration, _span: &Span) {
    tracing::info!(status = response.status().as_u16(), ms = latency.as_millis() as u64, "answered");
}
