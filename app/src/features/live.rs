use leptos::prelude::*;

use crate::api::client::marked;

/// How much live news there had been when the page was made (`SignedIn::heard`).
#[derive(Debug, Clone)]
pub struct Heard(pub String);

/// Shows a page anew that nobody asked to be shown anew: what its reader has opened, typed and reached stays.
pub fn redraw(change: impl FnOnce()) {
    #[cfg(feature = "hydrate")]
    let kept = crate::browser::kept::Kept::of_page();
    change();
    // By the next frame the new page stands.
    #[cfg(feature = "hydrate")]
    request_animation_frame(move || kept.put_back());
}

/// Calls `changed` whenever the server says on `path` that something changed, for as long as the caller's view stands; also for
/// what changed while the page was on its way.
pub fn on_changes(path: impl Fn() -> String + 'static, changed: impl Fn() + Clone + 'static) {
    let heard = use_context::<Heard>().map(|Heard(place)| format!("&since={place}")).unwrap_or_default();
    Effect::new(move |_| {
        let path = format!("{}{heard}", marked(path())());
        let changed = changed.clone();
        #[cfg(feature = "hydrate")]
        // Dropped, and so closed, when the effect runs again or its view goes away.
        StoredValue::new_local(crate::browser::live::Listening::open(&path, changed));
        #[cfg(not(feature = "hydrate"))]
        drop((path, changed));
    });
}
