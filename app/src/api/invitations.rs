use domain::{ids::InvitationId, view::OfferLine};
use leptos::{prelude::*, server_fn::codec::PostUrl};

use super::AppError;

/// What the asker is invited to and has not answered.
#[server(endpoint = "invitations/list", client = super::client::Marked)]
pub async fn load_offers() -> Result<Vec<OfferLine>, AppError> {
    let (b, actor) = super::context::asker().await?;
    Ok(backend::invitations::offers(&b, &actor).await?)
}

/// The asker says yes or no to one; from a plain form.
#[server(endpoint = "invitations/answer", input = PostUrl, client = super::client::Marked)]
pub async fn answer_offer(invitation: InvitationId, yes: bool) -> Result<(), AppError> {
    let (b, actor) = super::context::asker().await?;
    if yes {
        backend::invitations::take(&b, &actor, invitation).await?;
    } else {
        backend::invitations::decline(&b, &actor, invitation).await?;
    }
    super::context::redirect("/invitations");
    Ok(())
}
