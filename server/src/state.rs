use std::{num::NonZeroU32, sync::Arc};

use axum::extract::FromRef;
use backend::Backend;
use governor::{DefaultKeyedRateLimiter, Quota};
use leptos::config::LeptosOptions;
use tokio_util::sync::CancellationToken;

use crate::middleware::admission::Admission;

/// What every route and middleware may reach. Cheap to clone: one is made per request.
#[derive(Debug, Clone, FromRef)]
pub(crate) struct AppState {
    pub(crate) backend: Backend,
    pub(crate) leptos_options: LeptosOptions,
    pub(crate) sign_in_tries: SignInTries,
    pub(crate) admission: Admission,
    pub(crate) closing: Closing,
}

/// Cancelled when the server has been told to stop: streams that never end by themselves end then.
#[derive(Debug, Clone, Default)]
pub(crate) struct Closing(pub(crate) CancellationToken);

/// How often one e-mail address may be tried, whoever tries: passwords are not guessed at the speed of the network.
#[derive(Debug, Clone)]
pub(crate) struct SignInTries(Arc<DefaultKeyedRateLimiter<String>>);

impl SignInTries {
    /// The longest address that RFC 5321 allows; what is longer counts as one and the same.
    const LONGEST: usize = 254;
    /// Addresses remembered before those that are long past their limit are forgotten.
    const REMEMBERED: usize = 10_000;

    pub(crate) fn per_minute(tries: NonZeroU32) -> Self {
        Self(Arc::new(DefaultKeyedRateLimiter::keyed(Quota::per_minute(tries))))
    }

    /// Counts a try for `email`; false when it is one too many.
    pub(crate) fn allow(&self, email: &str) -> bool {
        if self.0.len() > Self::REMEMBERED {
            self.0.retain_recent();
        }
        let key = domain::typed::plain(&email.chars().take(Self::LONGEST).collect::<String>()).to_lowercase();
        self.0.check_key(&key).is_ok()
    }
}
