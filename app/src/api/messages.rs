use domain::ids::{CaseId, FormKey};
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::AppError;

/// Writes to the other side of a case; from a plain form.
#[server(endpoint = "messages/send", input = PostUrl, client = super::client::Marked)]
pub async fn send_message(
    case: CaseId,
    key: FormKey,
    seen: i64,
    text: String,
    #[server(default)] with_pictures: bool,
    /// When the newest of the pictures that the page showed came, in milliseconds.
    #[server(default)]
    until: i64,
    /// The page of its own for pictures.
    #[server(default)]
    on_page: bool,
) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    let area = if actor.service().is_ok() { "worklist" } else { "cases" };
    if on_page && !with_pictures {
        super::context::redirect(&format!("/cases/{case}/pictures?write=agree#with_pictures"));
        return Ok(());
    }
    let page = match backend::messages::send(&b, &actor, case, key, seen, &text, with_pictures.then_some(until)).await {
        Ok(()) => format!("/{area}/{case}?written=1#messages"),
        Err(backend::Error::Invalid(problems)) if on_page => {
            let is = |field: &str| problems.iter().any(|problem| problem.field == field);
            let wrong = if is("pictures") {
                "none"
            } else if is("messages") {
                "full#message"
            } else {
                "1#message"
            };
            format!("/cases/{case}/pictures?write={wrong}")
        }
        Err(backend::Error::Invalid(problems)) => {
            let full = problems.iter().any(|problem| problem.field == "messages");
            format!("/{area}/{case}?write={}#message", if full { "full" } else { "1" })
        }
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&page);
    Ok(())
}

/// "I have read it."
#[server(endpoint = "messages/read", input = PostUrl, client = super::client::Marked)]
pub async fn read_messages(case: CaseId, seen: i64) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::messages::read(&b, &actor, case, seen).await?;
    let area = if actor.service().is_ok() { "worklist" } else { "cases" };
    super::context::redirect(&format!("/{area}/{case}#messages"));
    Ok(())
}
