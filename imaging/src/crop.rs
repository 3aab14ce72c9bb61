//! What part of a picture is kept.

use serde::{Deserialize, Serialize};

use crate::{Orientation, Picture};

/// A box on the picture as the person sees it (upright and turned), as shares of its width and height, 0.0 to 1.0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct CropShare {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
}

/// A box in stored pixels.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct CropBox {
    pub(crate) left: u32,
    pub(crate) top: u32,
    pub(crate) width: u32,
    pub(crate) height: u32,
}

impl CropBox {
    /// All of it.
    pub(crate) fn whole(picture: &Picture) -> Self {
        CropBox { left: 0, top: 0, width: picture.width(), height: picture.height() }
    }
}

/// The four edges of a box, as shares of what it stands on.
#[derive(Debug, Clone, Copy, PartialEq)]
pub(crate) struct Edges {
    pub(crate) left: f64,
    pub(crate) top: f64,
    pub(crate) right: f64,
    pub(crate) bottom: f64,
}

impl Edges {
    /// All of it.
    pub(crate) const WHOLE: Self = Edges { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };

    /// Kept inside; a box with a number that is not finite is everything.
    pub(crate) fn of(share: CropShare) -> Self {
        let edges = [share.left, share.top, share.left + share.width, share.top + share.height].map(f64::from);
        if edges.iter().any(|edge| edge.is_nan()) {
            return Edges::WHOLE;
        }
        let [left, top, right, bottom] = edges.map(|edge| edge.clamp(0.0, 1.0));
        Edges { left, top, right: right.max(left), bottom: bottom.max(top) }
    }

    /// A box on this one.
    pub(crate) fn part(self, part: Edges) -> Self {
        let along = |from: f64, to: f64, share: f64| from + (to - from) * share;
        Edges {
            left: along(self.left, self.right, part.left),
            top: along(self.top, self.bottom, part.top),
            right: along(self.left, self.right, part.right),
            bottom: along(self.top, self.bottom, part.bottom),
        }
    }

    /// After a quarter turn clockwise of what it stands on.
    pub(crate) fn turned(self) -> Self {
        Edges { left: 1.0 - self.bottom, top: self.left, right: 1.0 - self.top, bottom: self.right }
    }

    /// Before that turn.
    pub(crate) fn turned_back(self) -> Self {
        Edges { left: self.top, top: 1.0 - self.right, right: self.bottom, bottom: 1.0 - self.left }
    }

    /// The pixels it means on a stored picture of `width` × `height` that is seen in `orientation`. Always inside it and
    /// at least one pixel.
    pub(crate) fn to_pixels(self, orientation: Orientation, width: u32, height: u32) -> CropBox {
        // Whole pixels are found on the picture as seen: rounded on the stored one, a half would go the other way there.
        let (across, down) = orientation.seen_size(width, height);
        let (left, width) = span(self.left, self.right, across);
        let (top, height) = span(self.top, self.bottom, down);
        orientation.to_stored(CropBox { left, top, width, height }, across, down)
    }
}

/// From two shares of `side` to a start and a length in whole pixels.
fn span(from: f64, to: f64, side: u32) -> (u32, u32) {
    let pixels = |share: f64| (share * f64::from(side)).round() as u32;
    let from = pixels(from).min(side - 1);
    (from, pixels(to).clamp(from + 1, side) - from)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn stays_inside_whatever_is_asked() {
        for (left, width) in [(-1.0, 5.0), (2.0, 1.0), (f32::NAN, 0.1), (0.9999, 1e-9), (0.5, -0.2)] {
            let crop = CropShare { left, top: 0.0, width, height: 1.0 };
            for value in 1..=8 {
                let found = Edges::of(crop).to_pixels(Orientation::from_exif(value), 30, 20);
                assert!(found.width >= 1 && found.left + found.width <= 30, "{crop:?} {value} {found:?}");
                assert!(found.height >= 1 && found.top + found.height <= 20, "{crop:?} {value} {found:?}");
            }
        }
    }

    #[test]
    fn follows_the_picture_as_seen() {
        // The top left quarter as seen, of a picture whose stored form must be turned clockwise (EXIF 6):
        // its top left corner is stored at the bottom left.
        let crop = CropShare { left: 0.0, top: 0.0, width: 0.5, height: 0.5 };
        let found = Edges::of(crop).to_pixels(Orientation::from_exif(6), 30, 20);
        assert_eq!(found, CropBox { left: 0, top: 10, width: 15, height: 10 });
    }

    #[test]
    fn a_half_pixel_goes_the_same_way_however_the_picture_was_stored() {
        // 12 rows: the edge at 7.5 is the 8th row as seen, stored from below too.
        let crop = CropShare { left: 0.0, top: 0.625, width: 1.0, height: 0.25 };
        let upright = Edges::of(crop).to_pixels(Orientation::from_exif(1), 4, 12);
        assert_eq!((upright.top, upright.height), (8, 3));
        let turned_over = Edges::of(crop).to_pixels(Orientation::from_exif(3), 4, 12);
        assert_eq!((turned_over.top, turned_over.height), (1, 3));
    }
}
