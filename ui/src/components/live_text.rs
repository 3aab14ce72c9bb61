use leptos::{html, prelude::*};

/// Text that changes while the page is open. In an element of its own, set as a whole: a browser's translator puts its
/// own elements in the place of ours, and a text that was only changed where it stood would go on saying what is no
/// longer so.
#[component]
pub fn LiveText(
    #[prop(into)] text: Signal<String>,
    /// A number or a state that is no language's: no translator touches it.
    #[prop(optional)]
    verbatim: bool,
) -> impl IntoView {
    let span = NodeRef::<html::Span>::new();
    let first = text.get_untracked();
    Effect::new(move |before: Option<String>| {
        let now = text.get();
        if let Some(span) = span.get().filter(|_| before.is_some_and(|before| before != now)) {
            span.set_text_content(Some(&now));
        }
        now
    });
    view! { <span node_ref=span translate=verbatim.then_some("no")>{first}</span> }.into_any()
}
