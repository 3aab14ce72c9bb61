use domain::view::PhoneText;
use leptos::prelude::*;

use super::AppError;

/// What the demonstration phone has received, newest first; not found outside demonstration mode.
#[server(endpoint = "demo/texts")]
pub async fn phone_texts() -> Result<Vec<PhoneText>, AppError> {
    Ok(backend::demo::phone_texts(&super::context::backend()).await?)
}

/// Whether the people and patients here are invented, for the banner that says so.
#[server(endpoint = "demo/on")]
pub async fn is_demonstration() -> Result<bool, AppError> {
    Ok(!backend::accounts::demo_accounts(&super::context::backend()).await?.is_empty())
}
