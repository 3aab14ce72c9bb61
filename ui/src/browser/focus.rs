//! Moving the focus to where a person is needed.

use wasm_bindgen::JsCast;
use web_sys::{Element, HtmlElement};

/// Focuses the element with this id once the view that is being made stands, opening any closed group around it.
pub fn soon(id: String) {
    leptos::prelude::request_animation_frame(move || {
        let Some(element) = leptos::prelude::document().get_element_by_id(&id) else { return };
        open_around(&element);
        if let Ok(element) = element.dyn_into::<HtmlElement>() {
            // A browser that refuses leaves the focus where it was.
            let _ = element.focus();
            element.scroll_into_view_with_bool(true);
        }
    });
}

/// Focuses the element with this id, which stands already; the page moves only if it is out of sight.
pub fn near(id: &str) {
    if let Some(Ok(element)) = leptos::prelude::document().get_element_by_id(id).map(JsCast::dyn_into::<HtmlElement>) {
        // A browser that refuses leaves the focus where it was.
        let _ = element.focus();
    }
}

/// Opens every closed group that an element stands in: inside one it cannot be seen.
pub fn open_around(element: &Element) {
    let mut closed = element.closest("details:not([open])").ok().flatten();
    while let Some(details) = closed {
        let _ = details.set_attribute("open", "");
        closed = details.closest("details:not([open])").ok().flatten();
    }
}
