use domain::{
    annotation::{LayerLimits, Mark},
    measure::Known,
};
use leptos::prelude::*;
use ui::components::LiveText;

use super::{
    autosave::{LayerAutosave, NotSaved, SaveStatus},
    layers::image_lengths,
    state::ViewerState,
};
use crate::canvas::Tool;

/// What to do with the tool in hand, and whether what was drawn is stored. Of one height whatever it says: a picture
/// must not move under a pen.
#[component]
pub fn DrawPanel(viewer: ViewerState) -> impl IntoView {
    let stroke = viewer.stroke;
    let hint = move || match stroke.tool.get() {
        None | Some(Tool::Text) => "",
        Some(Tool::Arrow) => "Draw from its tail to its tip.",
        Some(Tool::Circle) => "Draw from one corner to the other.",
        Some(Tool::Region) => "Draw around it. The line closes itself.",
        Some(Tool::Number) => "Press where the lesion is: it gets the next number.",
        Some(Tool::Pen) => "Draw freely. A pen draws broader when pressed harder.",
        Some(Tool::Measure) => next_line(viewer),
    };
    let measured = move || image_lengths(viewer, viewer.current());
    view! {
        <div class="viewer__panel viewer__panel--draw" role="group" aria-label="Draw">
            <Show when=move || stroke.tool.get() == Some(Tool::Text)><Words viewer/></Show>
            <Show when=move || stroke.measures()><Measure viewer/></Show>
            <p class="viewer__say" role="status">{hint}" "<span class="viewer__measured">{measured}</span></p>
            <SaveStatusLine autosave=viewer.autosave/>
        </div>
    }
    .into_any()
}

/// Whether what was drawn is stored, and what to do where it is not.
#[component]
pub fn SaveStatusLine(autosave: LayerAutosave) -> impl IntoView {
    let says = move || match autosave.status.get() {
        SaveStatus::Nothing => String::new(),
        SaveStatus::Saving => "Saving…".to_owned(),
        SaveStatus::Saved => "Saved.".to_owned(),
        SaveStatus::OnScreen => "On this screen only: it is not saved.".to_owned(),
        SaveStatus::Refused(why) => format!("{why}."),
        SaveStatus::Not(NotSaved::Elsewhere) => {
            "Not saved: you drew on this picture in another window. Load the page again to see it.".to_owned()
        }
        SaveStatus::Not(NotSaved::Closed) => "Not saved: this case takes no more marks.".to_owned(),
        SaveStatus::Not(NotSaved::SignedOut) => {
            "Not saved: you have been signed out. Sign in again in another tab.".to_owned()
        }
        SaveStatus::Not(NotSaved::Failed) => "Could not be saved.".to_owned(),
    };
    let again = move || matches!(autosave.status.get(), SaveStatus::Not(NotSaved::Failed | NotSaved::SignedOut));
    view! {
        <p class="viewer__saved" class:viewer__saved--wrong=move || autosave.is_wrong() role="status"><LiveText text=Signal::derive(says)/></p>
        <Show when=again>
            <button type="button" class="tool" on:click=move |_| autosave.go_on()>"Try again"</button>
        </Show>
    }
    .into_any()
}

/// What the next press writes.
#[component]
fn Words(viewer: ViewerState) -> impl IntoView {
    let words = viewer.stroke.words;
    view! {
        <label class="chooser" for="draw-words"><span>"Words"</span>
            <input id="draw-words" type="text" maxlength=LayerLimits::default().text autocomplete="off"
                placeholder="Type, then press on the picture" prop:value=words
                on:input:target=move |event| words.set(event.target().value())
                // Letters are words here, not keys.
                on:keydown=|event| event.stop_propagation()/>
        </label>
    }
    .into_any()
}

/// What the next line of the ruler is for.
fn next_line(viewer: ViewerState) -> &'static str {
    let index = viewer.current();
    match viewer.stroke.by.get() {
        _ if own_scale(viewer, index) => "Step 2, measure: draw a line across what you want to measure.",
        None if sent_scale(viewer, index) => "The scale is set: draw a line across what you want to measure.",
        None | Some(Known::Ruler) => "Step 1, set the scale: draw a line along 10 mm of a ruler in the picture.",
        Some(Known::Penny | Known::Pound) => "Step 1, set the scale: draw a line across the coin, from edge to edge.",
    }
}

fn is_scale(mark: &Mark) -> bool {
    matches!(mark, Mark::Scale { .. })
}

fn sent_scale(viewer: ViewerState, index: usize) -> bool {
    viewer.image(index).is_some_and(|image| image.annotations.marks.iter().any(is_scale))
}

fn own_scale(viewer: ViewerState, index: usize) -> bool {
    viewer.own(index).with(|own| own.now().layer.marks.iter().any(is_scale))
}

/// What is measured by.
#[component]
fn Measure(viewer: ViewerState) -> impl IntoView {
    let by = viewer.stroke.by;
    let index = move || viewer.current();
    let choices = Known::ALL.iter().map(|known| {
        let chosen = move || by.get() == Some(*known);
        view! { <option value=known.as_str() prop:selected=chosen>{known.label()}</option> }
    });
    let as_sent = move || {
        let chosen = move || by.get().is_none();
        sent_scale(viewer, index()).then(|| view! { <option value="" prop:selected=chosen>"As sent"</option> })
    };
    let measures = move || viewer.own(index()).with(|own| own.now().layer.marks.iter().any(Mark::measures));
    let clear = move |_| {
        viewer.change(untrack(index), |overlay| overlay.layer.marks.retain(|mark| !mark.measures()));
    };
    view! {
        <label class="chooser" for="measure-by"><span>"Scale"</span>
            <select id="measure-by" disabled=move || own_scale(viewer, index())
                on:change:target=move |event| by.set(event.target().value().parse().ok())>
                {as_sent}{choices.collect_view()}
            </select>
        </label>
        <button type="button" class="tool" disabled=move || !measures() on:click=clear>"Start again"</button>
    }
    .into_any()
}
