use domain::case::Problem;
use leptos::{
    prelude::FromServerFnError,
    server_fn::{codec::JsonEncoding, error::ServerFnErrorErr},
};
use serde::{Deserialize, Serialize};
use ui::client::UNCONFIRMED;

/// What a screen is told when a call fails: never a clinical detail, never free text.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, thiserror::Error)]
pub enum AppError {
    #[error("You have been signed out. Sign in again to go on; what you typed is still here.")]
    SignedOut,
    /// A patient's link in a browser that has not shown lately whose it is.
    #[error("Give your date of birth again to go on.")]
    Unconfirmed,
    /// The page was made for another sign-in. Whose the present one is.
    #[error("You are now signed in as {0}. This page was opened before that, and nothing was sent from it.")]
    OtherSession(String),
    #[error("This does not exist, or you may not see it.")]
    NotFound,
    #[error("Somebody changed this while you had it open. Load the page again to see the newest version.")]
    Stale,
    /// Past the point where it can be done.
    #[error("This can no longer be done as things stand now. Load the page again to see how they stand.")]
    NotNow,
    #[error("Some answers need another look.")]
    Invalid(Vec<Problem>),
    #[error("There is more text here than can be kept. Nothing was saved: shorten it and try again.")]
    TooLarge,
    #[error("Skinlink cannot be reached just now. What you typed is still here: try again in a moment.")]
    Unavailable,
    #[error("Something went wrong on our side. Try again; if it happens twice, tell your administrator.")]
    Internal,
}

impl AppError {
    /// A word for what went wrong, for an answer's header.
    pub fn code(&self) -> &'static str {
        match self {
            Self::SignedOut => "signed_out",
            // An upload looks for it.
            Self::Unconfirmed => UNCONFIRMED,
            Self::OtherSession(_) => "other_session",
            Self::NotFound => "not_found",
            Self::Stale => "stale",
            Self::NotNow => "not_now",
            Self::Invalid(_) => "invalid",
            Self::TooLarge => "too_large",
            Self::Unavailable => "unavailable",
            Self::Internal => "internal",
        }
    }
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
            backend::Error::Unconfirmed => (StatusCode::UNAUTHORIZED, Self::Unconfirmed),
            backend::Error::Stale => (StatusCode::CONFLICT, Self::Stale),
            backend::Error::Conflict => (StatusCode::CONFLICT, Self::NotNow),
            backend::Error::Invalid(problems) => (StatusCode::UNPROCESSABLE_ENTITY, Self::Invalid(problems)),
            backend::Error::TooLarge => (StatusCode::PAYLOAD_TOO_LARGE, Self::TooLarge),
            error @ backend::Error::Unavailable(_) => {
                tracing::warn!(error = backend::error::chain(&error), "a server function could not be answered now");
                (StatusCode::SERVICE_UNAVAILABLE, Self::Unavailable)
            }
            error @ backend::Error::Internal(_) => {
                tracing::error!(error = backend::error::chain(&error), "a server function failed");
                (StatusCode::INTERNAL_SERVER_ERROR, Self::Internal)
            }
        };
        super::context::status(status);
        super::context::problem(&mapped);
        mapped
    }
}
