use domain::view::ImageView;
use leptos::{ev, prelude::*};
use locales::say;
use ui::{browser::page, components::Press};

use super::{
    ACCEPT,
    coach::Coach,
    flow::Flow,
    pick::chosen,
    session::{Doing, SHUTTER, Session},
    view_name, view_tip,
};

/// The camera over the whole screen: a frame to fill, one instruction, a big shutter.
#[component]
pub fn CameraScene(flow: Flow) -> impl IntoView {
    let session = Session::begin(flow);
    let view = flow.view.get_untracked();
    view! {
        <div class="camera">
            <div class="camera__top">
                <p class="camera__tip"><strong>{view_name(view)}</strong>" "{view_tip(view)}</p>
                <Press label=say!("picture.close") named=say!("camera.close") on_press=move |()| flow.close()/>
            </div>
            <Preview flow session/>
            <div class="camera__bottom">
                <label class="pick__choose camera__choose">
                    <input class="pick__file" type="file" accept=ACCEPT multiple on:change=move |event| chosen(view, &event)/>
                    <span>{say!("camera.choose")}</span>
                </label>
                <Shutter session/>
                <Light session/>
            </div>
            <Switches flow session/>
        </div>
    }
    .into_any()
}

/// What the camera sees, and over it what to do.
#[component]
fn Preview(flow: Flow, session: Session) -> impl IntoView {
    let video = session.video;
    let ring = RwSignal::new(None::<(f64, f64)>);
    let point = move |event: ev::PointerEvent| {
        let Some((at, place)) = video.get_untracked().and_then(|video| page::share_of_video(&event, &video)) else {
            return;
        };
        if session.able.get_untracked().focus {
            ring.set(Some(place));
            session.focus_on(at);
        }
    };
    view! {
        <div class="camera__picture" on:pointerdown=point>
            <video class="camera__video" node_ref=video autoplay playsinline muted></video>
            <Ghost flow/>
            <div class="camera__frame" aria-hidden="true"></div>
            {move || ring.get().map(|(left, top)| view! {
                <span class="camera__ring" aria-hidden="true" style:left=format!("{left}px") style:top=format!("{top}px")></span>
            })}
            <Coach flow session/>
        </div>
    }
}

#[component]
fn Shutter(session: Session) -> impl IntoView {
    let in_trouble = Memo::new(move |_| matches!(session.doing.get(), Doing::In(_)));
    view! {
        <Show when=move || !in_trouble.get()
            fallback=move || view! {
                <Press label=say!("camera.again") class="nhsuk-button nhsuk-button--reverse" on_press=move |()| session.again()/>
            }>
            <button type="button" class="camera__shutter" id=SHUTTER aria-label=say!("camera.shutter")
                disabled=move || session.doing.get() != Doing::Running on:click=move |_| session.take()></button>
        </Show>
    }
}

#[component]
fn Light(session: Session) -> impl IntoView {
    let label =
        Signal::derive(move || if session.lit.get() { say!("camera.torch_off") } else { say!("camera.torch_on") });
    view! {
        <div class="camera__torch">
            <Show when=move || session.able.get().torch>
                <Press label on_press=move |()| session.switch_light()/>
            </Show>
        </div>
    }
}

/// What the person may want otherwise.
#[component]
fn Switches(flow: Flow, session: Session) -> impl IntoView {
    let (by_itself, ghost) = (flow.by_itself, flow.ghost);
    let several = move || session.cameras.with(|cameras| cameras.len() > 1);
    view! {
        <div class="camera__switches">
            <label class="switch">
                <input type="checkbox" prop:checked=by_itself on:change:target=move |event| by_itself.set(event.target().checked())/>
                <span>{say!("camera.by_itself")}</span>
            </label>
            {flow.earlier().is_some().then(|| view! {
                <label class="switch">
                    <input type="checkbox" prop:checked=ghost on:change:target=move |event| ghost.set(event.target().checked())/>
                    <span>{say!("camera.ghost")}</span>
                </label>
            })}
            <Show when=several>
                <Press label=say!("camera.other") on_press=move |()| session.switch()/>
            </Show>
        </div>
    }
}

/// The newest earlier picture of the same lesion and view, faint over the preview: so that a repeat is taken from the
/// same place.
#[component]
fn Ghost(flow: Flow) -> impl IntoView {
    let earlier = flow.earlier();
    move || {
        let ImageView { screen, .. } = earlier.clone().filter(|_| flow.ghost.get())?;
        Some(view! { <img class="camera__ghost" src=screen alt="" aria-hidden="true"/> })
    }
}
