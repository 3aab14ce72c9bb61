use leptos::{html, prelude::*};

use super::{
    light::Light,
    looking::{Looking, Way},
    place::Step,
    window::open,
};

/// How much one press of a button or key zooms.
pub const STEP: f64 = 1.5;
/// How far one press of an arrow key moves, as a share of the stage.
const STRIDE: f64 = 0.15;

/// Every key, and what it does. Digits and the letters q to p choose outcomes, here as everywhere on the page.
const KEYS: [(&str, &str); 15] = [
    ("+ −", "Zoom in and out"),
    ("0", "Fit the whole picture"),
    ("A", "Actual pixels, 1:1"),
    ("Arrow keys", "Move the picture; fitted, left and right show another one"),
    ("S", "Side by side"),
    ("J", "Join: both pictures zoom and move together"),
    ("C", "Compare two pictures on one place"),
    ("B", "Blink: show the other one of two compared pictures"),
    ("M", "Marks on and off"),
    ("D", "Measure a distance"),
    ("Arrow keys, Enter", "While measuring: move the cross, begin and end a line; with Shift in single steps"),
    ("L", "Measured lengths on and off"),
    ("[ ]", "Darker, brighter"),
    ("{ }", "Less, more contrast"),
    ("N", "Neutral light: as taken"),
];

/// Whether a key meant something to a stage that has the focus.
pub fn press_key(looking: Looking, pane: usize, key: &str, shift: bool) -> bool {
    if looking.measuring.on.get_untracked() && looking.measure_by_key(pane, key, shift) {
        return true;
    }
    let frame = looking.frames[pane].get_untracked();
    let (across, down) = (frame.stage.0 * STRIDE, frame.stage.1 * STRIDE);
    let fit = looking.places[pane].with_untracked(|place| place.is_fit());
    match key {
        "+" | "=" => looking.zoom(pane, STEP),
        "-" | "_" => looking.zoom(pane, 1.0 / STEP),
        "0" => looking.fit(pane),
        "a" | "A" => looking.actual(pane),
        "ArrowLeft" if fit => looking.turn(pane, -1),
        "ArrowRight" if fit => looking.turn(pane, 1),
        "ArrowLeft" => looking.step(pane, Step::pan((across, 0.0))),
        "ArrowRight" => looking.step(pane, Step::pan((-across, 0.0))),
        "ArrowUp" => looking.step(pane, Step::pan((0.0, down))),
        "ArrowDown" => looking.step(pane, Step::pan((0.0, -down))),
        _ => return false,
    }
    true
}

/// Whether a key meant something to the viewer as a whole, whatever in it has the focus.
pub fn press_anywhere(looking: Looking, key: &str, help: NodeRef<html::Dialog>) -> bool {
    let several = looking.count() > 1;
    let comparing = looking.way.get_untracked() == Way::Compare;
    let toggle = |switch: RwSignal<bool>| switch.update(|on| *on = !*on);
    let choose = |way| {
        looking.take_focus.set_value(true);
        looking.choose(way);
    };
    let light = |change: fn(Light) -> Light| looking.light.update(|light| *light = change(*light));
    match key {
        "s" | "S" if several => choose(Way::Beside),
        "c" | "C" if several => choose(Way::Compare),
        "j" | "J" if several => toggle(looking.together),
        "b" | "B" if comparing => looking.comparing.blink_by_hand(),
        "d" | "D" if !comparing => toggle(looking.measuring.on),
        "m" | "M" => toggle(looking.marks),
        "l" | "L" => toggle(looking.lengths),
        "[" => light(|light| light.brighter(-1)),
        "]" => light(|light| light.brighter(1)),
        "{" => light(|light| light.starker(-1)),
        "}" => light(|light| light.starker(1)),
        "n" | "N" => looking.light.set(Light::AS_TAKEN),
        "?" => open(help),
        _ => return false,
    }
    true
}

/// What every key does.
#[component]
pub fn KeyHelp(dialog: NodeRef<html::Dialog>) -> impl IntoView {
    let rows = KEYS.map(|(key, does)| view! { <div><dt><kbd>{key}</kbd></dt><dd>{does}</dd></div> });
    view! {
        <dialog class="key-help" node_ref=dialog aria-labelledby="key-help" on:keydown=|event| event.stop_propagation()>
            <h2 id="key-help">"Keys of the pictures"</h2>
            <p>"They work while the focus is in the pictures. Digits and the letters Q to P choose outcomes."</p>
            <dl>{rows.into_iter().collect_view()}</dl>
            <form method="dialog"><button class="nhsuk-button">"Close"</button></form>
        </dialog>
    }
    .into_any()
}
