use std::ops::Range;

use super::{
    ClipError,
    boxes::{Atom, be32, be64},
};

/// Frames of one track: a minute at 240 a second has 14,400.
const MOST_FRAMES: u32 = 1_000_000;

/// Where a track's frames lie: the offsets of its chunks (`stco`, `co64`), how many frames are in each (`stsc`) and how
/// long every frame is (`stsz`). One range per chunk.
pub(super) fn frames(bytes: &[u8], table: &[Atom]) -> Result<Vec<Range<usize>>, ClipError> {
    let find = |kind: &[u8; 4]| table.iter().find(|atom| &atom.kind == kind);
    let chunks = match (find(b"stco"), find(b"co64")) {
        (Some(atom), None) => List::of(bytes, atom, 4, 4)?,
        (None, Some(atom)) => List::of(bytes, atom, 4, 8)?,
        _ => return Err(ClipError::Damaged),
    };
    let runs = List::of(bytes, find(b"stsc").ok_or(ClipError::Damaged)?, 4, 12)?;
    let sizes = find(b"stsz").ok_or(ClipError::Unsupported)?;
    let common = be32(bytes, &sizes.body, 4)?;
    let count = be32(bytes, &sizes.body, 8)?;
    if count > MOST_FRAMES || chunks.count > MOST_FRAMES {
        return Err(ClipError::Damaged);
    }
    let mut found = Vec::new();
    let (mut frame, mut run) = (0, 0);
    for chunk in 0..chunks.count {
        // A run holds for its chunk (counted from 1) and all that follow, until the next run's.
        while run + 1 < runs.count && runs.field(run + 1, 0)? <= chunk + 1 {
            run += 1;
        }
        let in_chunk = runs.field(run, 4)?.min(count - frame);
        let mut length = u64::from(in_chunk) * u64::from(common);
        if common == 0 {
            for each in frame..frame + in_chunk {
                length += u64::from(be32(bytes, &sizes.body, 12 + 4 * each as usize)?);
            }
        }
        frame += in_chunk;
        let start = if chunks.width == 8 { chunks.long(chunk)? } else { u64::from(chunks.field(chunk, 0)?) };
        let end = start.checked_add(length).filter(|&end| end <= bytes.len() as u64).ok_or(ClipError::Damaged)?;
        found.push(start as usize..end as usize);
    }
    // Frames that no chunk holds: the file lost them, or lies about them.
    if frame == count { Ok(found) } else { Err(ClipError::Damaged) }
}

/// A box that is a count and so many entries of one width, after version and flags.
struct List<'a> {
    bytes: &'a [u8],
    entries: Range<usize>,
    width: usize,
    count: u32,
}

impl<'a> List<'a> {
    fn of(bytes: &'a [u8], atom: &Atom, count_at: usize, width: usize) -> Result<Self, ClipError> {
        let count = be32(bytes, &atom.body, count_at)?;
        let entries = atom.body.start + count_at + 4..atom.body.end;
        if (count as usize).checked_mul(width).is_none_or(|length| length > entries.len()) {
            return Err(ClipError::Damaged);
        }
        Ok(Self { bytes, entries, width, count })
    }

    fn field(&self, entry: u32, at: usize) -> Result<u32, ClipError> {
        be32(self.bytes, &self.entries, entry as usize * self.width + at)
    }

    fn long(&self, entry: u32) -> Result<u64, ClipError> {
        be64(self.bytes, &self.entries, entry as usize * self.width)
    }
}
