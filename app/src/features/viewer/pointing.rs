use leptos::{ev, html, prelude::*};

use super::{
    gesture::Gesture,
    looking::Looking,
    place::{Place, Step},
    window::corner_of,
};

/// How close a double press comes.
const CLOSER: f64 = 3.0;

/// The pointer that draws a line.
#[derive(Debug, Clone, Copy)]
struct Drawer {
    id: i32,
    at: (f64, f64),
    is_pen: bool,
}

/// What fingers, pen and mouse do on one stage: they move the picture, or draw with the ruler.
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
        let measuring = self.looking.measuring;
        let draws = measuring.takes(event);
        match self.drawer.get_value() {
            // The hand that holds the pen lies on the screen.
            Some(Drawer { is_pen: true, .. }) => return,
            // A second finger: they want to look closer, not to draw.
            Some(first) => {
                measuring.drop_line();
                self.drawer.set_value(None);
                self.gesture.update_value(|gesture| gesture.press(first.id, first.at));
            }
            None if draws && !self.gesture.with_value(Gesture::is_down) => {
                self.hold(event);
                self.drawer.set_value(Some(Drawer { id, at, is_pen: event.pointer_type() == "pen" }));
                measuring.cursor.set(None);
                self.looking.begin_line(self.pane, self.share(at));
                return;
            }
            None => {}
        }
        self.hold(event);
        self.gesture.update_value(|gesture| gesture.press(id, at));
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
                self.looking.draw_line(self.share(at));
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
            self.looking.finish_line();
        }
    }

    pub fn cancel(self, event: &ev::PointerEvent) {
        if self.ends(event) {
            self.looking.measuring.drop_line();
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
        if self.looking.measuring.on.get_untracked() {
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
