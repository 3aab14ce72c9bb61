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

/// One organisation, the open ones that could go on with its work, and those that it could belong to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OneOrganisation {
    pub organisation: OrganisationLine,
    pub successors: Vec<OrganisationLine>,
    pub parents: Vec<OrganisationLine>,
}

/// People whose name or address contains `find`, who was invited, and the organisations that somebody may be invited to:
/// all of an administrator, and of a manager those in their reach.
#[server(endpoint = "admin/load", client = super::client::Marked)]
pub async fn load_administration(find: String) -> Result<Administration, AppError> {
    use backend::{accounts, accounts::Manager, invitations, organisations};
    let (b, actor) = super::context::asker().await?;
    let by = Manager::Person(&actor);
    Ok(Administration {
        people: accounts::list(&b, by, &find).await?,
        invited: invitations::invited(&b, by).await?,
        organisations: organisations::managed(&b, by).await?,
    })
}

/// One account.
#[server(endpoint = "admin/person", client = super::client::Marked)]
pub async fn load_person(account: String) -> Result<PersonLine, AppError> {
    use backend::accounts::{self, Manager};
    let (b, actor) = super::context::asker().await?;
    let account = account.parse().map_err(|_| AppError::NotFound)?;
    Ok(accounts::person(&b, Manager::Person(&actor), account).await?)
}

/// One organisation.
#[server(endpoint = "admin/organisation", client = super::client::Marked)]
pub async fn load_organisation(organisation: String) -> Result<OneOrganisation, AppError> {
    use backend::{accounts::Manager, organisations};
    use domain::organisation::OrganisationKind;
    let (b, actor) = super::context::asker().await?;
    let mut all = organisations::list(&b, Manager::Person(&actor)).await?;
    let index = all.iter().position(|it| it.id.to_string() == organisation).ok_or(AppError::NotFound)?;
    let organisation = all.swap_remove(index);
    all.retain(|it| it.closed.is_none());
    all.sort_by(|one, other| one.name.cmp(&other.name));
    let successors = all.iter().filter(|it| it.kind == organisation.kind).cloned().collect();
    let parents = all.into_iter().filter(|it| it.kind == OrganisationKind::Trust).collect();
    Ok(OneOrganisation { organisation, successors, parents })
}
