//! The whole way from a picked file to a picture ready to send.

use std::borrow::Cow;

use serde::{Deserialize, Serialize};

use crate::{
    CropShare, Decoded, Distance, Error, Limits, Orientation, Picture, Report, colour, crop, decode::decode_from,
    encode::encode_within, resize,
};

/// What to make of a picture.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Plan {
    /// What is kept, as seen after `turns`; the rest never leaves the device.
    #[serde(default)]
    pub crop: Option<CropShare>,
    /// Quarter turns clockwise that the person added to the camera's own orientation.
    #[serde(default)]
    pub turns: u8,
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
        Plan { crop: None, turns: 0, max_side: 2_560, max_bytes: 5_000_000, quality: 82, distance: Distance::Any }
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
    let Decoded { picture, orientation, profile } =
        decode_from(bytes, &Limits::default(), &|orientation, width, height| {
            let part = crop::to_pixels(plan.crop, orientation.turned(plan.turns), width, height);
            part.width.max(part.height) / plan.max_side.max(1)
        })?;
    shape_and_pack(picture, orientation, profile.as_deref(), plan, progress)
}

/// The same from pixels that the browser decoded because we cannot (HEIC in Safari): upright and in sRGB already.
pub fn prepare_pixels(picture: Picture, plan: &Plan, progress: &mut dyn FnMut(Stage)) -> Result<Prepared, Error> {
    shape_and_pack(picture, Orientation::default(), None, plan, progress)
}

fn shape_and_pack(
    picture: Picture,
    orientation: Orientation,
    profile: Option<&[u8]>,
    plan: &Plan,
    progress: &mut dyn FnMut(Stage),
) -> Result<Prepared, Error> {
    progress(Stage::Shaping);
    let shaped = shape(picture, orientation.turned(plan.turns), profile, plan.crop, plan.max_side)?;
    progress(Stage::Packing);
    let (jpeg, packed) = encode_within(shaped, plan.quality, plan.max_bytes)?;
    let report = Report::of(&packed, plan.distance);
    Ok(Prepared { jpeg, width: packed.width(), height: packed.height(), report })
}

/// Scales first, so that turning and colour work on few pixels.
pub(crate) fn shape(
    picture: Picture,
    orientation: Orientation,
    profile: Option<&[u8]>,
    crop: Option<CropShare>,
    max_side: u32,
) -> Result<Picture, Error> {
    let part = crop::to_pixels(crop, orientation, picture.width(), picture.height());
    let mut small = resize::cut_and_fit(&picture, part, max_side.max(1))?;
    drop(picture);
    if let Some(profile) = profile {
        colour::to_srgb(&mut small, profile);
    }
    Ok(orientation.apply(small))
}
