use domain::{annotation::Mark, measure::Known};
use leptos::prelude::*;
use locales::say;

use super::sketch::Sketch;

/// What can be seen beside the problem whose size is known, and what to draw next.
#[component]
pub fn Measuring(sketch: Sketch) -> impl IntoView {
    let choices = [Known::Ruler, Known::Penny, Known::Pound]
        .into_iter()
        .map(|known| {
            let name = match known {
                Known::Ruler => say!("mark.ruler"),
                Known::Penny => say!("mark.penny"),
                Known::Pound => say!("mark.pound"),
            };
            view! { <option value=known.as_str() prop:selected=move || sketch.by.get() == known>{name}</option> }
        })
        .collect_view();
    let next = move || {
        let has_scale =
            sketch.annotator.layer.with(|layer| layer.marks.iter().any(|mark| matches!(mark, Mark::Scale { .. })));
        match (has_scale, sketch.by.get()) {
            (true, _) => say!("mark.measure_spot"),
            (false, Known::Ruler) => say!("mark.measure_ruler"),
            (false, Known::Penny | Known::Pound) => say!("mark.measure_coin"),
        }
    };
    view! {
        <div class="annotator__words">
            <label class="nhsuk-label" for="annotator-by">{say!("mark.measure_by")}</label>
            <select class="nhsuk-select" id="annotator-by" on:change:target=move |event| {
                if let Ok(known) = event.target().value().parse() {
                    sketch.by.set(known);
                }
            }>{choices}</select>
            <p class="annotator__next" role="status">{next}</p>
        </div>
    }
    .into_any()
}
