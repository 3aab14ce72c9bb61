use leptos::{ev, html, prelude::*, wasm_bindgen::JsCast};

use super::sketch::Sketch;
use crate::canvas::{
    gesture::{Asked, Gesture},
    viewport::Step,
    window::corner_of,
};

/// What the drawing area listens to.
pub const EVENTS: [&str; 9] =
    ["pointerenter", "pointerdown", "pointermove", "pointerup", "pointercancel", "wheel", "keydown", "keyup", "blur"];

/// The middle button of a mouse.
const MIDDLE: i16 = 1;

/// What fingers, pen and mouse do on the drawing area. One draws; two fingers move the picture and bring it closer; once
/// a pen was seen, a hand on the glass does not draw.
#[derive(Debug, Clone, Copy)]
pub struct Pointing {
    sketch: Sketch,
    stage: NodeRef<html::Div>,
    gesture: StoredValue<Gesture>,
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
            has_pen: StoredValue::new(false),
            corner: StoredValue::new((0.0, 0.0)),
        }
    }

    /// One of the [`EVENTS`].
    pub fn hear(self, event: &ev::Event) {
        if let Some(pointer) = event.dyn_ref::<ev::PointerEvent>() {
            match event.type_().as_str() {
                "pointerdown" => self.press(pointer),
                "pointermove" => self.after(pointer, Gesture::drag),
                "pointerup" => self.after(pointer, |gesture, id, _| gesture.lift(id, true)),
                "pointercancel" => self.after(pointer, |gesture, id, _| gesture.lift(id, false)),
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
        self.hold(event);
        let is_pen = event.pointer_type() == "pen";
        if is_pen {
            self.has_pen.set_value(true);
        }
        let draws = !self.moves(event);
        self.after(event, |gesture, id, at| gesture.press(id, at, is_pen, draws));
    }

    /// Whether this pointer moves the picture instead of drawing on it.
    fn moves(self, event: &ev::PointerEvent) -> bool {
        let is_hand = event.pointer_type() == "touch" && self.has_pen.get_value();
        is_hand || event.button() != 0 || self.sketch.takes_space()
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

    /// Does what is asked by what a pointer did.
    fn after(self, event: &ev::PointerEvent, did: impl FnOnce(&mut Gesture, i32, (f64, f64)) -> Option<Asked>) {
        let (sketch, at) = (self.sketch, self.at(event));
        match self.gesture.try_update_value(|gesture| did(gesture, event.pointer_id(), at)).flatten() {
            Some(Asked::Begin) => {
                sketch.cursor.set(None);
                sketch.begin(sketch.share_at(at));
                sketch.draw_on(sketch.share_at(at), pressure(event));
            }
            Some(Asked::Draw) => sketch.draw_on(sketch.share_at(at), pressure(event)),
            Some(Asked::Finish) => sketch.finish(),
            Some(Asked::Drop) => sketch.drop_mark(),
            Some(Asked::Move(step)) => sketch.step(step),
            None => {}
        }
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
