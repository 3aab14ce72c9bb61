use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};

use super::sketch::Sketch;
use crate::features::viewer::{gesture::Gesture, place::Step, window::corner_of};

/// What the drawing area listens to.
pub const EVENTS: [&str; 9] =
    ["pointerenter", "pointerdown", "pointermove", "pointerup", "pointercancel", "wheel", "keydown", "keyup", "blur"];

/// The middle button of a mouse.
const MIDDLE: i16 = 1;

/// The pointer that draws.
#[derive(Debug, Clone, Copy)]
struct Drawer {
    id: i32,
    at: (f64, f64),
    is_pen: bool,
}

/// What fingers, pen and mouse do on the drawing area. One draws; two fingers move the picture and bring it closer; once
/// a pen was seen, a hand on the glass does not draw.
#[derive(Debug, Clone, Copy)]
pub struct Pointing {
    sketch: Sketch,
    stage: NodeRef<html::Div>,
    gesture: StoredValue<Gesture>,
    drawer: StoredValue<Option<Drawer>>,
    has_pen: StoredValue<bool>,
    /// The stage's corner in the window: looked up when a pointer comes or presses, never while it moves.
    corner: StoredValue<(f64, f64)>,
}

impl Pointing {
    pub fn on(sketch: Sketch, stage: NodeRef<html::Div>) -> Self {
        Self {
            sketch,
            stage,
            gesture: StoredValue::default(),
            drawer: StoredValue::new(None),
            has_pen: StoredValue::new(false),
            corner: StoredValue::new((0.0, 0.0)),
        }
    }

    /// One of the [`EVENTS`].
    pub fn hear(self, event: &ev::Event) {
        if let Some(pointer) = event.dyn_ref::<ev::PointerEvent>() {
            match event.type_().as_str() {
                "pointerdown" => self.press(pointer),
                "pointermove" => self.drag(pointer),
                "pointerup" => self.lift(pointer),
                "pointercancel" => self.cancel(pointer),
                _ => self.locate(),
            }
        } else if let Some(wheel) = event.dyn_ref::<ev::WheelEvent>() {
            self.wheel(wheel);
        } else if let Some(key) = event.dyn_ref::<ev::KeyboardEvent>() {
            if event.type_() == "keyup" {
                self.sketch.key_up(key);
            } else if self.sketch.key(key) {
                event.prevent_default();
                event.stop_propagation();
            }
        } else {
            self.sketch.let_go_of_space();
        }
    }

    fn locate(self) {
        self.corner.set_value(corner_of(self.stage));
    }

    fn at(self, event: &ev::MouseEvent) -> (f64, f64) {
        let (left, top) = self.corner.get_value();
        (f64::from(event.client_x()) - left, f64::from(event.client_y()) - top)
    }

    fn press(self, event: &ev::PointerEvent) {
        self.locate();
        let (id, at) = (event.pointer_id(), self.at(event));
        let is_pen = event.pointer_type() == "pen";
        if is_pen {
            self.has_pen.set_value(true);
        }
        match self.drawer.get_value() {
            // The hand that holds the pen lies on the screen.
            Some(Drawer { is_pen: true, .. }) => return,
            // A second finger: they want to look closer, not to draw.
            Some(first) => {
                self.sketch.drop_mark();
                self.drawer.set_value(None);
                self.gesture.update_value(|gesture| gesture.press(first.id, first.at));
            }
            None if !self.moves(event) && !self.gesture.with_value(Gesture::is_down) => {
                self.hold(event);
                self.drawer.set_value(Some(Drawer { id, at, is_pen }));
                self.sketch.cursor.set(None);
                let share = self.sketch.share_at(at);
                self.sketch.begin(share);
                self.sketch.draw_on(share, pressure(event));
                return;
            }
            None => {}
        }
        self.hold(event);
        self.gesture.update_value(|gesture| gesture.press(id, at));
    }

    /// Whether this pointer moves the picture instead of drawing on it.
    fn moves(self, event: &ev::PointerEvent) -> bool {
        let is_hand = event.pointer_type() == "touch" && self.has_pen.get_value();
        is_hand || event.button() == MIDDLE || self.sketch.takes_space()
    }

    fn hold(self, event: &ev::PointerEvent) {
        // The middle button would scroll.
        if event.button() == MIDDLE {
            event.prevent_default();
        }
        if let Some(stage) = self.stage.get_untracked() {
            // Without the capture a fast finger that leaves the stage would be lost, not harmed.
            let _ = stage.set_pointer_capture(event.pointer_id());
        }
    }

    fn drag(self, event: &ev::PointerEvent) {
        let (id, at) = (event.pointer_id(), self.at(event));
        match self.drawer.get_value() {
            Some(drawer) if drawer.id == id => {
                self.drawer.set_value(Some(Drawer { at, ..drawer }));
                self.sketch.draw_on(self.sketch.share_at(at), pressure(event));
            }
            _ if self.gesture.with_value(Gesture::is_down) => {
                if let Some(step) = self.gesture.try_update_value(|gesture| gesture.drag(id, at)).flatten() {
                    self.sketch.step(step);
                }
            }
            _ => {}
        }
    }

    fn lift(self, event: &ev::PointerEvent) {
        if self.ends(event) {
            self.sketch.finish();
        }
    }

    fn cancel(self, event: &ev::PointerEvent) {
        if self.ends(event) {
            self.sketch.drop_mark();
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

    fn wheel(self, event: &ev::WheelEvent) {
        event.prevent_default();
        let factor = (-event.delta_y() * 0.002).exp();
        self.sketch.step(Step::zoom(factor, self.at(event)));
    }
}

/// How hard a pen is pressed; nothing else can tell.
fn pressure(event: &ev::PointerEvent) -> Option<u8> {
    (event.pointer_type() == "pen").then(|| (event.pressure() * 255.0).round() as u8)
}
