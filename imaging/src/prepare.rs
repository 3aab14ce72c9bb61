//! The whole way from a picked file to a picture ready to send.

use std::{borrow::Cow, cell::Cell};

use serde::{Deserialize, Serialize};

use crate::{
    Decoded, Distance, EditList, Error, Limits, Picture, Report, colour,
    decode::{Channels, decode_from},
    edit::{clear_around, cover, level},
    encode::encode_within,
    resize,
};

/// What to make of a picture.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
// An older worker must not take a plan for one without its newest steps, and send what was to be hidden.
#[serde(deny_unknown_fields)]
pub struct Plan {
    /// What the person did to it; what they cut away or hid never leaves the device.
    #[serde(default)]
    pub edits: EditList,
    /// Longest side in pixels.
    pub max_side: u32,
    /// Bytes the result may have.
    pub max_bytes: usize,
    /// JPEG quality, 1 to 100, to start from.
    pub quality: u8,
    /// How near the picture is meant to be: a close-up is asked for more pixels.
    #[serde(default)]
    pub distance: Distance,
}

impl Default for Plan {
    /// 2,560 px leaves over 2 megapixels (domain.md 3.2, close-up) even when half of the picture is cut away, in about
    /// 600 kB; 5 MB is what the NHS e-Referral Service takes as an attachment.
    fn default() -> Self {
        Plan { edits: EditList::default(), max_side: 2_560, max_bytes: 5_000_000, quality: 78, distance: Distance::Any }
    }
}

/// How far a picture has come, for the progress bar.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    Reading,
    Shaping,
    Packing,
}

/// A picture ready to send: upright, in sRGB, without any metadata.
#[derive(Debug, Clone, PartialEq)]
pub struct Prepared {
    pub jpeg: Vec<u8>,
    pub width: u32,
    pub height: u32,
    pub report: Report,
}

/// Decodes, cuts, scales, turns upright, converts to sRGB, judges and encodes.
pub fn prepare(bytes: &[u8], plan: &Plan) -> Result<Prepared, Error> {
    prepare_from(Cow::Borrowed(bytes), plan, &mut |_| ())
}

/// [`prepare`], telling `progress` what comes next. The file is freed as soon as its pixels are there.
pub fn prepare_with(bytes: Vec<u8>, plan: &Plan, progress: &mut dyn FnMut(Stage)) -> Result<Prepared, Error> {
    prepare_from(Cow::Owned(bytes), plan, progress)
}

fn prepare_from(bytes: Cow<[u8]>, plan: &Plan, progress: &mut dyn FnMut(Stage)) -> Result<Prepared, Error> {
    progress(Stage::Reading);
    let stored_width = Cell::new(0);
    let decoded = decode_from(bytes, &Limits::default(), &|orientation, width, height| {
        stored_width.set(width);
        let (seen_width, seen_height) = orientation.seen_size(width, height);
        let (width, height) = plan.edits.frame(seen_width, seen_height).size();
        width.max(height) / plan.max_side.max(1)
    })?;
    let is_scaled = stored_width.get() > decoded.picture.width();
    shape_and_pack(decoded, is_scaled, plan, progress)
}

/// The same from pixels that the browser decoded because we cannot (HEIC in Safari): upright and in sRGB already.
pub fn prepare_pixels(picture: Picture, plan: &Plan, progress: &mut dyn FnMut(Stage)) -> Result<Prepared, Error> {
    shape_and_pack(Decoded::ready(picture), false, plan, progress)
}

fn shape_and_pack(
    mut decoded: Decoded,
    is_scaled: bool,
    plan: &Plan,
    progress: &mut dyn FnMut(Stage),
) -> Result<Prepared, Error> {
    progress(Stage::Shaping);
    let Decoded { picture, orientation, .. } = &mut decoded;
    let (width, height) = orientation.seen_size(picture.width(), picture.height());
    // Before any pixel is mixed with another.
    for hidden in plan.edits.hidden(width, height) {
        cover(picture, &hidden.quad(*orientation), if is_scaled { MIXED_WHEN_SCALED } else { MIXED });
    }
    let (shaped, channels) = shape_as_stored(decoded, &plan.edits, plan.max_side)?;
    progress(Stage::Packing);
    let (jpeg, packed) = encode_within(shaped, channels, plan.quality, plan.max_bytes)?;
    let report = Report::of_stored(&packed, channels, plan.distance);
    Ok(Prepared { jpeg, width: packed.width(), height: packed.height(), report })
}

/// How many pixels around it a hidden one may have coloured: its neighbour, by colour stored at half the size; and by a
/// decoder that makes a JPEG half as large or less, all of its block of sixteen and the neighbour of that.
const MIXED: f64 = 1.0;
const MIXED_WHEN_SCALED: f64 = 9.0;

/// Cuts, scales, converts to sRGB and turns: scales first, so that turning and colour work on few pixels.
pub(crate) fn shape(decoded: Decoded, edits: &EditList, max_side: u32) -> Result<Picture, Error> {
    let (mut picture, channels) = shape_as_stored(decoded, edits, max_side)?;
    colour::to_rgb(&mut picture, channels);
    Ok(picture)
}

/// The same, left in a JPEG's own colours where no profile has to be applied to RGB: packed again, they would only be
/// converted back.
fn shape_as_stored(decoded: Decoded, edits: &EditList, max_side: u32) -> Result<(Picture, Channels), Error> {
    let Decoded { mut picture, orientation, profile, mut channels } = decoded;
    let (width, height) = orientation.seen_size(picture.width(), picture.height());
    let frame = edits.frame(width, height);
    let mut to_srgb = |small: &mut Picture| {
        if let Some(profile) = &profile {
            colour::to_rgb(small, channels);
            channels = Channels::Rgb;
            colour::to_srgb(small, profile);
        }
    };
    if frame.is_askew() {
        let quad = frame.quad(orientation);
        let bounds = quad.bounds(0.0, &picture);
        clear_around(&mut picture, &quad, bounds);
        let (mut small, askew) = level(&picture, &quad, bounds, max_side.max(1))?;
        drop(picture);
        to_srgb(&mut small);
        return Ok((askew.taken_from(&small)?, channels));
    }
    let part = frame.part(orientation, picture.width(), picture.height());
    let mut small = resize::cut_and_fit(&picture, part, max_side.max(1))?;
    drop(picture);
    to_srgb(&mut small);
    Ok((frame.turns(orientation).apply(small), channels))
}
