//! What a page hears of the browser's other tabs, and when it comes to the front again.

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use web_sys::BroadcastChannel;

/// The channel that tabs of this site share. Nothing travels on it but that somebody signs out.
const CHANNEL: &str = "skinlink";

/// Listens until it is dropped.
pub struct Heard {
    channel: BroadcastChannel,
    _heard: Closure<dyn FnMut()>,
}

impl Heard {
    /// Calls `heard` when another tab signs out. None in a browser without such channels.
    pub fn listen(heard: impl FnMut() + 'static) -> Option<Self> {
        let channel = BroadcastChannel::new(CHANNEL).ok()?;
        let heard = Closure::<dyn FnMut()>::new(heard);
        channel.set_onmessage(Some(heard.as_ref().unchecked_ref()));
        Some(Self { channel, _heard: heard })
    }
}

impl Drop for Heard {
    fn drop(&mut self) {
        self.channel.close();
    }
}

/// Tells every other tab.
pub fn tell() {
    if let Ok(channel) = BroadcastChannel::new(CHANNEL) {
        // A tab that does not hear it finds out by itself when it next comes to the front.
        let _ = channel.post_message(&JsValue::from_str("signed out"));
    }
}

/// Watches until it is dropped.
pub struct Seen {
    seen: Closure<dyn FnMut()>,
}

impl Seen {
    /// Calls `seen` whenever the page comes to the front again, also out of the browser's memory of pages left.
    pub fn watch(seen: impl Fn() + 'static) -> Self {
        let seen = Closure::<dyn FnMut()>::new(move || {
            if !leptos::prelude::document().hidden() {
                seen();
            }
        });
        let listener = seen.as_ref().unchecked_ref();
        let _ = leptos::prelude::document().add_event_listener_with_callback("visibilitychange", listener);
        let _ = leptos::prelude::window().add_event_listener_with_callback("pageshow", listener);
        Self { seen }
    }
}

impl Drop for Seen {
    fn drop(&mut self) {
        let listener = self.seen.as_ref().unchecked_ref();
        let _ = leptos::prelude::document().remove_event_listener_with_callback("visibilitychange", listener);
        let _ = leptos::prelude::window().remove_event_listener_with_callback("pageshow", listener);
    }
}
