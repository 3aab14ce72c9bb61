//! How much time goes into the database: waiting for a connection or for the write lock, and holding that.

use std::{
    sync::{
        Arc,
        atomic::{AtomicU64, Ordering},
    },
    time::{Duration, Instant},
};

/// How often something took time, and how much altogether.
#[derive(Debug, Default)]
pub(crate) struct Spent {
    times: AtomicU64,
    micros: AtomicU64,
}

impl Spent {
    pub(super) fn add(&self, took: Duration) {
        self.times.fetch_add(1, Ordering::Relaxed);
        self.micros.fetch_add(u64::try_from(took.as_micros()).unwrap_or(u64::MAX), Ordering::Relaxed);
    }

    pub(crate) fn get(&self) -> (u64, Duration) {
        (self.times.load(Ordering::Relaxed), Duration::from_micros(self.micros.load(Ordering::Relaxed)))
    }
}

/// Since the database was opened.
#[derive(Debug, Default)]
pub(crate) struct Times {
    /// For a connection to read by, or for a transaction to begin.
    pub(crate) waits: Spent,
    /// In a transaction that writes: on SQLite nobody else does meanwhile.
    pub(crate) writes: Spent,
}

/// A transaction under way; it counts when it ends, however it does.
#[derive(Debug)]
pub(super) struct Taking {
    pub(super) since: Instant,
    pub(super) times: Arc<Times>,
}

impl Drop for Taking {
    fn drop(&mut self) {
        self.times.writes.add(self.since.elapsed());
    }
}
