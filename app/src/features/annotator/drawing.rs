use domain::{
    annotation::{LEAST_LENGTH, Layer, Mark, Point},
    measure::Known,
};

/// What a press on the picture draws.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Tool {
    Pen,
    #[default]
    Arrow,
    Circle,
    Text,
    /// Something of known size first, then what is to be measured.
    Measure,
}

impl Tool {
    pub const ALL: [Self; 5] = [Self::Arrow, Self::Circle, Self::Pen, Self::Text, Self::Measure];

    /// The key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pen => "mark.pen",
            Self::Arrow => "mark.arrow",
            Self::Circle => "mark.circle",
            Self::Text => "mark.text",
            Self::Measure => "mark.measure",
        }
    }
}

/// How far a pen moves before the next point counts: finer than a finger, few enough points to send.
const STEP: f32 = 0.006;

/// A mark that begins at `at`, on what was drawn before.
pub fn begin(tool: Tool, at: Point, words: &str, by: Known, layer: &Layer) -> Option<Mark> {
    match tool {
        Tool::Pen => Some(Mark::Pen { points: vec![at], pressure: Vec::new() }),
        Tool::Arrow => Some(Mark::Arrow { from: at, to: at }),
        Tool::Circle => Some(Mark::Circle { from: at, to: at }),
        Tool::Text => {
            let text = words.trim();
            (!text.is_empty()).then(|| Mark::Text { at, text: text.to_owned() })
        }
        Tool::Measure => Some(layer.next_measure(by, at)),
    }
}

/// The mark after the pointer has come to `at`.
pub fn draw_on(mark: &mut Mark, at: Point) {
    match mark {
        Mark::Pen { points, .. } | Mark::Region { points } => {
            if points.last().is_none_or(|last| last.distance(at) >= STEP) {
                points.push(at);
            }
        }
        Mark::Arrow { to, .. } | Mark::Circle { to, .. } | Mark::Scale { to, .. } | Mark::Length { to, .. } => *to = at,
        Mark::Text { at: place, .. } | Mark::Number { at: place, .. } => *place = at,
    }
}

/// Whether a finished mark is long enough to be seen: under the least length, a press was no drag.
pub fn is_visible(mark: &Mark) -> bool {
    match mark {
        Mark::Pen { points, .. } => points.len() > 1,
        Mark::Region { points } => points.len() > 2,
        Mark::Arrow { from, to }
        | Mark::Circle { from, to }
        | Mark::Scale { from, to, .. }
        | Mark::Length { from, to } => from.distance(*to) >= LEAST_LENGTH,
        Mark::Text { .. } | Mark::Number { .. } => true,
    }
}

/// `from`, moved by shares of the picture and kept inside it.
pub fn moved(from: Point, x: f32, y: f32) -> Point {
    Point { x: (from.x + x).clamp(0.0, 1.0), y: (from.y + y).clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    const A: Point = Point { x: 0.2, y: 0.2 };
    const B: Point = Point { x: 0.6, y: 0.4 };

    fn begin(tool: Tool, at: Point, words: &str) -> Option<Mark> {
        super::begin(tool, at, words, Known::Ruler, &Layer::default())
    }

    #[test]
    fn a_press_without_a_drag_draws_nothing() {
        for tool in [Tool::Pen, Tool::Arrow, Tool::Circle, Tool::Measure] {
            assert!(!is_visible(&begin(tool, A, "").unwrap()), "{tool:?}");
        }
        assert_eq!(begin(Tool::Text, A, "  "), None);
    }

    #[test]
    fn a_drag_draws_to_where_it_ends() {
        let mut arrow = begin(Tool::Arrow, A, "").unwrap();
        draw_on(&mut arrow, B);
        assert_eq!(arrow, Mark::Arrow { from: A, to: B });
        let mut pen = begin(Tool::Pen, A, "").unwrap();
        draw_on(&mut pen, moved(A, STEP / 4.0, 0.0));
        draw_on(&mut pen, B);
        assert_eq!(pen, Mark::Pen { points: vec![A, B], pressure: Vec::new() });
    }
}
