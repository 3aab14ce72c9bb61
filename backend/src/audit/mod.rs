//! The log of accesses: who signed in, tried to, or was sent what. Sealed as a case's log is (`events`).
//!
//! An access is noted in memory and written within about a second, many in one transaction, so that looking at a picture
//! never waits for the database's only writer. A process that is killed loses what that second held; one that is told to
//! stop writes it first. What people *do* stands in the cases' logs, in the transaction that does it, and is never lost.

mod check;
mod search;

use std::{
    mem,
    sync::{Arc, Mutex},
};

pub(crate) use check::checked;
pub use check::{check_daily, look_at_faults, note_checked};
use domain::{access::Actor, audit::Access, ids::CaseId};
use jiff::Timestamp;
pub use search::search;

use crate::{
    Backend, Error,
    db::{
        self, Tx,
        events::Row,
        log_heads,
        logs::{self, Log},
    },
    events::{AFTER_BREAK, Head, entry_hash},
};

/// Accesses that wait for a database which does not answer; what comes after these is counted and not kept.
const LONGEST: usize = 50_000;

#[derive(Debug, Clone)]
struct Entry {
    at: Timestamp,
    actor: Option<Actor>,
    case: Option<CaseId>,
    access: Access,
}

#[derive(Debug, Default)]
struct Waiting {
    entries: Vec<Entry>,
    lost: u64,
}

/// What has not been written yet. Cheap to clone.
#[derive(Debug, Clone, Default)]
pub(crate) struct Accesses(Arc<Mutex<Waiting>>);

impl Accesses {
    fn add(&self, entry: Entry) {
        let mut waiting = self.0.lock().expect("nobody panics while adding");
        if waiting.entries.len() < LONGEST {
            waiting.entries.push(entry);
        } else {
            waiting.lost += 1;
        }
    }

    /// How many wait.
    pub(crate) fn waiting(&self) -> usize {
        self.0.lock().expect("nobody panics while adding").entries.len()
    }

    fn take(&self) -> Waiting {
        mem::take(&mut *self.0.lock().expect("nobody panics while adding"))
    }

    /// In front of what came since.
    fn put_back(&self, mut taken: Waiting) {
        let mut waiting = self.0.lock().expect("nobody panics while adding");
        taken.entries.append(&mut waiting.entries);
        waiting.entries = taken.entries;
        waiting.lost += taken.lost;
    }
}

/// Notes an access; written soon, by [`flush`]. `actor` is None for somebody who is not known (yet).
pub fn record(b: &Backend, actor: Option<&Actor>, case: Option<CaseId>, access: Access) {
    b.accesses().add(Entry { at: b.clock().now(), actor: actor.copied(), case, access });
}

/// Writes what has been noted. To be called about once a second, and before the process ends.
pub async fn flush(b: &Backend) -> Result<(), Error> {
    let taken = b.accesses().take();
    if taken.entries.is_empty() && taken.lost == 0 {
        return Ok(());
    }
    let written = write(b, &taken).await;
    if written.is_err() {
        b.accesses().put_back(taken);
    }
    written
}

async fn write(b: &Backend, waiting: &Waiting) -> Result<(), Error> {
    let mut entries = together(&waiting.entries);
    if waiting.lost > 0 {
        let access = Access::Lost { count: waiting.lost };
        entries.push(Entry { at: b.clock().now(), actor: None, case: None, access });
    }
    let mut tx = b.db().begin_on_any_disk().await?;
    let mut end = hold(&mut tx, Log::Accesses).await?;
    for entry in &entries {
        let case = entry.case.map(|case| case.to_string()).unwrap_or_default();
        end.append(&mut tx, entry.at, db::to_json(&entry.actor)?, db::to_json(&entry.access)?, case).await?;
    }
    tx.log_ends(end.head).await?;
    tx.commit().await
}

/// Where a log of the installation goes on, held until the transaction ends: several servers may share the database.
pub(crate) struct End {
    log: Log,
    pub(crate) head: Head,
    mark: &'static str,
}

pub(crate) async fn hold(tx: &mut Tx, log: Log) -> Result<End, Error> {
    logs::begin(tx, log).await?;
    let stream = log.stream();
    let (head, mark) = match log_heads::lock(tx, stream).await? {
        Some((head, mac)) if mac == tx.seal().head_mac(&head) => (head, ""),
        // The very first, or somebody changed the head: then the entry says so.
        _ => match logs::last(tx, log).await? {
            Some((seq, hash)) => (Head { stream: stream.to_owned(), seq, hash }, AFTER_BREAK),
            None => (Head { stream: stream.to_owned(), seq: 0, hash: String::new() }, ""),
        },
    };
    Ok(End { log, head, mark })
}

impl End {
    /// One entry, after which the log ends; to be told to [`Tx::log_ends`] after the last.
    pub(crate) async fn append(
        &mut self,
        tx: &mut Tx,
        at: Timestamp,
        actor: String,
        kind: String,
        subject: String,
    ) -> Result<(), Error> {
        let mut row = Row {
            seq: self.head.seq + 1,
            at_ms: at.as_millisecond(),
            actor,
            kind,
            subject,
            digest: String::new(),
            mark: mem::take(&mut self.mark).to_owned(),
            previous_hash: mem::take(&mut self.head.hash),
            hash: String::new(),
        };
        row.hash = entry_hash(tx.seal(), self.log.stream(), &row);
        logs::insert(tx, self.log, &row).await?;
        (self.head.seq, self.head.hash) = (row.seq, row.hash);
        Ok(())
    }
}

/// Calls `line` with every entry, or those of one case, in order, each as JSON.
pub async fn each(b: &Backend, case: Option<&str>, line: impl FnMut(String)) -> Result<(), Error> {
    each_of(b, Log::Accesses, case, line).await
}

/// The same of the log of what was erased.
pub async fn each_erasure(b: &Backend, line: impl FnMut(String)) -> Result<(), Error> {
    each_of(b, Log::Erasures, None, line).await
}

async fn each_of(b: &Backend, log: Log, case: Option<&str>, mut line: impl FnMut(String)) -> Result<(), Error> {
    let mut after = 0;
    loop {
        let rows = logs::after(&mut *b.db().read().await?, log, after, 1_000).await?;
        let Some(last) = rows.last() else { return Ok(()) };
        after = last.seq;
        for row in rows.iter().filter(|row| case.is_none_or(|case| case == row.subject)) {
            let json = |text: &str| serde_json::from_str::<serde_json::Value>(text).unwrap_or_default();
            let at = crate::clock::from_ms(row.at_ms).to_string();
            let case = (!row.subject.is_empty()).then_some(&row.subject);
            let what = match log {
                Log::Accesses => "access",
                Log::Erasures => "erased",
            };
            let entry = serde_json::json!({
                "seq": row.seq, "at": at, "actor": json(&row.actor), what: json(&row.kind), "case": case,
            });
            line(entry.to_string());
        }
    }
}

/// A page fetches a case's pictures one by one: what one person was sent of one case becomes one entry. So do tries that
/// were held back, of which a stranger can make as many as the network carries.
fn together(entries: &[Entry]) -> Vec<Entry> {
    let mut out: Vec<Entry> = Vec::new();
    for entry in entries {
        if let Access::SignInHeldBack { tries: more } = entry.access {
            let held_back = out.iter_mut().find_map(|it| match &mut it.access {
                Access::SignInHeldBack { tries } => Some(tries),
                _ => None,
            });
            if let Some(tries) = held_back {
                *tries = tries.saturating_add(more);
                continue;
            }
        }
        if let Access::PicturesSent { images } = &entry.access {
            let same = |it: &&mut Entry| it.actor == entry.actor && it.case == entry.case;
            let pictures = out.iter_mut().rev().filter(same).find_map(|it| match &mut it.access {
                Access::PicturesSent { images } => Some(images),
                _ => None,
            });
            if let Some(known) = pictures {
                known.extend(images.iter().filter(|image| !known.contains(image)).copied().collect::<Vec<_>>());
                continue;
            }
        }
        out.push(entry.clone());
    }
    out
}

#[cfg(test)]
mod tests {
    use domain::ids::{AccountId, ImageId};
    use uuid::Uuid;

    use super::*;

    #[test]
    fn the_pictures_of_a_page_are_one_entry_for_each_person_and_case() {
        let id = Uuid::from_u128;
        let person = |n| Some(Actor::Administrator { account: AccountId(id(n)) });
        let sent = |who, case, image| Entry {
            at: Timestamp::UNIX_EPOCH,
            actor: person(who),
            case: Some(CaseId(id(case))),
            access: Access::PicturesSent { images: vec![ImageId(id(image))] },
        };
        let entries = together(&[sent(1, 1, 1), sent(1, 1, 2), sent(2, 1, 1), sent(1, 1, 2), sent(1, 2, 3)]);
        let images: Vec<usize> = entries
            .iter()
            .map(|it| match &it.access {
                Access::PicturesSent { images } => images.len(),
                _ => 0,
            })
            .collect();
        assert_eq!(images, [2, 1, 1]);
    }

    #[test]
    fn tries_that_were_held_back_are_one_entry() {
        let held_back =
            Entry { at: Timestamp::UNIX_EPOCH, actor: None, case: None, access: Access::SignInHeldBack { tries: 1 } };
        let entries = together(&[held_back.clone(), held_back.clone(), held_back]);
        assert_eq!(entries.len(), 1);
        assert_eq!(entries[0].access, Access::SignInHeldBack { tries: 3 });
    }

    #[test]
    fn what_cannot_be_kept_is_counted() {
        let accesses = Accesses::default();
        let entry = Entry { at: Timestamp::UNIX_EPOCH, actor: None, case: None, access: Access::SignedOut };
        for _ in 0..LONGEST + 3 {
            accesses.add(entry.clone());
        }
        let taken = accesses.take();
        assert_eq!((taken.entries.len(), taken.lost), (LONGEST, 3));
        accesses.add(entry);
        accesses.put_back(taken);
        assert_eq!(accesses.take().entries.len(), LONGEST + 1);
    }
}
