use domain::{annotation::Mark, measure::Known};
use leptos::prelude::*;

use super::{
    looking::Looking,
    measure::{Kept, image_lengths},
};

/// What is measured by, what to do next, and what came out.
#[component]
pub fn MeasurePanel(looking: Looking) -> impl IntoView {
    let measuring = looking.measuring;
    let index = move || looking.current();
    let has_scale = move || looking.layer(index()).marks.iter().any(|mark| matches!(mark, Mark::Scale { .. }));
    let next = move || match (has_scale(), measuring.by.get()) {
        (true, _) => "Draw a line across what you want to measure.",
        (false, Known::Ruler) => "Draw a line along 10 mm of the ruler.",
        (false, Known::Penny | Known::Pound) => "Draw a line across the coin, from edge to edge.",
    };
    let found = move || image_lengths(looking, index());
    let kept = move || match measuring.kept.get() {
        Kept::Nothing => "",
        Kept::Saving => "Keeping it…",
        Kept::Saved => "Kept with the picture.",
        Kept::OnScreen => "On this screen only: it is not kept.",
        Kept::Failed => "It could not be kept. Measure again, or load the page again.",
    };
    let choices = Known::ALL.iter().map(|known| {
        let chosen = move || measuring.by.get() == *known;
        view! { <option value=known.as_str() prop:selected=chosen>{known.label()}</option> }
    });
    let measures = move || looking.layer(index()).marks.iter().any(Mark::measures);
    view! {
        <div class="viewer__panel" role="group" aria-label="Measure">
            <label class="chooser" for="measure-by"><span>"Scale"</span>
                <select id="measure-by" disabled=has_scale on:change:target=move |event| {
                    if let Ok(known) = event.target().value().parse() {
                        measuring.by.set(known);
                    }
                }>{choices.collect_view()}</select>
            </label>
            <p class="viewer__say" role="status">{next}" "<strong>{found}</strong>" "{kept}</p>
            <button type="button" class="tool" disabled=move || !measures() on:click=move |_| looking.take_back(false)>"Undo"</button>
            <button type="button" class="tool" disabled=move || !measures() on:click=move |_| looking.take_back(true)>"Start again"</button>
        </div>
    }
    .into_any()
}
