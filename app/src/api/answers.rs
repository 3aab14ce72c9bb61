use domain::{
    case::{AmendmentKind, Answer, AnswerDraft},
    ids::{CaseId, FormKey},
    view::{AnswerSent, SendOnView, WorklistPage, WorklistQuery},
};
use leptos::{
    prelude::*,
    server_fn::codec::{Json, PostUrl},
};

use serde::{Deserialize, Serialize};

use super::AppError;

#[server(endpoint = "worklist", input = Json, client = super::client::Marked)]
pub async fn load_worklist(query: WorklistQuery) -> Result<WorklistPage, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::worklist(&b, &actor, &query).await?)
}

/// The waiting case due next, other than `after`; prefetched so that it opens at once.
#[server(endpoint = "worklist/next", input = Json, client = super::client::Marked)]
pub async fn find_next_case(after: Option<CaseId>) -> Result<Option<CaseId>, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::next(&b, &actor, after).await?)
}

/// Keeps the specialist's unsent text.
#[server(endpoint = "answers/draft", input = Json, client = super::client::Marked)]
pub async fn save_answer(case: CaseId, draft: AnswerDraft) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::save_answer(&b, &actor, case, draft).await?)
}

/// Sends the answer; it can be taken back for some seconds. Called from the hydrated case screen.
#[server(endpoint = "answers/send", input = Json, client = super::client::Marked)]
pub async fn send_answer(case: CaseId, version: i64, key: FormKey, draft: AnswerDraft) -> Result<AnswerSent, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::answer(&b, &actor, case, version, key, draft).await?)
}

/// What a person says about an answer beside its text, in a plain form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Said {
    /// `AnswerDraft::keep_words`.
    pub keep_words: String,
    /// `AnswerDraft::confirmed`.
    pub confirmed: String,
    /// "replace": nothing is sent, the outcome's ready-made words take the place of those in the form; "keep": nothing is
    /// sent; "prepare": it is given to whoever sends it in their own name.
    pub then: String,
    /// Of what is prepared: to whom; empty for whoever comes to it first.
    pub to: String,
}

/// The same from a plain form: the text is saved whatever happens, and the page that opens says what did. `faults` are
/// the pictures' as ticked, where no script has put them into the answer.
#[server(endpoint = "answers/form", input = PostUrl, client = super::client::Marked)]
pub async fn send_answer_form(
    case: CaseId,
    version: i64,
    key: FormKey,
    answer: Answer,
    #[server(default)] faults: Vec<String>,
    #[server(default)] said: Said,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let picture_faults = if faults.is_empty() { answer.picture_faults } else { faults.join(" ") };
    let answer = Answer { picture_faults, ..answer };
    let Said { keep_words, confirmed, then, to } = said;
    let draft = AnswerDraft { answer, origin: None, keep_words, confirmed };
    let page = match then.as_str() {
        "replace" => {
            backend::cases::replace_words(&b, &actor, case, draft).await?;
            format!("/worklist/{case}")
        }
        "keep" => {
            backend::cases::save_answer(&b, &actor, case, draft).await?;
            format!("/worklist/{case}")
        }
        "prepare" => {
            use backend::cases::Prepared;
            let to = to.parse().ok();
            match backend::cases::prepare_answer(&b, &actor, case, (version, key), draft, to).await? {
                Prepared::Given => format!("/worklist/{case}?prepared=1#reviews"),
                Prepared::Incomplete { .. } => format!("/worklist/{case}?check=1"),
            }
        }
        _ => match backend::cases::answer(&b, &actor, case, version, key, draft).await? {
            AnswerSent::Sent { .. } => format!("/worklist/{case}?sent=1"),
            AnswerSent::AlreadyAnswered { .. } => format!("/worklist/{case}?already=1"),
            AnswerSent::Incomplete { .. } => format!("/worklist/{case}?check=1"),
        },
    };
    super::context::redirect(&page);
    Ok(())
}

/// What a referral can be sent on to.
#[server(endpoint = "answers/send-on/form", client = super::client::Marked)]
pub async fn load_send_on(case: CaseId) -> Result<SendOnView, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::cases::send_on_form(&b, &actor, case).await?)
}

/// Sends it on.
#[server(endpoint = "answers/send-on", input = PostUrl, client = super::client::Marked)]
pub async fn send_on(
    case: CaseId,
    key: FormKey,
    version: i64,
    #[server(default)] service: String,
    #[server(default)] reason: String,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let Ok(to) = service.parse() else {
        super::context::redirect(&format!("/worklist/{case}/send-on?wrong=service#service"));
        return Ok(());
    };
    let page = match backend::cases::send_on(&b, &actor, case, key, (to, &reason, version)).await {
        Ok(_) => format!("/worklist/{case}?sent_on=1"),
        Err(backend::Error::Invalid(problems)) => {
            let field = problems.first().map(|problem| problem.field.clone()).unwrap_or_default();
            format!("/worklist/{case}/send-on?wrong={field}#{field}")
        }
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// Takes the answer back while that is still possible.
#[server(endpoint = "answers/undo", input = PostUrl, client = super::client::Marked)]
pub async fn undo_answer(case: CaseId) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::cases::undo_answer(&b, &actor, case).await?;
    super::context::redirect(&format!("/worklist/{case}"));
    Ok(())
}

/// The practice does not agree to a downgrade; from a plain form.
#[server(endpoint = "answers/disagree", input = PostUrl, client = super::client::Marked)]
pub async fn disagree(case: CaseId, key: FormKey, text: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::cases::disagree(&b, &actor, case, key, &text).await {
        Ok(()) => format!("/cases/{case}?disagreed=1"),
        Err(backend::Error::Invalid(_)) => format!("/cases/{case}?disagree=1#disagreement"),
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// Adds to an answer that stands, corrects or retracts it; from a plain form.
#[server(endpoint = "answers/amend", input = PostUrl, client = super::client::Marked)]
pub async fn amend_answer(case: CaseId, key: FormKey, kind: AmendmentKind, text: String) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let page = match backend::cases::amend(&b, &actor, case, key, kind, &text).await {
        Ok(()) => format!("/worklist/{case}?amended=1"),
        Err(backend::Error::Invalid(_)) => format!("/worklist/{case}?amend=1#amendment"),
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}
