use std::rc::Rc;

use domain::annotation::Layer;
use leptos::{html, prelude::*};
use locales::say;
use ui::{
    browser::pointer::listen,
    components::{LiveText, Press},
};

use super::{
    measuring::Measuring,
    pointing::{EVENTS, Pointing},
    sketch::{STRIDE, Sketch},
    state::AnnotatorState,
    toolbar::Toolbar,
};
use crate::canvas::{Cross, Marks, Tool, showing::show_viewport, window::watch};

/// A layer over a picture, redrawn when it changes.
pub fn drawn(layer: Signal<Option<Layer>>, width: u32, height: u32, zoom: Signal<f64>) -> AnyView {
    let marks = move || layer.get().map(|layer| view! { <Marks layer width height zoom/> });
    marks.into_any()
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
    annotator: AnnotatorState,
) -> impl IntoView {
    let sketch = Sketch::on(annotator, lesion);
    let (stage, sheet) = (NodeRef::<html::Div>::new(), NodeRef::<html::Div>::new());
    watch(stage, sketch.geometry, (f64::from(width), f64::from(height)));
    let moving = show_viewport(sketch.viewport, [sheet, NodeRef::new()]);
    let zoom: Signal<f64> = Memo::new(move |_| (sketch.viewport.get().scale * 10.0).round() / 10.0).into();
    let pointing = Pointing::on(sketch, stage);
    listen(stage, &EVENTS, Rc::new(move |event| pointing.hear(event)));
    let done = Signal::derive(move || Some(annotator.layer.get()));
    // Apart from what is done already: only this is redrawn while the pointer moves.
    let under_way = Signal::derive(move || sketch.under_way());
    let cursor = move || sketch.cursor.get().map(|at| view! { <Cross at width height zoom/> });
    let count = move || annotator.layer.with(|layer| layer.marks.len());
    let full = move || if sketch.is_full.get() { say!("mark.full") } else { String::new() };
    view! {
        <div class="annotator">
            <Toolbar sketch/>
            <Show when=move || sketch.tool.get() == Tool::Measure><Measuring sketch/></Show>
            <div class="annotator__stage" class:annotator__stage--moving=moving>
                <div class="annotator__area" node_ref=stage tabindex="0" role="application" aria-label=say!("mark.area")
                    aria-describedby="annotator-keys">
                    <div class="annotator__sheet" node_ref=sheet>
                        <img src=src alt=alt draggable="false"/>
                        {drawn(done, width, height, zoom)}
                        {drawn(under_way, width, height, zoom)}
                        {cursor}
                    </div>
                </div>
                <div class="annotator__zoom">
                    <Press label="+" named=say!("mark.closer") on_press=move |()| sketch.zoom(STRIDE)/>
                    <Press label="−" named=say!("mark.further") on_press=move |()| sketch.zoom(1.0 / STRIDE)/>
                </div>
            </div>
            <p class="annotator__keys" id="annotator-keys">{say!("mark.keys")}</p>
            <p class="annotator__full" role="status">{full}</p>
            <p class="nhsuk-u-visually-hidden" role="status"><LiveText text=Signal::derive(move || say!("mark.count", count = &count().to_string()))/></p>
        </div>
    }
    .into_any()
}
