//! What administrators see. What they do is posted to `/api/admin/act`, whose answer can hold a link that no address may.

use domain::view::{InvitedLine, OrganisationLine, PersonLine};
use leptos::prelude::*;
use serde::{Deserialize, Serialize};

use super::AppError;

/// Everything on the page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Administration {
    pub people: Vec<PersonLine>,
    pub invited: Vec<InvitedLine>,
    pub organisations: Vec<OrganisationLine>,
}

/// People whose name or address contains `find`, who was invited, and every organisation.
#[server(endpoint = "admin/load", client = super::client::Marked)]
pub async fn load_administration(find: String) -> Result<Administration, AppError> {
    use backend::{accounts, accounts::Manager, invitations, organisations};
    let (b, actor) = super::context::asker().await?;
    let by = Manager::Person(&actor);
    Ok(Administration {
        people: accounts::list(&b, by, &find).await?,
        invited: invitations::invited(&b, by).await?,
        organisations: organisations::list(&b, by).await?,
    })
}
