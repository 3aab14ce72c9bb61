use domain::{
    ids::{AccountId, MembershipId, OrganisationId},
    role::Role,
    typed,
};

use super::{normal, password};
use crate::{
    Backend, Error,
    db::{
        accounts,
        credentials::{self, Kind},
    },
};

/// An account to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewAccount<'a> {
    pub email: &'a str,
    pub password: &'a str,
    /// "Dr Amara Osei".
    pub name: &'a str,
    pub role: Role,
    /// Where; None for an administrator.
    pub organisation: Option<OrganisationId>,
}

/// Makes an account with a password, for the demonstration; in earnest people are invited. `Conflict` when the e-mail
/// address has one already.
pub async fn create(b: &Backend, new: NewAccount<'_>) -> Result<AccountId, Error> {
    let now = b.clock().now();
    let id = AccountId(b.ids().new_id(now));
    let hash = password::hash(password::place()?, b.ids(), new.password).await?;
    let mut tx = b.db().begin().await?;
    let email = normal(&typed::plain(new.email));
    if !accounts::insert(&mut tx, id, &email, &typed::line(new.name), new.role, now).await? {
        return Err(Error::Conflict);
    }
    let membership = MembershipId(b.ids().new_id(now));
    accounts::insert_membership(&mut tx, membership, id, new.role, new.organisation, now).await?;
    credentials::insert(&mut tx, b.ids().new_id(now), id, Kind::Password, &hash, now).await?;
    tx.commit().await?;
    Ok(id)
}
