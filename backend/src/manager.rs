//! Who manages accounts and organisations, and the log of what they did: written in the transaction that does it.

use domain::{
    access::{Actor, Denied},
    audit::Access,
};
use jiff::Timestamp;

use crate::{
    Error,
    audit::{self, End},
    db::{self, Tx, logs::Log},
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
    /// # Errors
    /// `Denied` for everyone but an administrator.
    pub(crate) fn allowed(self) -> Result<Option<&'a Actor>, Denied> {
        match self {
            Self::Operator => Ok(None),
            Self::Person(actor) => actor.administrator().map(|_| Some(actor)),
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
    pub(crate) async fn begin(tx: &mut Tx, by: Option<&'a Actor>) -> Result<Self, Error> {
        Ok(Self { end: audit::hold(tx, Log::Accesses).await?, by })
    }

    /// Notes it; to be called once, last before the commit.
    pub(crate) async fn done(mut self, tx: &mut Tx, at: Timestamp, what: &Access) -> Result<(), Error> {
        self.end.append(tx, at, db::to_json(&self.by)?, db::to_json(what)?, String::new()).await?;
        tx.log_ends(self.end.head).await
    }
}
