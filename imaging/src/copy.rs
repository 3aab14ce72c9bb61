//! A stored picture as a copy to give away.

use crate::{
    EditList, Error, Limits,
    decode::{Channels, decode},
    draw::{Shape, draw},
    encode::encode_within,
    prepare::shape,
};

/// How large a copy may be.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct CopySize {
    /// Longest side in pixels.
    pub max_side: u32,
    /// Bytes the file may have.
    pub max_bytes: usize,
    /// JPEG quality, 1 to 100, to start from.
    pub quality: u8,
}

/// `bytes` with `shapes` drawn on it, as a JPEG of at most `size`. Without shapes, a file that is small enough stays as
/// it is, bit for bit.
///
/// # Errors
/// As [`decode`]; `TooLarge` where even a small picture does not fit.
pub fn copy(bytes: &[u8], limits: &Limits, size: CopySize, shapes: &[Shape]) -> Result<Vec<u8>, Error> {
    let decoded = decode(bytes, limits)?;
    let fits = bytes.len() <= size.max_bytes && decoded.picture.width().max(decoded.picture.height()) <= size.max_side;
    if shapes.is_empty() && fits {
        return Ok(bytes.to_vec());
    }
    // Drawn after scaling: lines are then as sharp as the picture they lie on.
    let shaped = shape(decoded, &EditList::default(), size.max_side)?;
    let (jpeg, _) = encode_within(draw(shaped, shapes)?, Channels::Rgb, size.quality, size.max_bytes)?;
    Ok(jpeg)
}
