//! From a file's bytes to pixels.

mod dicom;
mod jpeg;
mod other;
mod png;
mod scaled;

use std::borrow::Cow;

use crate::{Error, Limits, Orientation, Picture, colour, sniff, sniff::FileKind};

/// A decoded picture as it is stored in its file: not yet upright, not yet in sRGB.
#[derive(Debug)]
pub struct Decoded {
    pub picture: Picture,
    pub orientation: Orientation,
    /// The ICC profile that says what the numbers mean; none means sRGB.
    pub profile: Option<Vec<u8>>,
    pub(crate) channels: Channels,
}

/// What the three numbers of a pixel are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Channels {
    Rgb,
    /// Light and two differences, as a JPEG keeps them (ITU-T T.871): they can be scaled as they are, and fewer pixels are
    /// then left to convert. Mid grey is the same three numbers in both.
    YCbCr,
}

impl Decoded {
    /// What somebody else decoded: upright and in sRGB.
    pub(crate) fn ready(picture: Picture) -> Self {
        Self { picture, orientation: Orientation::default(), profile: None, channels: Channels::Rgb }
    }
}

/// Decodes JPEG (baseline, progressive, grey, CMYK, YCCK; also in a DICOM), PNG (8 and 16 bit), WebP and single-frame GIF
/// to RGB, with transparency laid on white. Strict: a file that lost its end is [`Error::Damaged`], never half grey, because a grey
/// half could pass for a picture.
pub fn decode(bytes: &[u8], limits: &Limits) -> Result<Decoded, Error> {
    let mut decoded = decode_from(Cow::Borrowed(bytes), limits, &|_, _, _| 1)?;
    colour::to_rgb(&mut decoded.picture, decoded.channels);
    Ok(Decoded { channels: Channels::Rgb, ..decoded })
}

/// The picture's own file, out of the envelope it may come in: with a DICOM's, a name and a number come along.
pub(crate) fn unwrapped(bytes: &[u8]) -> Result<Cow<'_, [u8]>, Error> {
    if sniff(bytes) == FileKind::Dicom { dicom::frame(bytes) } else { Ok(Cow::Borrowed(bytes)) }
}

/// How many times smaller than stored a picture may come out, told its orientation and its size.
pub(crate) type Spare<'a> = &'a dyn Fn(Orientation, u32, u32) -> u32;

/// [`decode`], perhaps in other [`Channels`]; a file that is given away is not copied, and a JPEG that may come out smaller does: both count where 108
/// megapixels must fit into a phone.
pub(crate) fn decode_from(bytes: Cow<[u8]>, limits: &Limits, spare: Spare) -> Result<Decoded, Error> {
    limits.check_bytes(&bytes)?;
    match sniff(&bytes) {
        FileKind::Jpeg => jpeg::decode(bytes, limits, spare),
        FileKind::Png => other::png(&bytes, limits),
        FileKind::WebP => other::webp(&bytes, limits),
        FileKind::Gif => other::gif(&bytes, limits),
        FileKind::Dicom => jpeg::decode(Cow::Borrowed(dicom::frame(&bytes)?.as_ref()), limits, spare),
        FileKind::Moving => Err(Error::Animated),
        FileKind::Foreign(format) => Err(Error::Foreign(format)),
        FileKind::Other => Err(Error::NotAPicture),
    }
}
