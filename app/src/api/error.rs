use domain::case::Problem;
use leptos::{
    prelude::FromServerFnError,
    server_fn::{codec::JsonEncoding, error::ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};

/// What a screen is told when a call fails: never a clinical detail, never free text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    #[error("You have been signed out. Sign in again to go on; what you typed is still here.")]
    SignedOut,
    #[error("This does not exist, or you may not see it.")]
    NotFound,
    #[error("Somebody changed this while you had it open. Load the page again to see the newest version.")]
    Stale,
    #[error("Some answers need another look.")]
    Invalid(Vec<Problem>),
    #[error("Skinlink cannot be reached just now. Nothing you typed is lost: try again in a moment.")]
    Unavailable,
    #[error("Something went wrong on our side. Try again; if it happens twice, tell your administrator.")]
    Internal,
}

impl FromServerFnError for AppError {
    type Encoder = JsonEncoding;

    fn from_server_fn_error(error: ServerFnErrorErr) -> Self {
        match error {
            ServerFnErrorErr::Request(_) | ServerFnErrorErr::Response(_) => Self::Unavailable,
            _ => Self::Internal,
        }
    }
}

#[cfg(feature = "ssr")]
impl From<backend::Error> for AppError {
    /// The one place where the store's errors become a screen's, and get their HTTP status.
    fn from(error: backend::Error) -> Self {
        use axum::http::StatusCode;
        let (status, mapped) = match error {
            backend::Error::NotFound | backend::Error::Denied => (StatusCode::NOT_FOUND, Self::NotFound),
            backend::Error::Stale | backend::Error::Conflict => (StatusCode::CONFLICT, Self::Stale),
            backend::Error::Invalid(problems) => (StatusCode::UNPROCESSABLE_ENTITY, Self::Invalid(problems)),
            backend::Error::Unavailable(_) => (StatusCode::SERVICE_UNAVAILABLE, Self::Unavailable),
            other => {
                tracing::error!(error = backend::error::chain(&other), "a server function failed");
                (StatusCode::INTERNAL_SERVER_ERROR, Self::Internal)
            }
        };
        super::context::status(status);
        mapped
    }
}
