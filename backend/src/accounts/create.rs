use domain::{
    ids::{AccountId, PracticeId, ServiceId},
    role::Role,
    typed,
};

use super::password;
use crate::{
    Backend, Error,
    db::accounts::{self, AccountRow},
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

/// Makes an account. `Conflict` when the e-mail address has one already.
pub async fn create(b: &Backend, new: NewAccount<'_>) -> Result<AccountId, Error> {
    let now = b.clock().now();
    let id = AccountId(b.ids().new_id(now));
    let (role, practice_id, service_id) = match new.works_for {
        Organisation::Practice(practice) => (Role::Referrer, Some(practice.to_string()), None),
        Organisation::Service(service) => (Role::Specialist, None, Some(service.to_string())),
    };
    let row = AccountRow {
        id: id.to_string(),
        email: typed::plain(new.email).to_lowercase(),
        password_hash: password::hash(b.ids(), new.password).await?,
        name: typed::line(new.name),
        role: role.as_str().to_owned(),
        practice_id,
        service_id,
        organisation: String::new(),
    };
    let mut tx = b.db().begin().await?;
    if !accounts::insert(&mut tx, &row, now).await? {
        return Err(Error::Conflict);
    }
    tx.commit().await?;
    Ok(id)
}
