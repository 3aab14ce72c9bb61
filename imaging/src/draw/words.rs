//! Letters as outlines.

use std::sync::LazyLock;

use ab_glyph::{Font, FontRef, OutlineCurve, PxScale, PxScaleFactor, ScaleFont};
use tiny_skia::{Path, PathBuilder};

/// Ubuntu Light, for Latin, Greek and Cyrillic; drawn with a dark border it is as heavy as it needs to be.
static FONT: LazyLock<FontRef<'static>> = LazyLock::new(|| {
    FontRef::try_from_slice(epaint_default_fonts::UBUNTU_LIGHT).expect("a font that is part of the program")
});

/// How long `text` is on one line, in pixels, with letters of `size` pixels.
pub(super) fn width(text: &str, size: f32) -> f32 {
    let font = FONT.as_scaled(PxScale::from(size));
    text.chars().map(|letter| font.h_advance(font.glyph_id(letter))).sum()
}

/// The outline of `text` with its base line beginning at a place; None where there is nothing to see.
pub(super) fn path(text: &str, size: f32, [mut x, y]: [f32; 2]) -> Option<Path> {
    let font = FONT.as_scaled(PxScale::from(size));
    let PxScaleFactor { horizontal, vertical } = font.scale_factor();
    let mut path = PathBuilder::new();
    for letter in text.chars() {
        let glyph = font.glyph_id(letter);
        let place = |point: ab_glyph::Point| (x + point.x * horizontal, y - point.y * vertical);
        let mut last = None;
        for curve in FONT.outline(glyph).into_iter().flat_map(|outline| outline.curves) {
            let (OutlineCurve::Line(from, to) | OutlineCurve::Quad(from, _, to) | OutlineCurve::Cubic(from, _, _, to)) =
                curve;
            if last != Some(from) {
                let (x, y) = place(from);
                path.move_to(x, y);
            }
            last = Some(to);
            let (to_x, to_y) = place(to);
            match curve {
                OutlineCurve::Line(..) => path.line_to(to_x, to_y),
                OutlineCurve::Quad(_, bend, _) => {
                    let (bend_x, bend_y) = place(bend);
                    path.quad_to(bend_x, bend_y, to_x, to_y);
                }
                OutlineCurve::Cubic(_, first, second, _) => {
                    let ((a_x, a_y), (b_x, b_y)) = (place(first), place(second));
                    path.cubic_to(a_x, a_y, b_x, b_y, to_x, to_y);
                }
            }
        }
        x += font.h_advance(glyph);
    }
    path.finish()
}
