//! Millimetres on a picture: something of a known size is marked once, and every length beside it can be told.
//!
//! Right only for what lies as far from the camera as the thing of known size did, so every screen calls it approximate.

use serde::{Deserialize, Serialize};

use crate::{
    annotation::{Layer, Mark, Point},
    code::coded,
};

/// A thing whose size everybody knows.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Known {
    /// 10 mm of a ruler.
    #[default]
    Ruler,
    Penny,
    Pound,
}

coded! { Known, "known",
    Ruler => "ruler", "10 mm of a ruler";
    Penny => "penny", "1p coin (20.3 mm)";
    Pound => "pound", "£1 coin (23.43 mm)";
}

impl Known {
    /// Its size in millimetres. Coins: the Royal Mint's specifications; the pound has twelve sides and is measured from
    /// corner to corner.
    pub fn mm(self) -> f64 {
        match self {
            Self::Ruler => 10.0,
            Self::Penny => 20.3,
            Self::Pound => 23.43,
        }
    }

    /// What stands beside the line that sets the scale: never to be read as the size of what it crosses.
    pub fn scale_words(self) -> String {
        format!("scale: {}", millimetres(self.mm()))
    }
}

impl Mark {
    /// Whether it measures, rather than points at something.
    pub fn measures(&self) -> bool {
        match self {
            Self::Scale { .. } | Self::Length { .. } => true,
            Self::Pen { .. }
            | Self::Arrow { .. }
            | Self::Circle { .. }
            | Self::Region { .. }
            | Self::Text { .. }
            | Self::Number { .. } => false,
        }
    }
}

impl Layer {
    /// What the next line from `at` means: the thing of known size first, then lengths.
    pub fn next_measure(&self, by: Known, at: Point) -> Mark {
        if self.marks.iter().any(|mark| matches!(mark, Mark::Scale { .. })) {
            Mark::Length { from: at, to: at }
        } else {
            Mark::Scale { by, from: at, to: at }
        }
    }

    /// Millimetres per width of the picture, by the scale that was marked last. `width` and `height` are the picture's,
    /// in pixels.
    pub fn mm_per_width(&self, width: u32, height: u32) -> Option<f64> {
        let scale = self.marks.iter().rev().find_map(|mark| match mark {
            Mark::Scale { by, from, to } => Some(by.mm() / widths(*from, *to, width, height)),
            _ => None,
        });
        scale.filter(|scale| scale.is_finite())
    }

    /// Every length that was marked, in millimetres and in the order drawn; none without a scale.
    pub fn lengths_mm(&self, width: u32, height: u32) -> Vec<f64> {
        self.lengths_mm_on(&Self::default(), width, height)
    }

    /// The same of a layer that lies on another: where it has no scale of its own, that one's tells.
    pub fn lengths_mm_on(&self, below: &Self, width: u32, height: u32) -> Vec<f64> {
        let scale = self.mm_per_width(width, height).or_else(|| below.mm_per_width(width, height));
        let Some(scale) = scale else { return Vec::new() };
        let lengths = self.marks.iter().filter_map(|mark| match mark {
            Mark::Length { from, to } => Some(widths(*from, *to, width, height) * scale),
            _ => None,
        });
        lengths.collect()
    }
}

/// The distance between two points in widths of the picture: a share of its height is a different length than the same
/// share of its width.
fn widths(from: Point, to: Point, width: u32, height: u32) -> f64 {
    let aspect = f64::from(height) / f64::from(width.max(1));
    f64::from(to.x - from.x).hypot(f64::from(to.y - from.y) * aspect)
}

/// A length as people read it: "7.4 mm", "23 mm". No finer than a line drawn by hand is.
pub fn millimetres(mm: f64) -> String {
    // 9.96 is not "10.0".
    if mm < 9.95 { format!("{mm:.1} mm") } else { format!("{mm:.0} mm") }
}

#[cfg(test)]
mod tests {
    use super::*;

    const WIDE: (u32, u32) = (2_000, 1_000);

    fn at(x: f32, y: f32) -> Point {
        Point { x, y }
    }

    fn lengths(marks: Vec<Mark>) -> Vec<f64> {
        Layer { marks }.lengths_mm(WIDE.0, WIDE.1)
    }

    fn close(found: &[f64], wanted: &[f64]) -> bool {
        found.len() == wanted.len() && found.iter().zip(wanted).all(|(a, b)| (a - b).abs() < 1e-3)
    }

    #[test]
    fn a_length_is_told_by_the_scale_whatever_its_direction() {
        // 200 px are 10 mm; the lengths are 100 px across, 100 px down, and 300 by 400 px.
        let marks = vec![
            Mark::Scale { by: Known::Ruler, from: at(0.1, 0.5), to: at(0.2, 0.5) },
            Mark::Length { from: at(0.5, 0.5), to: at(0.55, 0.5) },
            Mark::Length { from: at(0.5, 0.6), to: at(0.5, 0.5) },
            Mark::Length { from: at(0.2, 0.2), to: at(0.35, 0.6) },
        ];
        let found = lengths(marks);
        assert!(close(&found, &[5.0, 5.0, 25.0]), "{found:?}");
    }

    #[test]
    fn a_scale_may_stand_upright_and_the_last_one_counts() {
        let marks = vec![
            Mark::Scale { by: Known::Ruler, from: at(0.1, 0.5), to: at(0.9, 0.5) },
            Mark::Length { from: at(0.0, 0.0), to: at(0.1, 0.0) },
            // 203 px down for 20.3 mm.
            Mark::Scale { by: Known::Penny, from: at(0.5, 0.1), to: at(0.5, 0.303) },
        ];
        let found = lengths(marks);
        assert!(close(&found, &[20.0]), "{found:?}");
    }

    #[test]
    fn the_scale_comes_first_and_measures_stand_apart_from_marks() {
        let arrow = Mark::Arrow { from: at(0.1, 0.1), to: at(0.2, 0.2) };
        let mut layer = Layer { marks: vec![arrow.clone()] };
        let scale = layer.next_measure(Known::Pound, at(0.3, 0.3));
        assert_eq!(scale, Mark::Scale { by: Known::Pound, from: at(0.3, 0.3), to: at(0.3, 0.3) });
        layer.marks.push(scale.clone());
        let length = layer.next_measure(Known::Pound, at(0.4, 0.4));
        assert_eq!(length, Mark::Length { from: at(0.4, 0.4), to: at(0.4, 0.4) });
        assert_eq!([arrow, scale, length].map(|mark| mark.measures()), [false, true, true]);
    }

    #[test]
    fn a_layer_measures_by_its_own_scale_before_the_one_below() {
        let below = Layer { marks: vec![Mark::Scale { by: Known::Ruler, from: at(0.0, 0.0), to: at(0.1, 0.0) }] };
        let mut layer = Layer { marks: vec![Mark::Length { from: at(0.0, 0.5), to: at(0.1, 0.5) }] };
        let on = |layer: &Layer, below: &Layer| layer.lengths_mm_on(below, WIDE.0, WIDE.1);
        assert!(close(&on(&layer, &below), &[10.0]));
        assert!(on(&layer, &Layer::default()).is_empty());
        layer.marks.push(Mark::Scale { by: Known::Ruler, from: at(0.0, 0.0), to: at(0.2, 0.0) });
        assert!(close(&on(&layer, &below), &[5.0]));
    }

    #[test]
    fn without_a_scale_nothing_is_told() {
        let length = Mark::Length { from: at(0.1, 0.1), to: at(0.5, 0.5) };
        assert!(lengths(vec![length.clone()]).is_empty());
        let nowhere = Mark::Scale { by: Known::Pound, from: at(0.5, 0.5), to: at(0.5, 0.5) };
        assert!(lengths(vec![nowhere, length]).is_empty());
    }

    #[test]
    fn lengths_read_like_a_ruler() {
        assert_eq!([0.04, 7.44, 9.96, 23.43].map(millimetres), ["0.0 mm", "7.4 mm", "10 mm", "23 mm"]);
    }
}
