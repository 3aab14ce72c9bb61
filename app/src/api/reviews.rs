use domain::{
    ids::{AccountId, CaseId, FormKey, ReviewId},
    review::{AskForm, ReplyForm},
    view::{AskReviewView, SecondReadingView},
};
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::AppError;

/// Whom somebody can ask about a case.
#[server(endpoint = "reviews/form", client = super::client::Marked)]
pub async fn load_ask_review(case: CaseId) -> Result<AskReviewView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::ask_review_form(&b, &actor, case).await?)
}

/// Asks a colleague or a meeting.
#[server(endpoint = "reviews/ask", input = PostUrl, client = super::client::Marked)]
pub async fn ask_review(case: CaseId, key: FormKey, #[server(default)] form: AskForm) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::cases::ask_review(&b, &actor, case, key, &form).await?;
    super::context::redirect(&format!("/worklist/{case}?asked=1#reviews"));
    Ok(())
}

/// Does what was asked: replies, returns a prepared answer, or reads an answer a second time.
#[server(endpoint = "reviews/give", input = PostUrl, client = super::client::Marked)]
pub async fn give_review(
    case: CaseId,
    review: ReviewId,
    #[server(default)] form: ReplyForm,
    /// "worklist": the case is not shown after it.
    #[server(default)]
    then: String,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::cases::give_review(&b, &actor, case, review, &form).await?;
    let page = match then.as_str() {
        "worklist" => "/worklist?show=second_reading".to_owned(),
        _ => format!("/worklist/{case}#reviews"),
    };
    super::context::redirect(&page);
    Ok(())
}

/// What was asked is not wanted any longer.
#[server(endpoint = "reviews/call-off", input = PostUrl, client = super::client::Marked)]
pub async fn call_off_review(case: CaseId, review: ReviewId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::cases::call_off_review(&b, &actor, case, review).await?;
    super::context::redirect(&format!("/worklist/{case}#reviews"));
    Ok(())
}

/// What colleagues said has been read, as far as it was shown.
#[server(endpoint = "reviews/read", input = PostUrl, client = super::client::Marked)]
pub async fn read_review(
    case: CaseId,
    #[server(default)] seen: i64,
    /// Whose, where it is read for somebody who is away.
    #[server(default)]
    whose: Option<AccountId>,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::cases::read_review(&b, &actor, case, seen, whose).await?;
    super::context::redirect(&format!("/worklist/{case}#reviews"));
    Ok(())
}

/// Puts a prepared answer into one's own form.
#[server(endpoint = "reviews/use", input = PostUrl, client = super::client::Marked)]
pub async fn use_prepared(case: CaseId, review: ReviewId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::cases::use_prepared(&b, &actor, case, review).await?;
    super::context::redirect(&format!("/worklist/{case}"));
    Ok(())
}

/// A case to be read a second time.
#[server(endpoint = "reviews/second", client = super::client::Marked)]
pub async fn load_second_reading(case: CaseId) -> Result<SecondReadingView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::second_reading(&b, &actor, case).await?)
}
