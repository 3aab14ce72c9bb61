//! The whole way from a received file to what is stored: the server trusts no browser to have prepared it.

use crate::{
    Distance, EditList, Error, Limits, Picture, Report,
    decode::{Channels, decode, unwrapped},
    encode::{encode, encode_within},
    prepare::shape,
    resize,
    strip::strip,
};

/// Longest side of the size for viewing, in pixels.
pub const SCREEN_SIDE: u32 = 1_280;
/// Longest side of the size for lists, in pixels.
pub const THUMB_SIDE: u32 = 320;

/// The master keeps as many pixels as a file of 5 MB (the e-RS limit) can hold well.
const MASTER_SIDE: u32 = 6_000;
const MASTER_BYTES: usize = 5_000_000;
/// High, because it is the second time the picture is compressed.
const MASTER_QUALITY: u8 = 89;
const DERIVED_QUALITY: u8 = 77;

/// What is stored of a picture. All three are upright sRGB JPEGs without any metadata.
#[derive(Debug, Clone, PartialEq)]
pub struct Received {
    pub master: Vec<u8>,
    /// At most [`SCREEN_SIDE`].
    pub screen: Vec<u8>,
    /// At most [`THUMB_SIDE`].
    pub thumb: Vec<u8>,
    /// The master's, in pixels.
    pub width: u32,
    pub height: u32,
    pub report: Report,
}

/// Decodes a received file in full and makes what is stored. A JPEG that needs no turning and is in sRGB, as the
/// browser's worker sends it, keeps its pixels bit for bit: only its metadata is cut out. Everything else (no worker,
/// no JavaScript) is encoded again.
pub fn receive(bytes: &[u8], limits: &Limits, distance: Distance) -> Result<Received, Error> {
    limits.check_bytes(bytes)?;
    let bytes = unwrapped(bytes)?;
    let decoded = decode(&bytes, limits)?;
    let untouched = strip(&bytes, decoded.orientation, decoded.profile.as_deref());
    let (master, picture) = match untouched.filter(|master| master.len() <= MASTER_BYTES) {
        Some(master) => (master, decoded.picture),
        None => {
            let shaped = shape(decoded, &EditList::default(), MASTER_SIDE)?;
            encode_within(shaped, Channels::Rgb, MASTER_QUALITY, MASTER_BYTES)?
        }
    };
    let screen = resize::fit(&picture, SCREEN_SIDE)?;
    let thumb: Picture = resize::fit(&screen, THUMB_SIDE)?;
    Ok(Received {
        master,
        width: picture.width(),
        height: picture.height(),
        report: Report::of(&picture, distance),
        screen: encode(&screen, DERIVED_QUALITY)?,
        thumb: encode(&thumb, DERIVED_QUALITY)?,
    })
}
