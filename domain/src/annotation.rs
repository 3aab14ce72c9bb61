//! Marks drawn on a picture: layers beside the master, never burnt into it. A picture has the layer that it was sent
//! with, which stays, and an [`Overlay`] of each person who drew on it since.

use serde::{Deserialize, Serialize};
use thiserror::Error;

use crate::{measure::Known, text::limit, typed};

/// A point as shares of the picture's width and height, 0.0 to 1.0.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Point {
    pub x: f32,
    pub y: f32,
}

/// One mark.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "snake_case")]
pub enum Mark {
    Pen {
        points: Vec<Point>,
        /// How hard the pen was pressed at each point, 0 to 255; empty for a finger or a mouse, which cannot tell.
        #[serde(default, skip_serializing_if = "Vec::is_empty")]
        pressure: Vec<u8>,
    },
    Arrow {
        from: Point,
        to: Point,
    },
    /// The ellipse that fills the box between two corners.
    Circle {
        from: Point,
        to: Point,
    },
    /// What a closed line surrounds.
    Region {
        points: Vec<Point>,
    },
    Text {
        at: Point,
        #[serde(deserialize_with = "typed::deserialize")]
        text: String,
    },
    /// Which lesion of the request this is.
    Number {
        at: Point,
        lesion: u8,
    },
    /// Something of a known size, from one end to the other: what the lengths are measured by ([`crate::measure`]).
    Scale {
        by: Known,
        from: Point,
        to: Point,
    },
    /// Something to be measured, from one end to the other.
    Length {
        from: Point,
        to: Point,
    },
}

/// The shortest line that measures, as a share of the picture: what is shorter was a slip, and would measure nonsense.
pub const LEAST_LENGTH: f32 = 0.01;

/// The marks of one picture, in the order they were drawn.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Layer {
    #[serde(default)]
    pub marks: Vec<Mark>,
}

// Coordinates are checked to be finite before they are kept, so equality is total.
impl Eq for Layer {}

/// A part of a picture, as shares of its width and height.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Part {
    pub left: f32,
    pub top: f32,
    pub width: f32,
    pub height: f32,
}

/// The least width or height of a part, as a share of the picture: with 2,560 pixels, 26 of them.
pub const LEAST_PART: f32 = 0.01;

/// What one person lays over a picture after it was sent.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Overlay {
    #[serde(default)]
    pub layer: Layer,
    /// What they want looked at: a crop that takes nothing away.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub part: Option<Part>,
}

impl Eq for Overlay {}

/// How much a layer may hold. It travels in a request header (tus `Upload-Metadata`), of which servers read some
/// hundred kilobytes: 2,000 points are about 100 kB there.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct LayerLimits {
    pub marks: usize,
    /// Of all lines together.
    pub points: usize,
    /// Characters of one text mark.
    pub text: usize,
    /// The highest number of a lesion.
    pub lesions: u8,
}

impl Default for LayerLimits {
    fn default() -> Self {
        Self { marks: 50, points: 2_000, text: limit::MARK, lesions: 99 }
    }
}

/// Why a layer is not kept.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
pub enum LayerError {
    #[error("A picture can have {0} marks at most")]
    TooManyMarks(usize),
    #[error("The pen lines have too many points: undo some and send again")]
    TooManyPoints,
    #[error("A text on a picture can have {0} characters at most")]
    TextTooLong(usize),
    #[error("A text on a picture needs some words")]
    EmptyText,
    #[error("A pen line needs at least two points, and a region three")]
    ShortLine,
    #[error("A pen line needs as many pressures as points, or none")]
    Pressures,
    #[error("Lesions are numbered from 1 to {0}")]
    NoSuchLesion(u8),
    #[error("A measured line is too short")]
    ShortLength,
    #[error("A mark lies outside the picture")]
    Outside,
    #[error("The part to look at lies outside the picture, or is too small")]
    NoSuchPart,
}

impl Overlay {
    /// Whether it can be kept.
    ///
    /// # Errors
    /// `LayerError` for the first mark, or for the part, that makes no sense on this picture.
    pub fn check(&self, limits: &LayerLimits) -> Result<(), LayerError> {
        self.layer.check(limits)?;
        if self.part.is_some_and(|part| !part.is_inside()) { Err(LayerError::NoSuchPart) } else { Ok(()) }
    }

    pub fn is_empty(&self) -> bool {
        self.layer.marks.is_empty() && self.part.is_none()
    }
}

impl Part {
    /// Not a number is outside too.
    fn is_inside(self) -> bool {
        // The sum of two shares may be rounded up.
        const WHOLE: f32 = 1.0 + f32::EPSILON;
        let along = |from: f32, length: f32| from >= 0.0 && length >= LEAST_PART && from + length <= WHOLE;
        along(self.left, self.width) && along(self.top, self.height)
    }
}

impl Layer {
    /// Whether the layer can be kept.
    ///
    /// # Errors
    /// `LayerError` for the first mark that is outside the picture, empty or too large.
    pub fn check(&self, limits: &LayerLimits) -> Result<(), LayerError> {
        if self.marks.len() > limits.marks {
            return Err(LayerError::TooManyMarks(limits.marks));
        }
        let points: usize = self.marks.iter().map(|mark| mark.points().len()).sum();
        if points > limits.points {
            return Err(LayerError::TooManyPoints);
        }
        for mark in &self.marks {
            if !mark.points().iter().all(|point| point.is_inside()) {
                return Err(LayerError::Outside);
            }
            match mark {
                Mark::Pen { points, .. } if points.len() < 2 => return Err(LayerError::ShortLine),
                Mark::Region { points } if points.len() < 3 => return Err(LayerError::ShortLine),
                Mark::Pen { points, pressure } if !pressure.is_empty() && pressure.len() != points.len() => {
                    return Err(LayerError::Pressures);
                }
                Mark::Number { lesion, .. } if !(1..=limits.lesions).contains(lesion) => {
                    return Err(LayerError::NoSuchLesion(limits.lesions));
                }
                Mark::Text { text, .. } if typed::is_blank(text) => return Err(LayerError::EmptyText),
                Mark::Text { text, .. } if text.chars().count() > limits.text => {
                    return Err(LayerError::TextTooLong(limits.text));
                }
                Mark::Scale { from, to, .. } | Mark::Length { from, to } if from.distance(*to) < LEAST_LENGTH => {
                    return Err(LayerError::ShortLength);
                }
                Mark::Pen { .. }
                | Mark::Arrow { .. }
                | Mark::Circle { .. }
                | Mark::Region { .. }
                | Mark::Text { .. }
                | Mark::Number { .. }
                | Mark::Scale { .. }
                | Mark::Length { .. } => {}
            }
        }
        Ok(())
    }
}

impl Mark {
    /// Every point that it is drawn by.
    pub fn points(&self) -> Vec<Point> {
        match self {
            Self::Pen { points, .. } | Self::Region { points } => points.clone(),
            Self::Arrow { from, to }
            | Self::Circle { from, to }
            | Self::Scale { from, to, .. }
            | Self::Length { from, to } => vec![*from, *to],
            Self::Text { at, .. } | Self::Number { at, .. } => vec![*at],
        }
    }

    /// How broad a pen's line is where it was pressed so hard, as a multiple of the usual one.
    pub fn pen_width(pressure: u8) -> f32 {
        0.5 + f32::from(pressure) / 128.0
    }

    /// The same mark with every point where `place` puts it: what becomes of it when its picture is cut or turned.
    #[must_use]
    pub fn moved(&self, place: impl Fn(Point) -> Point) -> Self {
        let mut mark = self.clone();
        match &mut mark {
            Self::Pen { points, .. } | Self::Region { points } => {
                points.iter_mut().for_each(|point| *point = place(*point));
            }
            Self::Arrow { from, to }
            | Self::Circle { from, to }
            | Self::Scale { from, to, .. }
            | Self::Length { from, to } => {
                *from = place(*from);
                *to = place(*to);
            }
            Self::Text { at, .. } | Self::Number { at, .. } => *at = place(*at),
        }
        mark
    }
}

impl Point {
    /// In shares of the picture, whatever its shape: for telling a drag from a press, not for measuring.
    pub fn distance(self, other: Self) -> f32 {
        (self.x - other.x).hypot(self.y - other.y)
    }

    /// Not a number is outside too.
    fn is_inside(self) -> bool {
        (0.0..=1.0).contains(&self.x) && (0.0..=1.0).contains(&self.y)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const MIDDLE: Point = Point { x: 0.5, y: 0.5 };

    fn check(mark: Mark) -> Result<(), LayerError> {
        Layer { marks: vec![mark] }.check(&LayerLimits::default())
    }

    fn pen(points: usize, pressures: usize) -> Mark {
        Mark::Pen { points: vec![MIDDLE; points], pressure: vec![128; pressures] }
    }

    #[test]
    fn marks_that_make_no_sense_are_refused() {
        assert_eq!(check(Mark::Arrow { from: MIDDLE, to: MIDDLE }), Ok(()));
        for outside in [f32::NAN, f32::INFINITY, -0.01, 1.01] {
            let point = Point { x: 0.5, y: outside };
            assert_eq!(check(Mark::Circle { from: MIDDLE, to: point }), Err(LayerError::Outside));
        }
        assert_eq!(check(pen(1, 0)), Err(LayerError::ShortLine));
        assert_eq!(check(pen(2_001, 0)), Err(LayerError::TooManyPoints));
        assert_eq!(check(pen(3, 3)), Ok(()));
        assert_eq!(check(pen(3, 2)), Err(LayerError::Pressures));
        assert_eq!(check(Mark::Region { points: vec![MIDDLE; 2] }), Err(LayerError::ShortLine));
        assert_eq!(check(Mark::Number { at: MIDDLE, lesion: 99 }), Ok(()));
        for lesion in [0, 100] {
            assert_eq!(check(Mark::Number { at: MIDDLE, lesion }), Err(LayerError::NoSuchLesion(99)));
        }
        assert_eq!(check(Mark::Text { at: MIDDLE, text: " ".into() }), Err(LayerError::EmptyText));
        assert_eq!(check(Mark::Text { at: MIDDLE, text: "x".repeat(81) }), Err(LayerError::TextTooLong(80)));
        assert_eq!(check(Mark::Length { from: MIDDLE, to: Point { x: 0.505, y: 0.5 } }), Err(LayerError::ShortLength));
        let nowhere = Mark::Scale { by: Known::Penny, from: MIDDLE, to: MIDDLE };
        assert_eq!(check(nowhere), Err(LayerError::ShortLength));
        let many = Layer { marks: vec![Mark::Arrow { from: MIDDLE, to: MIDDLE }; 51] };
        assert_eq!(many.check(&LayerLimits::default()), Err(LayerError::TooManyMarks(50)));
    }

    /// What was stored before pictures could be measured, and what is stored now, byte for byte.
    #[test]
    fn stored_layers_stay_readable() {
        let before = r#"{"marks":[{"kind":"arrow","from":{"x":0.5,"y":0.5},"to":{"x":0.75,"y":0.5}}]}"#;
        let layer: Layer = serde_json::from_str(before).unwrap();
        assert_eq!(serde_json::to_string(&layer).unwrap(), before);
        let scale = Mark::Scale { by: Known::Ruler, from: MIDDLE, to: Point { x: 0.75, y: 0.5 } };
        let now = r#"{"kind":"scale","by":"ruler","from":{"x":0.5,"y":0.5},"to":{"x":0.75,"y":0.5}}"#;
        assert_eq!(serde_json::to_string(&scale).unwrap(), now);
        assert_eq!(serde_json::from_str::<Layer>("{}").unwrap(), Layer::default());
    }

    #[test]
    fn a_part_lies_within_its_picture() {
        let whole = Part { left: 0.0, top: 0.0, width: 1.0, height: 1.0 };
        let check = |part| Overlay { part: Some(part), ..Overlay::default() }.check(&LayerLimits::default());
        assert_eq!(check(whole), Ok(()));
        assert_eq!(check(Part { left: 0.7, width: 0.3, ..whole }), Ok(()));
        let wrong = [
            Part { left: 0.1, ..whole },
            Part { top: -0.1, height: 0.5, ..whole },
            Part { height: 0.0, ..whole },
            Part { width: f32::NAN, ..whole },
            Part { left: f32::NAN, width: 0.5, ..whole },
            Part { width: f32::INFINITY, ..whole },
        ];
        for part in wrong {
            assert_eq!(check(part), Err(LayerError::NoSuchPart), "{part:?}");
        }
        let marks = vec![Mark::Text { at: MIDDLE, text: String::new() }];
        let both = Overlay { layer: Layer { marks }, part: Some(whole) };
        assert_eq!(both.check(&LayerLimits::default()), Err(LayerError::EmptyText));
        assert_eq!(serde_json::from_str::<Overlay>("{}").unwrap(), Overlay::default());
    }

    fn point() -> impl Strategy<Value = Point> {
        (0.0f32..=1.0, 0.0f32..=1.0).prop_map(|(x, y)| Point { x, y })
    }

    fn mark() -> impl Strategy<Value = Mark> {
        prop_oneof![
            prop::collection::vec((point(), any::<u8>()), 2..30).prop_map(|points| {
                let (points, pressure) = points.into_iter().unzip();
                Mark::Pen { points, pressure }
            }),
            prop::collection::vec(point(), 2..30).prop_map(|points| Mark::Pen { points, pressure: Vec::new() }),
            prop::collection::vec(point(), 3..30).prop_map(|points| Mark::Region { points }),
            (point(), 1..=99_u8).prop_map(|(at, lesion)| Mark::Number { at, lesion }),
            (point(), point()).prop_map(|(from, to)| Mark::Arrow { from, to }),
            (point(), point()).prop_map(|(from, to)| Mark::Circle { from, to }),
            (point(), "[a-z ü]{1,40}x").prop_map(|(at, text)| Mark::Text { at, text }),
            (0.0f32..=0.4, point()).prop_map(|(x, to)| {
                let from = Point { x, y: to.y };
                Mark::Scale { by: Known::Pound, from, to: Point { x: to.x.max(0.5), ..to } }
            }),
            (0.0f32..=0.4, point()).prop_map(|(x, to)| {
                Mark::Length { from: Point { x, y: to.y }, to: Point { x: to.x.max(0.5), ..to } }
            }),
        ]
    }

    proptest! {
        /// What is drawn is what is read back, to the last bit of every coordinate.
        #[test]
        fn json_round_trip(marks in prop::collection::vec(mark(), 0..10)) {
            let layer = Layer { marks };
            prop_assert_eq!(layer.check(&LayerLimits::default()), Ok(()));
            let json = serde_json::to_string(&layer).unwrap();
            prop_assert_eq!(serde_json::from_str::<Layer>(&json).unwrap(), layer);
        }
    }
}
