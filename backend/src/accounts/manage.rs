//! What whoever manages accounts does with them: find, lock, let go, list.

use domain::{
    audit::Access,
    case::Problem,
    guessing::MOST_CODES,
    ids::{AccountId, MembershipId},
    registration::Registration,
    role::Role,
    view::{PersonLine, Standing, When, WorksAt},
};
use jiff::Timestamp;

use super::normal;
use crate::{
    Backend, Error,
    clock::from_ms,
    db::{
        self, Tx,
        accounts::{self, PersonRow, Wanted},
        invitations,
    },
    delivery,
    manager::{Act, Manager, Reach},
    sessions,
};

/// The account of an e-mail address.
pub async fn find(b: &Backend, by: Manager<'_>, email: &str) -> Result<AccountId, Error> {
    by.allowed()?;
    accounts::id_by_email(&mut *b.db().read().await?, &normal(email)).await?.ok_or(Error::NotFound)
}

/// People whose name or e-mail address contains `wanted`, by name; two hundred at most.
pub async fn list(b: &Backend, by: Manager<'_>, wanted: &str) -> Result<Vec<PersonLine>, Error> {
    let (_, reach) = by.people()?;
    lines(b, Wanted::Like(wanted), reach).await
}

/// One of them.
pub async fn person(b: &Backend, by: Manager<'_>, account: AccountId) -> Result<PersonLine, Error> {
    let (_, reach) = by.people()?;
    lines(b, Wanted::This(account), reach).await?.pop().ok_or(Error::NotFound)
}

async fn lines(b: &Backend, wanted: Wanted<'_>, reach: Reach) -> Result<Vec<PersonLine>, Error> {
    let now = b.clock().now();
    let rows = accounts::people(&mut *b.db().read().await?, wanted, reach.organisation(), now).await?;
    let mut people: Vec<PersonLine> = Vec::new();
    for row in rows {
        let account: AccountId = db::parse(&row.id, "account")?;
        if people.last().is_none_or(|last| last.account != account) {
            let (name, email, registration) = (row.name.clone(), row.email.clone(), row.registration.parse().ok());
            people.push(PersonLine {
                account,
                name,
                email,
                registration,
                works_at: Vec::new(),
                standing: standing(&row, now),
                elsewhere: row.elsewhere > 0,
                may_reset: reach == Reach::Everybody || (row.elsewhere == 0 && delivery::mail_leaves(b)),
                locked_above: row.locked_above == 1 && row.locked_at.is_some(),
            });
        }
        if let (Some(last), Some(role), Some(membership)) = (people.last_mut(), &row.role, &row.membership_id) {
            last.works_at.push(WorksAt {
                membership: db::parse(membership, "membership")?,
                place: words(db::parse(role, "role")?, row.organisation.as_deref()),
                role: db::parse(role, "role")?,
                organisation: row.organisation_id.as_deref().map(|id| db::parse(id, "organisation")).transpose()?,
                until: row.until_at.map(|at| When::at(from_ms(at))),
            });
        }
    }
    Ok(people)
}

/// "Referrer, Riverside Surgery".
pub(crate) fn words(role: Role, organisation: Option<&str>) -> String {
    let organisation = organisation.map(|name| format!(", {name}")).unwrap_or_default();
    format!("{}{organisation}", role.label())
}

fn standing(row: &PersonRow, now: Timestamp) -> Standing {
    let at = |ms| When::at(from_ms(ms));
    match (row.left_at, row.locked_at) {
        (Some(ms), _) if ms <= now.as_millisecond() => Standing::Left { at: at(ms) },
        (_, Some(ms)) => Standing::Locked { since: at(ms) },
        _ if row.wrong_codes >= MOST_CODES => Standing::CodesLocked,
        (Some(ms), None) => Standing::Leaves { at: at(ms) },
        (None, None) if row.passwords == 0 => Standing::NoPassword,
        (None, None) => Standing::Active,
    }
}

/// Nobody is signed in as this account any longer, and nobody can until it is unlocked. What was being typed is kept for
/// its author as after a session that ended.
pub async fn lock(b: &Backend, by: Manager<'_>, account: AccountId) -> Result<(), Error> {
    let above = by.people()?.1 == Reach::Everybody;
    change(b, by, account, Access::AccountLocked { account }, async |tx, now| {
        not_the_last_administrator(tx, account, now).await?;
        let above = above || accounts::is_locked_above(tx, account).await?;
        accounts::set_locked(tx, account, Some(now), above).await?;
        // A link that went astray must not be what unlocking gives in to.
        invitations::take_back_resets(tx, account, now).await?;
        sessions::end_all(tx, account).await
    })
    .await
}

/// The account can be used again, by the password and the second factor that it had; also after too many wrong codes.
/// What an administrator locked, a manager does not unlock.
pub async fn unlock(b: &Backend, by: Manager<'_>, account: AccountId) -> Result<(), Error> {
    let above = by.people()?.1 == Reach::Everybody;
    change(b, by, account, Access::AccountUnlocked { account }, async |tx, _| {
        if !above && accounts::is_locked_above(tx, account).await? {
            return Err(problem("An administrator locked this account: only one unlocks it."));
        }
        accounts::forget_wrong_codes(tx, account).await?;
        accounts::set_locked(tx, account, None, false).await
    })
    .await
}

/// This person works here until `at`; None for until now. A later call changes the time.
pub async fn leave(b: &Backend, by: Manager<'_>, account: AccountId, at: Option<Timestamp>) -> Result<(), Error> {
    change(b, by, account, Access::AccountLeaves { account }, async |tx, now| {
        let at = at.unwrap_or(now);
        not_left(tx, account, now).await?;
        not_the_last_administrator(tx, account, now).await?;
        accounts::set_left(tx, account, Some(at)).await?;
        if at > now {
            return Ok(());
        }
        invitations::take_back_resets(tx, account, now).await?;
        sessions::end_all(tx, account).await
    })
    .await
}

/// They do not leave after all. Who has left comes again by an invitation.
pub async fn stay(b: &Backend, by: Manager<'_>, account: AccountId) -> Result<(), Error> {
    change(b, by, account, Access::AccountStays { account }, async |tx, now| {
        not_left(tx, account, now).await?;
        accounts::set_left(tx, account, None).await
    })
    .await
}

/// Somebody's entry in a register, which stands beside what they answer from now on; None for none.
pub async fn register(
    b: &Backend,
    by: Manager<'_>,
    account: AccountId,
    registration: Option<&Registration>,
) -> Result<(), Error> {
    let text = registration.map(Registration::to_string).unwrap_or_default();
    change(b, by, account, Access::RegistrationSet { account }, async |tx, _| {
        accounts::set_registration(tx, account, &text).await
    })
    .await
}

/// One role of somebody's ends at `at`, whatever else they do elsewhere; None for now. A later call changes the time, and what is over stays over. Whoever
/// works in it is signed out by then, and what they were typing is kept for them.
pub async fn end_membership(
    b: &Backend,
    by: Manager<'_>,
    membership: MembershipId,
    at: Option<Timestamp>,
) -> Result<(), Error> {
    let (by, reach) = by.people()?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let act = Act::begin(b, &mut tx, by).await?;
    let now = b.clock().now();
    let place = accounts::place(&mut tx, membership).await?;
    reach.has_place(&mut tx, place).await?;
    let (account, role) = accounts::membership(&mut tx, membership, now).await?.ok_or(Error::NotFound)?;
    if role == Role::Administrator {
        not_the_last_administrator(&mut tx, account, now).await?;
    }
    let at = at.unwrap_or(now).max(now);
    accounts::end_membership(&mut tx, membership, at).await?;
    if at <= now {
        sessions::end_streams(&mut tx, account, Some(membership)).await?;
    }
    act.done(&mut tx, now, &Access::MembershipEnds { account, membership }).await?;
    tx.commit().await
}

/// One change of one account, in a transaction of its own, with its line in the log.
async fn change(
    b: &Backend,
    by: Manager<'_>,
    account: AccountId,
    what: Access,
    change: impl AsyncFnOnce(&mut Tx, Timestamp) -> Result<(), Error>,
) -> Result<(), Error> {
    let (by, reach) = by.people()?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let act = Act::begin(b, &mut tx, by).await?;
    let now = b.clock().now();
    // There is such an account.
    accounts::name(&mut tx, account).await?;
    reach.has_person(&mut tx, account, now).await?;
    change(&mut tx, now).await?;
    act.done(&mut tx, now, &what).await?;
    tx.commit().await
}

/// Who has left stays away whatever day an older page names: what they had was not taken from them.
async fn not_left(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<(), Error> {
    match accounts::ends(tx, account).await? {
        (_, Some(left)) if left <= now.as_millisecond() => {
            Err(problem("They have left: to let them come again, invite them."))
        }
        _ => Ok(()),
    }
}

/// Somebody must be left who can sign in and manage accounts.
async fn not_the_last_administrator(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<(), Error> {
    let administrators = accounts::administrators(tx, now).await?;
    let id = account.to_string();
    if administrators.contains(&id) && administrators.len() == 1 {
        return Err(problem("This is the last administrator who can sign in. Make another one first."));
    }
    Ok(())
}

fn problem(message: &str) -> Error {
    Error::Invalid(vec![Problem::new("account", message)])
}
