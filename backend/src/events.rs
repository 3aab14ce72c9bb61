//! The log of a case: append-only, each entry bound to the one before it by its hash.
//!
//! An entry's hash is SHA-256 over the previous entry's hash, the case, the entry's number, time, actor and kind, each
//! with its length before it, exactly as they are stored. Whoever changes, drops or reorders an entry behind this
//! program's back breaks every hash after it; `verify` finds that.

use domain::{access::Actor, case::EventKind, ids::CaseId};
use jiff::Timestamp;
use sha2::{Digest, Sha256};
use sqlx::AnyConnection;

use crate::{
    Error,
    db::{self, Tx, events::Row},
};

/// Appends one entry to the log of `case`, in the transaction that does what it tells of. `actor` is None for what
/// Skinlink does by itself. The caller holds the case's row, so that no two entries take the same number.
pub(crate) async fn append(
    tx: &mut Tx,
    case: CaseId,
    at: Timestamp,
    actor: Option<&Actor>,
    kind: &EventKind,
) -> Result<(), Error> {
    let (seq, previous_hash) = match db::events::last(tx, case).await? {
        Some((seq, hash)) => (seq + 1, hash),
        None => (1, String::new()),
    };
    let mut row = Row {
        seq,
        at_ms: at.as_millisecond(),
        actor: db::to_json(&actor)?,
        kind: db::to_json(kind)?,
        previous_hash,
        hash: String::new(),
    };
    row.hash = hash(case, &row);
    db::events::insert(tx, case, &row).await
}

/// Every entry of a case's log in order, and whether the chain is whole.
pub(crate) async fn read(connection: &mut AnyConnection, case: CaseId) -> Result<(Vec<Row>, bool), Error> {
    let rows = db::events::all(connection, case).await?;
    let intact = is_intact(case, &rows);
    Ok((rows, intact))
}

fn is_intact(case: CaseId, rows: &[Row]) -> bool {
    let mut previous = "";
    (1..).zip(rows).all(|(seq, row)| {
        let fits = row.seq == seq && row.previous_hash == previous && row.hash == hash(case, row);
        previous = &row.hash;
        fits
    })
}

fn hash(case: CaseId, row: &Row) -> String {
    let mut digest = Sha256::new();
    let (case, seq, at) = (case.to_string(), row.seq.to_string(), row.at_ms.to_string());
    for part in [&row.previous_hash, &case, &seq, &at, &row.actor, &row.kind] {
        digest.update((part.len() as u64).to_be_bytes());
        digest.update(part);
    }
    hex::encode(digest.finalize())
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn log(case: CaseId) -> Vec<Row> {
        let mut rows: Vec<Row> = Vec::new();
        for seq in 1..=4 {
            let mut row = Row {
                seq,
                at_ms: 1_000 * seq,
                actor: "null".into(),
                kind: format!("{{\"event\":\"{seq}\"}}"),
                previous_hash: rows.last().map(|row| row.hash.clone()).unwrap_or_default(),
                hash: String::new(),
            };
            row.hash = hash(case, &row);
            rows.push(row);
        }
        rows
    }

    #[test]
    fn every_kind_of_tampering_is_found() {
        let case = CaseId(Uuid::from_u128(1));
        assert!(is_intact(case, &log(case)));
        assert!(is_intact(case, &[]));
        let broken = |change: fn(&mut Vec<Row>)| {
            let mut rows = log(case);
            change(&mut rows);
            !is_intact(case, &rows)
        };
        assert!(broken(|rows| rows[1].kind = "{\"event\":\"other\"}".into()));
        assert!(broken(|rows| rows[1].actor = "\"somebody\"".into()));
        assert!(broken(|rows| rows[1].at_ms += 1));
        assert!(broken(|rows| rows.swap(1, 2)));
        assert!(broken(|rows| {
            rows.remove(0);
        }));
        assert!(broken(|rows| {
            rows.remove(1);
        }));
        // A changed entry whose own hash was made to fit still breaks the next one.
        assert!(broken(|rows| {
            rows[1].at_ms += 1;
            rows[1].hash = hash(CaseId(Uuid::from_u128(1)), &rows[1]);
        }));
        // Another case's log does not pass for this one's.
        assert!(!is_intact(CaseId(Uuid::from_u128(2)), &log(case)));
    }
}
