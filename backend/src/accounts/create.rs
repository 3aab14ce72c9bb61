use domain::{
    ids::{AccountId, MembershipId, OrganisationId, PracticeId, ServiceId},
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

/// Whom a new account works for; that decides its role.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Organisation {
    Practice(PracticeId),
    Service(ServiceId),
}

/// An account to be made.
#[derive(Debug, Clone, Copy)]
pub struct NewAccount<'a> {
    pub email: &'a str,
    pub password: &'a str,
    /// "Dr Amara Osei".
    pub name: &'a str,
    pub works_for: Organisation,
}

/// Makes an account with a password, for the demonstration; in earnest people are invited. `Conflict` when the e-mail
/// address has one already.
pub async fn create(b: &Backend, new: NewAccount<'_>) -> Result<AccountId, Error> {
    let now = b.clock().now();
    let id = AccountId(b.ids().new_id(now));
    let (role, organisation): (_, OrganisationId) = match new.works_for {
        Organisation::Practice(practice) => (Role::Referrer, practice.into()),
        Organisation::Service(service) => (Role::Specialist, service.into()),
    };
    let hash = password::hash(password::place()?, b.ids(), new.password).await?;
    let mut tx = b.db().begin().await?;
    let email = normal(&typed::plain(new.email));
    if !accounts::insert(&mut tx, id, &email, &typed::line(new.name), role, now).await? {
        return Err(Error::Conflict);
    }
    let membership = MembershipId(b.ids().new_id(now));
    accounts::insert_membership(&mut tx, membership, id, role, Some(organisation), now).await?;
    credentials::insert(&mut tx, b.ids().new_id(now), id, Kind::Password, &hash, now).await?;
    tx.commit().await?;
    Ok(id)
}
