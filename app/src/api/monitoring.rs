use domain::{
    ids::{CaseId, FormKey, RoundId},
    monitoring::{PlanForm, ReviewForm},
};
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::AppError;

/// Plans follow-up photos. What is wrong is said on the page that the form is on.
#[server(endpoint = "monitoring/plan", input = PostUrl, client = super::client::Marked)]
pub async fn plan_photos(case: CaseId, key: FormKey, #[server(default)] form: PlanForm) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let said = match backend::monitoring::plan(&b, &actor, case, key, &form).await {
        Ok(()) => "planned".to_owned(),
        Err(backend::Error::Invalid(problems)) => wrong(&problems),
        Err(error) => return Err(error.into()),
    };
    back(&actor, case, &said);
    Ok(())
}

/// Nobody is asked any longer.
#[server(endpoint = "monitoring/call-off", input = PostUrl, client = super::client::Marked)]
pub async fn call_off_plan(case: CaseId, version: i64) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::monitoring::call_off(&b, &actor, case, version).await?;
    back(&actor, case, "called_off");
    Ok(())
}

/// Texts the patient once more.
#[server(endpoint = "monitoring/ask-again", input = PostUrl, client = super::client::Marked)]
pub async fn ask_round_again(case: CaseId, version: i64) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let said = match backend::monitoring::ask_again(&b, &actor, case, version).await {
        Ok(()) => "asked",
        Err(backend::Error::Invalid(_)) => "not_asked",
        Err(error) => return Err(error.into()),
    };
    back(&actor, case, said);
    Ok(())
}

/// Lets a round go.
#[server(endpoint = "monitoring/skip", input = PostUrl, client = super::client::Marked)]
pub async fn skip_round(case: CaseId, version: i64) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::monitoring::skip(&b, &actor, case, version).await?;
    back(&actor, case, "skipped");
    Ok(())
}

/// Says what the photos of a round show.
#[server(endpoint = "monitoring/review", input = PostUrl, client = super::client::Marked)]
pub async fn review_round(case: CaseId, version: i64, #[server(default)] form: ReviewForm) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let said = match backend::monitoring::review(&b, &actor, case, version, &form).await {
        Ok(()) => "reviewed".to_owned(),
        Err(backend::Error::Invalid(problems)) => wrong(&problems),
        Err(error) => return Err(error.into()),
    };
    back(&actor, case, &said);
    Ok(())
}

/// The service knows that photos did not come twice.
#[server(endpoint = "monitoring/note", input = PostUrl, client = super::client::Marked)]
pub async fn note_missed_rounds(case: CaseId, round: RoundId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::monitoring::note_missed(&b, &actor, case, round).await?;
    back(&actor, case, "noted");
    Ok(())
}

/// The first field that is wrong, by its name alone.
#[cfg(feature = "ssr")]
fn wrong(problems: &[domain::case::Problem]) -> String {
    problems.first().map(|problem| problem.field.clone()).unwrap_or_default()
}

#[cfg(feature = "ssr")]
fn back(actor: &domain::access::Actor, case: CaseId, said: &str) {
    let area = if actor.service().is_ok() { "worklist" } else { "cases" };
    super::context::redirect(&format!("/{area}/{case}?follow={said}#follow-up"));
}
