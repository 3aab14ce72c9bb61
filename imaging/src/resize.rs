//! Fewer pixels, and only the part that is kept.

use fast_image_resize::{
    PixelType, ResizeOptions, Resizer,
    images::{Image, ImageRef},
};

use crate::{Error, Picture, crop::CropBox};

/// Cuts `part` out and scales it with Lanczos so that its longer side is at most `max_side` pixels; never enlarges.
/// One pass over the pixels does both, so a 48-megapixel picture is in memory only once.
pub(crate) fn cut_and_fit(picture: &Picture, part: CropBox, max_side: u32) -> Result<Picture, Error> {
    let (width, height) = fitted(part.width, part.height, max_side);
    let from =
        ImageRef::new(picture.width(), picture.height(), picture.rgb(), PixelType::U8x3).map_err(|_| Error::Failed)?;
    let mut to = Image::new(width, height, PixelType::U8x3);
    let [left, top, part_width, part_height] = [part.left, part.top, part.width, part.height].map(f64::from);
    let options = ResizeOptions::new().crop(left, top, part_width, part_height);
    Resizer::new().resize(&from, &mut to, &options).map_err(|_| Error::Failed)?;
    Picture::new(width, height, to.into_vec())
}

/// The whole picture, no longer than `max_side`.
pub(crate) fn fit(picture: &Picture, max_side: u32) -> Result<Picture, Error> {
    let whole = CropBox { left: 0, top: 0, width: picture.width(), height: picture.height() };
    cut_and_fit(picture, whole, max_side)
}

/// The size with the longer side at most `max_side`, the proportions kept, no side below 1.
fn fitted(width: u32, height: u32, max_side: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= max_side {
        return (width, height);
    }
    let scale = f64::from(max_side) / f64::from(longer);
    let scaled = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    (scaled(width), scaled(height))
}
