use leptos::prelude::*;

/// What a notice is about.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum NoticeTone {
    #[default]
    Info,
    Success,
    Warning,
    /// Somebody could be harmed by going on.
    Danger,
}

/// A sentence or two that must not be overlooked, announced when it appears.
#[component]
pub fn Notice(#[prop(optional)] tone: NoticeTone, children: Children) -> impl IntoView {
    let class = match tone {
        NoticeTone::Info => "notice",
        NoticeTone::Success => "notice notice--success",
        NoticeTone::Warning => "notice notice--warning",
        NoticeTone::Danger => "notice notice--danger",
    };
    view! { <div class=class role="status">{children()}</div> }
}
