//! Listening to what pointers and keys do on one element, with one piece of code for all of it.

use std::rc::Rc;

use domain::annotation::Point;
use leptos::{html, prelude::*};
use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::{Event, PointerEvent};

use super::page;

/// What a pointer does, in shares of the element's sides.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum Pointer {
    Down(Point),
    Moved(Point),
    Up,
}

/// Tells what pointers do on an area; one that is down is followed beyond its edge.
pub fn follow(area: NodeRef<html::Div>, tell: impl Fn(Pointer) + 'static) {
    let hear = move |event: &Event| {
        let Some(event) = event.dyn_ref::<PointerEvent>() else { return };
        let pointer = match event.type_().as_str() {
            "pointerdown" => {
                page::hold_pointer(event);
                page::share(event).map(Pointer::Down)
            }
            "pointermove" => page::share(event).map(Pointer::Moved),
            _ => Some(Pointer::Up),
        };
        if let Some(pointer) = pointer {
            tell(pointer);
        }
    };
    listen(area, &["pointerdown", "pointermove", "pointerup", "pointercancel"], Rc::new(hear));
}

/// Hears these events of an element for as long as whoever shows it is there.
pub fn listen(area: NodeRef<html::Div>, names: &'static [&'static str], hear: Rc<dyn Fn(&Event)>) {
    Effect::new(move |_| {
        let Some(area) = area.get() else { return };
        let hear = hear.clone();
        let heard = Closure::<dyn Fn(Event)>::new(move |event: Event| hear(&event));
        for name in names {
            // Refused by no browser.
            let _ = area.add_event_listener_with_callback(name, heard.as_ref().unchecked_ref());
        }
        // The element goes with its view, and then this.
        StoredValue::new_local(heard);
    });
}
