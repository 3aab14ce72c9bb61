use domain::{
    conclusion::ConclusionForm,
    ids::{CaseId, FormKey},
};
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::AppError;

/// Says what came of a patient whom the service has taken over. What could not be taken is kept, and the page that opens
/// shows it: nothing of it rides on the address.
#[server(endpoint = "conclusions/conclude", input = PostUrl, client = super::client::Marked)]
pub async fn conclude(
    case: CaseId,
    key: FormKey,
    #[server(default)] form: ConclusionForm,
    #[server(default)] seen: i64,
    #[server(default)] then: String,
) -> Result<(), AppError> {
    use backend::cases::Concluded;
    let (b, actor) = super::context::asker().await?;
    let done = match backend::cases::conclude(&b, &actor, case, key, (&form, seen), then == "close").await {
        Ok(Concluded::Noted) => "?concluded=noted",
        Ok(Concluded::Closed) => "?concluded=closed",
        Ok(Concluded::StillOpen) => "?concluded=open",
        Err(backend::Error::Invalid(_)) => "",
        Err(error) => return Err(error.into()),
    };
    super::context::redirect(&format!("/worklist/{case}{done}#conclusion"));
    Ok(())
}

/// The practice has read it, as far as it was shown.
#[server(endpoint = "conclusions/read", input = PostUrl, client = super::client::Marked)]
pub async fn read_conclusion(case: CaseId, seen: i64) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    backend::cases::read_conclusion(&b, &actor, case, seen).await?;
    super::context::redirect(&format!("/cases/{case}#conclusion"));
    Ok(())
}
