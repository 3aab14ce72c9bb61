//! The parts of a JPEG file (ITU-T T.81 annex B), found without decoding.

use std::ops::Range;

use crate::Error;

/// T.81 table B.1, only the ones named here.
pub(crate) mod marker {
    pub(crate) const SOF0_BASELINE: u8 = 0xC0;
    pub(crate) const SOF1_EXTENDED: u8 = 0xC1;
    pub(crate) const SOF2_PROGRESSIVE: u8 = 0xC2;
    pub(crate) const DHT: u8 = 0xC4;
    pub(crate) const RST0: u8 = 0xD0;
    pub(crate) const RST7: u8 = 0xD7;
    pub(crate) const EOI: u8 = 0xD9;
    pub(crate) const SOS: u8 = 0xDA;
    pub(crate) const DQT: u8 = 0xDB;
    pub(crate) const DRI: u8 = 0xDD;
    pub(crate) const APP2: u8 = 0xE2;
    pub(crate) const APP14: u8 = 0xEE;
}

/// One marker segment. A scan's entropy-coded data belongs to its SOS.
pub(crate) struct Segment {
    pub(crate) marker: u8,
    /// From the marker's 0xFF to the end of payload and entropy-coded data.
    pub(crate) whole: Range<usize>,
    /// What follows the two length bytes.
    pub(crate) payload: Range<usize>,
}

/// A real file has a few dozen; the cap keeps a hostile one from filling memory with four-byte segments.
const MAX_SEGMENTS: usize = 4_096;

/// Every segment between SOI and EOI. A file that ends before its EOI is [`Error::Damaged`]: it lost its end on the
/// way. What stands after EOI (a phone's second picture, a gain map with its own metadata) is ignored.
pub(crate) fn segments(bytes: &[u8]) -> Result<Vec<Segment>, Error> {
    let mut found = Vec::new();
    let mut at = 2;
    while found.len() < MAX_SEGMENTS {
        let start = at;
        if bytes.get(at) != Some(&0xFF) {
            return Err(Error::Damaged);
        }
        while bytes.get(at) == Some(&0xFF) {
            at += 1;
        }
        let marker = *bytes.get(at).ok_or(Error::Damaged)?;
        if marker == marker::EOI {
            return Ok(found);
        }
        let length = match bytes.get(at + 1..at + 3) {
            Some(&[high, low]) => usize::from(u16::from_be_bytes([high, low])),
            _ => return Err(Error::Damaged),
        };
        let payload = at + 3..at + 1 + length;
        if length < 2 || payload.end > bytes.len() {
            return Err(Error::Damaged);
        }
        at = payload.end;
        if marker == marker::SOS {
            at = end_of_scan(bytes, at)?;
        }
        found.push(Segment { marker, whole: start..at, payload });
    }
    Err(Error::Damaged)
}

/// Entropy-coded data runs to the next marker that is neither a stuffed zero nor a restart.
fn end_of_scan(bytes: &[u8], from: usize) -> Result<usize, Error> {
    let mut at = from;
    loop {
        at += bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| byte == 0xFF)).ok_or(Error::Damaged)?;
        match bytes.get(at + 1) {
            None => return Err(Error::Damaged),
            Some(0 | marker::RST0..=marker::RST7) => at += 2,
            Some(0xFF) => at += 1,
            Some(_) => return Ok(at),
        }
    }
}
