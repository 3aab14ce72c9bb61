//! Doing something before a page goes away.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::BeforeUnloadEvent;

/// Listens until it is dropped.
pub struct Leaving {
    hidden: Closure<dyn FnMut()>,
}

impl Leaving {
    /// Calls `leave` whenever the page is hidden: another tab, another program, or closed.
    pub fn watch(leave: impl Fn() + 'static) -> Self {
        let hidden = Closure::<dyn FnMut()>::new(move || {
            if leptos::prelude::document().hidden() {
                leave();
            }
        });
        let document = leptos::prelude::document();
        let _ = document.add_event_listener_with_callback("visibilitychange", hidden.as_ref().unchecked_ref());
        Self { hidden }
    }
}

impl Drop for Leaving {
    fn drop(&mut self) {
        let document = leptos::prelude::document();
        let _ = document.remove_event_listener_with_callback("visibilitychange", self.hidden.as_ref().unchecked_ref());
    }
}

/// Has the browser ask before the page is left, in its own words, until it is dropped.
pub struct Asking {
    listener: Closure<dyn FnMut(BeforeUnloadEvent)>,
}

impl Asking {
    /// Asks while `unsaved` says so.
    pub fn when(unsaved: impl Fn() -> bool + 'static) -> Self {
        let listener = Closure::<dyn FnMut(BeforeUnloadEvent)>::new(move |event: BeforeUnloadEvent| {
            if unsaved() {
                event.prevent_default();
                event.set_return_value("unsaved");
            }
        });
        let window = leptos::prelude::window();
        let _ = window.add_event_listener_with_callback("beforeunload", listener.as_ref().unchecked_ref());
        Self { listener }
    }
}

impl Drop for Asking {
    fn drop(&mut self) {
        let window = leptos::prelude::window();
        let _ = window.remove_event_listener_with_callback("beforeunload", self.listener.as_ref().unchecked_ref());
    }
}
