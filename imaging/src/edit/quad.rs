use crate::{Picture, crop::CropBox};

/// A rectangle on a picture, in its pixels: level or askew.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Quad {
    corner: (f64, f64),
    /// Along its first side and along its second, one pixel long.
    across: (f64, f64),
    down: (f64, f64),
    width: f64,
    height: f64,
}

impl Quad {
    /// From its top left, top right and bottom left corners.
    pub(super) fn from_corners(corner: (f64, f64), right: (f64, f64), lower: (f64, f64)) -> Self {
        let side = |to: (f64, f64)| {
            let (x, y) = (to.0 - corner.0, to.1 - corner.1);
            let length = x.hypot(y);
            // Nothing is as thin as that; a side without a length has no direction.
            if length < 1e-6 { ((1.0, 0.0), 0.0) } else { ((x / length, y / length), length) }
        };
        let ((across, width), (down, height)) = (side(right), side(lower));
        Quad { corner, across, down, width, height }
    }

    pub(super) fn size(&self) -> (f64, f64) {
        (self.width, self.height)
    }

    /// How far along its two sides the point lies, in pixels.
    pub(super) fn along(&self, x: f64, y: f64) -> (f64, f64) {
        let (x, y) = (x - self.corner.0, y - self.corner.1);
        (x * self.across.0 + y * self.across.1, x * self.down.0 + y * self.down.1)
    }

    /// The point so far along its two sides.
    pub(super) fn at(&self, across: f64, down: f64) -> (f64, f64) {
        (
            self.corner.0 + across * self.across.0 + down * self.down.0,
            self.corner.1 + across * self.across.1 + down * self.down.1,
        )
    }

    /// The whole pixels that it and `margin` pixels around it touch; always at least one.
    pub(crate) fn bounds(&self, margin: f64, picture: &Picture) -> CropBox {
        let far = (self.width + margin, self.height + margin);
        let corners =
            [self.at(-margin, -margin), self.at(far.0, -margin), self.at(far.0, far.1), self.at(-margin, far.1)];
        let span = |along: fn(&(f64, f64)) -> f64, side: u32| {
            let least = corners.iter().map(along).fold(f64::INFINITY, f64::min);
            let most = corners.iter().map(along).fold(f64::NEG_INFINITY, f64::max);
            let from = (least.floor().max(0.0) as u32).min(side - 1);
            (from, (most.ceil().max(0.0) as u32).clamp(from + 1, side) - from)
        };
        let (left, width) = span(|at| at.0, picture.width());
        let (top, height) = span(|at| at.1, picture.height());
        CropBox { left, top, width, height }
    }
}
