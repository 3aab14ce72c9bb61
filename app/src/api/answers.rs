use domain::{
    case::Answer,
    ids::CaseId,
    view::{AnswerSent, WorklistPage, WorklistQuery},
};
use leptos::{
    prelude::*,
    server_fn::codec::{Json, PostUrl},
};

use super::AppError;

#[server(endpoint = "worklist", input = Json)]
pub async fn load_worklist(query: WorklistQuery) -> Result<WorklistPage, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::worklist(&b, &actor, &query).await?)
}

/// The waiting case due next, other than `after`; fetched ahead so that it opens at once.
#[server(endpoint = "worklist/next", input = Json)]
pub async fn find_next_case(after: Option<CaseId>) -> Result<Option<CaseId>, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::next(&b, &actor, after).await?)
}

/// Keeps the specialist's unsent text.
#[server(endpoint = "answers/draft", input = Json)]
pub async fn save_answer(case: CaseId, answer: Answer) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::save_answer(&b, &actor, case, answer).await?)
}

/// Sends the answer; it can be taken back until `undo_until_ms`. Called from the hydrated case screen.
#[server(endpoint = "answers/send", input = Json)]
pub async fn send_answer(case: CaseId, version: i64, answer: Answer) -> Result<AnswerSent, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::answer(&b, &actor, case, version, answer).await?)
}

/// The same from a plain form: the text is kept whatever happens, and the page that opens says what did. `faults` are
/// the pictures' as ticked, where no script has put them into the answer.
#[server(endpoint = "answers/form", input = PostUrl)]
pub async fn send_answer_form(
    case: CaseId,
    version: i64,
    answer: Answer,
    #[server(default)] faults: Vec<String>,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let picture_faults = if faults.is_empty() { answer.picture_faults } else { faults.join(" ") };
    let answer = Answer { picture_faults, ..answer };
    let page = match backend::cases::answer(&b, &actor, case, version, answer).await? {
        AnswerSent::Sent { .. } => format!("/worklist/{case}?sent=1"),
        AnswerSent::AlreadyAnswered { .. } => format!("/worklist/{case}?already=1"),
        AnswerSent::Incomplete { .. } => format!("/worklist/{case}?check=1"),
    };
    super::context::redirect(&page);
    Ok(())
}

/// Takes the answer back while that is still possible.
#[server(endpoint = "answers/undo", input = PostUrl)]
pub async fn undo_answer(case: CaseId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::cases::undo_answer(&b, &actor, case).await?;
    super::context::redirect(&format!("/worklist/{case}"));
    Ok(())
}
