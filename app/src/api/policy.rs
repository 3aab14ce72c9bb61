use domain::{policy::PolicyForm, view::PolicyView};
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::AppError;

/// The policy of the asker's service.
#[server(endpoint = "policy", client = super::client::Marked)]
pub async fn load_policy() -> Result<PolicyView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::policies::show(&b, &actor).await?)
}

/// Keeps one part as typed; the page that opens says what is wrong with it, or what it would change.
#[server(endpoint = "policy/save", input = PostUrl, client = super::client::Marked)]
pub async fn save_policy(
    part: String,
    based_on: i64,
    #[server(default)] seen: String,
    #[server(default)] fields: PolicyForm,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let Some(part) = domain::policy::Part::named(&part) else { return Err(backend::Error::NotFound.into()) };
    let kept = backend::policies::save(&b, &actor, part, (based_on, &seen), fields).await?;
    let view = backend::policies::show(&b, &actor).await?;
    let is_wrong = view.draft.is_some_and(|draft| {
        draft.problems.iter().any(|problem| domain::policy::part_of(&problem.field) == Some(part))
    });
    let page = match (is_wrong, kept) {
        (_, backend::policies::SavedOver::InAnotherWindow) => format!("/policy/{}", part.as_str()),
        (true, _) => format!("/policy/{}?checked=1", part.as_str()),
        (false, backend::policies::SavedOver::AsTyped) => "/policy#changes".to_owned(),
        (false, backend::policies::SavedOver::OverNewer) => "/policy?stale=1#changes".to_owned(),
    };
    super::context::redirect(&page);
    Ok(())
}

/// What was typed is forgotten.
#[server(endpoint = "policy/forget", client = super::client::Marked)]
pub async fn forget_policy() -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::policies::forget(&b, &actor).await?;
    super::context::redirect("/policy?forgotten=1");
    Ok(())
}

/// Publishes what was typed and seen, from now on or from a day ahead.
#[server(endpoint = "policy/publish", client = super::client::Marked)]
pub async fn publish_policy(seen: String, #[server(default)] from: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::policies::publish(&b, &actor, &seen, &from).await {
        Ok(_) => "/policy?published=1",
        Err(backend::Error::Stale) => "/policy?stale=1#changes",
        // What it is stands on that page.
        Err(backend::Error::Invalid(_)) => "/policy?refused=1#changes",
        // Pressed twice, or after another window did it.
        Err(backend::Error::NotFound) => "/policy",
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(page);
    Ok(())
}
