//! Where the focus is, and where it goes.

use leptos::prelude::document;

/// Whether the focus is in something that takes text: a single key is a letter there.
pub fn is_typing() -> bool {
    document().active_element().is_some_and(|element| {
        let name = element.tag_name();
        matches!(name.as_str(), "TEXTAREA" | "SELECT")
            || (name == "INPUT" && element.get_attribute("type").as_deref() != Some("radio"))
    })
}

/// Whether the focus is in a part of the page that this selector names.
pub fn is_within(selector: &str) -> bool {
    let focused = document().active_element();
    focused.is_some_and(|element| element.closest(selector).is_ok_and(|found| found.is_some()))
}

/// Moves the focus to the element with this id as soon as the view that is being made stands.
#[cfg(feature = "hydrate")]
pub fn focus_soon(id: String) {
    crate::browser::focus::soon(id);
}

/// There is no focus to move while the server renders.
#[cfg(not(feature = "hydrate"))]
pub fn focus_soon(_id: String) {}

/// Moves the focus to the element with this id and no further than it takes to see it.
#[cfg(feature = "hydrate")]
pub fn focus_near(id: &str) {
    crate::browser::focus::near(id);
}

/// There is no focus to move while the server renders.
#[cfg(not(feature = "hydrate"))]
pub fn focus_near(_id: &str) {}
