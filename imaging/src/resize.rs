//! Fewer pixels, and only the part that is kept.

use fast_image_resize::{
    FilterType, ResizeAlg, ResizeOptions, Resizer,
    images::{TypedCroppedImage, TypedImage, TypedImageRef},
    pixels::U8x3,
};

use crate::{Error, Picture, crop::CropBox};

/// Cuts `part` out and scales it with Lanczos so that its longer side is at most `max_side` pixels; never enlarges.
/// One pass over the pixels does both, so a 48-megapixel picture is in memory only once.
pub(crate) fn cut_and_fit(picture: &Picture, part: CropBox, max_side: u32) -> Result<Picture, Error> {
    let (width, height) = fitted(part.width, part.height, max_side);
    cut_and_scale(picture, part, width, height)
}

/// Rows made at a time: between its two passes the resizer keeps the part of the picture that they come from at the
/// new width, which of 108 megapixels at once would be 70 MB.
const BAND: u32 = 256;

/// Cuts `part` out and makes it `width` × `height`, whatever its proportions. Nothing beyond the cut is looked at: what
/// was cut away does not shine through at the edge.
pub(crate) fn cut_and_scale(picture: &Picture, part: CropBox, width: u32, height: u32) -> Result<Picture, Error> {
    scale(picture, part, width, height, FilterType::Lanczos3)
}

fn scale(picture: &Picture, part: CropBox, width: u32, height: u32, filter: FilterType) -> Result<Picture, Error> {
    let whole = TypedImageRef::<U8x3>::from_buffer(picture.width(), picture.height(), picture.rgb())
        .map_err(|_| Error::Failed)?;
    let kept =
        TypedCroppedImage::from_ref(&whole, part.left, part.top, part.width, part.height).map_err(|_| Error::Failed)?;
    let mut resizer = Resizer::new();
    let mut rgb = vec![0; width as usize * height as usize * 3];
    let rows_per_row = f64::from(part.height) / f64::from(height);
    for (rows, from) in rgb.chunks_mut((width * BAND * 3) as usize).zip((0_u32..).step_by(BAND as usize)) {
        let count = rows.len() as u32 / (width * 3);
        let mut to = TypedImage::<U8x3>::from_buffer(width, count, rows).map_err(|_| Error::Failed)?;
        let (top, deep) = (f64::from(from) * rows_per_row, f64::from(count) * rows_per_row);
        // Rounding may reach beyond the last row by less than any pixel, which the resizer refuses.
        let deep = deep.min(f64::from(part.height) - top);
        let options =
            ResizeOptions::new().resize_alg(ResizeAlg::Convolution(filter)).crop(0.0, top, f64::from(part.width), deep);
        // Typed: the other call brings the code and tables of all sixteen kinds of pixel, half a megabyte to a phone.
        resizer.resize_typed(&kept, &mut to, &options).map_err(|_| Error::Failed)?;
    }
    Picture::new(width, height, rgb)
}

/// The whole picture, no longer than `max_side`.
pub(crate) fn fit(picture: &Picture, max_side: u32) -> Result<Picture, Error> {
    cut_and_fit(picture, CropBox::whole(picture), max_side)
}

/// The same, to measure it and not to look at it: a third of the work.
pub(crate) fn fit_to_measure(picture: &Picture, max_side: u32) -> Result<Picture, Error> {
    let (width, height) = fitted(picture.width(), picture.height(), max_side);
    scale(picture, CropBox::whole(picture), width, height, FilterType::Hamming)
}

/// The size with the longer side at most `max_side`, the proportions kept, no side below 1.
pub(crate) fn fitted(width: u32, height: u32, max_side: u32) -> (u32, u32) {
    let longer = width.max(height);
    if longer <= max_side {
        return (width, height);
    }
    let scale = f64::from(max_side) / f64::from(longer);
    let scaled = |side: u32| ((f64::from(side) * scale).round() as u32).max(1);
    (scaled(width), scaled(height))
}
