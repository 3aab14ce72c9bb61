//! A photograph inside a DICOM file (PS3.10): one JPEG in an envelope that names the patient. Only the JPEG is taken out.

use std::borrow::Cow;

use crate::{Error, Format};

const FOREIGN: Error = Error::Foreign(Format::Dicom);

/// Group 7FE0, element 0010, other bytes of undefined length: pixels in fragments (PS3.5 A.4).
const PIXELS: [u8; 12] = [0xE0, 0x7F, 0x10, 0, b'O', b'B', 0, 0, 0xFF, 0xFF, 0xFF, 0xFF];
const ITEM: [u8; 4] = [0xFE, 0xFF, 0x00, 0xE0];
const END: [u8; 4] = [0xFE, 0xFF, 0xDD, 0xE0];

/// The one JPEG. Everything else, several frames and uncompressed pixels among it, is [`Format::Dicom`].
pub(super) fn frame(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    // The dataset before it may hold a thumbnail's pixels in a sequence: the picture's own come last.
    let at = bytes.windows(PIXELS.len()).rposition(|window| window == PIXELS).ok_or(FOREIGN)?;
    let mut rest = &bytes[at + PIXELS.len()..];
    // Where each frame begins, or nothing.
    item(&mut rest)?.ok_or(FOREIGN)?;
    let first = item(&mut rest)?.ok_or(FOREIGN)?;
    let mut frame = Cow::Borrowed(first);
    while let Some(more) = item(&mut rest)? {
        // A second picture, not the first one's next piece.
        if more.starts_with(&[0xFF, 0xD8]) {
            return Err(Error::Animated);
        }
        frame.to_mut().extend_from_slice(more);
    }
    if frame.starts_with(&[0xFF, 0xD8, 0xFF]) { Ok(frame) } else { Err(FOREIGN) }
}

/// The next item's bytes, None at the end of the sequence.
fn item<'a>(rest: &mut &'a [u8]) -> Result<Option<&'a [u8]>, Error> {
    let (tag, after) = rest.split_first_chunk::<4>().ok_or(Error::Damaged)?;
    let (length, after) = after.split_first_chunk::<4>().ok_or(Error::Damaged)?;
    match *tag {
        END => Ok(None),
        ITEM => {
            let (item, after) = after.split_at_checked(u32::from_le_bytes(*length) as usize).ok_or(Error::Damaged)?;
            *rest = after;
            Ok(Some(item))
        }
        _ => Err(Error::Damaged),
    }
}
