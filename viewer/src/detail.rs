use domain::view::ImageView;
use leptos::{html, prelude::*};

use super::light::Light;
use crate::canvas::window::{style, when_decoded};

/// One picture in three sizes above each other: the list's at once, the screen's as soon as it is there, and the master
/// when `closer` asks for it. What is there stays until the next is decoded, so that nothing flickers.
#[component]
pub fn Detail(
    image: ImageView,
    #[prop(into)] closer: Signal<bool>,
    #[prop(into)] light: Signal<Light>,
) -> impl IntoView {
    let wanted = RwSignal::new(false);
    let there = RwSignal::new(false);
    // Once there, it stays; lost, it is asked for again after zooming out and in.
    Effect::new(move |_| {
        if closer.get() {
            wanted.set(true);
        } else if !there.get_untracked() {
            wanted.set(false);
        }
    });
    let shaded = NodeRef::<html::Div>::new();
    Effect::new(move |_| {
        let filter = light.get().filter();
        if let Some(shaded) = shaded.get() {
            style(&shaded, "filter", &filter);
        }
    });
    let (thumb, screen, master) = (image.thumb, image.screen, image.master);
    let detail = move || {
        wanted.get().then(|| {
            let picture = NodeRef::<html::Img>::new();
            when_decoded(picture, there, move || {
                let _ = wanted.try_set(false);
            });
            view! {
                <img class="stage__detail" class:stage__detail--there=there node_ref=picture src=master.clone() alt=""
                    decoding="async" draggable="false"/>
            }
        })
    };
    view! {
        <div class="stage__light" node_ref=shaded>
            <img class="stage__under" src=thumb alt="" draggable="false"/>
            <img class="stage__picture" src=screen alt=image.alt draggable="false"/>
            {detail}
        </div>
    }
    .into_any()
}
