use leptos::prelude::*;

/// Adding a short video: only where scripts run, since its poster is made in the browser.
#[component]
pub fn AddClip() -> impl IntoView {
    let ready = RwSignal::new(false);
    Effect::new(move |_| ready.set(true));
    move || ready.get().then(section)
}

#[cfg(not(feature = "hydrate"))]
fn section() -> AnyView {
    ().into_any()
}

#[cfg(feature = "hydrate")]
fn section() -> AnyView {
    use locales::say;
    use ui::browser::files;

    use super::{record::RecordDialog, recorder_state::RecorderState};
    use crate::refusal;

    let state = RecorderState::provide();
    let chosen = move |event| {
        if let Some(clip) = files::chosen(&event).into_iter().next() {
            state.add(clip);
        }
    };
    view! {
        <section class="card add-clip">
            <h3 class="card__name">{say!("clip.title")}</h3>
            <p class="card__tip">{say!("clip.tip")}</p>
            <p class="card__tip">{say!("clip.rules")}</p>
            <div role="status">{move || state.busy.get().then(|| view! { <p>{say!("clip.preparing")}</p> })}</div>
            {move || state.refused.get().map(|code| view! {
                <p class="nhsuk-error-message" role="alert">{refusal(code)}</p>
            })}
            <div class="pick">
                <button type="button" class="nhsuk-button nhsuk-button--secondary pick__camera" disabled=state.busy
                    on:click=move |_| state.open.set(true)>
                    {say!("clip.record")}
                </button>
                <label class="pick__choose">
                    <input class="pick__file" type="file" accept="video/*" disabled=state.busy on:change=chosen/>
                    <span>{say!("clip.choose")}</span>
                </label>
            </div>
            <RecordDialog state/>
        </section>
    }
    .into_any()
}
