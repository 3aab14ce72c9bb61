//! The parts of a JPEG file (ITU-T T.81 annex B), found without decoding.

use std::ops::Range;

use crate::Error;

/// T.81 table B.1, only the ones named here.
pub(crate) mod marker {
    pub(crate) const SOF0_BASELINE: u8 = 0xC0;
    pub(crate) const SOF1_EXTENDED: u8 = 0xC1;
    pub(crate) const SOF2_PROGRESSIVE: u8 = 0xC2;
    pub(crate) const DHT: u8 = 0xC4;
    pub(crate) const TEM: u8 = 0x01;
    pub(crate) const RST0: u8 = 0xD0;
    pub(crate) const RST7: u8 = 0xD7;
    pub(crate) const SOI: u8 = 0xD8;
    pub(crate) const EOI: u8 = 0xD9;
    pub(crate) const SOS: u8 = 0xDA;
    pub(crate) const DQT: u8 = 0xDB;
    pub(crate) const DRI: u8 = 0xDD;
    pub(crate) const APP1: u8 = 0xE1;
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

/// A file's parts between SOI and EOI, found as every browser's decoder (libjpeg) finds them.
pub(crate) struct Parts {
    pub(crate) segments: Vec<Segment>,
    /// There was an end marker. Without one, nothing but the data itself says whether it is all there.
    pub(crate) has_end: bool,
    /// Nothing stood between the segments.
    is_tidy: bool,
}

/// Every segment between SOI and EOI. As browsers do, it passes over what stands between segments: a phone's stray bytes,
/// the rest of a segment that says it is shorter than it is. What stands after EOI (a second picture, a gain map with
/// its own metadata) is ignored.
pub(crate) fn segments(bytes: &[u8]) -> Result<Parts, Error> {
    let mut parts = Parts { segments: Vec::new(), has_end: false, is_tidy: true };
    let (mut scans, mut strays_after_scan) = (0, false);
    let mut at = 2;
    while parts.segments.len() < MAX_SEGMENTS {
        let Some(next) = next_marker(bytes, at) else {
            return if scans > 0 { Ok(parts) } else { Err(Error::Damaged) };
        };
        let Next { at: start, marker, is_stray } = next;
        parts.is_tidy &= start == at;
        strays_after_scan |= scans > 0 && (is_stray || matches!(marker, marker::TEM | marker::RST0..=marker::RST7));
        // What stands after one of several scans may be the rest of it, and what a decoder lacks it takes for grey.
        if strays_after_scan && (scans > 1 || marker == marker::SOS) {
            return Err(Error::Damaged);
        }
        match marker {
            marker::EOI => {
                parts.has_end = true;
                return Ok(parts);
            }
            marker::SOI => return Err(Error::Damaged),
            // No length, no meaning between segments.
            marker::TEM | marker::RST0..=marker::RST7 => {
                parts.is_tidy = false;
                at = start + 2;
                continue;
            }
            _ => {}
        }
        let length = match bytes.get(start + 2..start + 4) {
            Some(&[high, low]) => usize::from(u16::from_be_bytes([high, low])),
            _ => return Err(Error::Damaged),
        };
        let payload = start + 4..start + 2 + length;
        if length < 2 || payload.end > bytes.len() {
            return Err(Error::Damaged);
        }
        at = payload.end;
        if marker == marker::SOS {
            scans += 1;
            at = end_of_scan(bytes, at);
        }
        parts.segments.push(Segment { marker, whole: start..at, payload });
    }
    Err(Error::Damaged)
}

struct Next {
    /// Of its 0xFF.
    at: usize,
    marker: u8,
    /// More than repeated 0xFFs, which are allowed, stands before it.
    is_stray: bool,
}

/// The next marker. 0xFF before 0 is none.
fn next_marker(bytes: &[u8], from: usize) -> Option<Next> {
    let mut at = from;
    loop {
        let first = at + bytes.get(at..)?.iter().position(|&byte| byte == 0xFF)?;
        let code = first + bytes[first..].iter().take_while(|&&byte| byte == 0xFF).count();
        match *bytes.get(code)? {
            0 => at = code + 1,
            marker => return Some(Next { at: code - 1, marker, is_stray: first != from }),
        }
    }
}

/// Entropy-coded data runs to the next marker that is neither a stuffed zero nor a restart, or to the file's end.
fn end_of_scan(bytes: &[u8], from: usize) -> usize {
    let mut at = from;
    while let Some(found) = bytes.get(at..).and_then(|rest| rest.iter().position(|&byte| byte == 0xFF)) {
        at += found;
        match bytes.get(at + 1) {
            // A marker's first half, the last byte of a file.
            None => return at,
            Some(0 | marker::RST0..=marker::RST7) => at += 2,
            Some(0xFF) => at += 1,
            Some(_) => return at,
        }
    }
    bytes.len()
}

/// What a frame header says (T.81 B.2.2).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct FrameHeader {
    pub(crate) marker: u8,
    pub(crate) precision: u8,
}

impl Parts {
    pub(crate) fn of(&self, marker: u8) -> impl Iterator<Item = &Segment> {
        self.segments.iter().filter(move |segment| segment.marker == marker)
    }

    pub(crate) fn scans(&self) -> usize {
        self.of(marker::SOS).count()
    }

    /// The frame header, of whichever kind.
    pub(crate) fn frame_header(&self, bytes: &[u8]) -> Option<FrameHeader> {
        let is_frame = |marker| matches!(marker, 0xC0..=0xCF) && !matches!(marker, marker::DHT | 0xC8 | 0xCC);
        let segment = self.segments.iter().find(|segment| is_frame(segment.marker))?;
        Some(FrameHeader { marker: segment.marker, precision: *bytes.get(segment.payload.start)? })
    }

    /// The first EXIF, which is the one that browsers obey: some phones write a second.
    pub(crate) fn exif<'a>(&self, bytes: &'a [u8]) -> Option<&'a [u8]> {
        self.of(marker::APP1).find_map(|segment| bytes[segment.payload.clone()].strip_prefix(b"Exif\0\0"))
    }

    /// The same file as it should have been written; None where it is.
    pub(crate) fn tidied(&self, bytes: &[u8]) -> Option<Vec<u8>> {
        if self.is_tidy && self.has_end {
            return None;
        }
        let mut tidy = vec![0xFF, marker::SOI];
        self.segments.iter().for_each(|segment| tidy.extend_from_slice(&bytes[segment.whole.clone()]));
        tidy.extend([0xFF, marker::EOI]);
        Some(tidy)
    }

    /// Whether the scans of a progressive picture bring every coefficient of every component to its last bit: a file that
    /// was cut between two scans is a picture all the same, only a coarse one.
    pub(crate) fn is_refined(&self, bytes: &[u8]) -> bool {
        // By component: which coefficients were brought to their last bit.
        let mut known: Vec<(u8, u64)> = Vec::new();
        for segment in self.of(marker::SOS) {
            let Some((&parts, rest)) = bytes[segment.payload.clone()].split_first() else { return false };
            let Some((parts, &[first, last, bits])) = rest.split_at_checked(2 * usize::from(parts)) else {
                return false;
            };
            if first > last || last > 63 || bits & 0xF != 0 {
                continue;
            }
            let brought = (u64::MAX >> (63 - (last - first))) << first;
            for part in parts.as_chunks::<2>().0 {
                match known.iter_mut().find(|(name, _)| *name == part[0]) {
                    Some((_, so_far)) => *so_far |= brought,
                    None => known.push((part[0], brought)),
                }
            }
        }
        let frame = self.of(marker::SOF2_PROGRESSIVE).next();
        let components =
            frame.and_then(|frame| bytes.get(frame.payload.start + 5)).map_or(0, |&count| usize::from(count));
        known.len() == components && known.iter().all(|(_, so_far)| *so_far == u64::MAX)
    }
}
