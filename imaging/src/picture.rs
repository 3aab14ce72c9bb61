//! A picture in memory.

use crate::Error;

/// 8-bit RGB, row by row from the top left, 3 bytes per pixel, no padding.
#[derive(Clone, PartialEq, Eq)]
pub struct Picture {
    width: u32,
    height: u32,
    rgb: Vec<u8>,
}

impl Picture {
    /// `rgb` must hold exactly `width * height * 3` bytes, and neither side may be 0.
    pub fn new(width: u32, height: u32, rgb: Vec<u8>) -> Result<Self, Error> {
        if width == 0 || height == 0 || rgb.len() as u64 != (u64::from(width) * u64::from(height)).saturating_mul(3) {
            return Err(Error::Damaged);
        }
        Ok(Picture { width, height, rgb })
    }

    /// From RGBA with straight alpha, as a canvas gives it, laid on white: what a viewer would show on paper.
    pub fn from_rgba(width: u32, height: u32, rgba: &[u8]) -> Result<Self, Error> {
        let (pixels, _) = rgba.as_chunks::<4>();
        let on_white = |value: u8, alpha: u8| {
            let alpha = u16::from(alpha);
            ((u16::from(value) * alpha + 255 * (255 - alpha) + 127) / 255) as u8
        };
        let rgb = pixels.iter().flat_map(|&[r, g, b, a]| [r, g, b].map(|value| on_white(value, a))).collect();
        Picture::new(width, height, rgb)
    }

    /// In pixels.
    pub fn width(&self) -> u32 {
        self.width
    }

    /// In pixels.
    pub fn height(&self) -> u32 {
        self.height
    }

    /// The pixels' bytes.
    pub fn rgb(&self) -> &[u8] {
        &self.rgb
    }

    pub(crate) fn rgb_mut(&mut self) -> &mut [u8] {
        &mut self.rgb
    }

    /// One pixel; `x` and `y` must lie inside.
    pub fn pixel(&self, x: u32, y: u32) -> [u8; 3] {
        let at = (y as usize * self.width as usize + x as usize) * 3;
        [self.rgb[at], self.rgb[at + 1], self.rgb[at + 2]]
    }
}

/// Its size only: a patient's pixels have no place in a log.
impl std::fmt::Debug for Picture {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Picture({} × {})", self.width, self.height)
    }
}
