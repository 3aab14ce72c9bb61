use app::api::context::SettingsFound;
use axum::extract::FromRef;
use backend::Backend;
use leptos::config::LeptosOptions;
use tokio_util::sync::CancellationToken;

use crate::{metrics::Metrics, middleware::admission::Admission, site::Site};

/// What every route and middleware may reach. Cheap to clone: one is made per request.
#[derive(Debug, Clone, FromRef)]
pub(crate) struct AppState {
    pub(crate) backend: Backend,
    pub(crate) leptos_options: LeptosOptions,
    pub(crate) site: Site,
    pub(crate) admission: Admission,
    /// None where nobody asks for numbers.
    pub(crate) metrics: Option<Metrics>,
    pub(crate) closing: Closing,
    /// What its settings say, for administrators.
    pub(crate) settings_found: SettingsFound,
}

/// Cancelled when the server has been told to stop: streams that never end by themselves end then.
#[derive(Debug, Clone, Default)]
pub(crate) struct Closing(pub(crate) CancellationToken);
