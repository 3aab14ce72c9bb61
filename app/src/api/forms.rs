use domain::{
    forms::FormKind,
    view::{FormFile, FormsView},
};
use leptos::prelude::*;

use super::AppError;

/// The forms of the asker's service.
#[server(endpoint = "forms", client = super::client::Marked)]
pub async fn load_forms() -> Result<FormsView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::forms::list(&b, &actor).await?)
}

/// The file of one version, to be shown as it would be asked; without a form, what was put in.
#[server(endpoint = "forms/file", client = super::client::Marked)]
pub async fn load_form(kind: Option<FormKind>, version: String) -> Result<FormFile, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::forms::file(&b, &actor, kind, &version).await?)
}

/// Keeps what somebody has put in; the page that opens says what is wrong with it.
#[server(endpoint = "forms/check", client = super::client::Marked)]
pub async fn check_form(#[server(default)] json: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::forms::save_draft(&b, &actor, &json).await?;
    super::context::redirect("/forms?checked=1#new");
    Ok(())
}

/// Publishes what was put in and seen.
#[server(endpoint = "forms/publish", client = super::client::Marked)]
pub async fn publish_form(#[server(default)] seen: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::forms::publish(&b, &actor, &seen).await {
        Ok(()) => "/forms?published=1",
        // What it is stands on that page, but for a version whose name was taken.
        Err(backend::Error::Invalid(_)) => "/forms?checked=1&taken=1#new",
        // Somebody has put in another one: it stands on that page.
        Err(backend::Error::Stale | backend::Error::NotFound) => "/forms?changed=1#new",
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(page);
    Ok(())
}

/// Nobody begins with this version any longer.
#[server(endpoint = "forms/withdraw", client = super::client::Marked)]
pub async fn withdraw_form(kind: FormKind, version: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::forms::withdraw(&b, &actor, kind, &version).await?;
    super::context::redirect("/forms?withdrawn=1");
    Ok(())
}
