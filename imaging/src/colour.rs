//! What the numbers mean: from a picture's own ICC profile to sRGB, the one colour space that is stored.

use moxcms::{ColorProfile, DataColorSpace, Layout, TransformOptions};

use crate::{Picture, decode::Channels};

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

/// Converts in place, in 14-bit fixed point.
pub(crate) fn to_rgb(picture: &mut Picture, from: Channels) {
    match from {
        Channels::Rgb => {}
        Channels::YCbCr => {
            let (pixels, _) = picture.rgb_mut().as_chunks_mut::<3>();
            for pixel in pixels {
                let [y, cb, cr] = pixel.map(i32::from);
                // And a half, so that what is cut off has been rounded.
                let (y, cb, cr) = ((y << 14) + (1 << 13), cb - 128, cr - 128);
                let whole = |value: i32| (value >> 14).clamp(0, 255) as u8;
                // 1.402, 0.344136, 0.714136 and 1.772 (ITU-T T.871, 7).
                *pixel = [whole(y + 22_970 * cr), whole(y - 5_638 * cb - 11_700 * cr), whole(y + 29_032 * cb)];
            }
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
