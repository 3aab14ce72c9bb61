use super::viewport::Step;

/// A finger, pen or mouse button that is down, by its pointer id.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Pointer {
    id: i32,
    at: (f64, f64),
}

/// What a pointer does to a picture by coming down, moving or going.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Asked {
    /// A mark begins; one that was under way was none.
    Begin,
    /// The mark under way comes to where the pointer is.
    Draw,
    Finish,
    /// The mark under way was none.
    Drop,
    Move(Step),
}

/// The pointer that draws.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Drawer {
    pointer: Pointer,
    is_pen: bool,
}

/// What is down on a stage: one draws, or one moves the picture and two move and scale it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gesture {
    drawer: Option<Drawer>,
    down: Vec<Pointer>,
}

impl Gesture {
    /// A pointer comes down; `draws` is whether it would draw if it were alone.
    pub fn press(&mut self, id: i32, at: (f64, f64), is_pen: bool, draws: bool) -> Option<Asked> {
        let pointer = Pointer { id, at };
        // Its end got lost, as under a menu that opened.
        let lost = self.lift(id, false);
        let asked = match self.drawer {
            // The hand that holds the pen lies on the screen.
            Some(Drawer { is_pen: true, .. }) => None,
            // It may have come down before the pen did.
            _ if draws && is_pen => {
                self.down.clear();
                self.drawer = Some(Drawer { pointer, is_pen });
                Some(Asked::Begin)
            }
            // A second finger: they want to look closer, not to draw.
            Some(first) => {
                self.drawer = None;
                self.down = vec![first.pointer, pointer];
                Some(Asked::Drop)
            }
            None if draws && self.down.is_empty() => {
                self.drawer = Some(Drawer { pointer, is_pen });
                Some(Asked::Begin)
            }
            None => {
                // A third finger is a palm.
                if self.down.len() < 2 {
                    self.down.push(pointer);
                }
                None
            }
        };
        asked.or(lost)
    }

    /// A pointer that is down moves.
    pub fn drag(&mut self, id: i32, to: (f64, f64)) -> Option<Asked> {
        if let Some(drawer) = self.drawer.as_mut().filter(|drawer| drawer.pointer.id == id) {
            drawer.pointer.at = to;
            return Some(Asked::Draw);
        }
        let before = self.down.clone();
        self.down.iter_mut().find(|pointer| pointer.id == id)?.at = to;
        match (before.as_slice(), self.down.as_slice()) {
            ([was], [is]) => Some(Asked::Move(Step::pan(minus(is.at, was.at)))),
            ([was_a, was_b], [is_a, is_b]) => {
                let at = middle(is_a.at, is_b.at);
                let factor = distance(is_a.at, is_b.at) / distance(was_a.at, was_b.at).max(1.0);
                Some(Asked::Move(Step { by: minus(at, middle(was_a.at, was_b.at)), factor, at }))
            }
            _ => None,
        }
    }

    /// A pointer goes, or was taken away.
    pub fn lift(&mut self, id: i32, by_itself: bool) -> Option<Asked> {
        self.down.retain(|pointer| pointer.id != id);
        self.drawer.take_if(|drawer| drawer.pointer.id == id)?;
        Some(if by_itself { Asked::Finish } else { Asked::Drop })
    }
}

fn minus(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (a.0 - b.0, a.1 - b.1)
}

fn middle(a: (f64, f64), b: (f64, f64)) -> (f64, f64) {
    (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1))
}

fn distance(a: (f64, f64), b: (f64, f64)) -> f64 {
    (a.0 - b.0).hypot(a.1 - b.1)
}

#[cfg(test)]
mod tests {
    use super::*;

    const HERE: (f64, f64) = (300.0, 300.0);
    const THERE: (f64, f64) = (500.0, 300.0);

    /// Fingers that move the picture.
    fn fingers(ids: &[(i32, (f64, f64))]) -> Gesture {
        let mut gesture = Gesture::default();
        for (id, at) in ids {
            assert_eq!(gesture.press(*id, *at, false, false), None);
        }
        gesture
    }

    #[test]
    fn two_fingers_scale_by_their_distance() {
        let step = fingers(&[(1, HERE), (2, THERE)]).drag(2, (700.0, 300.0));
        assert_eq!(step, Some(Asked::Move(Step { by: (100.0, 0.0), factor: 2.0, at: THERE })));
    }

    #[test]
    fn one_finger_moves_and_a_lifted_one_does_nothing() {
        let mut gesture = fingers(&[(1, (100.0, 100.0))]);
        assert_eq!(gesture.drag(1, (110.0, 90.0)), Some(Asked::Move(Step::pan((10.0, -10.0)))));
        assert_eq!(gesture.lift(1, true), None);
        assert_eq!(gesture.drag(1, THERE), None);
        assert_eq!(gesture, Gesture::default());
    }

    #[test]
    fn a_third_finger_is_a_palm() {
        let mut gesture = fingers(&[(1, HERE), (2, THERE), (3, (0.0, 0.0))]);
        assert_eq!(gesture.drag(3, HERE), None);
        assert!(matches!(gesture.drag(1, (310.0, 300.0)), Some(Asked::Move(_))));
    }

    #[test]
    fn one_draws_and_a_second_finger_makes_it_a_look() {
        let mut gesture = Gesture::default();
        assert_eq!(gesture.press(1, HERE, false, true), Some(Asked::Begin));
        assert_eq!(gesture.drag(1, THERE), Some(Asked::Draw));
        assert_eq!(gesture.press(2, HERE, false, true), Some(Asked::Drop));
        assert!(matches!(gesture.drag(1, (600.0, 300.0)), Some(Asked::Move(_))), "from where it had come to");
        assert_eq!(gesture.lift(1, true), None);
        assert!(matches!(gesture.drag(2, THERE), Some(Asked::Move(_))), "the one that stays does not draw");
    }

    #[test]
    fn one_that_comes_down_twice_is_still_one() {
        let mut gesture = Gesture::default();
        assert_eq!(gesture.press(1, HERE, false, true), Some(Asked::Begin));
        assert_eq!(gesture.press(1, HERE, false, true), Some(Asked::Begin));
        assert_eq!(gesture.press(1, HERE, false, false), Some(Asked::Drop));
        assert_eq!(gesture.press(1, HERE, false, false), None);
        assert_eq!(gesture.drag(1, THERE), Some(Asked::Move(Step::pan((200.0, 0.0)))));
    }

    #[test]
    fn what_was_taken_away_drew_nothing() {
        let mut gesture = Gesture::default();
        gesture.press(1, HERE, false, true);
        assert_eq!(gesture.clone().lift(1, false), Some(Asked::Drop));
        assert_eq!(gesture.lift(1, true), Some(Asked::Finish));
        assert_eq!(gesture.lift(1, true), None);
    }

    #[test]
    fn a_hand_beside_the_pen_is_nothing_before_it_and_after() {
        // The palm draws, as long as no pen was seen; or it moves the picture.
        for palm_draws in [true, false] {
            let mut gesture = Gesture::default();
            gesture.press(1, THERE, false, palm_draws);
            assert_eq!(gesture.press(2, HERE, true, true), Some(Asked::Begin));
            assert_eq!(gesture.press(3, THERE, false, false), None);
            assert_eq!([1, 3].map(|palm| gesture.drag(palm, (0.0, 0.0))), [None, None]);
            assert_eq!([1, 3].map(|palm| gesture.lift(palm, true)), [None, None]);
            assert_eq!(gesture.drag(2, THERE), Some(Asked::Draw));
            assert_eq!(gesture.lift(2, true), Some(Asked::Finish));
        }
    }
}
