use leptos::{ev, prelude::*};

use super::state::{ViewerState, Way};
use crate::clip::ClipBadge;

/// Every picture, small: a press shows it in the pane that was used last. Without scripts, by itself.
#[component]
pub fn Filmstrip(viewer: ViewerState) -> impl IntoView {
    let ViewerState { shown, way, .. } = viewer;
    let frames = viewer.images.with_value(|images| {
        images
            .iter()
            .enumerate()
            .map(|(i, image)| {
                let is_shown = move || shown.get()[0] == i || (way.get() != Way::One && shown.get()[1] == i);
                let choose = move |event: ev::MouseEvent| {
                    event.prevent_default();
                    viewer.show(viewer.active(), i);
                };
                view! {
                    <li>
                        <a class="frame" href=image.master.clone() rel="external" aria-current=move || is_shown().then_some("true") aria-label=image.alt.clone() on:click=choose>
                            <img src=image.thumb.clone() alt="" width="64" height="64"/>
                            <span class="frame__view" aria-hidden="true">{image.view.label()}</span>
                            {image.earlier.is_some().then(|| view! { <span class="frame__earlier" aria-hidden="true">"Before"</span> })}
                            {image.clip.clone().map(|clip| view! { <ClipBadge clip/> })}
                        </a>
                    </li>
                }
            })
            .collect_view()
    });
    view! { <ul class="filmstrip" aria-label="Pictures">{frames}</ul> }
}
