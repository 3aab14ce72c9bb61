//! What whoever manages accounts does with them: find, lock, let go, list.

use domain::{
    audit::Access,
    case::Problem,
    ids::AccountId,
    role::Role,
    view::{PersonLine, Standing, When},
};
use jiff::Timestamp;

use super::normal;
use crate::{
    Backend, Error,
    clock::from_ms,
    db::{
        self, Tx,
        accounts::{self, PersonRow},
    },
    manager::{Act, Manager},
    sessions,
};

/// The account of an e-mail address.
pub async fn find(b: &Backend, by: Manager<'_>, email: &str) -> Result<AccountId, Error> {
    by.allowed()?;
    accounts::id_by_email(&mut *b.db().read().await?, &normal(email)).await?.ok_or(Error::NotFound)
}

/// People whose name or e-mail address contains `wanted`, by name; two hundred at most.
pub async fn list(b: &Backend, by: Manager<'_>, wanted: &str) -> Result<Vec<PersonLine>, Error> {
    by.allowed()?;
    let now = b.clock().now();
    let rows = accounts::people(&mut *b.db().read().await?, wanted, now).await?;
    let mut people: Vec<PersonLine> = Vec::new();
    for row in rows {
        let account: AccountId = db::parse(&row.id, "account")?;
        if people.last().is_none_or(|last| last.account != account) {
            let (name, email) = (row.name.clone(), row.email.clone());
            people.push(PersonLine { account, name, email, works_at: Vec::new(), standing: standing(&row) });
        }
        if let (Some(last), Some(role)) = (people.last_mut(), &row.role) {
            last.works_at.push(words(db::parse(role, "role")?, row.organisation.as_deref()));
        }
    }
    Ok(people)
}

/// "Referrer, Riverside Surgery".
pub(crate) fn words(role: Role, organisation: Option<&str>) -> String {
    let organisation = organisation.map(|name| format!(", {name}")).unwrap_or_default();
    format!("{}{organisation}", role.label())
}

fn standing(row: &PersonRow) -> Standing {
    let at = |ms| When::at(from_ms(ms));
    match (row.left_at, row.locked_at) {
        (Some(ms), _) => Standing::Leaves { at: at(ms) },
        (None, Some(ms)) => Standing::Locked { since: at(ms) },
        (None, None) if row.passwords == 0 => Standing::NoPassword,
        (None, None) => Standing::Active,
    }
}

/// Nobody is signed in as this account any longer, and nobody can until it is unlocked. What was being typed is kept for
/// its author as after a session that ended.
pub async fn lock(b: &Backend, by: Manager<'_>, account: AccountId) -> Result<(), Error> {
    change(b, by, account, Access::AccountLocked { account }, async |tx, now| {
        not_the_last_administrator(tx, account, now).await?;
        accounts::set_locked(tx, account, Some(now)).await?;
        sessions::end_all(tx, account).await
    })
    .await
}

/// The account can be used again, by the password and the second factor that it had.
pub async fn unlock(b: &Backend, by: Manager<'_>, account: AccountId) -> Result<(), Error> {
    change(b, by, account, Access::AccountUnlocked { account }, async |tx, _| {
        accounts::set_locked(tx, account, None).await
    })
    .await
}

/// This person works here until `at`; None for until now. A later call changes the time.
pub async fn leave(b: &Backend, by: Manager<'_>, account: AccountId, at: Option<Timestamp>) -> Result<(), Error> {
    change(b, by, account, Access::AccountLeaves { account }, async |tx, now| {
        let at = at.unwrap_or(now);
        not_the_last_administrator(tx, account, now).await?;
        accounts::set_left(tx, account, at).await?;
        if at <= now { sessions::end_all(tx, account).await } else { Ok(()) }
    })
    .await
}

/// One change of one account, in a transaction of its own, with its line in the log.
async fn change(
    b: &Backend,
    by: Manager<'_>,
    account: AccountId,
    what: Access,
    change: impl AsyncFnOnce(&mut Tx, Timestamp) -> Result<(), Error>,
) -> Result<(), Error> {
    let by = by.allowed()?;
    let mut tx = b.db().begin_on_any_disk().await?;
    let act = Act::begin(&mut tx, by).await?;
    let now = b.clock().now();
    // There is such an account.
    accounts::name(&mut tx, account).await?;
    change(&mut tx, now).await?;
    act.done(&mut tx, now, &what).await?;
    tx.commit().await
}

/// Somebody must be left who can sign in and manage accounts.
async fn not_the_last_administrator(tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<(), Error> {
    let administrators = accounts::administrators(tx, now).await?;
    let id = account.to_string();
    if administrators.contains(&id) && administrators.len() == 1 {
        let message = "This is the last administrator who can sign in. Make another one first.";
        return Err(Error::Invalid(vec![Problem::new("account", message)]));
    }
    Ok(())
}
