//! What administrators look at to see whether everything works. What they do about it is posted to `/api/admin/act`.

use domain::view::{AccessAnswer, AccessQuestion, FailedDeliveries, Finding};
use leptos::prelude::*;

use super::AppError;

/// Messages that were given up; from there on that are older than the delivery `older`.
#[server(endpoint = "admin/deliveries", client = super::client::Marked)]
pub async fn load_failed_deliveries(older: String) -> Result<FailedDeliveries, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::delivery::given_up(&b, backend::accounts::Manager::Person(&actor), older.parse().ok()).await?)
}

/// What the log of accesses says; from there on that is below the number `below`.
#[server(endpoint = "admin/accesses", client = super::client::Marked)]
pub async fn search_accesses(question: AccessQuestion, below: String) -> Result<AccessAnswer, AppError> {
    let (b, actor) = super::context::asker().await?;
    let by = backend::accounts::Manager::Person(&actor);
    Ok(backend::audit::search(&b, by, question, below.parse().ok()).await?)
}

/// What this server finds of itself and of its settings, what is broken first.
#[server(endpoint = "admin/health", client = super::client::Marked)]
pub async fn load_health() -> Result<Vec<Finding>, AppError> {
    let (b, actor) = super::context::asker().await?;
    let mut found = backend::check::running(&b, backend::accounts::Manager::Person(&actor)).await?;
    found.extend(super::context::settings_found());
    found.sort_by_key(|it| it.soundness);
    Ok(found)
}
