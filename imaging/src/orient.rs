//! Which way up.

use crate::{Picture, crop::CropBox};

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

    /// The stored picture made upright.
    pub(crate) fn apply(self, stored: Picture) -> Picture {
        if self.is_upright() {
            return stored;
        }
        let (width, height) = (stored.width(), stored.height());
        let (out_width, out_height) = self.seen_size(width, height);
        let mut rgb = Vec::new();
        rgb.reserve_exact(stored.rgb().len());
        for y in 0..out_height {
            for x in 0..out_width {
                let (from_x, from_y) = match self.turns {
                    0 => (x, y),
                    1 => (y, height - 1 - x),
                    2 => (width - 1 - x, height - 1 - y),
                    _ => (width - 1 - y, x),
                };
                let from_x = if self.mirrored { width - 1 - from_x } else { from_x };
                rgb.extend_from_slice(&stored.pixel(from_x, from_y));
            }
        }
        Picture::new(out_width, out_height, rgb).expect("as many pixels as before")
    }
}
