//! Whether a log is whole.

use domain::retention::LogEnd;
use sha2::{Digest, Sha256};

use super::sealing::{Head, LogSeal};
use crate::db::events::Row;

/// An entry from before entries were sealed, whose plain chain was whole when it was carried over.
pub(crate) const CARRIED_OVER: &str = "carried over";
/// The same where the plain chain was not whole.
pub(crate) const CARRIED_OVER_BROKEN: &str = "carried over, broken";
/// Written after the log was found not to end where its head says: whatever came before cannot be trusted.
pub(crate) const AFTER_BREAK: &str = "after a break";

/// What is wrong with a log or with what it speaks of.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    #[error("entry {0} was changed, moved or written without the key")]
    Changed(i64),
    #[error("entry {0} is missing")]
    Missing(i64),
    #[error("the log was cut: it should go on to entry {0}")]
    Cut(i64),
    #[error("where the log ends is not known: its head is missing or was changed")]
    NoHead,
    #[error("entry {0} was written when the log before it was no longer whole")]
    AfterBreak(i64),
    #[error("entry {0} is from before entries were sealed, and its chain was broken already")]
    CarriedOverBroken(i64),
    #[error("the log does not begin with the case's start")]
    NoBeginning,
    #[error("{0} is not what its newest entry was written about")]
    Content(String),
    #[error("{0} cannot be read: {1}")]
    Unreadable(String, String),
    #[error("{0} ended with entry {1} when that was noted outside of the database, and has no such entry now")]
    CutByFile(String, i64),
    #[error("entry {0} is not found by what it says")]
    Misfiled(i64),
    #[error("was erased when its log, or what it spoke of, was no longer as it was written")]
    ErasedBroken,
    #[error("was erased, and is there again")]
    PutBack,
}

/// What seals one entry to the one before it.
pub(crate) fn entry_hash(seal: &LogSeal, stream: &str, row: &Row) -> String {
    let (seq, at) = (row.seq.to_string(), row.at_ms.to_string());
    seal.mac([
        "entry",
        &row.previous_hash,
        stream,
        &seq,
        &at,
        &row.actor,
        &row.kind,
        &row.subject,
        &row.digest,
        &row.mark,
    ])
}

/// How entries were chained before they were sealed: by SHA-256 alone.
pub(crate) fn plain_hash(case: &str, row: &Row) -> String {
    let mut digest = Sha256::new();
    let (seq, at) = (row.seq.to_string(), row.at_ms.to_string());
    for part in [row.previous_hash.as_str(), case, &seq, &at, &row.actor, &row.kind] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    hex::encode(digest.finalize())
}

/// Everything wrong with the entries of one log, read in order: by themselves, and beside the head that the database keeps.
pub(crate) struct Chain<'a> {
    seal: &'a LogSeal,
    stream: &'a str,
    previous: String,
    end: i64,
    faults: Vec<Fault>,
}

impl<'a> Chain<'a> {
    pub(crate) fn new(seal: &'a LogSeal, stream: &'a str) -> Self {
        Self::after(seal, stream, None)
    }

    /// Of a log whose beginning was erased by rule.
    pub(crate) fn after(seal: &'a LogSeal, stream: &'a str, erased: Option<&LogEnd>) -> Self {
        let (end, previous) = erased.map(|erased| (erased.seq, erased.hash.clone())).unwrap_or_default();
        Self { seal, stream, previous, end, faults: Vec::new() }
    }

    /// Whether everything so far is as it was written.
    pub(crate) fn is_whole(&self) -> bool {
        self.faults.is_empty()
    }

    /// False for an entry that is not as it was written.
    pub(crate) fn push(&mut self, row: &Row) -> bool {
        let sealed = row.previous_hash == self.previous && row.hash == entry_hash(self.seal, self.stream, row);
        self.faults.extend((self.end + 1..row.seq).map(Fault::Missing));
        if !sealed {
            self.faults.push(Fault::Changed(row.seq));
        } else if row.mark == AFTER_BREAK {
            self.faults.push(Fault::AfterBreak(row.seq));
        } else if row.mark == CARRIED_OVER_BROKEN {
            self.faults.push(Fault::CarriedOverBroken(row.seq));
        }
        self.previous.clone_from(&row.hash);
        self.end = row.seq;
        sealed
    }

    /// `head` is the log's with its MAC.
    pub(crate) fn finish(mut self, head: Option<&(Head, String)>) -> Vec<Fault> {
        match head {
            Some((head, mac)) if *mac == self.seal.head_mac(head) => {
                if head.seq > self.end {
                    self.faults.push(Fault::Cut(head.seq));
                } else if head.seq < self.end || head.hash != self.previous {
                    self.faults.push(Fault::NoHead);
                }
            }
            _ => self.faults.push(Fault::NoHead),
        }
        self.faults
    }
}

/// The same of entries that are all there.
pub(crate) fn faults(seal: &LogSeal, stream: &str, rows: &[Row], head: Option<&(Head, String)>) -> Vec<Fault> {
    let mut chain = Chain::new(seal, stream);
    for row in rows {
        chain.push(row);
    }
    chain.finish(head)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Key;

    const STREAM: &str = "case/1";

    fn seal() -> LogSeal {
        LogSeal::open(&Key::new([3; 32]), None).unwrap()
    }

    fn log(seal: &LogSeal, stream: &str) -> (Vec<Row>, (Head, String)) {
        let mut rows: Vec<Row> = Vec::new();
        for seq in 1..=4 {
            let mut row = Row {
                seq,
                at_ms: 1_000 * seq,
                actor: "null".into(),
                kind: format!("{{\"event\":\"{seq}\"}}"),
                subject: "answer/1".into(),
                digest: "00".into(),
                mark: String::new(),
                previous_hash: rows.last().map(|row| row.hash.clone()).unwrap_or_default(),
                hash: String::new(),
            };
            row.hash = entry_hash(seal, stream, &row);
            rows.push(row);
        }
        (rows.clone(), head(seal, stream, &rows))
    }

    fn head(seal: &LogSeal, stream: &str, rows: &[Row]) -> (Head, String) {
        let last = rows.last().unwrap();
        let head = Head { stream: stream.into(), seq: last.seq, hash: last.hash.clone() };
        let mac = seal.head_mac(&head);
        (head, mac)
    }

    /// Makes every hash fit again, as somebody with another key, or none, would.
    fn rechain(rows: &mut [Row], hash: impl Fn(&Row) -> String) {
        let mut previous = String::new();
        for row in rows {
            row.previous_hash = previous;
            row.hash = hash(row);
            previous = row.hash.clone();
        }
    }

    #[test]
    fn every_kind_of_tampering_is_found() {
        let seal = seal();
        let (whole, its_head) = log(&seal, STREAM);
        assert_eq!(faults(&seal, STREAM, &whole, Some(&its_head)), []);
        let found = |change: &dyn Fn(&mut Vec<Row>)| {
            let mut rows = whole.clone();
            change(&mut rows);
            faults(&seal, STREAM, &rows, Some(&its_head))
        };
        assert_eq!(found(&|rows| rows[1].kind = "{}".into()), [Fault::Changed(2)]);
        assert_eq!(found(&|rows| rows[1].actor = "\"me\"".into()), [Fault::Changed(2)]);
        assert_eq!(found(&|rows| rows[1].at_ms += 1), [Fault::Changed(2)]);
        assert_eq!(found(&|rows| rows[1].digest = "01".into()), [Fault::Changed(2)]);
        assert_eq!(found(&|rows| rows[1].subject = "answer/2".into()), [Fault::Changed(2)]);
        assert!(!found(&|rows| rows.swap(1, 2)).is_empty());
        assert_eq!(found(&|rows| drop(rows.remove(0))), [Fault::Missing(1), Fault::Changed(2)]);
        assert_eq!(found(&|rows| drop(rows.remove(1))), [Fault::Missing(2), Fault::Changed(3)]);
        assert_eq!(found(&|rows| rows.truncate(2)), [Fault::Cut(4)]);
        assert_eq!(found(&|rows| rows.clear()), [Fault::Cut(4)]);
    }

    #[test]
    fn recomputing_hashes_without_the_key_does_not_help() {
        let seal = seal();
        let (mut rows, its_head) = log(&seal, STREAM);
        rows[1].at_ms += 1;
        let mut plain = rows.clone();
        rechain(&mut plain, |row| plain_hash("1", row));
        assert!(!faults(&seal, STREAM, &plain, Some(&its_head)).is_empty());
        let other = LogSeal::open(&Key::new([4; 32]), None).unwrap();
        rechain(&mut rows, |row| entry_hash(&other, STREAM, row));
        assert!(!faults(&seal, STREAM, &rows, Some(&head(&other, STREAM, &rows))).is_empty());
    }

    #[test]
    fn a_cut_log_with_a_head_that_names_its_new_end_is_found() {
        let seal = seal();
        let (mut rows, (head, mac)) = log(&seal, STREAM);
        rows.truncate(2);
        // The hash of the second entry is there to be copied; its MAC as a head is not.
        let forged = Head { seq: 2, hash: rows[1].hash.clone(), ..head };
        assert_eq!(faults(&seal, STREAM, &rows, Some(&(forged, mac))), [Fault::NoHead]);
        assert_eq!(faults(&seal, STREAM, &rows, None), [Fault::NoHead]);
    }

    #[test]
    fn another_log_does_not_pass_for_this_one() {
        let seal = seal();
        let (rows, its_head) = log(&seal, "case/2");
        assert!(!faults(&seal, STREAM, &rows, Some(&its_head)).is_empty());
    }
}
