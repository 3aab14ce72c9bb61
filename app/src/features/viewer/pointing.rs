use leptos::{ev, html, prelude::*};

use super::{
    gesture::Gesture,
    looking::Looking,
    place::{Place, Step},
    window::corner_of,
};

/// How close a double press comes.
const CLOSER: f64 = 3.0;

/// The pointer that draws.
#[derive(Debug, Clone, Copy)]
struct Drawer {
    id: i32,
    at: (f64, f64),
    is_pen: bool,
}

/// What fingers, pen and mouse do on one stage: they move the picture, or draw over it.
#[derive(Debug, Clone, Copy)]
pub struct Pointing {
    looking: Looking,
    pane: usize,
    stage: NodeRef<html::Div>,
    gesture: StoredValue<Gesture>,
    drawer: StoredValue<Option<Drawer>>,
    /// The stage's corner in the window: looked up when a pointer comes or presses, never while it moves.
    corner: StoredValue<(f64, f64)>,
}

impl Pointing {
    pub fn on(looking: Looking, pane: usize, stage: NodeRef<html::Div>) -> Self {
        Self {
            looking,
            pane,
            stage,
            gesture: StoredValue::default(),
            drawer: StoredValue::new(None),
            corner: StoredValue::new((0.0, 0.0)),
        }
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
        let (id, at) = (event.pointer_id(), self.at(event));
        let drawing = self.looking.drawing;
        let (is_pen, draws) = (event.pointer_type() == "pen", drawing.takes(event));
        self.hold(event);
        match self.drawer.get_value() {
            // The hand that holds the pen lies on the screen.
            Some(Drawer { is_pen: true, .. }) => {}
            // It may have come down before the pen did.
            _ if draws && is_pen => {
                drawing.drop_mark();
                self.gesture.set_value(Gesture::default());
                self.begin(event);
            }
            // A second finger: they want to look closer, not to draw.
            Some(first) => {
                drawing.drop_mark();
                self.drawer.set_value(None);
                self.gesture.update_value(|gesture| {
                    gesture.press(first.id, first.at);
                    gesture.press(id, at);
                });
            }
            None if draws && !self.gesture.with_value(Gesture::is_down) => self.begin(event),
            None => self.gesture.update_value(|gesture| gesture.press(id, at)),
        }
    }

    fn begin(self, event: &ev::PointerEvent) {
        let at = self.at(event);
        let drawer = Drawer { id: event.pointer_id(), at, is_pen: event.pointer_type() == "pen" };
        self.drawer.set_value(Some(drawer));
        self.looking.drawing.cursor.set(None);
        self.looking.begin_mark(self.pane, self.share(at));
    }

    fn hold(self, event: &ev::PointerEvent) {
        if let Some(stage) = self.stage.get_untracked() {
            // Without the capture a fast finger that leaves the stage would be lost, not harmed.
            let _ = stage.set_pointer_capture(event.pointer_id());
        }
    }

    pub fn drag(self, event: &ev::PointerEvent) {
        let (id, at) = (event.pointer_id(), self.at(event));
        match self.drawer.get_value() {
            Some(drawer) if drawer.id == id => {
                self.drawer.set_value(Some(Drawer { at, ..drawer }));
                self.looking.draw_mark(self.share(at), force(event));
            }
            _ if self.gesture.with_value(Gesture::is_down) => {
                if let Some(step) = self.gesture.try_update_value(|gesture| gesture.drag(id, at)).flatten() {
                    self.looking.step(self.pane, step);
                }
            }
            _ => {}
        }
    }

    pub fn lift(self, event: &ev::PointerEvent) {
        if self.ends(event) {
            self.looking.finish_mark();
        }
    }

    pub fn cancel(self, event: &ev::PointerEvent) {
        if self.ends(event) {
            self.looking.drawing.drop_mark();
        }
    }

    /// Whether this pointer drew; it is gone now.
    fn ends(self, event: &ev::PointerEvent) -> bool {
        let id = event.pointer_id();
        self.gesture.update_value(|gesture| gesture.lift(id));
        let drew = self.drawer.get_value().is_some_and(|drawer| drawer.id == id);
        if drew {
            self.drawer.set_value(None);
        }
        drew
    }

    pub fn wheel(self, event: &ev::WheelEvent) {
        event.prevent_default();
        let factor = (-event.delta_y() * 0.002).exp();
        self.looking.step(self.pane, Step::zoom(factor, self.at(event)));
    }

    pub fn twice(self, event: &ev::MouseEvent) {
        if untrack(|| self.looking.drawing.is_on()) {
            return;
        }
        if self.looking.places[self.pane].with_untracked(|place| place.is_fit()) {
            self.looking.step(self.pane, Step::zoom(CLOSER, self.at(event)));
        } else {
            self.looking.fit(self.pane);
        }
    }

    fn share(self, at: (f64, f64)) -> domain::annotation::Point {
        let place: Place = self.looking.places[self.pane].get_untracked();
        place.share_at(at, self.looking.frames[self.pane].get_untracked())
    }
}

/// How hard it is pressed, 0 to 1; a finger and a mouse cannot tell.
fn force(event: &ev::PointerEvent) -> Option<f32> {
    (event.pointer_type() == "pen").then(|| event.pressure())
}
