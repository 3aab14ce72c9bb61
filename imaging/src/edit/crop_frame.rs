use super::{Step, quad::Quad};
use crate::{
    CropShare, Orientation,
    crop::{CropBox, Edges},
};

/// What of an upright picture is seen after some steps: a box on it, perhaps askew, seen from one of four sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct CropFrame {
    /// The whole upright picture, in pixels.
    width: f64,
    height: f64,
    /// How far the picture is turned under the box about its middle, clockwise.
    degrees: f64,
    /// The box, as shares of the picture so turned.
    edges: Edges,
    /// Quarter turns clockwise on top of all that, 0 to 3.
    quarters: u8,
}

impl CropFrame {
    /// All of it.
    pub fn whole(width: u32, height: u32) -> Self {
        CropFrame { width: width.into(), height: height.into(), degrees: 0.0, edges: Edges::WHOLE, quarters: 0 }
    }

    /// The frame after one more step.
    #[must_use]
    pub fn after(self, step: &Step) -> Self {
        match step {
            Step::Turn => CropFrame { quarters: (self.quarters + 1) % 4, ..self },
            Step::Straighten { degrees } => self.straightened(f64::from(*degrees)),
            Step::Crop(part) => CropFrame { edges: self.edges.part(self.before_turns(*part)), ..self },
            Step::Hide(_) => self,
        }
    }

    /// A box as seen, in shares of the frame before the quarter turns.
    fn before_turns(&self, part: CropShare) -> Edges {
        (0..self.quarters).fold(Edges::of(part), |edges, _| edges.turned_back())
    }

    fn straightened(self, degrees: f64) -> Self {
        let (width, height) = self.sides();
        let (sin, cos) = degrees.to_radians().sin_cos();
        let sin = sin.abs();
        let kept = (width / (width * cos + height * sin)).min(height / (width * sin + height * cos)).min(1.0);
        let Edges { left, top, right, bottom } = self.edges;
        let middle = (f64::midpoint(left, right) * self.width, f64::midpoint(top, bottom) * self.height);
        let (x, y) = turned(middle, self.middle(), degrees);
        let (x, y) = (x / self.width, y / self.height);
        let (half_width, half_height) = ((right - left) * kept / 2.0, (bottom - top) * kept / 2.0);
        let edges =
            Edges { left: x - half_width, top: y - half_height, right: x + half_width, bottom: y + half_height };
        CropFrame { degrees: self.degrees + degrees, edges, ..self }
    }

    /// Width and height in the picture's pixels, before the quarter turns.
    fn sides(&self) -> (f64, f64) {
        let Edges { left, top, right, bottom } = self.edges;
        ((right - left) * self.width, (bottom - top) * self.height)
    }

    fn middle(&self) -> (f64, f64) {
        (self.width / 2.0, self.height / 2.0)
    }

    /// Where on the upright picture, in its pixels, a point lies that is given in shares of what is seen.
    pub fn on_picture(&self, seen: (f64, f64)) -> (f64, f64) {
        let (x, y) = (0..self.quarters).fold(seen, |(x, y), _| (y, 1.0 - x));
        let Edges { left, top, right, bottom } = self.edges;
        let at = ((left + x * (right - left)) * self.width, (top + y * (bottom - top)) * self.height);
        turned(at, self.middle(), -self.degrees)
    }

    /// The way back: below 0.0 or above 1.0 for what is not seen any more.
    pub fn as_seen(&self, on_picture: (f64, f64)) -> (f64, f64) {
        let (x, y) = turned(on_picture, self.middle(), self.degrees);
        let Edges { left, top, right, bottom } = self.edges;
        let share = |at: f64, from: f64, to: f64| (at - from) / (to - from).max(f64::MIN_POSITIVE);
        let at = (share(x / self.width, left, right), share(y / self.height, top, bottom));
        (0..self.quarters).fold(at, |(x, y), _| (1.0 - y, x))
    }

    /// As seen, in whole pixels.
    pub(crate) fn size(&self) -> (u32, u32) {
        let (width, height) = self.sides();
        let (width, height) = if self.quarters % 2 == 1 { (height, width) } else { (width, height) };
        let whole = |side: f64| (side.round() as u32).max(1);
        (whole(width), whole(height))
    }

    /// Whether it stands askew on the picture.
    pub fn is_askew(&self) -> bool {
        self.degrees != 0.0
    }

    /// From a stored picture to how this frame is seen.
    pub(crate) fn turns(&self, orientation: Orientation) -> Orientation {
        orientation.turned(self.quarters)
    }

    /// What is kept of a picture stored in `orientation`, in its pixels; for a frame that is not askew.
    pub(crate) fn part(&self, orientation: Orientation, width: u32, height: u32) -> CropBox {
        let seen = (0..self.quarters).fold(self.edges, |edges, _| edges.turned());
        seen.to_pixels(self.turns(orientation), width, height)
    }

    /// The frame's four corners on a picture stored in `orientation`, from the one at the top left as seen.
    pub(crate) fn quad(&self, orientation: Orientation) -> Quad {
        let corner = |seen| orientation.to_stored_point(self.on_picture(seen), (self.width, self.height));
        Quad::from_corners(corner((0.0, 0.0)), corner((1.0, 0.0)), corner((0.0, 1.0)))
    }
}

/// `at`, turned about `middle` clockwise as seen: y goes down.
fn turned(at: (f64, f64), middle: (f64, f64), degrees: f64) -> (f64, f64) {
    // Exactly, for all the pictures that are not askew.
    if degrees == 0.0 {
        return at;
    }
    let (sin, cos) = degrees.to_radians().sin_cos();
    let (x, y) = (at.0 - middle.0, at.1 - middle.1);
    (middle.0 + x * cos - y * sin, middle.1 + x * sin + y * cos)
}

#[cfg(test)]
mod tests {
    use super::*;

    const PART: CropShare = CropShare { left: 0.25, top: 0.5, width: 0.5, height: 0.25 };

    fn after(steps: &[Step]) -> CropFrame {
        steps.iter().fold(CropFrame::whole(400, 300), CropFrame::after)
    }

    fn close(a: (f64, f64), b: (f64, f64)) -> bool {
        (a.0 - b.0).hypot(a.1 - b.1) < 1e-9
    }

    #[test]
    fn four_turns_are_none() {
        for before in [Step::Turn, Step::Crop(PART), Step::Straighten { degrees: 7.5 }] {
            assert_eq!(after(&[before, Step::Turn, Step::Turn, Step::Turn, Step::Turn]), after(&[before]));
        }
    }

    #[test]
    fn a_crop_of_a_crop_is_one_crop() {
        let twice = after(&[Step::Crop(PART), Step::Crop(PART)]);
        let once = CropShare { left: 0.375, top: 0.625, width: 0.25, height: 0.0625 };
        assert_eq!(twice, after(&[Step::Crop(once)]));
    }

    #[test]
    fn a_point_is_found_again() {
        let steps =
            [Step::Straighten { degrees: 12.0 }, Step::Crop(PART), Step::Turn, Step::Straighten { degrees: -4.5 }];
        for count in 0..=steps.len() {
            let frame = after(&steps[..count]);
            for seen in [(0.0, 0.0), (0.5, 0.5), (0.9, 0.2)] {
                assert!(close(frame.as_seen(frame.on_picture(seen)), seen), "{frame:?}");
            }
        }
    }

    #[test]
    fn straightened_has_no_empty_corner_and_the_same_shape_and_middle() {
        for degrees in [-15.0, -0.5, 3.0, 15.0] {
            for before in [vec![], vec![Step::Crop(PART)], vec![Step::Turn, Step::Straighten { degrees: 5.0 }]] {
                let was = after(&before);
                let is = was.after(&Step::Straighten { degrees });
                let (width, height) = is.sides();
                assert!((width / height - was.sides().0 / was.sides().1).abs() < 1e-9);
                assert!(close(is.on_picture((0.5, 0.5)), was.on_picture((0.5, 0.5))));
                let corners = [(0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0)];
                let seen_before = corners.map(|corner| was.as_seen(is.on_picture(corner)));
                let inside = |at: f64| (-1e-9..=1.0 + 1e-9).contains(&at);
                assert!(seen_before.iter().all(|&(x, y)| inside(x) && inside(y)), "{seen_before:?}");
                // The largest: some corner stands on an edge.
                assert!(seen_before.iter().any(|&(x, y)| [x, y, 1.0 - x, 1.0 - y].iter().any(|at| at.abs() < 1e-9)));
            }
        }
    }

    #[test]
    fn a_straightened_picture_turns_clockwise() {
        let frame = after(&[Step::Straighten { degrees: 10.0 }]);
        // What stood right of the middle now stands lower.
        assert!(frame.as_seen((300.0, 150.0)).1 > 0.5);
    }
}
