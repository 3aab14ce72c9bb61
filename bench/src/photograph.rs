use imaging::{
    Distance,
    specimen::{Camera, Lesion, SkinType, Specimen},
};

use crate::Result;

/// Upright width and height of what phones take with 12 and with 48 megapixels.
pub(crate) const MP_12: (u32, u32) = (3_024, 4_032);
pub(crate) const MP_48: (u32, u32) = (6_048, 8_064);

/// A close-up as an iPhone held upright stores it: a quarter turn anticlockwise (EXIF orientation 6), in Display P3.
pub(crate) fn photograph(seed: u64, (width, height): (u32, u32)) -> Result<Vec<u8>> {
    let specimen = Specimen {
        seed,
        skin: SkinType::II,
        lesion: Lesion::Pigmented,
        distance: Distance::CloseUp,
        width,
        height,
        flaw: None,
    };
    Ok(specimen.jpeg(&Camera::default())?)
}
