use domain::view::{DemoAccount, Me};
use leptos::prelude::*;

use super::AppError;

/// Who is signed in; None for a visitor.
#[server(endpoint = "me")]
pub async fn who_is_signed_in() -> Result<Option<Me>, AppError> {
    Ok(super::context::once_signed_in().await?.map(|(_, me)| me))
}

/// Accounts that the sign-in page offers as buttons; empty outside demonstration mode.
#[server(endpoint = "demo/accounts")]
pub async fn demo_accounts() -> Result<Vec<DemoAccount>, AppError> {
    Ok(backend::accounts::demo_accounts(&super::context::backend()).await?)
}
