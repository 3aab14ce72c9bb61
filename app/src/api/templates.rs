use domain::view::TemplateView;
use leptos::prelude::*;

use super::AppError;

/// The ready-made answers of the asker's service.
#[server(endpoint = "templates", client = super::client::Marked)]
pub async fn list_templates() -> Result<Vec<TemplateView>, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::templates::list(&b, &actor).await?)
}

/// Changes a ready-made answer; from a plain form.
#[server(endpoint = "templates/save", client = super::client::Marked)]
pub async fn save_template(template: TemplateView) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::templates::save(&b, &actor, template).await?;
    super::context::redirect("/templates?saved=1");
    Ok(())
}
