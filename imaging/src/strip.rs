//! Taking metadata away without touching a pixel.

use crate::{
    Orientation, colour,
    segments::{Parts, Segment, marker, segments},
};

/// JFIF 1.01, no density, no thumbnail: what a JPEG needs for everyone to read it as YCbCr.
const JFIF: [u8; 18] = [0xFF, 0xE0, 0, 16, b'J', b'F', b'I', b'F', 0, 1, 1, 0, 0, 1, 0, 1, 0, 0];

/// The same picture with nothing but what its pixels need: every APPn and COM segment and everything after the end
/// is dropped, so no EXIF, GPS, XMP, thumbnail or second picture is left, and the pixels stay bit for bit the same.
///
/// None where a dropped segment changes what is seen, or what stays is not the plain kind: then the picture must be
/// encoded again.
pub(crate) fn strip(bytes: &[u8], orientation: Orientation, profile: Option<&[u8]>) -> Option<Vec<u8>> {
    if !orientation.is_upright() || profile.is_some_and(|profile| !colour::is_srgb(profile)) {
        return None;
    }
    let Parts { segments, .. } = segments(bytes).ok()?;
    // An unread profile (none was found, yet APP2 claims one) might still be obeyed by another program.
    let unread_profile = profile.is_none() && segments.iter().any(|s| is_profile(bytes, s));
    if unread_profile || !segments.iter().all(|segment| is_plain(bytes, segment)) {
        return None;
    }
    let mut plain = vec![0xFF, 0xD8];
    plain.extend_from_slice(&JFIF);
    for segment in &segments {
        if !is_metadata(segment.marker) {
            plain.extend_from_slice(&bytes[segment.whole.clone()]);
        }
    }
    plain.extend_from_slice(&[0xFF, marker::EOI]);
    Some(plain)
}

fn is_metadata(marker: u8) -> bool {
    matches!(marker, 0xE0..=0xEF | 0xFE)
}

fn is_profile(bytes: &[u8], segment: &Segment) -> bool {
    segment.marker == marker::APP2 && bytes[segment.payload.clone()].starts_with(b"ICC_PROFILE\0")
}

/// Grey or YCbCr with 8 bits, tables, scans; and nothing that only looks like a table to carry something else.
fn is_plain(bytes: &[u8], segment: &Segment) -> bool {
    let payload = &bytes[segment.payload.clone()];
    match segment.marker {
        marker::SOF0_BASELINE | marker::SOF1_EXTENDED | marker::SOF2_PROGRESSIVE => is_plain_frame(payload),
        marker::DQT => is_exactly_tables(payload, |head| 64 * (1 + usize::from(head[0] >> 4))),
        marker::DHT => is_exactly_tables(payload, |head| {
            16 + head.iter().skip(1).take(16).map(|&count| usize::from(count)).sum::<usize>()
        }),
        marker::DRI => payload.len() == 2,
        marker::SOS => payload.first().is_some_and(|&parts| payload.len() == 4 + 2 * usize::from(parts)),
        // Adobe's colour transform 1 is YCbCr, as JFIF says too; any other is not.
        marker::APP14 => !payload.starts_with(b"Adobe") || payload.get(11) == Some(&1),
        other => is_metadata(other),
    }
}

/// Precision, height, width, then the components: one, or three that are not named R, G, B.
fn is_plain_frame(payload: &[u8]) -> bool {
    let Some((&[precision, _, _, _, _, count], components)) = payload.split_first_chunk::<6>() else { return false };
    let (components, rest) = components.as_chunks::<3>();
    let names: Vec<u8> = components.iter().map(|component| component[0]).collect();
    precision == 8
        && components.len() == usize::from(count)
        && rest.is_empty()
        && matches!(count, 1 | 3)
        && names != *b"RGB"
}

/// Whether the payload is whole tables, each one head byte and as many bytes as `length` reads from its start.
fn is_exactly_tables(mut payload: &[u8], length: impl Fn(&[u8]) -> usize) -> bool {
    while !payload.is_empty() {
        match payload.get(1 + length(payload)..) {
            Some(rest) => payload = rest,
            None => return false,
        }
    }
    true
}
