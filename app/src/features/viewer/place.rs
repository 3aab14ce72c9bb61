/// Where a picture stands on its stage: moved by `x` and `y` CSS pixels after scaling from the top left corner.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Place {
    pub x: f64,
    pub y: f64,
    /// 1 fits the whole picture into the stage.
    pub scale: f64,
}

/// Width and height of the stage in CSS pixels.
pub type Size = (f64, f64);

impl Place {
    pub const FIT: Self = Self { x: 0.0, y: 0.0, scale: 1.0 };
    /// A 12-megapixel picture on a tablet is then shown at twice its own pixels: beyond that there is nothing to see.
    const MOST: f64 = 12.0;

    /// Scaled by `factor`, with the point `at` of the stage staying where it is.
    pub fn zoomed(self, factor: f64, at: (f64, f64), stage: Size) -> Self {
        let scale = (self.scale * factor).clamp(1.0, Self::MOST);
        let grown = scale / self.scale;
        Self { x: at.0 - (at.0 - self.x) * grown, y: at.1 - (at.1 - self.y) * grown, scale }.kept_in(stage)
    }

    pub fn moved(self, by: (f64, f64), stage: Size) -> Self {
        Self { x: self.x + by.0, y: self.y + by.1, ..self }.kept_in(stage)
    }

    /// The picture never leaves the stage.
    fn kept_in(self, (width, height): Size) -> Self {
        let room = |size: f64| (size * (1.0 - self.scale)).min(0.0);
        Self { x: self.x.clamp(room(width), 0.0), y: self.y.clamp(room(height), 0.0), ..self }
    }

    pub fn is_fit(self) -> bool {
        self.scale <= 1.0
    }

    /// For the CSS property `transform`.
    pub fn transform(self) -> String {
        format!("translate({:.2}px, {:.2}px) scale({:.4})", self.x, self.y, self.scale)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const STAGE: Size = (800.0, 600.0);

    #[test]
    fn the_point_under_the_finger_stays() {
        let at = (200.0, 450.0);
        let place = Place::FIT.zoomed(2.0, at, STAGE);
        // A point of the picture that was at `at` is still there.
        assert_eq!((at.0 * place.scale + place.x, at.1 * place.scale + place.y), at);
        let closer = place.zoomed(1.5, at, STAGE);
        assert!((at.0 * closer.scale + closer.x - at.0).abs() < 1e-9);
    }

    #[test]
    fn the_picture_never_leaves_the_stage() {
        assert_eq!(Place::FIT.moved((50.0, -50.0), STAGE), Place::FIT);
        let place = Place::FIT.zoomed(2.0, (0.0, 0.0), STAGE).moved((-5_000.0, -5_000.0), STAGE);
        assert_eq!((place.x, place.y), (-800.0, -600.0));
    }

    #[test]
    fn zoom_has_both_ends() {
        assert!(Place::FIT.zoomed(0.1, (0.0, 0.0), STAGE).is_fit());
        assert_eq!(Place::FIT.zoomed(1_000.0, (0.0, 0.0), STAGE).scale, Place::MOST);
    }
}
