use domain::annotation::Point;
use imaging::CropShare;

/// The least that a box is long, as a share of a side.
const LEAST: f32 = 0.03;

/// The four edges of a box on a picture, as shares.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Edges {
    pub left: f32,
    pub top: f32,
    pub right: f32,
    pub bottom: f32,
}

impl Edges {
    pub const WHOLE: Self = Self { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };

    /// From one corner to the other, whichever they are.
    pub fn between(a: Point, b: Point) -> Self {
        Self { left: a.x.min(b.x), top: a.y.min(b.y), right: a.x.max(b.x), bottom: a.y.max(b.y) }
    }

    /// Of this size around a point, moved inside.
    pub fn around(at: Point, size: f32) -> Self {
        let mut edges = Self { left: 0.0, top: 0.0, right: size, bottom: size };
        edges.move_by(at.x - size / 2.0, at.y - size / 2.0);
        edges
    }

    pub fn set_left(&mut self, to: f32) {
        self.left = to.clamp(0.0, (self.right - LEAST).max(0.0));
    }

    pub fn set_right(&mut self, to: f32) {
        self.right = to.clamp((self.left + LEAST).min(1.0), 1.0);
    }

    pub fn set_top(&mut self, to: f32) {
        self.top = to.clamp(0.0, (self.bottom - LEAST).max(0.0));
    }

    pub fn set_bottom(&mut self, to: f32) {
        self.bottom = to.clamp((self.top + LEAST).min(1.0), 1.0);
    }

    /// As a whole, as far as the picture goes.
    pub fn move_by(&mut self, x: f32, y: f32) {
        let (x, y) = (x.clamp(-self.left, 1.0 - self.right), y.clamp(-self.top, 1.0 - self.bottom));
        *self = Self { left: self.left + x, top: self.top + y, right: self.right + x, bottom: self.bottom + y };
    }

    pub fn holds(&self, at: Point) -> bool {
        (self.left..=self.right).contains(&at.x) && (self.top..=self.bottom).contains(&at.y)
    }

    /// Too small to have been meant.
    pub fn is_a_slip(&self) -> bool {
        self.right - self.left < LEAST && self.bottom - self.top < LEAST
    }

    /// Which corner is nearest: (right one?, lower one?).
    pub fn nearest(&self, at: Point) -> (bool, bool) {
        ((at.x - self.right).abs() < (at.x - self.left).abs(), (at.y - self.bottom).abs() < (at.y - self.top).abs())
    }

    /// How far away that corner is.
    pub fn away(&self, at: Point) -> f32 {
        let (right, lower) = self.nearest(at);
        let (x, y) = (if right { self.right } else { self.left }, if lower { self.bottom } else { self.top });
        at.distance(Point { x, y })
    }

    pub fn pull(&mut self, (right, lower): (bool, bool), to: Point) {
        if right {
            self.set_right(to.x)
        } else {
            self.set_left(to.x)
        }
        if lower { self.set_bottom(to.y) } else { self.set_top(to.y) }
    }

    pub fn share(&self) -> CropShare {
        CropShare { left: self.left, top: self.top, width: self.right - self.left, height: self.bottom - self.top }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(x: f32, y: f32) -> Point {
        Point { x, y }
    }

    #[test]
    fn a_box_stays_on_the_picture() {
        let mut edges = Edges::around(at(0.0, 0.9), 0.25);
        assert_eq!(edges, Edges { left: 0.0, top: 0.75, right: 0.25, bottom: 1.0 });
        edges.move_by(5.0, -0.25);
        assert_eq!(edges, Edges { left: 0.75, top: 0.5, right: 1.0, bottom: 0.75 });
        assert_eq!(edges.share(), CropShare { left: 0.75, top: 0.5, width: 0.25, height: 0.25 });
        let mut whole = Edges::WHOLE;
        whole.move_by(0.25, -0.25);
        assert_eq!(whole, Edges::WHOLE);
    }

    #[test]
    fn a_press_on_a_box_is_told_from_one_beside_it_and_on_its_corner() {
        let edges = Edges::between(at(0.25, 0.25), at(0.75, 0.5));
        assert!(edges.holds(at(0.25, 0.5)) && !edges.holds(at(0.5, 0.625)));
        assert!(edges.away(at(0.75, 0.5)) < 0.01 && edges.away(at(0.5, 0.375)) > 0.2);
        assert!(!edges.is_a_slip() && Edges::between(at(0.5, 0.5), at(0.51, 0.5)).is_a_slip());
    }

    #[test]
    fn no_edge_passes_the_one_opposite() {
        let mut edges = Edges::between(at(0.5, 0.5), at(0.25, 0.75));
        assert_eq!(edges, Edges { left: 0.25, top: 0.5, right: 0.5, bottom: 0.75 });
        assert_eq!(edges.nearest(at(0.45, 0.9)), (true, true));
        edges.pull((true, true), at(0.0, 0.0));
        assert!(edges.right > edges.left && edges.bottom > edges.top);
        // Drawn along the picture's edge, thinner than any box may be made.
        let mut thin = Edges::between(at(0.0, 0.0), at(0.001, 0.5));
        thin.set_left(0.5);
        assert!(thin.left >= 0.0 && thin.right > thin.left);
    }
}
