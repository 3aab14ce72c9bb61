use leptos::prelude::*;

use crate::api::client::marked;

/// Calls `changed` whenever the server says on `path` that something changed, for as long as the caller's view stands.
pub fn on_changes(path: impl Fn() -> String + 'static, changed: impl Fn() + Clone + 'static) {
    Effect::new(move |_| {
        let path = marked(path())();
        let changed = changed.clone();
        #[cfg(feature = "hydrate")]
        // Dropped, and so closed, when the effect runs again or its view goes away.
        StoredValue::new_local(crate::browser::live::Listening::open(&path, changed));
        #[cfg(not(feature = "hydrate"))]
        drop((path, changed));
    });
}
