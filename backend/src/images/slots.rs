use std::{
    collections::HashMap,
    sync::{Arc, LazyLock, Mutex, PoisonError, Weak},
};

use domain::{
    access::Actor,
    ids::{AccountId, PhotoRequestId},
};
use tokio::sync::{OwnedSemaphorePermit, Semaphore, SemaphorePermit};

/// Pictures decoded at the same time in this process: one of 120 megapixels takes up to 1.2 GB.
static PICTURES: LazyLock<Slots> = LazyLock::new(|| Slots::new(2));

/// Copies made at the same time: whoever waits for one to attach to a letter does not wait behind what is sent in.
static COPIES: LazyLock<Slots> = LazyLock::new(|| Slots::new(1));

/// Waits for the turn of a file that `actor` sent. To be taken before the file is read into memory.
pub(super) async fn slot(actor: &Actor) -> Slot {
    PICTURES.take(actor).await
}

/// Waits for the turn of a copy that `actor` asked for.
pub(super) async fn copy_slot(actor: &Actor) -> Slot {
    COPIES.take(actor).await
}

/// How many files are being decoded now, and how many can be at a time.
pub(crate) fn decoding() -> (usize, usize) {
    (PICTURES.size - PICTURES.all.available_permits(), PICTURES.size)
}

/// The turn of one file.
#[derive(Debug)]
pub(super) struct Slot {
    _slot: SemaphorePermit<'static>,
    _own: OwnedSemaphorePermit,
}

/// A link, or an account.
type Who = (Option<PhotoRequestId>, Option<AccountId>);

/// Owners remembered before those who wait for nothing are forgotten.
const REMEMBERED: usize = 1_000;

/// Work that only so many may do at a time, and of those only one for each link or account: however much one sends, the
/// others' turn comes after one file of theirs.
#[derive(Debug)]
struct Slots {
    size: usize,
    all: Semaphore,
    own: Mutex<HashMap<Who, Weak<Semaphore>>>,
}

impl Slots {
    fn new(slots: usize) -> Self {
        Self { size: slots, all: Semaphore::new(slots), own: Mutex::default() }
    }

    async fn take(&'static self, actor: &Actor) -> Slot {
        const OPEN: &str = "the slots are never closed";
        let own = self.own(actor).acquire_owned().await.expect(OPEN);
        Slot { _slot: self.all.acquire().await.expect(OPEN), _own: own }
    }

    /// The one turn of this owner's.
    fn own(&self, actor: &Actor) -> Arc<Semaphore> {
        let who = match actor.account() {
            Some(account) => (None, Some(account)),
            None => (actor.photo_request(), None),
        };
        let mut all = self.own.lock().unwrap_or_else(PoisonError::into_inner);
        if all.len() > REMEMBERED {
            all.retain(|_, own| own.strong_count() > 0);
        }
        let known = all.get(&who).and_then(Weak::upgrade);
        known.unwrap_or_else(|| {
            let own = Arc::new(Semaphore::new(1));
            all.insert(who, Arc::downgrade(&own));
            own
        })
    }
}

#[cfg(test)]
mod tests {
    use domain::ids::CaseId;
    use futures::FutureExt;
    use uuid::Uuid;

    use super::*;

    fn patient(link: u128) -> Actor {
        Actor::Patient { photo_request: PhotoRequestId(Uuid::from_u128(link)), case: CaseId(Uuid::from_u128(0)) }
    }

    #[tokio::test]
    async fn one_sender_with_many_files_holds_one_slot() {
        let slots: &Slots = Box::leak(Box::new(Slots::new(2)));
        let one = patient(1);
        let first = slots.take(&one).now_or_never().unwrap();
        let mut waiting: Vec<_> = (0..6).map(|_| Box::pin(slots.take(&one))).collect();
        assert!(waiting.iter_mut().all(|it| it.now_or_never().is_none()), "the others of the same link wait");
        let other = slots.take(&patient(2)).now_or_never().expect("another link's turn is at once");
        assert!(slots.take(&patient(3)).now_or_never().is_none(), "two at a time");
        drop(first);
        let mut second = waiting.remove(0);
        assert!((&mut second).now_or_never().is_some());
        drop(other);
    }
}
