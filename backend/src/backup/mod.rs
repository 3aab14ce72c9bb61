//! Copies of everything, and what is done with the key. For the command line: a server goes on working beside [`backup`];
//! for [`restore`] and [`rotate_key`] there must be none.
//!
//! A backup is a folder: the database as it was at one moment, every object that it names, still sealed, the file of the
//! logs' heads, and a list of it all with digests and a MAC. It holds no key, and is worth nothing without it.

mod create;
mod manifest;
mod restore;
mod rotate;

use std::path::PathBuf;

pub use create::backup;
pub(crate) use create::last;
pub use restore::restore;
pub use rotate::{Rotated, rotate_key};

use crate::{Error, OpenError, events::Fault, objects::ObjectError};

/// What a backup holds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Copied {
    pub objects: usize,
    pub bytes: u64,
}

/// Why a backup, a restoration or a change of keys was not done. One line for whoever asked for it.
#[derive(Debug, thiserror::Error)]
pub enum BackupError {
    #[error("{} is not empty", .0.display())]
    NotEmpty(PathBuf),
    #[error("{} cannot be read or written: {}", .0.display(), .1)]
    File(PathBuf, #[source] std::io::Error),
    #[error(
        "a PostgreSQL database is backed up and restored with its own tools, before the objects: see docs/operations.md"
    )]
    Postgres,
    #[error("the backup was made under another key, or its list was changed")]
    Manifest,
    #[error("{0} is not what the backup's list says")]
    Damaged(String),
    #[error("a server still uses this database: stop it first")]
    InUse,
    #[error("the logs are not as they were written, and a new key would hide it: {0} ({1}); run `skinlink verify`")]
    Faults(String, Fault),
    #[error("the new key is the old one")]
    SameKey,
    #[error("{0}")]
    Open(#[from] OpenError),
    #[error("{}", crate::error::chain(.0))]
    Backend(#[from] Error),
    #[error("{}", crate::error::chain(.0))]
    Objects(#[from] ObjectError),
}

impl From<sqlx::Error> for BackupError {
    fn from(error: sqlx::Error) -> Self {
        Self::Backend(error.into())
    }
}

/// Says which file an error is about.
fn about(path: &std::path::Path) -> impl Fn(std::io::Error) -> BackupError + '_ {
    move |error| BackupError::File(path.to_owned(), error)
}
