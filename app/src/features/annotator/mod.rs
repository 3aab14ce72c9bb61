//! Drawing on a picture: pen, arrow, circle, area, words, numbers and size, at any zoom, by touch, mouse, pen and
//! keyboard. The marks are a layer beside the picture, which stays as it is.

mod drawing;
mod history;
mod measuring;
mod pointing;
mod sketch;
mod toolbar;

use domain::annotation::{Layer, Mark};
use leptos::{html, prelude::*};
use words::say;

use crate::features::viewer::{Cross, Marks, showing::show_place, window::watch};
pub use drawing::{Given, STEP, Tool, begin, is_visible, trace};
pub use history::History;
use measuring::Measuring;
use pointing::Pointing;
use sketch::{STRIDE, Sketch};
use toolbar::Toolbar;

/// The marks that are there, and what becomes of new ones: whoever shows an [`Annotator`] keeps them.
#[derive(Debug, Clone, Copy)]
pub struct Marking {
    pub layer: Signal<Layer>,
    pub add: Callback<Mark>,
    pub undo: Callback<()>,
    pub redo: Callback<()>,
    pub can_undo: Signal<bool>,
    pub can_redo: Signal<bool>,
}

/// A picture to draw on.
#[component]
pub fn Annotator(
    /// The picture's address, and its size in pixels.
    src: String,
    width: u32,
    height: u32,
    alt: String,
    /// Which lesion the picture shows.
    lesion: u8,
    marking: Marking,
) -> impl IntoView {
    let sketch = Sketch::on(marking, lesion);
    let (stage, sheet) = (NodeRef::<html::Div>::new(), NodeRef::<html::Div>::new());
    watch(stage, sketch.frame, (f64::from(width), f64::from(height)));
    let moving = show_place(sketch.place, [sheet, NodeRef::new()]);
    let zoom = Memo::new(move |_| (sketch.place.get().scale * 10.0).round() / 10.0);
    let pointing = Pointing::on(sketch, stage);
    // Apart from what is done already: only this is drawn anew while the pointer moves.
    let under_way = move || {
        let layer = sketch.under_way()?;
        Some(view! { <Marks layer width height zoom/> })
    };
    let cursor = move || sketch.cursor.get().map(|at| view! { <Cross at width height zoom/> });
    let count = move || marking.layer.with(|layer| layer.marks.len());
    view! {
        <div class="annotator">
            <Toolbar sketch/>
            <Show when=move || sketch.tool.get() == Tool::Measure><Measuring sketch/></Show>
            <div class="annotator__stage" class:annotator__stage--moving=moving>
                <div class="annotator__area" node_ref=stage tabindex="0" role="application" aria-label=say!("mark.area")
                    aria-describedby="annotator-keys"
                    on:pointerenter=move |_| pointing.locate() on:pointerdown=move |event| pointing.press(&event)
                    on:pointermove=move |event| pointing.drag(&event) on:pointerup=move |event| pointing.lift(&event)
                    on:pointercancel=move |event| pointing.cancel(&event) on:wheel=move |event| pointing.wheel(&event)
                    on:keyup=move |event| sketch.key_up(&event) on:blur=move |_| sketch.let_go_of_space()
                    on:keydown=move |event| {
                        if sketch.key(&event) {
                            event.prevent_default();
                            event.stop_propagation();
                        }
                    }
                >
                    <div class="annotator__sheet" node_ref=sheet>
                        <img src=src alt=alt draggable="false"/>
                        {move || view! { <Marks layer=marking.layer.get() width height zoom/> }}
                        {under_way}
                        {cursor}
                    </div>
                </div>
                <div class="annotator__zoom">
                    <button type="button" class="quiet-button" aria-label=say!("mark.closer") on:click=move |_| sketch.zoom(STRIDE)>"+"</button>
                    <button type="button" class="quiet-button" aria-label=say!("mark.further") on:click=move |_| sketch.zoom(1.0 / STRIDE)>"−"</button>
                </div>
            </div>
            <p class="annotator__keys" id="annotator-keys">{say!("mark.keys")}</p>
            <p class="annotator__full" role="status">{move || sketch.is_full.get().then(|| say!("mark.full"))}</p>
            <p class="nhsuk-u-visually-hidden" role="status">{move || say!("mark.count", count = &count().to_string())}</p>
        </div>
    }
    .into_any()
}
