use std::ops::Range;

use super::{Budget, ClipError};

/// One box.
pub(super) struct Atom {
    pub(super) kind: [u8; 4],
    /// Where its kind is written.
    kind_at: usize,
    pub(super) body: Range<usize>,
}

/// The boxes that stand in `within`, one after the other.
pub(super) fn atoms(bytes: &[u8], within: Range<usize>, budget: &mut Budget) -> Result<Vec<Atom>, ClipError> {
    let mut found = Vec::new();
    let mut at = within.start;
    while at < within.end {
        let rest = at..within.end;
        if rest.len() < 8 {
            // QuickTime ends some lists with a zero.
            return if bytes[rest].iter().all(|&byte| byte == 0) { Ok(found) } else { Err(ClipError::Damaged) };
        }
        budget.spend()?;
        let kind = be32(bytes, &rest, 4)?.to_be_bytes();
        let (header, length) = match be32(bytes, &rest, 0)? {
            // To the end: the last box of a file may say so, and of nothing else.
            0 if within.end == bytes.len() && within.start == 0 => (8, rest.len()),
            1 => (16, usize::try_from(be64(bytes, &rest, 8)?).map_err(|_| ClipError::Damaged)?),
            length => (8, length as usize),
        };
        if length < header || length > rest.len() {
            return Err(ClipError::Damaged);
        }
        found.push(Atom { kind, kind_at: at + 4, body: at + header..at + length });
        at += length;
    }
    Ok(found)
}

/// Makes empty space of a box: same length, no content (ISO/IEC 14496-12, 8.1.2).
pub(super) fn blank(bytes: &mut [u8], atom: &Atom) {
    bytes[atom.kind_at..atom.kind_at + 4].copy_from_slice(b"free");
    bytes[atom.body.clone()].fill(0);
}

/// The number that begins `at` bytes into `body`.
pub(super) fn be32(bytes: &[u8], body: &Range<usize>, at: usize) -> Result<u32, ClipError> {
    let field = bytes[body.clone()].get(at..).and_then(|rest| rest.first_chunk());
    field.map(|&field| u32::from_be_bytes(field)).ok_or(ClipError::Damaged)
}

pub(super) fn be64(bytes: &[u8], body: &Range<usize>, at: usize) -> Result<u64, ClipError> {
    let field = bytes[body.clone()].get(at..).and_then(|rest| rest.first_chunk());
    field.map(|&field| u64::from_be_bytes(field)).ok_or(ClipError::Damaged)
}
