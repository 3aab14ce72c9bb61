//! Invitations to somebody who has an account: shown to them when they are signed in, and theirs to take or to decline.

use domain::{
    access::Actor,
    audit::Access,
    ids::{AccountId, InvitationId},
    view::{OfferLine, When},
};

use super::accept::{begin, register};
use crate::{
    Backend, Error, accounts,
    clock::from_ms,
    db::{
        self, Tx, accounts as rows,
        invitations::{self, InvitationRow},
    },
    manager::Act,
};

/// What the asker is invited to and has not answered, the oldest first.
pub async fn offers(b: &Backend, actor: &Actor) -> Result<Vec<OfferLine>, Error> {
    let account = somebody(actor)?;
    let mut connection = b.db().read().await?;
    let (email, _) = rows::address(&mut connection, account).await?;
    let open = invitations::open_to(&mut connection, &email, b.clock().now()).await?;
    let line = |row: InvitationRow| {
        let role = db::parse(row.role.as_deref().unwrap_or_default(), "role")?;
        Ok(OfferLine {
            id: db::parse(&row.id, "invitation")?,
            works_at: accounts::role_at(role, row.organisation.as_deref()),
            until: When::at(from_ms(row.expires_at)),
        })
    };
    open.into_iter().map(line).collect()
}

/// The asker takes the role on, and works there, too, from now on. `NotFound` where that is not theirs to answer any
/// longer. A link of before, by which their password would be chosen anew, opens nothing of it.
pub async fn take(b: &Backend, actor: &Actor, id: InvitationId) -> Result<(), Error> {
    let account = somebody(actor)?;
    let mut tx = b.db().begin().await?;
    let mut act = Act::begin(b, &mut tx, Some(actor)).await?;
    let now = b.clock().now();
    let row = theirs(b, &mut tx, account, id).await?;
    let membership = begin(b, &mut tx, account, &row, now).await?;
    register(&mut tx, &mut act, actor, &row, now).await?;
    invitations::take_back_resets(&mut tx, account, now).await?;
    act.done(&mut tx, now, &Access::MembershipBegan { account, membership }).await?;
    tx.commit().await
}

/// The asker does not want it. Whoever invited them does not see them among who was invited any longer.
pub async fn decline(b: &Backend, actor: &Actor, id: InvitationId) -> Result<(), Error> {
    let account = somebody(actor)?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let act = Act::begin(b, &mut tx, Some(actor)).await?;
    let now = b.clock().now();
    let row = theirs(b, &mut tx, account, id).await?;
    invitations::set_taken_back(&mut tx, &row.id, now).await?;
    let organisation = row.organisation_id.as_deref().map(|id| db::parse(id, "organisation")).transpose()?;
    act.done(&mut tx, now, &Access::InvitationDeclined { organisation }).await?;
    tx.commit().await
}

async fn theirs(b: &Backend, tx: &mut Tx, account: AccountId, id: InvitationId) -> Result<InvitationRow, Error> {
    let (email, _) = rows::address(tx, account).await?;
    let open = invitations::open_to(tx, &email, b.clock().now()).await?;
    let id = id.to_string();
    open.into_iter().find(|row| row.id == id).ok_or(Error::NotFound)
}

fn somebody(actor: &Actor) -> Result<AccountId, Error> {
    match *actor {
        Actor::Member { account, .. } | Actor::Administrator { account } => Ok(account),
        Actor::Patient { .. } | Actor::Phone { .. } => Err(Error::Denied),
    }
}
