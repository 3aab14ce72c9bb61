use axum::{extract::Request, http::header::HeaderName};
use tower_http::request_id::{MakeRequestId, MakeRequestUuid};

/// The header that a person can quote when they report that something went wrong.
pub(crate) const HEADER: HeaderName = HeaderName::from_static("x-request-id");

/// Gives each request an id of our own making. One that came with the request is dropped: it would let a stranger write
/// into our logs.
pub(crate) fn give<B>(mut request: Request<B>) -> Request<B> {
    request.headers_mut().remove(HEADER);
    if let Some(id) = MakeRequestUuid.make_request_id(&request) {
        request.extensions_mut().insert(id);
    }
    request
}
