use gloo::timers::callback::Interval;
use leptos::{html, prelude::*, task::spawn_local};
use locales::say;
use ui::{browser::page, components::LiveText};

use super::recorder_state::{LONGEST, RecorderState};
use crate::browser::{camera::CameraTrouble, recorder::Recorder};

/// The recorder over the whole page.
#[component]
pub fn RecordDialog(state: RecorderState) -> impl IntoView {
    let dialog = NodeRef::<html::Dialog>::new();
    Effect::new(move |_| {
        let Some(dialog) = dialog.get() else { return };
        if state.open.get() { page::open_dialog(&dialog) } else { page::close_dialog(&dialog) }
    });
    view! {
        <dialog class="recorder" node_ref=dialog aria-label=say!("clip.record")
            on:cancel=move |event| if page::is_own(&event) { page::prevent(&event); state.open.set(false); }>
            <Show when=move || state.open.get()><Scene state/></Show>
        </dialog>
    }
    .into_any()
}

/// The camera, what to do, how long is left, and one button to start and stop.
#[component]
fn Scene(state: RecorderState) -> impl IntoView {
    let video = NodeRef::<html::Video>::new();
    let recorder = StoredValue::new_local(None::<Recorder>);
    let clock = StoredValue::new_local(None::<Interval>);
    let ready = RwSignal::new(false);
    let trouble = RwSignal::new(None::<CameraTrouble>);
    // Seconds left, once it records.
    let left = RwSignal::new(None::<u32>);

    Effect::new(move |_| {
        let Some(video) = video.get() else { return };
        spawn_local(async move {
            match Recorder::open(video).await {
                // The dialog may be closed by now: the camera then stops with this.
                Ok(opened) => {
                    if recorder.try_set_value(Some(opened)).is_none() {
                        ready.set(true);
                    }
                }
                Err(why) => {
                    trouble.try_set(Some(why));
                }
            }
        });
    });
    let stop = move || {
        clock.try_set_value(None);
        let Some(recording) = recorder.try_update_value(Option::take).flatten() else { return };
        spawn_local(async move {
            match recording.stop().await {
                Ok(clip) => {
                    state.open.try_set(false);
                    state.add(clip);
                }
                Err(why) => {
                    trouble.try_set(Some(why));
                }
            }
        });
    };
    // Not in the clock's own call: stopping takes the clock away.
    Effect::new(move |_| {
        if left.get() == Some(0) {
            stop();
        }
    });
    let start = move || {
        let started = recorder.try_update_value(|recorder| recorder.as_mut().map(Recorder::start)).flatten();
        match started {
            Some(Ok(())) => {
                left.set(Some(LONGEST));
                clock.set_value(Some(Interval::new(1_000, move || {
                    left.try_update(|left| *left = left.map(|left| left.saturating_sub(1)));
                })));
            }
            Some(Err(why)) => trouble.set(Some(why)),
            None => {}
        }
    };
    view! {
        <div class="camera">
            <div class="camera__top">
                <p class="camera__tip">{say!("clip.how")}</p>
                <button type="button" class="quiet-button" aria-label=say!("camera.close") on:click=move |_| state.open.set(false)>
                    {say!("picture.close")}
                </button>
            </div>
            <div class="camera__picture">
                <video class="camera__video" node_ref=video autoplay playsinline muted></video>
                <div class="camera__message" role="status">
                    {move || match (trouble.get(), ready.get()) {
                        (Some(why), _) => Some(say!(why.key())),
                        (None, false) => Some(say!("camera.starting")),
                        (None, true) => None,
                    }}
                </div>
            </div>
            <div class="camera__bottom add-clip__bottom">
                <p class="add-clip__left" role="timer">
                    <LiveText text=Signal::derive(move || left.get().map(|left| say!("clip.left", seconds = &left.to_string())).unwrap_or_default())/>
                </p>
                <button type="button" class="nhsuk-button nhsuk-button--reverse" disabled=move || !ready.get() || trouble.get().is_some()
                    on:click=move |_| if left.get_untracked().is_some() { stop() } else { start() }>
                    {move || if left.get().is_some() { say!("clip.stop") } else { say!("clip.start") }}
                </button>
            </div>
        </div>
    }
    .into_any()
}
