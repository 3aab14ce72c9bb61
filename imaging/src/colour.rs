//! What the numbers mean: from a picture's own ICC profile to sRGB, the one colour space that is stored.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use crate::Picture;

/// Pixels per call: enough to keep the transform busy, small enough to stay in cache.
const RUN: usize = 4_096;

/// Converts in place. A profile that cannot be read, or is not for RGB, is taken for sRGB, as every browser does:
/// slightly wrong colours are better than no picture.
pub(crate) fn to_srgb(picture: &mut Picture, profile: &[u8]) {
    let Ok(profile) = ColorProfile::new_from_slice(profile) else { return };
    if profile.color_space != DataColorSpace::Rgb {
        return;
    }
    let srgb = ColorProfile::new_srgb();
    let Ok(transform) = profile.create_transform_8bit(Layout::Rgb, &srgb, Layout::Rgb, TransformOptions::default())
    else {
        return;
    };
    let mut before = [0; RUN * 3];
    for run in picture.rgb_mut().chunks_mut(RUN * 3) {
        let before = &mut before[..run.len()];
        before.copy_from_slice(run);
        if transform.transform(before, run).is_err() {
            return;
        }
    }
}

/// Whether the profile says sRGB in other words, so that dropping it changes nothing: a few colours that tell the
/// common wide spaces apart come out within one step of where they were.
pub(crate) fn is_srgb(profile: &[u8]) -> bool {
    const PROBES: [u8; 24] =
        [255, 0, 0, 0, 255, 0, 0, 0, 255, 200, 120, 90, 90, 60, 45, 240, 200, 180, 30, 30, 30, 128, 128, 128];
    let Ok(mut probes) = Picture::new(8, 1, PROBES.to_vec()) else { return false };
    to_srgb(&mut probes, profile);
    probes.rgb().iter().zip(PROBES).all(|(&after, before)| after.abs_diff(before) <= 1)
}
