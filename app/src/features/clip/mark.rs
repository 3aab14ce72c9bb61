use domain::view::ClipView;
use leptos::prelude::*;
use locales::say;

/// Says that a picture of the patient's own begins a video.
#[component]
pub fn ClipMark(clip: ClipView) -> impl IntoView {
    view! { <p class="clip-mark">{say!("clip.mark", length = &clip.length)}</p> }
}

/// The same in a corner of a small picture.
#[component]
pub fn ClipBadge(clip: ClipView) -> impl IntoView {
    view! {
        <span class="clip-badge" aria-hidden="true">"▶ "{clip.length.clone()}</span>
        <span class="nhsuk-u-visually-hidden">{format!(", with a video of {}", clip.length)}</span>
    }
}
