use leptos::prelude::document;

/// Whether the focus is in something that takes text: a single key is a letter there.
pub fn is_typing() -> bool {
    document().active_element().is_some_and(|element| {
        let name = element.tag_name();
        matches!(name.as_str(), "TEXTAREA" | "SELECT")
            || (name == "INPUT" && element.get_attribute("type").as_deref() != Some("radio"))
    })
}
