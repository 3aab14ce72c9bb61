use leptos::{html, prelude::*, task::spawn_local};
use words::say;

use super::{ACCEPT, flow::Flow, pick::chosen, view_name, view_tip};
use crate::browser::camera::{Camera, CameraTrouble};

/// The camera over the whole screen: a frame to fill, one tip, a big shutter.
#[component]
pub fn CameraScene(flow: Flow) -> impl IntoView {
    let video = NodeRef::<html::Video>::new();
    let camera = StoredValue::new_local(None::<Camera>);
    let running = RwSignal::new(false);
    let trouble = RwSignal::new(None::<CameraTrouble>);
    let torch = RwSignal::new(None::<bool>);

    let open = move || {
        let Some(video) = video.get_untracked() else { return };
        trouble.set(None);
        spawn_local(async move {
            match Camera::open(video).await {
                Ok(opened) => {
                    let has_torch = opened.has_torch();
                    // The dialog may be closed by now: the camera then stops with this.
                    if camera.try_set_value(Some(opened)).is_none() {
                        torch.set(has_torch.then_some(false));
                        running.set(true);
                    }
                }
                Err(why) => {
                    trouble.try_set(Some(why));
                }
            }
        });
    };
    // Once the video stands in the page.
    Effect::new(move |_| {
        if video.get().is_some() {
            open();
        }
    });

    let take = move |_| {
        running.set(false);
        spawn_local(async move {
            let shot = camera.try_update_value(Option::take).flatten();
            let Some(shot) = shot else { return };
            match shot.take().await {
                Ok(picture) => flow.shot(picture),
                Err(why) => {
                    trouble.try_set(Some(why));
                }
            }
        });
    };
    let switch = move |_| {
        let on = torch.get_untracked() != Some(true);
        torch.set(Some(on));
        // Taken out while the light is switched: nothing else may hold it then.
        let Some(held) = camera.try_update_value(Option::take).flatten() else { return };
        spawn_local(async move {
            if held.set_torch(on).await.is_err() {
                torch.try_set(None);
            }
            camera.try_set_value(Some(held));
        });
    };
    let view = flow.view.get_untracked();
    view! {
        <div class="camera">
            <div class="camera__top">
                <p class="camera__tip"><strong>{view_name(view)}</strong>" "{view_tip(view)}</p>
                <button type="button" class="quiet-button" aria-label=say!("camera.close") on:click=move |_| flow.close()>
                    {say!("picture.close")}
                </button>
            </div>
            <div class="camera__picture">
                <video class="camera__video" node_ref=video autoplay playsinline muted></video>
                <div class="camera__frame" aria-hidden="true"></div>
                <div class="camera__message" role="status">
                    {move || match (trouble.get(), running.get()) {
                        (Some(why), _) => Some(say!(why.key())),
                        (None, false) => Some(say!("camera.starting")),
                        (None, true) => None,
                    }}
                </div>
            </div>
            <div class="camera__bottom">
                <label class="pick__choose camera__choose">
                    <input class="pick__file" type="file" accept=ACCEPT multiple on:change=move |event| chosen(view, &event)/>
                    <span>{say!("camera.choose")}</span>
                </label>
                <Show when=move || trouble.get().is_none()
                    fallback=move || view! {
                        <button type="button" class="nhsuk-button nhsuk-button--reverse" on:click=move |_| open()>{say!("camera.again")}</button>
                    }>
                    <button type="button" class="camera__shutter" aria-label=say!("camera.shutter")
                        disabled=move || !running.get() on:click=take></button>
                </Show>
                <div class="camera__torch">
                    {move || torch.get().map(|on| view! {
                        <button type="button" class="quiet-button" on:click=switch>
                            {if on { say!("camera.torch_off") } else { say!("camera.torch_on") }}
                        </button>
                    })}
                </div>
            </div>
        </div>
    }
    .into_any()
}
