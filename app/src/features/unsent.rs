//! A form that was not sent, shown to whoever sent it: everything that was typed, to read, to copy or to send again.

use leptos::prelude::*;

/// Fields that say what a form is about, not what somebody typed.
const ABOUT: [&str; 9] = ["case", "version", "link", "then", "image", "photo_request", "key", "id", "page"];

/// What stood in a form, one line per field that was filled in.
#[component]
pub fn Typed(fields: Vec<(String, String)>) -> impl IntoView {
    let lines = fields
        .into_iter()
        .filter(|(name, value)| !value.trim().is_empty() && !ABOUT.contains(&name.as_str()))
        .map(|(name, value)| view! { <div><dt>{label(&name)}</dt><dd class="typed__value"><bdi>{value}</bdi></dd></div> })
        .collect_view();
    view! { <dl class="typed">{lines}</dl> }.into_any()
}

/// Sends the same again; `button` says so.
#[component]
pub fn SendAgain(
    #[prop(into)] action: Signal<String>,
    fields: Vec<(String, String)>,
    #[prop(into)] button: String,
) -> impl IntoView {
    let inputs =
        fields.into_iter().map(|(name, value)| view! { <input type="hidden" name=name value=value/> }).collect_view();
    view! { <form method="post" action=action>{inputs}<button class="nhsuk-button">{button}</button></form> }.into_any()
}

/// `draft[size_mm]` as a person reads it: "Size mm".
fn label(name: &str) -> String {
    let parts: Vec<&str> = name.split(['[', ']']).filter(|part| !part.is_empty()).collect();
    let words = parts.get(1..).filter(|inner| !inner.is_empty()).unwrap_or(&parts).join(" ").replace('_', " ");
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::label;

    #[test]
    fn a_field_is_named_for_a_person() {
        assert_eq!(label("draft[question]"), "Question");
        assert_eq!(label("draft[dob][day]"), "Dob day");
        assert_eq!(label("answer[safety_net]"), "Safety net");
        assert_eq!(label("faults"), "Faults");
    }
}
