use domain::view::ClipView;
use leptos::prelude::*;
use locales::say;

/// Plays a clip in place of its poster. Works without scripts: what is folded up is the browser's own player, which
/// fetches no more than it needs.
#[component]
pub fn PlayClip(clip: ClipView) -> impl IntoView {
    let cannot = RwSignal::new(false);
    view! {
        <details class="clip not-printed">
            <summary class="clip__summary">
                <span class="clip__open">{format!("▶ Play video ({})", clip.length)}</span>
                <span class="clip__close">"Close video"</span>
            </summary>
            <div class="clip__stage">
                <video class="clip__video" controls playsinline preload="metadata" src=clip.address
                    aria-label="Video of the skin, without sound" on:error=move |_| cannot.set(true)></video>
                <p class="clip__trouble" role="status">
                    {move || cannot.get().then_some("This browser cannot play this video. Try another browser.")}
                </p>
            </div>
        </details>
    }
    .into_any()
}

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
