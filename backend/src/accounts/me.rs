use domain::{
    access::Actor,
    ids::{AccountId, MembershipId},
    role::Role,
    view::{Me, Workplace},
};

use crate::{
    Backend, Error,
    db::{
        self,
        accounts::{self, MembershipRow},
    },
    error::Damaged,
};

/// What an administrator works for, where the header names an organisation.
const ADMINISTRATION: &str = "Administration";

/// Who an account is where it works first. `NotFound` when it works nowhere: it is gone, locked, or has no membership.
pub async fn me(b: &Backend, account: AccountId) -> Result<(Actor, Me), Error> {
    let now = b.clock().now();
    let rows = accounts::memberships(&mut *b.db().read().await?, account, now).await?;
    describe(account, &rows, 0)
}

/// Who a session's account is in the membership that the session works in: for access, and for the header. `NotFound`
/// when that is over, or the account is locked or gone.
pub async fn me_at(b: &Backend, account: AccountId, membership: MembershipId) -> Result<(Actor, Me), Error> {
    let now = b.clock().now();
    let rows = accounts::memberships(&mut *b.db().read().await?, account, now).await?;
    let id = membership.to_string();
    let index = rows.iter().position(|row| row.membership_id == id).ok_or(Error::NotFound)?;
    describe(account, &rows, index)
}

fn describe(account: AccountId, rows: &[MembershipRow], index: usize) -> Result<(Actor, Me), Error> {
    let row = rows.get(index).ok_or(Error::NotFound)?;
    let Workplace { membership, organisation, role } = workplace(row)?;
    let actor = match (role == Role::Administrator, &row.organisation_id) {
        (false, Some(id)) => Actor::Member { account, organisation: db::parse(id, "organisation")?, role },
        (true, None) => Actor::Administrator { account },
        (false, None) | (true, Some(_)) => return Err(Damaged("membership").into()),
    };
    let others = rows.iter().enumerate().filter(|(other, _)| *other != index).map(|(_, row)| workplace(row));
    let me = Me {
        account,
        name: row.name.clone(),
        membership,
        role,
        organisation,
        home: role.home().into(),
        others: others.collect::<Result<_, _>>()?,
    };
    Ok((actor, me))
}

fn workplace(row: &MembershipRow) -> Result<Workplace, Error> {
    Ok(Workplace {
        membership: db::parse(&row.membership_id, "membership")?,
        organisation: row.organisation.clone().unwrap_or_else(|| ADMINISTRATION.to_owned()),
        role: db::parse(&row.role, "role")?,
    })
}
