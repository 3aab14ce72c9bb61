use domain::{
    access::Actor,
    ids::{AccountId, CaseId, MembershipId},
    role::Role,
    view::{Me, OpenedCase, When, Workplace},
};

use crate::{
    Backend, Error,
    clock::from_ms,
    db::{
        self,
        accounts::{self, MembershipRow},
    },
    error::Damaged,
    sessions::{self, SignedIn},
};

/// What an administrator works for, where the header names an organisation.
const ADMINISTRATION: &str = "Administration";

/// Who an account is where it works first. `NotFound` when it works nowhere: it is gone, locked, or has no membership.
pub async fn me(b: &Backend, account: AccountId) -> Result<(Actor, Me), Error> {
    let now = b.clock().now();
    let rows = accounts::memberships(&mut *b.db().read().await?, account, "", now).await?;
    describe(account, &rows, 0)
}

/// Who a session's account is in the membership that the session works in: for access, and for the header. `NotFound`
/// when that is over, or the account is locked or gone.
pub async fn me_at(b: &Backend, account: AccountId, membership: MembershipId) -> Result<(Actor, Me), Error> {
    let now = b.clock().now();
    let rows = accounts::memberships(&mut *b.db().read().await?, account, "", now).await?;
    let id = membership.to_string();
    let index = rows.iter().position(|row| row.membership_id == id).ok_or(Error::NotFound)?;
    describe(account, &rows, index)
}

/// Who somebody signed in is: as [`me_at`], with the case that they have opened from outside in this sign-in.
pub async fn me_in(b: &Backend, signed_in: &SignedIn) -> Result<(Actor, Me), Error> {
    let (now, account) = (b.clock().now(), signed_in.account);
    let mark = sessions::hash(&signed_in.mark);
    let rows = accounts::memberships(&mut *b.db().read().await?, account, &mark, now).await?;
    let id = signed_in.membership.to_string();
    let index = rows.iter().position(|row| row.membership_id == id).ok_or(Error::NotFound)?;
    describe(account, &rows, index)
}

fn describe(account: AccountId, rows: &[MembershipRow], index: usize) -> Result<(Actor, Me), Error> {
    let row = rows.get(index).ok_or(Error::NotFound)?;
    let Workplace { membership, organisation, role } = workplace(row)?;
    let opened = match (&row.opened, row.opened_until) {
        (Some(case), Some(until)) => {
            let case: CaseId = db::parse(case, "case")?;
            Some(OpenedCase { case, number: case.short(), until: When::at(from_ms(until)) })
        }
        (None, _) | (Some(_), None) => None,
    };
    let actor = match (role == Role::Administrator, &row.organisation_id) {
        (false, Some(id)) => Actor::Member {
            account,
            organisation: db::parse(id, "organisation")?,
            role,
            opened: opened.as_ref().map(|it| it.case),
        },
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
        kind: row.kind.as_deref().map(|kind| db::parse(kind, "organisation")).transpose()?,
        home: role.home().into(),
        others: others.collect::<Result<_, _>>()?,
        opened,
        invited: row.invited > 0,
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
