use leptos::{ev, html, prelude::*};

use super::state::ViewerState;
use crate::canvas::{
    gesture::{Asked, Gesture},
    viewport::{Step, Viewport},
    window::corner_of,
};

/// How close a double press comes.
const CLOSER: f64 = 3.0;

/// What fingers, pen and mouse do on one stage: they move the picture, or draw over it.
#[derive(Debug, Clone, Copy)]
pub struct Pointing {
    viewer: ViewerState,
    pane: usize,
    stage: NodeRef<html::Div>,
    gesture: StoredValue<Gesture>,
    /// The stage's corner in the window: looked up when a pointer comes or presses, never while it moves.
    corner: StoredValue<(f64, f64)>,
}

impl Pointing {
    pub fn on(viewer: ViewerState, pane: usize, stage: NodeRef<html::Div>) -> Self {
        Self { viewer, pane, stage, gesture: StoredValue::default(), corner: StoredValue::new((0.0, 0.0)) }
    }

    pub fn locate(self) {
        self.corner.set_value(corner_of(self.stage));
    }

    fn at(self, event: &ev::MouseEvent) -> (f64, f64) {
        let (left, top) = self.corner.get_value();
        (f64::from(event.client_x()) - left, f64::from(event.client_y()) - top)
    }

    pub fn press(self, event: &ev::PointerEvent) {
        self.locate();
        if let Some(stage) = self.stage.get_untracked() {
            // Without the capture a fast finger that leaves the stage would be lost, not harmed.
            let _ = stage.set_pointer_capture(event.pointer_id());
        }
        let (is_pen, draws) = (event.pointer_type() == "pen", self.viewer.stroke.takes(event));
        self.after(event, |gesture, id, at| gesture.press(id, at, is_pen, draws));
    }

    pub fn drag(self, event: &ev::PointerEvent) {
        self.after(event, Gesture::drag);
    }

    pub fn lift(self, event: &ev::PointerEvent) {
        self.after(event, |gesture, id, _| gesture.lift(id, true));
    }

    pub fn cancel(self, event: &ev::PointerEvent) {
        self.after(event, |gesture, id, _| gesture.lift(id, false));
    }

    /// Does what is asked by what a pointer did.
    fn after(self, event: &ev::PointerEvent, did: impl FnOnce(&mut Gesture, i32, (f64, f64)) -> Option<Asked>) {
        let (viewer, at) = (self.viewer, self.at(event));
        match self.gesture.try_update_value(|gesture| did(gesture, event.pointer_id(), at)).flatten() {
            Some(Asked::Begin) => {
                viewer.stroke.cursor.set(None);
                viewer.begin_mark(self.pane, self.share(at));
            }
            Some(Asked::Draw) => viewer.draw_mark(self.share(at), force(event)),
            Some(Asked::Finish) => viewer.finish_mark(),
            Some(Asked::Drop) => viewer.stroke.drop_mark(),
            Some(Asked::Move(step)) => viewer.step(self.pane, step),
            None => {}
        }
    }

    pub fn wheel(self, event: &ev::WheelEvent) {
        event.prevent_default();
        let factor = (-event.delta_y() * 0.002).exp();
        self.viewer.step(self.pane, Step::zoom(factor, self.at(event)));
    }

    pub fn twice(self, event: &ev::MouseEvent) {
        if untrack(|| self.viewer.stroke.is_on()) {
            return;
        }
        if self.viewer.viewports[self.pane].with_untracked(|viewport| viewport.is_fit()) {
            self.viewer.step(self.pane, Step::zoom(CLOSER, self.at(event)));
        } else {
            self.viewer.fit(self.pane);
        }
    }

    fn share(self, at: (f64, f64)) -> domain::annotation::Point {
        let viewport: Viewport = self.viewer.viewports[self.pane].get_untracked();
        viewport.share_at(at, self.viewer.geometries[self.pane].get_untracked())
    }
}

/// How hard it is pressed, 0 to 1; a finger and a mouse cannot tell.
fn force(event: &ev::PointerEvent) -> Option<f32> {
    (event.pointer_type() == "pen").then(|| event.pressure())
}
