//! The log of a case: append-only, each entry sealed to the one before it and to what it speaks of.
//!
//! An entry's hash is an HMAC, with a key derived from the configuration's, over the previous entry's hash and everything
//! the entry holds: number, time, actor, kind, and the digests of the text or picture it speaks of. The newest entry of
//! each log stands in `log_heads` under a MAC of its own, and in a file outside of the database. Whoever changes, drops,
//! reorders or cuts off entries behind this program's back, or changes what they speak of, is found by [`check`]. Who
//! holds the key and the file can still forge a log: both belong where the database's administrator is not.

mod carry_over;
mod chain;
mod content;
mod sealing;
mod verify;

use std::collections::BTreeMap;

pub(crate) use carry_over::carry_over;
pub use chain::Fault;
pub(crate) use chain::{AFTER_BREAK, Chain, entry_hash};
use domain::{
    access::Actor,
    case::{EventKind, StateKind},
    ids::CaseId,
};
use jiff::Timestamp;
pub(crate) use sealing::{Head, LogSeal, parse_head};
use sqlx::AnyConnection;
pub(crate) use verify::verify_accesses;
pub use verify::{Verified, verify};

use crate::{
    Error,
    db::{self, Tx, cases::Case, events::Row, log_heads},
};

/// The name of a case's log.
pub(crate) fn stream(case: CaseId) -> String {
    format!("case/{case}")
}

/// Appends one entry to the log of `case`, in the transaction that does what it tells of, after what it speaks of has
/// been stored. `actor` is None for what Skinlink does by itself. The caller holds the case's row, so that no two
/// entries take the same number.
pub(crate) async fn append(
    tx: &mut Tx,
    case: CaseId,
    at: Timestamp,
    actor: Option<&Actor>,
    kind: &EventKind,
) -> Result<(), Error> {
    let subjects = content::subjects(tx, case, kind).await?;
    let mut digests = Vec::with_capacity(subjects.len());
    for subject in &subjects {
        digests.push(content::digest(tx, subject).await?);
    }
    let stream = stream(case);
    let (last, mark) = match log_heads::get(tx, &stream).await? {
        Some((head, mac)) if mac == tx.seal().head_mac(&head) => (head, ""),
        // Not ours, or gone: the entry goes on after whatever is there and says so, or the break would be sealed away.
        _ => match db::events::last(tx, case).await? {
            Some((seq, hash)) => (Head { stream: stream.clone(), seq, hash }, AFTER_BREAK),
            None => (Head { stream: stream.clone(), seq: 0, hash: String::new() }, ""),
        },
    };
    let mut row = Row {
        seq: last.seq + 1,
        at_ms: at.as_millisecond(),
        actor: db::to_json(&actor)?,
        kind: db::to_json(kind)?,
        subject: subjects.join(" "),
        digest: digests.join(" "),
        mark: mark.to_owned(),
        previous_hash: last.hash,
        hash: String::new(),
    };
    row.hash = entry_hash(tx.seal(), &stream, &row);
    db::events::insert(tx, case, &row).await?;
    tx.acted_on(case, at);
    tx.log_ends(Head { stream, seq: row.seq, hash: row.hash }).await
}

/// A case's log, and what is wrong with it.
#[derive(Debug)]
pub(crate) struct Checked {
    pub(crate) rows: Vec<Row>,
    pub(crate) faults: Vec<Fault>,
}

impl Checked {
    /// How many entries are from before entries were sealed.
    pub(crate) fn carried_over(&self) -> usize {
        self.rows.iter().filter(|row| row.mark == chain::CARRIED_OVER).count()
    }
}

/// Every entry of a case's log in order, and whether they, and the texts and forms they speak of, are as they were
/// written. That stored pictures are those of the log only [`verify`] looks at: it must open every one.
pub(crate) async fn check(connection: &mut AnyConnection, seal: &LogSeal, case: &Case) -> Result<Checked, Error> {
    let stream = stream(case.id);
    let rows = db::events::all(connection, case.id).await?;
    let head = log_heads::get(connection, &stream).await?;
    let mut faults = chain::faults(seal, &stream, &rows, head.as_ref());
    let starts = rows
        .first()
        .is_some_and(|row| row.seq == 1 && matches!(db::from_json(&row.kind, "event"), Ok(EventKind::CaseStarted)));
    if !starts && faults.is_empty() {
        faults.push(Fault::NoBeginning);
    }
    let is_draft = case.state.kind() == StateKind::Draft;
    let now = content::digests(connection, case.id).await?;
    for (subject, was) in newest_digests(&rows) {
        let is_being_written = is_draft && subject.starts_with("request/");
        // Of what there is no longer the digest is empty.
        if !is_being_written && now.get(subject).map_or("", String::as_str) != was {
            faults.push(Fault::Content(subject.to_owned()));
        }
    }
    Ok(Checked { rows, faults })
}

/// What the newest entry about each thing says that it is.
fn newest_digests(rows: &[Row]) -> BTreeMap<&str, &str> {
    rows.iter()
        .flat_map(|row| row.subject.split(' ').zip(row.digest.split(' ')))
        .filter(|it| !it.0.is_empty())
        .collect()
}
