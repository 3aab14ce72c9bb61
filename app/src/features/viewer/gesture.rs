use super::place::Step;

/// A finger, pen or mouse button that is down, by its pointer id.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Pointer {
    id: i32,
    at: (f64, f64),
}

/// What is down on a stage: one moves the picture, two move and scale it.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Gesture {
    down: Vec<Pointer>,
}

impl Gesture {
    pub fn press(&mut self, id: i32, at: (f64, f64)) {
        self.lift(id);
        // A third finger is a palm.
        if self.down.len() < 2 {
            self.down.push(Pointer { id, at });
        }
    }

    pub fn lift(&mut self, id: i32) {
        self.down.retain(|pointer| pointer.id != id);
    }

    pub fn is_down(&self) -> bool {
        !self.down.is_empty()
    }

    /// What a pointer that is down asks for by moving.
    pub fn drag(&mut self, id: i32, to: (f64, f64)) -> Option<Step> {
        let before = self.down.clone();
        self.down.iter_mut().find(|pointer| pointer.id == id)?.at = to;
        match (before.as_slice(), self.down.as_slice()) {
            ([was], [is]) => Some(Step::pan(minus(is.at, was.at))),
            ([was_a, was_b], [is_a, is_b]) => {
                let at = middle(is_a.at, is_b.at);
                let factor = distance(is_a.at, is_b.at) / distance(was_a.at, was_b.at).max(1.0);
                Some(Step { by: minus(at, middle(was_a.at, was_b.at)), factor, at })
            }
            _ => None,
        }
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

    #[test]
    fn two_fingers_scale_by_their_distance() {
        let mut gesture = Gesture::default();
        gesture.press(1, (300.0, 300.0));
        gesture.press(2, (500.0, 300.0));
        let step = gesture.drag(2, (700.0, 300.0));
        assert_eq!(step, Some(Step { by: (100.0, 0.0), factor: 2.0, at: (500.0, 300.0) }));
    }

    #[test]
    fn one_finger_moves_and_a_lifted_one_does_nothing() {
        let mut gesture = Gesture::default();
        gesture.press(1, (100.0, 100.0));
        assert_eq!(gesture.drag(1, (110.0, 90.0)), Some(Step::pan((10.0, -10.0))));
        gesture.lift(1);
        assert!(!gesture.is_down());
        assert_eq!(gesture.drag(1, (500.0, 500.0)), None);
    }
}
