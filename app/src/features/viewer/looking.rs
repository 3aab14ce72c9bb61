use domain::view::ImageView;
use leptos::prelude::*;

use super::{
    compare::Comparing,
    drawing::Drawing,
    keeping::Keeping,
    layers::Whose,
    light::Light,
    own::Own,
    place::{Frame, Place, Step},
};

/// How many pictures are looked at, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Way {
    #[default]
    One,
    Beside,
    Compare,
}

/// Everything about how a case's pictures are looked at. Copies share it.
#[derive(Debug, Clone, Copy)]
pub struct Looking {
    pub images: StoredValue<Vec<ImageView>>,
    /// What the looker draws over each picture; each its own, so that a stroke has no other picture drawn anew.
    own: StoredValue<Vec<RwSignal<Own>>>,
    /// Which picture each pane shows; compared, the first and the second.
    pub shown: RwSignal<[usize; 2]>,
    /// The pane used last: the filmstrip changes it.
    pub pane: RwSignal<usize>,
    pub way: RwSignal<Way>,
    /// Whether the next stage that is made takes the focus: a key took away the one that had it.
    pub take_focus: StoredValue<bool>,
    /// Whether two panes zoom and move as one.
    pub together: RwSignal<bool>,
    pub places: [RwSignal<Place>; 2],
    pub frames: [RwSignal<Frame>; 2],
    /// Whose layers are switched off.
    pub hidden: RwSignal<Vec<Whose>>,
    pub lengths: RwSignal<bool>,
    pub light: RwSignal<Light>,
    pub drawing: Drawing,
    pub keeping: Keeping,
    pub comparing: Comparing,
}

impl Looking {
    pub fn at(images: Vec<ImageView>, may_keep: bool) -> Self {
        Self {
            own: StoredValue::new(images.iter().map(|image| RwSignal::new(Own::of(image))).collect()),
            keeping: Keeping::new(&images, may_keep),
            shown: RwSignal::new([0, usize::from(images.len() > 1)]),
            images: StoredValue::new(images),
            pane: RwSignal::new(0),
            way: RwSignal::default(),
            take_focus: StoredValue::new(false),
            together: RwSignal::new(false),
            places: [RwSignal::new(Place::FIT), RwSignal::new(Place::FIT)],
            frames: [RwSignal::new(Frame::NONE), RwSignal::new(Frame::NONE)],
            hidden: RwSignal::default(),
            lengths: RwSignal::new(true),
            light: RwSignal::new(Light::AS_TAKEN),
            drawing: Drawing::new(),
            comparing: Comparing::new(),
        }
    }

    pub fn count(self) -> usize {
        self.images.with_value(Vec::len)
    }

    pub fn image(self, index: usize) -> Option<ImageView> {
        self.images.with_value(|images| images.get(index).cloned())
    }

    /// What the looker draws over one of the pictures.
    pub fn own(self, index: usize) -> RwSignal<Own> {
        self.own.with_value(|own| own[index])
    }

    /// The pane that the filmstrip and the keys mean.
    pub fn active(self) -> usize {
        if self.way.get_untracked() == Way::Beside { self.pane.get_untracked() } else { 0 }
    }

    /// The picture that the filmstrip and the keys mean.
    pub fn current(self) -> usize {
        let pane = if self.way.get() == Way::Beside { self.pane.get() } else { 0 };
        self.shown.get()[pane]
    }

    /// The picture before or after the one in this pane, by a key of its stage.
    pub fn turn(self, pane: usize, by: isize) {
        let (last, before) = (self.count().saturating_sub(1), self.shown.get_untracked()[pane]);
        let next = before.saturating_add_signed(by).min(last);
        self.take_focus.set_value(next != before);
        self.show(pane, next);
    }

    pub fn show(self, pane: usize, index: usize) {
        if self.shown.get_untracked()[pane] != index {
            self.shown.update(|shown| shown[pane] = index);
        }
    }

    /// Makes a pane ready for another picture.
    pub fn clear(self, pane: usize) {
        self.places[pane].set(Place::FIT);
        self.frames[pane].set(Frame::NONE);
    }

    pub fn choose(self, way: Way) {
        self.way.update(|now| *now = if *now == way { Way::One } else { way });
        if way == Way::Compare {
            self.drawing.put_away();
            // A picture compared with itself says nothing.
            self.shown.update(|[first, second]| {
                if first == second {
                    *second = if *first == 0 { 1 } else { 0 };
                }
            });
        }
    }

    pub fn step(self, pane: usize, step: Step) {
        self.move_each(pane, |place, frame| place.stepped(step, frame));
    }

    pub fn zoom(self, pane: usize, factor: f64) {
        self.move_each(pane, |place, frame| place.stepped(Step::zoom(factor, frame.middle()), frame));
    }

    pub fn fit(self, pane: usize) {
        self.move_each(pane, |_, _| Place::FIT);
    }

    pub fn actual(self, pane: usize) {
        self.move_each(pane, Place::actual);
    }

    /// In this pane, and in the other one too while they move together.
    fn move_each(self, pane: usize, to: impl Fn(Place, Frame) -> Place) {
        let both = self.way.get_untracked() == Way::Beside && self.together.get_untracked();
        for each in 0..2 {
            if both || each == pane {
                let frame = self.frames[each].get_untracked();
                self.places[each].update(|place| *place = to(*place, frame));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const FRAME: Frame = Frame { stage: (800.0, 600.0), picture: (1_600.0, 1_200.0), density: 1.0 };

    fn two_panes() -> Looking {
        let looking = Looking::at(Vec::new(), false);
        looking.frames.iter().for_each(|frame| frame.set(FRAME));
        looking.way.set(Way::Beside);
        looking
    }

    #[test]
    fn panes_move_together_only_when_asked() {
        Owner::new().with(|| {
            let looking = two_panes();
            looking.zoom(0, 2.0);
            assert_eq!(looking.places.map(|place| place.get_untracked().scale), [2.0, 1.0]);
            looking.together.set(true);
            looking.zoom(1, 2.0);
            looking.step(0, Step::pan((-40.0, 0.0)));
            let [first, second] = looking.places.map(|place| place.get_untracked());
            assert_eq!((first.scale, second.scale), (4.0, 2.0));
            // Where each was, and both moved as far.
            assert_eq!((first.x, second.x), (-1_240.0, -440.0));
            looking.choose(Way::Beside);
            looking.fit(0);
            assert_eq!(looking.places[1].get_untracked(), second);
        });
    }
}
