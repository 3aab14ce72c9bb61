use domain::view::ImageView;
use leptos::{ev, html, prelude::*};

use super::{
    gesture::Gesture,
    marks::Marks,
    place::{Place, Size},
};

/// How much one press of a button or key zooms.
const STEP: f64 = 1.5;
/// How far one press of an arrow key moves, as a share of the stage.
const STRIDE: f64 = 0.15;

/// One picture with deep zoom and pan by touch, pen, mouse and keyboard.
#[component]
pub fn Stage(
    image: ImageView,
    #[prop(into)] marks: Signal<bool>,
    #[prop(into)] bright: Signal<bool>,
    /// Called with -1 or 1 when the arrow keys ask for another picture.
    turn: Callback<i32>,
) -> impl IntoView {
    let place = RwSignal::new(Place::FIT);
    let gesture = StoredValue::new(Gesture::default());
    let stage = NodeRef::<html::Div>::new();
    let sheet = NodeRef::<html::Div>::new();
    // Style attributes are forbidden by our Content-Security-Policy; the object model is not.
    Effect::new(move |_| {
        let transform = place.get().transform();
        if let Some(sheet) = sheet.get() {
            let _ = leptos::web_sys::HtmlElement::style(&sheet).set_property("transform", &transform);
        }
    });
    // The screen size is enough until somebody looks closer.
    let closer = Memo::new(move |was: Option<&bool>| was.copied().unwrap_or(false) || place.get().scale > 1.2);
    let (screen, master) = (image.screen, image.master);
    let source = move || if closer.get() { master.clone() } else { screen.clone() };

    let size = move || {
        stage
            .get_untracked()
            .map_or((1.0, 1.0), |stage| (f64::from(stage.client_width()), f64::from(stage.client_height())))
    };
    let zoom = move |factor: f64| place.update(|place| *place = place.zoomed(factor, middle_of(size()), size()));
    let at = move |event: &ev::MouseEvent| {
        let corner = stage.get_untracked().map_or((0.0, 0.0), |stage| corner_of(&stage));
        (f64::from(event.client_x()) - corner.0, f64::from(event.client_y()) - corner.1)
    };
    let press = move |event: ev::PointerEvent| {
        if let Some(stage) = stage.get_untracked() {
            // Without the capture a fast finger that leaves the stage would be lost, not harmed.
            let _ = stage.set_pointer_capture(event.pointer_id());
        }
        gesture.update_value(|gesture| gesture.press(event.pointer_id(), at(&event)));
    };
    let drag = move |event: ev::PointerEvent| {
        if gesture.with_value(Gesture::is_down) {
            let moved = gesture.try_update_value(|gesture| {
                gesture.drag(event.pointer_id(), at(&event), place.get_untracked(), size())
            });
            place.set(moved.unwrap_or(Place::FIT));
        }
    };
    let lift = move |event: ev::PointerEvent| gesture.update_value(|gesture| gesture.lift(event.pointer_id()));
    let wheel = move |event: ev::WheelEvent| {
        event.prevent_default();
        let factor = (-event.delta_y() * 0.002).exp();
        place.update(|place| *place = place.zoomed(factor, at(&event), size()));
    };
    let twice = move |event: ev::MouseEvent| {
        place.update(|place| *place = if place.is_fit() { place.zoomed(3.0, at(&event), size()) } else { Place::FIT });
    };
    let key = move |event: ev::KeyboardEvent| {
        if !(event.ctrl_key() || event.alt_key() || event.meta_key()) && press_key(&event.key(), place, size(), turn) {
            event.prevent_default();
        }
    };
    let label = format!("{}. Plus and minus zoom, arrow keys move, 0 fits.", image.alt);
    view! {
        <div class="stage" class:stage--bright=bright>
            <div class="stage__view" node_ref=stage tabindex="0" role="group" aria-roledescription="picture viewer"
                aria-label=label
                on:pointerdown=press on:pointermove=drag on:pointerup=lift on:pointercancel=lift
                on:wheel=wheel on:dblclick=twice on:keydown=key>
                <div class="stage__sheet" node_ref=sheet>
                    <img class="stage__under" src=image.thumb alt="" draggable="false"/>
                    <img class="stage__picture" src=source alt=image.alt draggable="false"/>
                    <Show when=move || marks.get()>
                        <Marks layer=image.annotations.clone() width=image.width height=image.height/>
                    </Show>
                </div>
            </div>
            <div class="stage__tools not-printed">
                <button type="button" class="tool" title="Zoom in (+)" aria-label="Zoom in" on:click=move |_| zoom(STEP)>"+"</button>
                <button type="button" class="tool" title="Zoom out (-)" aria-label="Zoom out" on:click=move |_| zoom(1.0 / STEP)>"−"</button>
                <button type="button" class="tool" title="Fit (0)" aria-label="Fit the whole picture" on:click=move |_| place.set(Place::FIT)>"Fit"</button>
            </div>
        </div>
    }
    .into_any()
}

/// Whether a key meant something to the viewer.
fn press_key(key: &str, place: RwSignal<Place>, size: Size, turn: Callback<i32>) -> bool {
    let fit = place.get_untracked().is_fit();
    let step = (size.0 * STRIDE, size.1 * STRIDE);
    let change: fn(Place, (f64, f64), Size) -> Place = match key {
        "+" | "=" => |place, _, size| place.zoomed(STEP, middle_of(size), size),
        "-" | "_" => |place, _, size| place.zoomed(1.0 / STEP, middle_of(size), size),
        "0" => |_, _, _| Place::FIT,
        "ArrowLeft" | "ArrowRight" if fit => {
            turn.run(if key == "ArrowLeft" { -1 } else { 1 });
            return true;
        }
        "ArrowLeft" => |place, step, size| place.moved((step.0, 0.0), size),
        "ArrowRight" => |place, step, size| place.moved((-step.0, 0.0), size),
        "ArrowUp" => |place, step, size| place.moved((0.0, step.1), size),
        "ArrowDown" => |place, step, size| place.moved((0.0, -step.1), size),
        _ => return false,
    };
    place.update(|place| *place = change(*place, step, size));
    true
}

fn middle_of((width, height): Size) -> (f64, f64) {
    (width / 2.0, height / 2.0)
}

/// The stage's corner in the window.
#[cfg(feature = "hydrate")]
fn corner_of(stage: &leptos::web_sys::HtmlElement) -> (f64, f64) {
    crate::browser::place::corner(stage)
}

/// Nobody points at anything while the server renders.
#[cfg(not(feature = "hydrate"))]
fn corner_of(_stage: &leptos::web_sys::HtmlElement) -> (f64, f64) {
    (0.0, 0.0)
}
