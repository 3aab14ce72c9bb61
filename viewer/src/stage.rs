use domain::view::ImageView;
use leptos::{ev, html, prelude::*};
use ui::components::LiveText;

use super::{
    compare::Over,
    detail::Detail,
    keys::{STEP, press_key},
    layers::Layers,
    part::SavedPart,
    pointing::Pointing,
    state::ViewerState,
};
use crate::canvas::{
    Cross,
    showing::{self, show_viewport},
    viewport::{StageGeometry, Viewport},
    window::watch,
};

/// One picture with deep zoom and pan by touch, pen, mouse and keyboard, or two of them laid over each other.
#[component]
pub fn Stage(
    viewer: ViewerState,
    pane: usize,
    /// Which of the case's pictures.
    index: usize,
    image: ImageView,
    /// Another one, to be laid over it.
    #[prop(optional_no_strip)]
    over: Option<ImageView>,
) -> impl IntoView {
    let (viewport, geometry) = (viewer.viewports[pane], viewer.geometries[pane]);
    let (width, height) = (image.width, image.height);
    let stage = NodeRef::<html::Div>::new();
    let sheets = [NodeRef::<html::Div>::new(), NodeRef::<html::Div>::new()];
    watch(stage, geometry, (f64::from(width), f64::from(height)));
    Effect::new(move |_| {
        let Some(stage) = stage.get().filter(|_| viewer.take_focus.get_value()) else { return };
        viewer.take_focus.set_value(false);
        // Fails only when the stage is gone again.
        let _ = stage.focus();
    });
    // Where it opens can be told once the stage was measured.
    let opened = StoredValue::new(false);
    Effect::new(move |_| {
        let geometry = geometry.get();
        if geometry != StageGeometry::NONE && !opened.get_value() {
            opened.set_value(true);
            viewport.set(viewer.opened_at(index).map_or(Viewport::FIT, |part| Viewport::showing(part, geometry)));
        }
    });
    let moving = show_viewport(viewport, sheets);
    let closer = Memo::new(move |_| showing::wants_detail(viewport.get(), geometry.get()));
    let zoom = Memo::new(move |_| (viewport.get().scale * 10.0).round() / 10.0);
    let fits = Memo::new(move |_| viewport.get().is_fit());
    let percent = Memo::new(move |_| (viewport.get().magnification(geometry.get()) * 100.0).round());

    let pointing = Pointing::on(viewer, pane, stage);
    let key = move |event: ev::KeyboardEvent| {
        let alone = !(event.ctrl_key() || event.alt_key() || event.meta_key());
        // The divider on the stage has its own use for arrow keys.
        let own = event.target() == event.current_target();
        if alone && own && press_key(viewer, pane, &event.key(), event.shift_key()) {
            event.prevent_default();
            // The same key may choose an outcome elsewhere.
            event.stop_propagation();
        }
    };
    let layers = over.is_none().then(|| view! { <Layers viewer pane index image=image.clone() zoom/> });
    let cross = move || {
        let at = viewer.stroke.cursor.get().filter(|_| viewer.stroke.is_on());
        at.map(|at| view! { <Cross at width height zoom/> })
    };
    let label = format!("{}. Plus and minus zoom, arrow keys move, question mark lists all keys.", image.alt);
    let first = image.clone();
    let saved_part = over.is_none().then(|| view! { <SavedPart viewer pane index/> });
    let over = over.map(|second| view! { <Over viewer first second sheet=sheets[1] closer/> });
    view! {
        <div class="stage" class:stage--moving=moving>
            <div class="stage__view" class:stage__view--fits=fits class:stage__view--drawing=move || viewer.stroke.is_on() node_ref=stage tabindex="0" role="group"
                aria-roledescription="picture viewer" aria-label=label
                on:pointerenter=move |_| pointing.locate() on:pointerdown=move |event| pointing.press(&event)
                on:pointermove=move |event| pointing.drag(&event) on:pointerup=move |event| pointing.lift(&event)
                on:pointercancel=move |event| pointing.cancel(&event) on:wheel=move |event| pointing.wheel(&event)
                on:dblclick=move |event| pointing.twice(&event) on:keydown=key>
                <div class="stage__sheet" node_ref=sheets[0]>
                    <Detail image closer light=viewer.light/>
                    {layers}
                    {cross}
                </div>
                {over}
            </div>
            {saved_part}
            <div class="stage__tools when-alive not-printed">
                <span class="stage__readout" title="Of the picture's own pixels"><LiveText text=Signal::derive(move || format!("{}%", percent.get())) verbatim=true/></span>
                <button type="button" class="tool" title="Zoom in (+)" aria-label="Zoom in" on:click=move |_| viewer.zoom(pane, STEP)>"+"</button>
                <button type="button" class="tool" title="Zoom out (-)" aria-label="Zoom out" on:click=move |_| viewer.zoom(pane, 1.0 / STEP)>"−"</button>
                <button type="button" class="tool" title="Fit (0)" aria-label="Fit the whole picture" on:click=move |_| viewer.fit(pane)>"Fit"</button>
                <button type="button" class="tool" title="Actual pixels (A)" aria-label="1:1, actual pixels" on:click=move |_| viewer.actual(pane)>"1:1"</button>
            </div>
        </div>
    }
    .into_any()
}
