//! Who manages accounts and organisations, and the log of what they did: written in the transaction that does it.

use domain::{
    access::{Actor, Denied},
    audit::Access,
    case::Problem,
    ids::{AccountId, OrganisationId},
    role::{Capability, Role},
};
use jiff::Timestamp;
use sqlx::AnyConnection;

use crate::{
    Backend, Error,
    audit::{self, End},
    db::{self, Tx, accounts, logs::Log, organisations},
};

/// Whoever does it.
#[derive(Debug, Clone, Copy)]
pub enum Manager<'a> {
    /// Whoever runs the server, at its command line. In the log it is nobody.
    Operator,
    /// Somebody signed in.
    Person(&'a Actor),
}

impl<'a> Manager<'a> {
    /// For organisations, and for accounts of everybody.
    ///
    /// # Errors
    /// `Denied` for everyone but an administrator.
    pub(crate) fn allowed(self) -> Result<Option<&'a Actor>, Denied> {
        match self {
            Self::Operator => Ok(None),
            Self::Person(actor) => actor.administrator().map(|_| Some(actor)),
        }
    }

    /// For people: who it is, and whose people they look after.
    ///
    /// # Errors
    /// `Denied` for whoever looks after nobody.
    pub(crate) fn people(self) -> Result<(Option<&'a Actor>, Reach), Denied> {
        let Self::Person(actor) = self else { return Ok((None, Reach::Everybody)) };
        actor.can(Capability::ManagePeople)?;
        match *actor {
            Actor::Administrator { .. } => Ok((Some(actor), Reach::Everybody)),
            Actor::Member { organisation, .. } => Ok((Some(actor), Reach::Of(organisation))),
            Actor::Patient { .. } | Actor::Phone { .. } => Err(Denied),
        }
    }
}

/// Whose people somebody looks after.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Reach {
    /// The whole installation's.
    Everybody,
    /// Those of an organisation, and of what belongs to it.
    Of(OrganisationId),
}

impl Reach {
    /// The organisation that it ends at.
    pub(crate) const fn organisation(self) -> Option<OrganisationId> {
        match self {
            Self::Everybody => None,
            Self::Of(organisation) => Some(organisation),
        }
    }

    /// # Errors
    /// `NotFound` for a place that is not in reach.
    pub(crate) async fn has_place(
        self,
        connection: &mut AnyConnection,
        place: Option<OrganisationId>,
    ) -> Result<(), Error> {
        let Self::Of(own) = self else { return Ok(()) };
        let place = place.ok_or(Error::NotFound)?;
        if organisations::belongs(connection, place, own).await? { Ok(()) } else { Err(Error::NotFound) }
    }

    /// # Errors
    /// `NotFound` for somebody who does not work in reach; `Invalid` for somebody who works elsewhere, too: what is done
    /// to an account is done there as well.
    pub(crate) async fn has_person(self, tx: &mut Tx, account: AccountId, now: Timestamp) -> Result<(), Error> {
        let Self::Of(own) = self else { return Ok(()) };
        match accounts::works(tx, account, own, now).await? {
            (0, _) => Err(Error::NotFound),
            (_, 0) => Ok(()),
            _ => {
                let message = "They work elsewhere, too, so only an administrator locks, resets or lets go of their account. \
                               End their role here: it signs them out here at once.";
                Err(Error::Invalid(vec![Problem::new("account", message)]))
            }
        }
    }
}

/// An act that the log tells of. Taken first in its transaction: two of them come one after the other, so that each sees
/// what the other left.
pub(crate) struct Act<'a> {
    end: End,
    by: Option<&'a Actor>,
}

impl<'a> Act<'a> {
    /// # Errors
    /// `Denied` when whoever asks has lost that role since their request began.
    pub(crate) async fn begin(b: &Backend, tx: &mut Tx, by: Option<&'a Actor>) -> Result<Self, Error> {
        let end = audit::hold(tx, Log::Accesses).await?;
        if let Some(actor) = by {
            works_yet(tx, actor, b.clock().now()).await?;
        }
        Ok(Self { end, by })
    }

    /// Notes something that was done along with it, before [`Self::done`]: by whom, who may not have been anybody before.
    pub(crate) async fn also(&mut self, tx: &mut Tx, at: Timestamp, by: &Actor, what: &Access) -> Result<(), Error> {
        self.end.append(tx, at, db::to_json(&Some(by))?, db::to_json(what)?, String::new()).await
    }

    /// Notes something that was done along with it by whoever does it, before [`Self::done`].
    pub(crate) async fn and(&mut self, tx: &mut Tx, at: Timestamp, what: &Access) -> Result<(), Error> {
        self.end.append(tx, at, db::to_json(&self.by)?, db::to_json(what)?, String::new()).await
    }

    /// Notes it; to be called once, last before the commit.
    pub(crate) async fn done(mut self, tx: &mut Tx, at: Timestamp, what: &Access) -> Result<(), Error> {
        self.end.append(tx, at, db::to_json(&self.by)?, db::to_json(what)?, String::new()).await?;
        tx.log_ends(self.end.head).await
    }
}

/// Asked in the transaction, which sees what the acts before it did: somebody may have been locked while theirs waited.
async fn works_yet(tx: &mut Tx, actor: &Actor, now: Timestamp) -> Result<(), Error> {
    let (account, role, place) = match *actor {
        Actor::Administrator { account } => (account, Role::Administrator, None),
        Actor::Member { account, organisation, role, .. } => (account, role, Some(organisation.to_string())),
        Actor::Patient { .. } | Actor::Phone { .. } => return Err(Error::Denied),
    };
    let rows = accounts::memberships(tx, account, "", now).await?;
    let holds = rows.iter().any(|row| row.role == role.as_str() && row.organisation_id == place);
    if holds { Ok(()) } else { Err(Error::Denied) }
}
