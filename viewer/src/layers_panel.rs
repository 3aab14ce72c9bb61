use domain::view::ImageView;
use leptos::prelude::*;

use super::{
    layers::{colour_of, image_lengths},
    state::{ViewerState, Whose},
};

/// Whose marks are shown over the picture that the keys mean.
#[component]
pub fn LayersPanel(viewer: ViewerState) -> impl IntoView {
    let index = Memo::new(move |_| viewer.current());
    let mine = Memo::new(move |_| viewer.own(index.get()).with(|own| !own.now().layer.marks.is_empty()));
    let lengths = Memo::new(move |_| image_lengths(viewer, index.get()).is_some());
    let rows = move || {
        let image = viewer.image(index.get())?;
        let mut rows = sent_and_others(&image);
        if mine.get() {
            rows.push((Whose::Own, "You".to_owned(), String::new()));
        }
        let boxes = rows.into_iter().map(|(whose, name, role)| {
            let colour = format!("layer-box__line layer-{}", colour_of(&image, whose));
            view! {
                <label class="layer-box" title=role>
                    <input type="checkbox" prop:checked=move || viewer.shows(whose) on:change=move |_| viewer.switch_layer(whose)/>
                    <span class=colour aria-hidden="true"></span><bdi>{name}</bdi>
                </label>
            }
        });
        Some(boxes.collect_view())
    };
    let nothing =
        move || !mine.get() && viewer.image(index.get()).is_some_and(|image| sent_and_others(&image).is_empty());
    view! {
        <div class="viewer__panel" role="group" aria-label="Layers">
            {rows}
            <Show when=move || lengths.get()>
                <label class="layer-box">
                    <input type="checkbox" prop:checked=viewer.lengths on:change=move |_| viewer.lengths.update(|on| *on = !*on)/>
                    "Measurements"
                </label>
            </Show>
            <Show when=nothing><p class="viewer__say">"Nothing is drawn on this picture."</p></Show>
        </div>
    }
    .into_any()
}

/// The layers that hold something, with their names and who those are.
fn sent_and_others(image: &ImageView) -> Vec<(Whose, String, String)> {
    let sent = (Whose::Sender, "Sent with the picture".to_owned(), image.from.clone());
    let others = image.layers.iter().filter(|layer| !layer.own && !layer.overlay.layer.marks.is_empty());
    let others = others.map(|layer| (Whose::Person(layer.account), layer.by.clone(), layer.role.clone()));
    let sent = (!image.annotations.marks.is_empty()).then_some(sent);
    sent.into_iter().chain(others).collect()
}
