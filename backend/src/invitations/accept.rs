use std::mem;

use domain::{
    access::Actor,
    audit::Access,
    ids::{AccountId, MembershipId},
    link_token::token_in,
    role::Role,
    view::Invitation,
};
use jiff::Timestamp;

use super::{Whose, account_of, hashed, standing, whose};
use crate::{
    Backend, Error,
    accounts::{PasswordProblem, password},
    db::{
        self, Tx, accounts,
        credentials::{self, Kind},
        invitations::{self, InvitationRow},
    },
    manager::Act,
    sessions,
};

/// Why a password was not taken.
#[derive(Debug, thiserror::Error)]
pub enum NotAccepted {
    /// The link still works: another one may be tried.
    #[error("{0}")]
    Password(PasswordProblem),
    /// The link does not work any longer, or never did.
    #[error("the invitation is over")]
    Over(Invitation),
    #[error(transparent)]
    Other(#[from] Error),
}

/// What a link is for, and whether it still works.
pub async fn open(b: &Backend, token: &str) -> Result<Invitation, Error> {
    let Some(row) = find(b, token).await? else { return Ok(Invitation::Unknown) };
    let now = b.clock().now();
    let mut found = standing(&row, now);
    if let Invitation::Open { email, organisation, is_reset: false, .. } = &mut found {
        let mut connection = b.db().read().await?;
        let all = invitations::open_to(&mut connection, &row.email, now).await?;
        *organisation = all.into_iter().filter_map(|row| row.organisation).collect::<Vec<_>>().join(" and ");
        if let Whose::Works(_) = whose(&mut connection, &row.email, now).await? {
            found = Invitation::HasAccount { email: mem::take(email), organisation: mem::take(organisation) };
        }
    }
    Ok(found)
}

async fn find(b: &Backend, token: &str) -> Result<Option<InvitationRow>, Error> {
    if token_in(token) != Some(token) {
        return Ok(None);
    }
    invitations::get(&mut *b.db().read().await?, &hashed(token)).await
}

/// Chooses a password by a link, which works no longer then: whose account it is. Nothing is reckoned for a link that
/// does not work, and a password that is refused uses nothing up.
pub async fn accept(b: &Backend, token: &str, password: &str) -> Result<AccountId, NotAccepted> {
    let place = password::place()?;
    let Some(row) = find(b, token).await? else { return Err(NotAccepted::Over(Invitation::Unknown)) };
    is_open(&row, b.clock().now())?;
    let about = [row.name.as_str(), &row.email, row.organisation.as_deref().unwrap_or_default()];
    let hash = match password::choose(place, b.ids(), password, &about).await? {
        Ok(hash) => hash,
        Err(problem) => return Err(NotAccepted::Password(problem)),
    };
    let mut tx = b.db().begin().await?;
    // Nobody is signed in: the log names the account.
    let mut act = Act::begin(b, &mut tx, None).await?;
    let now = b.clock().now();
    let row = invitations::get(&mut tx, &hashed(token)).await?.ok_or(Error::NotFound)?;
    is_open(&row, now)?;
    let account = match account_of(&row)? {
        Some(account) => {
            invitations::set_used(&mut tx, &row.id, now).await?;
            // Whoever guessed codes knew the old password.
            accounts::forget_wrong_codes(&mut tx, account).await?;
            credentials::delete(&mut tx, account, Kind::Password).await?;
            sessions::end_all(&mut tx, account).await?;
            account
        }
        None => join(b, &mut tx, &mut act, &row, now).await?,
    };
    credentials::insert(&mut tx, b.ids().new_id(now), account, Kind::Password, &hash, now).await?;
    act.done(&mut tx, now, &Access::PasswordChosen { account }).await?;
    tx.commit().await?;
    Ok(account)
}

fn is_open(row: &InvitationRow, now: Timestamp) -> Result<(), NotAccepted> {
    match standing(row, now) {
        Invitation::Open { .. } => Ok(()),
        over => Err(NotAccepted::Over(over)),
    }
}

/// Makes the account that somebody was invited to, with every role that they were invited to by now. Of an account that
/// works nowhere any longer nothing but its name and address is left.
async fn join(
    b: &Backend,
    tx: &mut Tx,
    act: &mut Act<'_>,
    row: &InvitationRow,
    now: Timestamp,
) -> Result<AccountId, NotAccepted> {
    let first = db::parse::<Role>(row.role.as_deref().unwrap_or_default(), "role")?;
    let (account, again) = match whose(tx, &row.email, now).await? {
        Whose::Nobody => {
            let account = AccountId(b.ids().new_id(now));
            accounts::insert(tx, account, &row.email, &row.name, first, now).await?;
            (account, false)
        }
        Whose::Nowhere(account) => {
            let left = accounts::ends(tx, account).await?.1.unwrap_or(now.as_millisecond());
            accounts::end_memberships(tx, account, left).await?;
            accounts::set_left(tx, account, None).await?;
            accounts::forget_wrong_codes(tx, account).await?;
            credentials::delete_all(tx, account).await?;
            invitations::take_back_resets(tx, account, now).await?;
            sessions::end_all(tx, account).await?;
            (account, true)
        }
        // Made in another way since.
        Whose::Works(_) => {
            let (email, organisation) = (row.email.clone(), row.organisation.clone().unwrap_or_default());
            return Err(NotAccepted::Over(Invitation::HasAccount { email, organisation }));
        }
    };
    for place in invitations::open_to(tx, &row.email, now).await? {
        let membership = begin(b, tx, account, &place, now).await?;
        let began = match again {
            true => Access::AccountRejoined { account, membership },
            false => Access::MembershipBegan { account, membership },
        };
        act.also(tx, now, &actor(account, &place)?, &began).await?;
    }
    // Of the link that they came by: another one's may be of somebody who was mistaken.
    register(tx, act, &actor(account, row)?, row, now).await?;
    Ok(account)
}

/// Who somebody is in the role that they were invited to: it is they who take it on.
fn actor(account: AccountId, row: &InvitationRow) -> Result<Actor, Error> {
    let role = db::parse::<Role>(row.role.as_deref().unwrap_or_default(), "role")?;
    Ok(match &row.organisation_id {
        Some(id) => Actor::Member { account, organisation: db::parse(id, "organisation")?, role, opened: None },
        None => Actor::Administrator { account },
    })
}

/// One role that somebody was invited to begins.
pub(super) async fn begin(
    b: &Backend,
    tx: &mut Tx,
    account: AccountId,
    row: &InvitationRow,
    now: Timestamp,
) -> Result<MembershipId, Error> {
    let role = db::parse::<Role>(row.role.as_deref().unwrap_or_default(), "role")?;
    let organisation = row.organisation_id.as_deref().map(|id| db::parse(id, "organisation")).transpose()?;
    let membership = MembershipId(b.ids().new_id(now));
    accounts::insert_membership(tx, membership, account, role, organisation, now).await?;
    invitations::set_used(tx, &row.id, now).await?;
    Ok(membership)
}

/// The registration that an invitation names, where it names one.
pub(super) async fn register(
    tx: &mut Tx,
    act: &mut Act<'_>,
    by: &Actor,
    row: &InvitationRow,
    now: Timestamp,
) -> Result<(), Error> {
    let Some(account) = by.account().filter(|_| !row.registration.is_empty()) else { return Ok(()) };
    accounts::set_registration(tx, account, &row.registration).await?;
    act.also(tx, now, by, &Access::RegistrationSet { account }).await
}
