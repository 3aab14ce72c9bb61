use leptos::{html, prelude::*};

use super::{
    light::Light,
    own::Own,
    state::{ViewerState, Way},
};
use crate::canvas::{viewport::Step, window::open};

/// How much one press of a button or key zooms.
pub const STEP: f64 = 1.5;
/// How far one press of an arrow key moves, as a share of the stage.
const STRIDE: f64 = 0.15;

/// Every key, and what it does. Digits and the letters q to p choose outcomes, here as everywhere on the page.
const KEYS: [(&str, &str); 20] = [
    ("+ −", "Zoom in and out"),
    ("0", "Fit the whole picture"),
    ("A", "Actual pixels, 1:1"),
    ("Arrow keys", "Move the picture; fitted, left and right show another one"),
    ("S", "Side by side"),
    ("J", "Join: both pictures zoom and move together"),
    ("C", "Compare two pictures on one place"),
    ("B", "Blink: show the other one of two compared pictures"),
    ("M", "All that is drawn on and off"),
    ("F", "Draw with the tool used last, or stop drawing"),
    ("D", "Measure a distance, or stop measuring"),
    ("G", "Go to the next tool"),
    ("Arrow keys, Enter", "While drawing: move the cross, begin and end a mark; with Shift in single steps"),
    ("Z, Shift Z", "Undo and redo what you drew; with Ctrl too"),
    ("L", "Measured lengths on and off"),
    ("[ ]", "Darker, brighter"),
    ("{ }", "Less, more contrast"),
    ("N", "Neutral light: as taken"),
    ("Ctrl Enter", "Send the answer, from any of its fields"),
    ("?", "Show these keys, from anywhere on the page"),
];

/// Whether a key meant something to a stage that has the focus.
pub fn press_key(viewer: ViewerState, pane: usize, key: &str, shift: bool) -> bool {
    if untrack(|| viewer.stroke.is_on()) && viewer.draw_by_key(pane, key, shift) {
        return true;
    }
    let geometry = viewer.geometries[pane].get_untracked();
    let (across, down) = (geometry.stage.0 * STRIDE, geometry.stage.1 * STRIDE);
    let fit = viewer.viewports[pane].with_untracked(|viewport| viewport.is_fit());
    match key {
        "+" | "=" => viewer.zoom(pane, STEP),
        "-" | "_" => viewer.zoom(pane, 1.0 / STEP),
        "0" => viewer.fit(pane),
        "a" | "A" => viewer.actual(pane),
        "ArrowLeft" if fit => viewer.turn(pane, -1),
        "ArrowRight" if fit => viewer.turn(pane, 1),
        "ArrowLeft" => viewer.step(pane, Step::pan((across, 0.0))),
        "ArrowRight" => viewer.step(pane, Step::pan((-across, 0.0))),
        "ArrowUp" => viewer.step(pane, Step::pan((0.0, down))),
        "ArrowDown" => viewer.step(pane, Step::pan((0.0, -down))),
        _ => return false,
    }
    true
}

/// Whether a key meant something to the viewer as a whole, whatever in it has the focus.
pub fn press_anywhere(viewer: ViewerState, key: &str, help: NodeRef<html::Dialog>) -> bool {
    let several = viewer.count() > 1;
    let is_comparing = viewer.way.get_untracked() == Way::Compare;
    let is_drawing = untrack(|| viewer.stroke.is_on());
    let toggle = |switch: RwSignal<bool>| switch.update(|on| *on = !*on);
    let choose = |way| {
        viewer.take_focus.set_value(true);
        viewer.choose(way);
    };
    let light = |change: fn(Light) -> Light| viewer.light.update(|light| *light = change(*light));
    match key {
        "s" | "S" if several => choose(Way::Beside),
        "c" | "C" if several => choose(Way::Compare),
        "j" | "J" if several => toggle(viewer.together),
        "b" | "B" if is_comparing => viewer.compare.blink_by_hand(),
        "f" | "F" if !is_comparing => viewer.stroke.switch(),
        "d" | "D" if !is_comparing => viewer.stroke.switch_ruler(),
        "g" | "G" if is_drawing => viewer.stroke.take_next(),
        "z" | "Z" if press_undo(viewer, key) => {}
        "m" | "M" => viewer.switch_layers(),
        "l" | "L" => toggle(viewer.lengths),
        "[" => light(|light| light.brighter(-1)),
        "]" => light(|light| light.brighter(1)),
        "{" => light(|light| light.starker(-1)),
        "}" => light(|light| light.starker(1)),
        "n" | "N" => viewer.light.set(Light::AS_TAKEN),
        "?" => open(help),
        _ => return false,
    }
    true
}

/// The keys of undo and redo, with Ctrl as well as alone.
pub fn press_undo(viewer: ViewerState, key: &str) -> bool {
    let step = match key {
        "z" => Own::undo,
        "Z" | "y" | "Y" => Own::redo,
        _ => return false,
    };
    let is_drawing = untrack(|| viewer.stroke.is_on());
    if is_drawing {
        viewer.step_own(untrack(|| viewer.current()), step);
    }
    is_drawing
}

/// What every key does.
#[component]
pub fn KeyHelp(dialog: NodeRef<html::Dialog>) -> impl IntoView {
    let rows = KEYS.map(|(key, does)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div> });
    view! {
        <dialog class="key-help" node_ref=dialog aria-labelledby="key-help" on:keydown=|event| event.stop_propagation()>
            <h2 id="key-help">"Keys of the pictures"</h2>
            <p>"All but the last two work while the focus is in the pictures. Digits and the letters Q to P choose outcomes."</p>
            <dl>{rows.into_iter().collect_view()}</dl>
            <form method="dialog"><button class="nhsuk-button">"Close"</button></form>
        </dialog>
    }
    .into_any()
}
