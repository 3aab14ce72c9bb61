use std::ops::Range;

use super::{Budget, ClipError, id};

/// One element.
pub(super) struct Element {
    pub(super) id: u32,
    start: usize,
    pub(super) body: Range<usize>,
    /// Its length is not known: written while it was recorded.
    pub(super) is_open: bool,
}

impl Element {
    pub(super) fn whole(&self) -> Range<usize> {
        self.start..self.body.end
    }
}

/// The element at `at`, which must end before `end`; one of unknown length ends there.
pub(super) fn next(bytes: &[u8], at: usize, end: usize, budget: &mut Budget) -> Result<Element, ClipError> {
    budget.spend()?;
    let rest = bytes.get(at..end).ok_or(ClipError::Damaged)?;
    let id_width = width(rest, 4)?;
    let id = rest[..id_width].iter().fold(0_u32, |id, &byte| id << 8 | u32::from(byte));
    let (length, length_width) = vint(&rest[id_width..])?;
    let from = at + id_width + length_width;
    if length == unknown(length_width) {
        return match id {
            id::SEGMENT | id::CLUSTER => Ok(Element { id, start: at, body: from..end, is_open: true }),
            _ => Err(ClipError::Damaged),
        };
    }
    let length = usize::try_from(length).map_err(|_| ClipError::Damaged)?;
    let to = from.checked_add(length).filter(|&to| to <= end).ok_or(ClipError::Damaged)?;
    Ok(Element { id, start: at, body: from..to, is_open: false })
}

/// The elements that stand in `within`, none of them of unknown length.
pub(super) fn elements(bytes: &[u8], within: Range<usize>, budget: &mut Budget) -> Result<Vec<Element>, ClipError> {
    let mut found = Vec::new();
    let mut at = within.start;
    while at < within.end {
        let element = next(bytes, at, within.end, budget)?;
        if element.is_open {
            return Err(ClipError::Damaged);
        }
        at = element.body.end;
        found.push(element);
    }
    Ok(found)
}

/// How many bytes a number that describes its own width has.
fn width(bytes: &[u8], most: usize) -> Result<usize, ClipError> {
    let width = bytes.first().ok_or(ClipError::Damaged)?.leading_zeros() as usize + 1;
    if width <= most && width <= bytes.len() { Ok(width) } else { Err(ClipError::Damaged) }
}

/// A number that describes its own width, without the bit that does, and that width (RFC 8794, 4).
pub(super) fn vint(bytes: &[u8]) -> Result<(u64, usize), ClipError> {
    let width = width(bytes, 8)?;
    let value = bytes[..width].iter().fold(0_u64, |value, &byte| value << 8 | u64::from(byte));
    Ok((value & unknown(width), width))
}

/// All ones: what a length that is not known is written as.
const fn unknown(width: usize) -> u64 {
    (1 << (7 * width)) - 1
}

/// An element that is a whole number.
pub(super) fn number(bytes: &[u8], element: &Element) -> Result<u64, ClipError> {
    let body = &bytes[element.body.clone()];
    if body.len() > 8 {
        return Err(ClipError::Damaged);
    }
    Ok(body.iter().fold(0, |value, &byte| value << 8 | u64::from(byte)))
}

/// Makes empty space of at least two bytes: the shortest element there is.
pub(super) fn void(bytes: &mut [u8], whole: Range<usize>) {
    let space = &mut bytes[whole];
    space.fill(0);
    space[0] = id::VOID as u8;
    if space.len() < 9 {
        space[1] = 0x80 | (space.len() - 2) as u8;
    } else {
        let length = (space.len() - 9) as u64 | 1 << 56;
        space[1..9].copy_from_slice(&length.to_be_bytes());
    }
}
