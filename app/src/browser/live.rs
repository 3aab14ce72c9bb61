//! Server-sent events.

use wasm_bindgen::{JsCast, closure::Closure};
use web_sys::EventSource;

/// A connection that stays open until this is dropped; the browser reconnects by itself.
pub struct Listening {
    source: EventSource,
    _changed: Closure<dyn FnMut()>,
}

impl Listening {
    /// Calls `changed` for every event named `changed`. None where the browser refuses the address.
    pub fn open(path: &str, changed: impl FnMut() + 'static) -> Option<Self> {
        let source = EventSource::new(path).ok()?;
        let changed = Closure::<dyn FnMut()>::new(changed);
        source.add_event_listener_with_callback("changed", changed.as_ref().unchecked_ref()).ok()?;
        Some(Self { source, _changed: changed })
    }
}

impl Drop for Listening {
    fn drop(&mut self) {
        self.source.close();
    }
}
