use std::{
    collections::HashMap,
    sync::{Arc, Mutex, PoisonError},
    time::{Duration, Instant},
};

use domain::access::Actor;

/// Files that a sender may have refused within [`WITHIN`] before no more of theirs are looked at for the rest of it. Each
/// costs as much work as one that is taken; twenty is a whole case's pictures chosen wrongly.
const MOST: u32 = 20;
const WITHIN: Duration = Duration::from_secs(10 * 60);

/// Senders remembered before those whose time is over are forgotten.
const REMEMBERED: usize = 1_000;

/// Who sends files: a link, or somebody signed in.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub(crate) enum Sender {
    Link(domain::ids::PhotoRequestId),
    Account(domain::ids::AccountId),
}

impl From<&Actor> for Sender {
    fn from(actor: &Actor) -> Self {
        match *actor {
            Actor::Patient { photo_request, .. } => Self::Link(photo_request),
            Actor::Phone { account, .. } | Actor::Member { account, .. } | Actor::Administrator { account } => {
                Self::Account(account)
            }
        }
    }
}

/// How many files of each sender were refused lately. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Refusals(Arc<Mutex<HashMap<Sender, (u32, Instant)>>>);

impl Refusals {
    pub(crate) fn count(&self, sender: Sender) {
        let mut all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() > REMEMBERED {
            all.retain(|_, (_, since)| since.elapsed() < WITHIN);
        }
        let (count, since) = all.entry(sender).or_insert((0, Instant::now()));
        if since.elapsed() >= WITHIN {
            (*count, *since) = (0, Instant::now());
        }
        *count += 1;
    }

    /// Whether nothing more of this sender's is looked at for now.
    pub(crate) fn are_too_many(&self, sender: Sender) -> bool {
        let all = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        all.get(&sender).is_some_and(|(count, since)| *count >= MOST && since.elapsed() < WITHIN)
    }
}
