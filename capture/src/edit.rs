//! What the person did to a picture, as one list: from it come the steps for the picture worker, and the marks where
//! they then stand. Always from the original, so that nothing is lost twice and every step can be taken back.

use domain::annotation::{Layer, Mark, Point};
use imaging::{
    EditList,
    edit::{CropFrame, EditError, Step},
};
use viewer::annotator::History;

/// One thing that was done.
#[derive(Debug, Clone, PartialEq)]
pub enum Change {
    /// To the pixels.
    Shape(Step),
    /// Beside them, on what was seen then.
    Mark(Mark),
}

pub type Edits = History<Change>;

/// The steps for the worker. Four turns running are none: who turns on and on comes round again.
pub fn list(changes: &[Change]) -> Result<EditList, EditError> {
    let mut steps: Vec<Step> = Vec::new();
    for change in changes {
        let Change::Shape(step) = change else { continue };
        steps.push(*step);
        if steps.ends_with(&[Step::Turn; 4]) {
            steps.truncate(steps.len() - 4);
        }
    }
    EditList::new(steps)
}

/// Whether something was cut away by hand.
pub fn is_cut(changes: &[Change]) -> bool {
    changes.iter().any(|change| matches!(change, Change::Shape(Step::Crop(_))))
}

/// The marks on what is seen in the end. `width` and `height` are the original's, upright.
pub fn layer(changes: &[Change], width: u32, height: u32) -> Layer {
    let whole = CropFrame::whole(width, height);
    let after = |frame: CropFrame, change: &Change| match change {
        Change::Shape(step) => frame.after(step),
        Change::Mark(_) => frame,
    };
    let seen = changes.iter().fold(whole, after);
    let mut then = whole;
    let mut layer = Layer::default();
    for change in changes {
        then = after(then, change);
        if let Change::Mark(mark) = change {
            layer.marks.extend(moved(mark, &then, &seen));
        }
    }
    layer
}

/// How far beyond the edge a point may come by rounding.
const ROUNDING: f32 = 1e-5;

/// The mark where it stands on another frame of its picture; none of it when some of it was cut away.
fn moved(mark: &Mark, then: &CropFrame, now: &CropFrame) -> Option<Mark> {
    if then == now {
        return Some(mark.clone());
    }
    let place = |at: Point| {
        let (x, y) = now.as_seen(then.on_picture((at.x.into(), at.y.into())));
        Point { x: x as f32, y: y as f32 }
    };
    let moved = match mark {
        Mark::Circle { from, to } => moved_circle(*from, *to, place),
        _ => mark.moved(place),
    };
    let near = |at: f32| (-ROUNDING..=1.0 + ROUNDING).contains(&at);
    let inside = moved.points().iter().all(|at| near(at.x) && near(at.y));
    inside.then(|| moved.moved(|at| Point { x: at.x.clamp(0.0, 1.0), y: at.y.clamp(0.0, 1.0) }))
}

/// A circle on a picture that was straightened is a circle: its box is found anew around it.
fn moved_circle(from: Point, to: Point, place: impl Fn(Point) -> Point) -> Mark {
    let middle = Point { x: f32::midpoint(from.x, to.x), y: f32::midpoint(from.y, to.y) };
    let (here, across, down) = (place(middle), place(Point { x: to.x, ..middle }), place(Point { y: to.y, ..middle }));
    let half_width = (across.x - here.x).hypot(down.x - here.x);
    let half_height = (across.y - here.y).hypot(down.y - here.y);
    Mark::Circle {
        from: Point { x: here.x - half_width, y: here.y - half_height },
        to: Point { x: here.x + half_width, y: here.y + half_height },
    }
}

#[cfg(test)]
mod tests {
    use imaging::CropShare;

    use super::*;

    const HALF: CropShare = CropShare { left: 0.5, top: 0.0, width: 0.5, height: 0.5 };

    fn arrow(from: (f32, f32), to: (f32, f32)) -> Mark {
        let point = |(x, y)| Point { x, y };
        Mark::Arrow { from: point(from), to: point(to) }
    }

    fn marks(changes: &[Change]) -> Vec<Mark> {
        layer(changes, 400, 300).marks
    }

    #[test]
    fn turning_on_and_on_is_no_long_list() {
        let turns = |count| list(&vec![Change::Shape(Step::Turn); count]).unwrap().steps().len();
        assert_eq!([0, 3, 4, 5, 400].map(turns), [0, 3, 0, 1, 0]);
        let cut = Change::Shape(Step::Crop(HALF));
        assert_eq!(list(&vec![cut; 400]), Err(EditError::TooManySteps));
    }

    #[test]
    fn only_cutting_cuts() {
        assert!(!is_cut(&[Change::Shape(Step::Turn), Change::Shape(Step::Hide(HALF))]));
        let mut edits = Edits::default();
        edits.add(Change::Shape(Step::Crop(HALF)));
        assert!(is_cut(edits.done()));
        edits.undo();
        assert!(!is_cut(edits.done()), "taken back");
    }

    #[test]
    fn marks_stay_on_what_they_show_and_go_with_what_is_cut_away() {
        let cut = Change::Shape(Step::Crop(HALF));
        let stays = Change::Mark(arrow((0.5, 0.0), (0.75, 0.25)));
        let goes = Change::Mark(arrow((0.25, 0.0), (0.75, 0.25)));
        let mut edits = Edits::default();
        [stays.clone(), goes.clone(), cut].into_iter().for_each(|change| edits.add(change));
        assert_eq!(marks(edits.done()), [arrow((0.0, 0.0), (0.5, 0.5))]);
        edits.undo();
        assert_eq!(marks(edits.done()).len(), 2, "and come back");
    }

    #[test]
    fn marks_are_where_they_were_drawn_after_four_turns_and_between() {
        let mark = arrow((0.25, 0.5), (0.75, 1.0));
        let turn = Change::Shape(Step::Turn);
        assert_eq!(marks(&[Change::Mark(mark.clone()), turn.clone()]), [arrow((0.5, 0.25), (0.0, 0.75))]);
        // Drawn on the turned picture, it stands where it was drawn.
        let drawn_later = [turn.clone(), Change::Mark(mark.clone())];
        assert_eq!(marks(&drawn_later).first(), Some(&mark));
        let four = [vec![Change::Mark(mark.clone())], vec![turn; 4]].concat();
        assert_eq!(marks(&four), [mark]);
    }

    #[test]
    fn a_circle_stays_a_circle_and_as_large_as_what_it_surrounds() {
        // 120 by 120 pixels of 400 by 300.
        let circle = Mark::Circle { from: Point { x: 0.35, y: 0.3 }, to: Point { x: 0.65, y: 0.7 } };
        let [Mark::Circle { from, to }] =
            marks(&[Change::Mark(circle), Change::Shape(Step::Straighten { degrees: 12.0 })])[..]
        else {
            panic!("one circle");
        };
        let frame = CropFrame::whole(400, 300).after(&Step::Straighten { degrees: 12.0 });
        let on_picture = |at: Point| frame.on_picture((at.x.into(), at.y.into()));
        let (a, b) = (on_picture(from), on_picture(Point { y: from.y, ..to }));
        let (c, d) = (on_picture(from), on_picture(Point { x: from.x, ..to }));
        assert!(((a.0 - b.0).hypot(a.1 - b.1) - 120.0).abs() < 0.1);
        assert!(((c.0 - d.0).hypot(c.1 - d.1) - 120.0).abs() < 0.1);
    }
}
