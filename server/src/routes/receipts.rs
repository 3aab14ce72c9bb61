use std::time::Duration;

use axum::{
    body::to_bytes,
    extract::{Request, State},
    http::{HeaderMap, StatusCode, header},
};
use backend::{
    Backend, Error,
    delivery::inbox::{self, NotTaken},
    error::chain,
};

/// Bytes of a receipt: ten times what one has.
const LARGEST: usize = 8 * 1_024;

/// A receipt is small, and comes from a machine that is fast.
const PATIENCE: Duration = Duration::from_secs(10);

/// `POST /notify/receipts`: what became of a text, from GOV.UK Notify. It calls again until it is answered 2xx.
pub(crate) async fn notify(State(backend): State<Backend>, request: Request) -> StatusCode {
    let (parts, body) = request.into_parts();
    let sender = match inbox::from_notify(&backend, bearer(&parts.headers)) {
        Ok(sender) => sender,
        Err(why) => return answer(&why),
    };
    let read = tokio::time::timeout(PATIENCE, to_bytes(body, LARGEST));
    let Ok(Ok(body)) = read.await else { return StatusCode::BAD_REQUEST };
    match sender.receipt(&body).await {
        Ok(()) => StatusCode::NO_CONTENT,
        Err(why) => answer(&why),
    }
}

fn bearer(headers: &HeaderMap) -> &[u8] {
    let value = headers.get(header::AUTHORIZATION).map(|it| it.as_bytes()).unwrap_or_default();
    match value.split_at_checked(7) {
        Some((scheme, token)) if scheme.eq_ignore_ascii_case(b"bearer ") => token,
        Some(_) | None => b"",
    }
}

fn answer(why: &NotTaken) -> StatusCode {
    match why {
        NotTaken::NotHere => StatusCode::NOT_FOUND,
        NotTaken::NotTheirs => {
            tracing::warn!("a receipt without the right token was refused");
            StatusCode::UNAUTHORIZED
        }
        NotTaken::Malformed => StatusCode::BAD_REQUEST,
        NotTaken::Ours(error) => {
            tracing::error!(error = chain(error), "a receipt could not be kept");
            match error {
                Error::Unavailable(_) => StatusCode::SERVICE_UNAVAILABLE,
                _ => StatusCode::INTERNAL_SERVER_ERROR,
            }
        }
    }
}
