use domain::{access::Actor, ids::AccountId, role::Role, view::Me};

use crate::{
    Backend, Error,
    db::{
        self,
        accounts::{self, AccountRow},
    },
    error::Damaged,
};

/// Who a session's account is: for access, and for the header. `NotFound` when the account is gone.
pub async fn me(b: &Backend, account: AccountId) -> Result<(Actor, Me), Error> {
    let row = accounts::by_id(&mut *b.db().read().await?, account).await?.ok_or(Error::NotFound)?;
    describe(&row)
}

pub(super) fn describe(row: &AccountRow) -> Result<(Actor, Me), Error> {
    let account = db::parse(&row.id, "account")?;
    let role: Role = db::parse(&row.role, "role")?;
    let actor = match (role, &row.practice_id, &row.service_id) {
        (Role::Referrer, Some(practice), _) => Actor::Referrer { account, practice: db::parse(practice, "practice")? },
        (Role::Specialist, _, Some(service)) => Actor::Specialist { account, service: db::parse(service, "service")? },
        (Role::Referrer | Role::Specialist, _, _) => return Err(Damaged("account").into()),
    };
    let (name, organisation) = (row.name.clone(), row.organisation.clone());
    Ok((actor, Me { account, name, role, organisation, home: role.home().into() }))
}
