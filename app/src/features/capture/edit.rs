//! What cutting and turning do to a picture that was cut, turned or marked before: always from the original, so that
//! nothing is lost twice.

use domain::annotation::{Layer, Mark, Point};
use imaging::CropShare;

const WHOLE: CropShare = CropShare { left: 0.0, top: 0.0, width: 1.0, height: 1.0 };

/// A part of what was left after an earlier cut, as a part of the whole.
pub fn cut_again(before: Option<CropShare>, now: CropShare) -> CropShare {
    let before = before.unwrap_or(WHOLE);
    CropShare {
        left: before.left + now.left * before.width,
        top: before.top + now.top * before.height,
        width: now.width * before.width,
        height: now.height * before.height,
    }
}

/// A part after a quarter turn clockwise.
pub fn turn_cut(cut: CropShare) -> CropShare {
    CropShare { left: 1.0 - cut.top - cut.height, top: cut.left, width: cut.height, height: cut.width }
}

/// The marks that are still on the picture after a cut, where they then are.
pub fn cut_marks(layer: &Layer, cut: CropShare) -> Layer {
    let place = |at: Point| Point { x: (at.x - cut.left) / cut.width, y: (at.y - cut.top) / cut.height };
    let mut layer = moved(layer, place);
    layer
        .marks
        .retain(|mark| mark.points().iter().all(|at| (0.0..=1.0).contains(&at.x) && (0.0..=1.0).contains(&at.y)));
    layer
}

/// The marks after a quarter turn clockwise.
pub fn turn_marks(layer: &Layer) -> Layer {
    moved(layer, |at| Point { x: 1.0 - at.y, y: at.x })
}

fn moved(layer: &Layer, place: impl Fn(Point) -> Point) -> Layer {
    Layer { marks: layer.marks.iter().map(|mark| mark.moved(&place)).collect() }
}

#[cfg(test)]
mod tests {
    use super::*;

    const HALF: CropShare = CropShare { left: 0.5, top: 0.0, width: 0.5, height: 0.5 };

    fn arrow(from: (f32, f32), to: (f32, f32)) -> Layer {
        let point = |(x, y)| Point { x, y };
        Layer { marks: vec![Mark::Arrow { from: point(from), to: point(to) }] }
    }

    #[test]
    fn a_second_cut_is_a_part_of_the_first() {
        assert_eq!(cut_again(None, HALF), HALF);
        assert_eq!(cut_again(Some(HALF), HALF), CropShare { left: 0.75, top: 0.0, width: 0.25, height: 0.25 });
    }

    #[test]
    fn four_turns_change_nothing() {
        let cut = CropShare { left: 0.125, top: 0.25, width: 0.5, height: 0.375 };
        assert_eq!(turn_cut(turn_cut(turn_cut(turn_cut(cut)))), cut);
        let layer = arrow((0.25, 0.5), (0.75, 0.125));
        assert_eq!(turn_marks(&turn_marks(&turn_marks(&turn_marks(&layer)))), layer);
        // The top right corner becomes the bottom right one.
        assert_eq!(turn_cut(HALF), CropShare { left: 0.5, top: 0.5, width: 0.5, height: 0.5 });
    }

    #[test]
    fn marks_stay_on_what_they_show_and_go_with_what_is_cut_away() {
        assert_eq!(cut_marks(&arrow((0.5, 0.0), (0.75, 0.25)), HALF), arrow((0.0, 0.0), (0.5, 0.5)));
        assert_eq!(cut_marks(&arrow((0.25, 0.0), (0.75, 0.25)), HALF), Layer::default());
    }
}
