//! Doing something before a page goes away.

use wasm_bindgen::{JsCast, closure::Closure};

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
