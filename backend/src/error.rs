//! Why something could not be done. No clinical detail and no free text in any of these: they reach logs.

use domain::{
    access,
    case::{InvalidTransition, Problem},
};

/// What a use case answers when it cannot do what was asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// There is no such thing, or the person asking may not know of it.
    #[error("not found")]
    NotFound,
    /// A patient's link that still opens something, in a browser in which nobody has shown who they are: not yet, or not
    /// lately enough.
    #[error("the date of birth has not been given here")]
    Unconfirmed,
    /// The person asking may not do this.
    #[error("not allowed")]
    Denied,
    /// Somebody changed it since it was read: load it again.
    #[error("changed by somebody else meanwhile")]
    Stale,
    /// It is past the point where this can be done: already sent, already answered, withdrawn.
    #[error("not possible as things stand now")]
    Conflict,
    /// What was typed is not complete or not right yet; the problems are for the person who typed it, not for a log.
    #[error("{} problems in what was entered", .0.len())]
    Invalid(Vec<Problem>),
    /// More bytes than are taken.
    #[error("too large")]
    TooLarge,
    /// The database or the object store is locked, full or gone for now: trying again may help.
    #[error("storage is unavailable")]
    Unavailable(#[source] Cause),
    /// A fault of the program or of what is stored.
    #[error("internal error")]
    Internal(#[source] Cause),
}

/// What lies below an error. Never shown to a person; the database's messages can name a constraint, not a value.
pub type Cause = Box<dyn std::error::Error + Send + Sync>;

/// An error and everything below it, for a log line: `Display` names the first alone.
pub fn chain(error: &dyn std::error::Error) -> String {
    let below = std::iter::successors(error.source(), |error| error.source());
    // Some errors repeat what caused them.
    let mut said: Vec<String> = vec![error.to_string()];
    for cause in below.map(ToString::to_string) {
        if said.last().is_none_or(|last| !last.ends_with(&cause)) {
            said.push(cause);
        }
    }
    said.join(": ")
}

/// A stored row that this program cannot have written.
#[derive(Debug, thiserror::Error)]
#[error("a stored {0} cannot be read")]
pub(crate) struct Damaged(pub(crate) &'static str);

impl From<Damaged> for Error {
    fn from(damaged: Damaged) -> Self {
        Self::Internal(damaged.into())
    }
}

impl From<access::Denied> for Error {
    fn from(_: access::Denied) -> Self {
        Self::Denied
    }
}

impl From<InvalidTransition> for Error {
    fn from(_: InvalidTransition) -> Self {
        Self::Conflict
    }
}

impl From<sqlx::Error> for Error {
    fn from(error: sqlx::Error) -> Self {
        if is_passing(&error) { Self::Unavailable(error.into()) } else { Self::Internal(error.into()) }
    }
}

/// Whether trying again later may help: nothing is wrong with the statement, only with the place it was sent to.
fn is_passing(error: &sqlx::Error) -> bool {
    match error {
        sqlx::Error::PoolTimedOut | sqlx::Error::PoolClosed | sqlx::Error::Io(_) | sqlx::Error::WorkerCrashed => true,
        sqlx::Error::Database(error) => error.code().is_some_and(|code| match code.parse::<i32>() {
            // SQLite's primary result codes (the low byte): busy, locked, read-only, I/O error, full, cannot open.
            Ok(number) if code.len() < 5 => matches!(number & 0xff, 5 | 6 | 8 | 10 | 13 | 14),
            // PostgreSQL's classes, of five characters: connection, rollback (a deadlock), resources, lock not
            // available, operator's intervention, system.
            _ => ["08", "40", "53", "55", "57", "58"].iter().any(|class| code.starts_with(class)),
        }),
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_log_line_names_every_cause_once() {
        let disk = std::io::Error::other("disk is on fire");
        let error = Error::Unavailable(sqlx::Error::Io(disk).into());
        assert_eq!(chain(&error), "storage is unavailable: error communicating with database: disk is on fire");
        assert_eq!(chain(&Error::from(Damaged("picture"))), "internal error: a stored picture cannot be read");
    }
}
