use imaging::{
    Distance, Picture,
    synthetic::{Camera, Colours, Lesion, SkinType, SyntheticImage},
};

use crate::Result;

/// Upright width and height of what phones take with 12, 24, 48 and 108 megapixels.
pub(crate) const MP_12: (u32, u32) = (3_024, 4_032);
pub(crate) const MP_24: (u32, u32) = (4_284, 5_712);
pub(crate) const MP_48: (u32, u32) = (6_048, 8_064);
pub(crate) const MP_108: (u32, u32) = (9_000, 12_000);

/// As a phone held the usual way stores it, and a browser shows it: upright, in sRGB.
pub(crate) const PLAIN: Camera = Camera { orientation: 1, colours: Colours::Srgb, quality: 92 };

/// A close-up.
pub(crate) fn photograph(seed: u64, sides: (u32, u32), camera: &Camera) -> Result<Vec<u8>> {
    Ok(camera.store(drawn(seed, sides)?)?)
}

/// A photograph with each pixel shown `times` × `times` times: drawing a hundred million takes minutes.
pub(crate) fn enlarged(seed: u64, (width, height): (u32, u32), times: u32, camera: &Camera) -> Result<Vec<u8>> {
    let small = drawn(seed, (width / times, height / times))?;
    let mut rgb = Vec::with_capacity(width as usize * height as usize * 3);
    for y in 0..height {
        for x in 0..width {
            rgb.extend_from_slice(
                &small.pixel((x / times).min(small.width() - 1), (y / times).min(small.height() - 1)),
            );
        }
    }
    Ok(camera.store(Picture::new(width, height, rgb)?)?)
}

fn drawn(seed: u64, (width, height): (u32, u32)) -> Result<Picture> {
    let image = SyntheticImage {
        seed,
        skin: SkinType::II,
        lesion: Lesion::Pigmented,
        distance: Distance::CloseUp,
        width,
        height,
        flaw: None,
    };
    Ok(image.picture()?)
}
