//! What time it is. The only place that asks the machine; everywhere else time is an argument.

use std::{
    fmt::Debug,
    sync::{Arc, Mutex},
    time::Duration,
};

use jiff::{SignedDuration, Timestamp};

/// A source of the present moment, shared by everything that is built from one [`crate::Backend`].
#[derive(Debug, Clone)]
pub enum Clock {
    /// The machine's.
    System,
    /// Stands still until moved: for tests, where ten seconds must not take ten seconds.
    Set(Arc<Mutex<Timestamp>>),
}

impl Clock {
    /// A clock that stands at `at`. Clones share it.
    pub fn stopped(at: Timestamp) -> Self {
        Self::Set(Arc::new(Mutex::new(at)))
    }

    /// Now, cut to the milliseconds that the database keeps, so that what was stored compares equal to what was meant.
    pub fn now(&self) -> Timestamp {
        let now = match self {
            #[expect(clippy::disallowed_methods, reason = "the one place that may ask")]
            Self::System => Timestamp::now(),
            Self::Set(at) => *at.lock().expect("nobody panics while holding the clock"),
        };
        from_ms(now.as_millisecond())
    }

    /// Moves a stopped clock forward; the machine's own cannot be moved and is left as it is.
    pub fn advance(&self, by: Duration) {
        if let Self::Set(at) = self {
            let mut at = at.lock().expect("nobody panics while holding the clock");
            let by = SignedDuration::try_from(by).unwrap_or(SignedDuration::MAX);
            *at = at.saturating_add(by).unwrap_or(Timestamp::MAX);
        }
    }
}

/// A moment as the database keeps it: UTC milliseconds. Out of range means a damaged row and reads as the nearest end.
pub(crate) fn from_ms(ms: i64) -> Timestamp {
    Timestamp::from_millisecond(ms).unwrap_or(if ms < 0 { Timestamp::MIN } else { Timestamp::MAX })
}
