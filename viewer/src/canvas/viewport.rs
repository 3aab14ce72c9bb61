use domain::annotation::{LEAST_PART, Part, Point};

/// Width and height, in CSS pixels of a stage or in pixels of a picture.
pub type Size = (f64, f64);

/// What a picture is placed on, and the picture: measured when the stage's size changes, never while something moves.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct StageGeometry {
    /// The stage, in CSS pixels.
    pub stage: Size,
    /// The picture's own pixels.
    pub picture: Size,
    /// Device pixels per CSS pixel.
    pub density: f64,
}

impl StageGeometry {
    /// Of a stage that was not measured yet.
    pub const NONE: Self = Self { stage: (1.0, 1.0), picture: (1.0, 1.0), density: 1.0 };

    /// CSS pixels per picture pixel when the whole picture fits the stage.
    pub fn fit(self) -> f64 {
        (self.stage.0 / self.picture.0.max(1.0)).min(self.stage.1 / self.picture.1.max(1.0)).max(f64::MIN_POSITIVE)
    }

    /// The scale at which one pixel of the picture is one of the device.
    pub fn actual(self) -> f64 {
        1.0 / (self.fit() * self.density)
    }

    /// Where the fitted picture's top left corner stands.
    pub fn corner(self) -> (f64, f64) {
        let margin = |stage: f64, picture: f64| (stage - picture * self.fit()) / 2.0;
        (margin(self.stage.0, self.picture.0), margin(self.stage.1, self.picture.1))
    }

    pub fn middle(self) -> (f64, f64) {
        (self.stage.0 / 2.0, self.stage.1 / 2.0)
    }

    /// A picture smaller than the stage may be shown smaller than the stage, at its own pixels.
    fn least(self) -> f64 {
        self.actual().min(1.0)
    }

    /// Single pixels can be seen: beyond that there is nothing to see.
    fn most(self) -> f64 {
        (self.actual() * 8.0).max(12.0)
    }
}

/// A movement on the stage: scaled by `factor` around the point `at`, after moving `by`, in CSS pixels.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Step {
    pub by: (f64, f64),
    pub factor: f64,
    pub at: (f64, f64),
}

impl Step {
    pub fn zoom(factor: f64, at: (f64, f64)) -> Self {
        Self { by: (0.0, 0.0), factor, at }
    }

    pub fn pan(by: (f64, f64)) -> Self {
        Self { by, factor: 1.0, at: (0.0, 0.0) }
    }
}

/// Where a picture stands on its stage: moved by `x` and `y` CSS pixels after scaling from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Viewport {
    pub x: f64,
    pub y: f64,
    /// 1 fits the whole picture into the stage.
    pub scale: f64,
}

impl Viewport {
    pub const FIT: Self = Self { x: 0.0, y: 0.0, scale: 1.0 };

    /// The point `at` of the stage stays under the finger.
    pub fn stepped(self, Step { by, factor, at }: Step, geometry: StageGeometry) -> Self {
        let scale = (self.scale * factor).clamp(geometry.least(), geometry.most());
        let grown = scale / self.scale;
        let along = |offset: f64, by: f64, at: f64| at - (at - offset - by) * grown;
        Self { x: along(self.x, by.0, at.0), y: along(self.y, by.1, at.1), scale }.clamped_to(geometry.stage)
    }

    /// One pixel of the picture on one pixel of the device, exactly, around the same middle.
    pub fn actual(self, geometry: StageGeometry) -> Self {
        let viewport = self.stepped(Step::zoom(geometry.actual() / self.scale, geometry.middle()), geometry);
        let scale = viewport.scale;
        // Between two pixels of the device, every pixel of the picture would be a mixture.
        let whole = |offset: f64, corner: f64| {
            let corner = corner * scale;
            ((offset + corner) * geometry.density).round() / geometry.density - corner
        };
        let (left, top) = geometry.corner();
        Self { x: whole(viewport.x, left), y: whole(viewport.y, top), ..viewport }
    }

    /// Where on the stage a point of the picture stands, perhaps outside of it.
    pub fn stage_at(self, at: Point, geometry: StageGeometry) -> (f64, f64) {
        let (left, top) = geometry.corner();
        let along = |share: f32, offset: f64, corner: f64, picture: f64| {
            (corner + f64::from(share) * picture * geometry.fit()) * self.scale + offset
        };
        (along(at.x, self.x, left, geometry.picture.0), along(at.y, self.y, top, geometry.picture.1))
    }

    /// A part of the picture as large as the stage allows, in its middle.
    pub fn showing(part: Part, geometry: StageGeometry) -> Self {
        let Part { left, top, width, height } = part;
        let fit = geometry.fit();
        let (wide, high) = (f64::from(width) * geometry.picture.0 * fit, f64::from(height) * geometry.picture.1 * fit);
        let scale = (geometry.stage.0 / wide).min(geometry.stage.1 / high).clamp(geometry.least(), geometry.most());
        let middle = Point { x: left + width / 2.0, y: top + height / 2.0 };
        let (x, y) = Self { x: 0.0, y: 0.0, scale }.stage_at(middle, geometry);
        Self { x: geometry.stage.0 / 2.0 - x, y: geometry.stage.1 / 2.0 - y, scale }.clamped_to(geometry.stage)
    }

    /// The part of the picture that is seen.
    pub fn seen(self, geometry: StageGeometry) -> Part {
        let (from, to) = (self.share_at((0.0, 0.0), geometry), self.share_at(geometry.stage, geometry));
        // At its closest a stage shows some pixels of a large picture; a part is a little more.
        let along = |from: f32, to: f32| {
            let length = (to - from).max(LEAST_PART);
            (from.min(1.0 - length), length)
        };
        let ((left, width), (top, height)) = (along(from.x, to.x), along(from.y, to.y));
        Part { left, top, width, height }
    }

    /// The picture never leaves the stage; smaller than the stage, it stands in its middle.
    fn clamped_to(self, (width, height): Size) -> Self {
        let clamp = |offset: f64, size: f64| {
            let room = size * (1.0 - self.scale);
            if room >= 0.0 { room / 2.0 } else { offset.clamp(room, 0.0) }
        };
        Self { x: clamp(self.x, width), y: clamp(self.y, height), ..self }
    }

    pub fn is_fit(self) -> bool {
        self.scale <= 1.0
    }

    /// For the CSS property `transform`.
    pub fn transform(self) -> String {
        format!("translate({:.3}px, {:.3}px) scale({:.6})", self.x, self.y, self.scale)
    }

    /// Device pixels per picture pixel.
    pub fn magnification(self, geometry: StageGeometry) -> f64 {
        self.scale / geometry.actual()
    }

    /// What stands at a point of the stage, as shares of the picture; its edge for what lies outside.
    pub fn share_at(self, at: (f64, f64), geometry: StageGeometry) -> Point {
        let (left, top) = geometry.corner();
        let along = |at: f64, offset: f64, corner: f64, picture: f64| {
            (((at - offset) / self.scale - corner) / (picture * geometry.fit())).clamp(0.0, 1.0) as f32
        };
        Point { x: along(at.0, self.x, left, geometry.picture.0), y: along(at.1, self.y, top, geometry.picture.1) }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// The picture is 2,400 by 1,600 px on a tablet's stage: it fits at a quarter of its pixels.
    const GEOMETRY: StageGeometry = StageGeometry { stage: (800.0, 600.0), picture: (2_400.0, 1_600.0), density: 2.0 };

    fn zoomed(viewport: Viewport, factor: f64, at: (f64, f64)) -> Viewport {
        viewport.stepped(Step::zoom(factor, at), GEOMETRY)
    }

    #[test]
    fn the_point_under_the_finger_stays() {
        let at = (200.0, 450.0);
        let viewport = zoomed(Viewport::FIT, 2.0, at);
        // A point of the picture that was at `at` is still there.
        assert_eq!((at.0 * viewport.scale + viewport.x, at.1 * viewport.scale + viewport.y), at);
        let closer = zoomed(viewport, 1.5, at);
        assert!((at.0 * closer.scale + closer.x - at.0).abs() < 1e-9);
    }

    #[test]
    fn the_picture_never_leaves_the_stage() {
        assert_eq!(Viewport::FIT.stepped(Step::pan((50.0, -50.0)), GEOMETRY), Viewport::FIT);
        let viewport = zoomed(Viewport::FIT, 2.0, (0.0, 0.0)).stepped(Step::pan((-5_000.0, -5_000.0)), GEOMETRY);
        assert_eq!((viewport.x, viewport.y), (-800.0, -600.0));
    }

    #[test]
    fn zoom_has_both_ends() {
        assert!(zoomed(Viewport::FIT, 0.1, (0.0, 0.0)).is_fit());
        let most = zoomed(Viewport::FIT, 1_000.0, (0.0, 0.0));
        assert!((most.magnification(GEOMETRY) - 8.0).abs() < 1e-9);
    }

    #[test]
    fn actual_pixels_are_the_devices_and_stand_on_whole_ones() {
        let odd = StageGeometry { stage: (811.0, 533.0), ..GEOMETRY };
        for geometry in [GEOMETRY, odd, StageGeometry { density: 1.5, ..odd }] {
            let viewport = zoomed(Viewport::FIT, 1.7, (123.0, 45.0)).actual(geometry);
            assert!((viewport.magnification(geometry) - 1.0).abs() < 1e-9);
            let (left, top) = geometry.corner();
            for edge in [viewport.x + left * viewport.scale, viewport.y + top * viewport.scale] {
                let device = edge * geometry.density;
                assert!((device - device.round()).abs() < 1e-6, "{geometry:?}: {device}");
            }
        }
    }

    #[test]
    fn what_was_seen_is_shown_again_on_a_stage_of_any_shape() {
        let viewport = zoomed(zoomed(Viewport::FIT, 3.0, (200.0, 450.0)), 1.3, (700.0, 100.0));
        let part = viewport.seen(GEOMETRY);
        let again = Viewport::showing(part, GEOMETRY);
        let near = |a: f64, b: f64| (a - b).abs() < 1e-2;
        assert!(
            near(again.x, viewport.x) && near(again.y, viewport.y) && near(again.scale, viewport.scale),
            "{again:?} {viewport:?}"
        );
        // On a tablet held upright, all of it is still there.
        let upright = StageGeometry { stage: (600.0, 800.0), ..GEOMETRY };
        let there = Viewport::showing(part, upright).seen(upright);
        let (right, bottom) = (part.left + part.width, part.top + part.height);
        assert!(there.left <= part.left + 1e-4 && there.left + there.width >= right - 1e-4, "{there:?} {part:?}");
        assert!(there.top <= part.top + 1e-4 && there.top + there.height >= bottom - 1e-4, "{there:?} {part:?}");
        let whole = Viewport::FIT.seen(GEOMETRY);
        assert_eq!(whole, Part { left: 0.0, top: 0.0, width: 1.0, height: 1.0 });
        assert_eq!(Viewport::showing(whole, GEOMETRY), Viewport::FIT);
    }

    #[test]
    fn a_small_picture_is_shown_at_its_own_pixels_in_the_middle() {
        let small = StageGeometry { picture: (100.0, 100.0), density: 1.0, ..GEOMETRY };
        let viewport = Viewport::FIT.actual(small);
        assert!((viewport.scale - 1.0 / 6.0).abs() < 1e-9);
        assert_eq!((viewport.x.round(), viewport.y.round()), (333.0, 250.0));
    }

    #[test]
    fn a_point_of_the_stage_is_a_share_of_the_picture() {
        // Fitted, the picture is 800 by 533 px, 33 px below the stage's top.
        let top = Viewport::FIT.share_at((400.0, 34.0), GEOMETRY);
        assert!((top.x - 0.5).abs() < 1e-3 && top.y < 2e-3, "{top:?}");
        assert_eq!(Viewport::FIT.share_at((900.0, -10.0), GEOMETRY), Point { x: 1.0, y: 0.0 });
        let at = (610.0, 222.0);
        let before = Viewport::FIT.share_at(at, GEOMETRY);
        let after = zoomed(Viewport::FIT, 3.0, at).share_at(at, GEOMETRY);
        assert!((before.x - after.x).abs() < 1e-6 && (before.y - after.y).abs() < 1e-6);
        let (x, y) = zoomed(Viewport::FIT, 3.0, at).stage_at(after, GEOMETRY);
        assert!((x - at.0).abs() < 1e-3 && (y - at.1).abs() < 1e-3, "{x} {y}");
    }
}
