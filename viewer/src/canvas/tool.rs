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
    /// A line around something, which closes itself.
    Region,
    Text,
    /// Which lesion this is.
    Number,
    /// Something of known size first, then what is to be measured.
    Measure,
}

impl Tool {
    pub const ALL: [Self; 7] =
        [Self::Arrow, Self::Circle, Self::Pen, Self::Region, Self::Text, Self::Number, Self::Measure];

    /// The key of its name.
    pub fn key(self) -> &'static str {
        match self {
            Self::Pen => "mark.pen",
            Self::Arrow => "mark.arrow",
            Self::Circle => "mark.circle",
            Self::Region => "mark.region",
            Self::Text => "mark.text",
            Self::Number => "mark.number",
            Self::Measure => "mark.measure",
        }
    }

    /// Whether it stands where it is put, with nothing to draw on.
    pub fn is_put(self) -> bool {
        matches!(self, Self::Text | Self::Number)
    }
}

/// What a tool has to be told besides a place.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Given {
    pub words: String,
    pub by: Known,
    /// The picture's own lesion: the first number.
    pub lesion: u8,
}

/// How far a pen moves before the next point counts: finer than a finger, few enough points to send.
pub const STEP: f32 = 0.006;

/// A mark that begins at `at`, on what was drawn before.
pub fn begin(tool: Tool, at: Point, given: &Given, layer: &Layer) -> Option<Mark> {
    match tool {
        Tool::Pen => Some(Mark::Pen { points: vec![at], pressure: Vec::new() }),
        Tool::Arrow => Some(Mark::Arrow { from: at, to: at }),
        Tool::Circle => Some(Mark::Circle { from: at, to: at }),
        Tool::Region => Some(Mark::Region { points: vec![at] }),
        Tool::Text => {
            let text = given.words.trim();
            (!text.is_empty()).then(|| Mark::Text { at, text: text.to_owned() })
        }
        Tool::Number => next_number(layer, given.lesion).map(|lesion| Mark::Number { at, lesion }),
        Tool::Measure => Some(layer.next_measure(given.by, at)),
    }
}

/// The picture's own lesion first, then the lowest number that is free.
fn next_number(layer: &Layer, lesion: u8) -> Option<u8> {
    let is_free =
        |number: &u8| !layer.marks.iter().any(|mark| matches!(mark, Mark::Number { lesion, .. } if lesion == number));
    std::iter::once(lesion).chain(1..).take_while(|number| *number < u8::MAX).find(is_free)
}

/// The mark after the pointer has come to `at`, with how hard a pen was pressed and how far it must have moved to count.
pub fn trace(mark: &mut Mark, at: Point, pressed: Option<u8>, step: f32) {
    match mark {
        Mark::Pen { points, pressure } => {
            // Pressed from the first point, or not told at all.
            if points.len() == 1 && pressure.is_empty() {
                pressure.extend(pressed);
            }
            if points.last().is_none_or(|last| last.distance(at) >= step) {
                points.push(at);
                if !pressure.is_empty() {
                    pressure.push(pressed.unwrap_or(u8::MAX / 2));
                }
            }
        }
        Mark::Region { points } => {
            if points.last().is_none_or(|last| last.distance(at) >= step) {
                points.push(at);
            }
        }
        Mark::Arrow { to, .. } | Mark::Circle { to, .. } | Mark::Scale { to, .. } | Mark::Length { to, .. } => *to = at,
        Mark::Text { at: viewport, .. } | Mark::Number { at: viewport, .. } => *viewport = at,
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

/// `from`, moved by shares of the picture and clamped to it.
pub fn moved(from: Point, x: f32, y: f32) -> Point {
    Point { x: (from.x + x).clamp(0.0, 1.0), y: (from.y + y).clamp(0.0, 1.0) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn draw_on(mark: &mut Mark, at: Point) {
        trace(mark, at, None, STEP);
    }

    const A: Point = Point { x: 0.2, y: 0.2 };
    const B: Point = Point { x: 0.6, y: 0.4 };

    fn begin(tool: Tool, at: Point, words: &str) -> Option<Mark> {
        super::begin(tool, at, &Given { words: words.to_owned(), ..Given::default() }, &Layer::default())
    }

    #[test]
    fn a_press_without_a_drag_draws_nothing() {
        for tool in [Tool::Pen, Tool::Arrow, Tool::Circle, Tool::Region, Tool::Measure] {
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

    #[test]
    fn a_pen_tells_how_hard_it_is_pressed_at_every_point_or_not_at_all() {
        let mut pen = begin(Tool::Pen, A, "").unwrap();
        trace(&mut pen, A, Some(10), STEP);
        trace(&mut pen, B, Some(200), STEP);
        trace(&mut pen, A, None, STEP);
        assert_eq!(pen, Mark::Pen { points: vec![A, B, A], pressure: vec![10, 200, 127] });
    }

    #[test]
    fn closer_a_finer_line_counts() {
        let near = moved(A, STEP / 4.0, 0.0);
        let mut region = begin(Tool::Region, A, "").unwrap();
        draw_on(&mut region, near);
        assert_eq!(region, Mark::Region { points: vec![A] });
        trace(&mut region, near, None, STEP / 8.0);
        assert_eq!(region, Mark::Region { points: vec![A, near] });
    }

    #[test]
    fn numbers_begin_with_the_picture_s_own_and_never_repeat() {
        let mut layer = Layer::default();
        let mut found = Vec::new();
        for _ in 0..4 {
            let mark = super::begin(Tool::Number, A, &Given { lesion: 3, ..Given::default() }, &layer).unwrap();
            if let Mark::Number { lesion, .. } = mark {
                found.push(lesion);
            }
            layer.marks.push(mark);
        }
        assert_eq!(found, [3, 1, 2, 4]);
    }
}
