use domain::{ids::AccountId, view::ImageView};
use leptos::prelude::*;

use super::{
    autosave::{LayerAutosave, SaveLayer},
    light::Light,
    own::Own,
    registration::Alignment,
    stroke::StrokeState,
};
use crate::canvas::viewport::{StageGeometry, Step, Viewport};

/// How many pictures are shown, and how.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Way {
    #[default]
    One,
    Beside,
    Compare,
}

/// Whose a layer is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Whose {
    /// What the picture was sent with.
    Sender,
    Person(AccountId),
    /// The clinician's who views.
    Own,
}

/// Which of two pictures laid over each other is seen.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Shown {
    /// The first left of the divider, the second right of it.
    #[default]
    Divided,
    First,
    Second,
}

/// Two pictures laid over each other.
#[derive(Debug, Clone, Copy)]
pub struct CompareState {
    pub seen: RwSignal<Shown>,
    /// Where the divider stands, in per cent from the left.
    pub divider: RwSignal<u32>,
    pub blinking: RwSignal<bool>,
    pub alignment: RwSignal<Alignment>,
}

impl CompareState {
    pub fn new() -> Self {
        Self {
            seen: RwSignal::default(),
            divider: RwSignal::new(50),
            blinking: RwSignal::new(false),
            alignment: RwSignal::default(),
        }
    }

    /// Shows both, the first as far as `divider` per cent from the left.
    pub fn divide(self, divider: u32) {
        self.blinking.set(false);
        self.seen.set(Shown::Divided);
        self.divider.set(divider);
    }

    /// Shows the other one.
    pub fn blink_by_hand(self) {
        self.blinking.set(false);
        self.blink();
    }

    pub fn blink(self) {
        self.seen.update(|seen| *seen = if *seen == Shown::Second { Shown::First } else { Shown::Second });
    }
}

/// The viewer's state: which of a case's pictures are shown, and how. Copies share it.
#[derive(Debug, Clone, Copy)]
pub struct ViewerState {
    pub images: StoredValue<Vec<ImageView>>,
    /// What the clinician draws over each picture; each its own, so that a stroke redraws no other picture.
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
    pub viewports: [RwSignal<Viewport>; 2],
    pub geometries: [RwSignal<StageGeometry>; 2],
    /// Whose layers are switched off.
    pub hidden: RwSignal<Vec<Whose>>,
    pub lengths: RwSignal<bool>,
    pub light: RwSignal<Light>,
    pub stroke: StrokeState,
    pub autosave: LayerAutosave,
    pub compare: CompareState,
}

impl ViewerState {
    pub fn at(images: Vec<ImageView>, save: Option<SaveLayer>) -> Self {
        Self {
            own: StoredValue::new(images.iter().map(|image| RwSignal::new(Own::of(image))).collect()),
            autosave: LayerAutosave::new(&images, save),
            shown: RwSignal::new([0, usize::from(images.len() > 1)]),
            images: StoredValue::new(images),
            pane: RwSignal::new(0),
            way: RwSignal::default(),
            take_focus: StoredValue::new(false),
            together: RwSignal::new(false),
            viewports: [RwSignal::new(Viewport::FIT), RwSignal::new(Viewport::FIT)],
            geometries: [RwSignal::new(StageGeometry::NONE), RwSignal::new(StageGeometry::NONE)],
            hidden: RwSignal::default(),
            lengths: RwSignal::new(true),
            light: RwSignal::new(Light::AS_TAKEN),
            stroke: StrokeState::new(),
            compare: CompareState::new(),
        }
    }

    pub fn count(self) -> usize {
        self.images.with_value(Vec::len)
    }

    pub fn image(self, index: usize) -> Option<ImageView> {
        self.images.with_value(|images| images.get(index).cloned())
    }

    /// What the clinician draws over one of the pictures.
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
        self.viewports[pane].set(Viewport::FIT);
        self.geometries[pane].set(StageGeometry::NONE);
    }

    pub fn choose(self, way: Way) {
        self.way.update(|now| *now = if *now == way { Way::One } else { way });
        if way == Way::Compare {
            self.stroke.put_away();
            // A picture compared with itself says nothing.
            self.shown.update(|[first, second]| {
                if first == second {
                    *second = if *first == 0 { 1 } else { 0 };
                }
            });
        }
    }

    pub fn step(self, pane: usize, step: Step) {
        self.move_each(pane, |viewport, geometry| viewport.stepped(step, geometry));
    }

    pub fn zoom(self, pane: usize, factor: f64) {
        self.move_each(pane, |viewport, geometry| viewport.stepped(Step::zoom(factor, geometry.middle()), geometry));
    }

    pub fn fit(self, pane: usize) {
        self.move_each(pane, |_, _| Viewport::FIT);
    }

    pub fn actual(self, pane: usize) {
        self.move_each(pane, Viewport::actual);
    }

    /// In this pane, and in the other one too while they move together.
    fn move_each(self, pane: usize, to: impl Fn(Viewport, StageGeometry) -> Viewport) {
        let both = self.way.get_untracked() == Way::Beside && self.together.get_untracked();
        for each in 0..2 {
            if both || each == pane {
                let geometry = self.geometries[each].get_untracked();
                self.viewports[each].update(|viewport| *viewport = to(*viewport, geometry));
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const GEOMETRY: StageGeometry = StageGeometry { stage: (800.0, 600.0), picture: (1_600.0, 1_200.0), density: 1.0 };

    fn two_panes() -> ViewerState {
        let viewer = ViewerState::at(Vec::new(), None);
        viewer.geometries.iter().for_each(|geometry| geometry.set(GEOMETRY));
        viewer.way.set(Way::Beside);
        viewer
    }

    #[test]
    fn panes_move_together_only_when_asked() {
        Owner::new().with(|| {
            let viewer = two_panes();
            viewer.zoom(0, 2.0);
            assert_eq!(viewer.viewports.map(|viewport| viewport.get_untracked().scale), [2.0, 1.0]);
            viewer.together.set(true);
            viewer.zoom(1, 2.0);
            viewer.step(0, Step::pan((-40.0, 0.0)));
            let [first, second] = viewer.viewports.map(|viewport| viewport.get_untracked());
            assert_eq!((first.scale, second.scale), (4.0, 2.0));
            // Where each was, and both moved as far.
            assert_eq!((first.x, second.x), (-1_240.0, -440.0));
            viewer.choose(Way::Beside);
            viewer.fit(0);
            assert_eq!(viewer.viewports[1].get_untracked(), second);
        });
    }
}
