//! Which way up.

use crate::{Picture, crop::CropBox};

/// Side of what is turned at a time, in pixels.
const TILE: usize = 64;

/// How a stored picture must be changed to be upright: mirrored left to right first, then turned clockwise.
/// The eight EXIF orientations, and any quarter turns a person adds, are all of this form.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Orientation {
    mirrored: bool,
    /// Quarter turns clockwise, 0 to 3.
    turns: u8,
}

impl Orientation {
    /// The EXIF tag 0x0112 (CIPA DC-008 4.6.5.1); anything but 1 to 8 counts as upright.
    pub fn from_exif(value: u8) -> Self {
        let (mirrored, turns) = match value {
            2 => (true, 0),
            3 => (false, 2),
            4 => (true, 2),
            5 => (true, 3),
            6 => (false, 1),
            7 => (true, 1),
            8 => (false, 3),
            _ => (false, 0),
        };
        Orientation { mirrored, turns }
    }

    /// As it was, then turned by further quarters clockwise.
    #[must_use]
    pub fn turned(self, quarters: u8) -> Self {
        Orientation { turns: (self.turns + quarters % 4) % 4, ..self }
    }

    /// Nothing to do.
    pub fn is_upright(self) -> bool {
        self == Orientation::default()
    }

    pub(crate) fn swaps_sides(self) -> bool {
        self.turns % 2 == 1
    }

    /// Where a box of the upright picture, which is `width` × `height`, lies in the stored one.
    pub(crate) fn to_stored(self, seen: CropBox, mut width: u32, mut height: u32) -> CropBox {
        let mut part = seen;
        for _ in 0..self.turns {
            part =
                CropBox { left: part.top, top: width - part.left - part.width, width: part.height, height: part.width };
            (width, height) = (height, width);
        }
        if self.mirrored {
            part.left = width - part.left - part.width;
        }
        part
    }

    /// Where a point of the upright picture, which is `width` × `height`, lies in the stored one; in pixels, 0.0 at an edge.
    pub(crate) fn to_stored_point(self, seen: (f64, f64), (mut width, mut height): (f64, f64)) -> (f64, f64) {
        let (mut x, mut y) = seen;
        for _ in 0..self.turns {
            (x, y) = (y, width - x);
            (width, height) = (height, width);
        }
        (if self.mirrored { width - x } else { x }, y)
    }

    /// The size as seen of a picture that is stored as `width` × `height`.
    pub(crate) fn seen_size(self, width: u32, height: u32) -> (u32, u32) {
        if self.swaps_sides() { (height, width) } else { (width, height) }
    }

    /// Which pixel of a stored picture of `width` × `height`, counted from its first, is at a place of the upright one.
    fn stored_at(self, x: isize, y: isize, width: isize, height: isize) -> isize {
        let (x, y) = match self.turns {
            0 => (x, y),
            1 => (y, height - 1 - x),
            2 => (width - 1 - x, height - 1 - y),
            _ => (width - 1 - y, x),
        };
        y * width + if self.mirrored { width - 1 - x } else { x }
    }

    /// The stored picture made upright.
    pub(crate) fn apply(self, stored: Picture) -> Picture {
        if self.is_upright() {
            return stored;
        }
        let (width, height) = (stored.width(), stored.height());
        let (out_width, out_height) = self.seen_size(width, height);
        let (pixels, _) = stored.rgb().as_chunks::<3>();
        let (across, rows) = (out_width as usize, out_height as usize);
        let mut rgb = vec![[0; 3]; pixels.len()];
        // In tiles: turned, neighbours in a row are a row apart in memory, and a whole row of those leaves the cache.
        for top in (0..rows).step_by(TILE) {
            for left in (0..across).step_by(TILE) {
                for y in top..rows.min(top + TILE) {
                    let right = across.min(left + TILE);
                    let mut from = self.stored_at(left as isize, y as isize, width as isize, height as isize);
                    let next = self.stored_at(left as isize + 1, y as isize, width as isize, height as isize) - from;
                    for pixel in &mut rgb[y * across + left..y * across + right] {
                        *pixel = pixels[from as usize];
                        from += next;
                    }
                }
            }
        }
        let rgb = rgb.into_flattened();
        Picture::new(out_width, out_height, rgb).expect("as many pixels as before")
    }
}
