//! JPEGs at a half, a quarter or an eighth of their size, straight from their coefficients: 108 megapixels in 60 MB.

use std::borrow::Cow;

use jpeg_decoder::{Decoder, Error as Fault, PixelFormat};

use crate::{Error, Picture};

/// Put behind a scan that was cut off its end marker: between segments the decoder passes over it to the marker, within
/// a scan that ran out of data it is a fault. The plain end marker would be a grey rest instead.
pub(super) const MARKER_OR_FAULT: [u8; 5] = [0xFF, 0xFF, 0x00, 0xFF, 0xD9];

/// Not smaller than the stored size divided by `spare`. For grey and three-colour pictures.
pub(super) fn decode(unended: Cow<[u8]>, spare: u32) -> Result<Picture, Error> {
    let file = match unended {
        Cow::Owned(mut file) => {
            file.extend(MARKER_OR_FAULT);
            Cow::Owned(file)
        }
        whole => whole,
    };
    let mut decoder = Decoder::new(file.as_ref());
    decoder.read_info().map_err(by_fault)?;
    let info = decoder.info().ok_or(Error::Damaged)?;
    let least = |side: u16| u32::from(side).div_ceil(spare) as u16;
    let (width, height) = decoder.scale(least(info.width), least(info.height)).map_err(by_fault)?;
    let pixels = decoder.decode().map_err(by_fault)?;
    let rgb = match info.pixel_format {
        PixelFormat::L8 => pixels.into_iter().flat_map(|grey| [grey; 3]).collect(),
        _ => pixels,
    };
    Picture::new(u32::from(width), u32::from(height), rgb)
}

/// Sixteen bytes of ones, for what a decoder reads ahead: no code consists of ones, so the first that is asked for
/// beyond the data is a fault. (Of zeros it would make blocks.)
const ONES: [u8; 32] = {
    let mut ones = [0xFF; 32];
    let mut at = 1;
    while at < ones.len() {
        ones[at] = 0;
        at += 2;
    }
    ones
};

/// [`Error::Damaged`] where the data ends before the picture does. For files that have lost their end marker, and perhaps
/// more; `end` is where their last segment ends. What a handful of bytes lacked, at most the last block, is not noticed.
pub(super) fn must_be_whole(file: &[u8], end: usize) -> Result<(), Error> {
    let file = [file.get(..end).ok_or(Error::Damaged)?, &ONES, &MARKER_OR_FAULT].concat();
    let mut decoder = Decoder::new(file.as_slice());
    decoder.scale(1, 1).map_err(by_fault)?;
    decoder.decode().map(drop).map_err(by_fault)
}

fn by_fault(error: Fault) -> Error {
    match error {
        Fault::Unsupported(_) => Error::Unsupported,
        _ => Error::Damaged,
    }
}
