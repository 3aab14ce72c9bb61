use domain::{
    case::{Draft, Site},
    pathway::NONE_OF_THEM,
};
use leptos::prelude::*;

use super::{
    DraftForm,
    parts::{Group, OneOf, Text, Ticks},
};
use crate::components::FieldKind;

/// What it is, where, how big, since when, and what it does.
#[component]
pub fn TheProblem(state: DraftForm, draft: Draft) -> impl IntoView {
    view! {
        <Group state title="Problem" fields=&["problem", "pigment", "seven_none", "site", "side", "site_detail", "lesions", "size_mm", "duration", "distribution", "trigger", "tried", "biopsy"]>
            <OneOf state name="problem" legend="Lesion or rash" value=draft.problem choices=&[("lesion", "Lesion"), ("rash", "Rash")]/>
            <div class="only-lesion">
                <OneOf state name="pigment" legend="Is the lesion pigmented?" value=draft.pigment
                    choices=&[("yes", "Pigmented"), ("no", "Not pigmented")]/>
            </div>
            <div class="fields">
                <SiteField state site=draft.site/>
                <OneOf state name="side" legend="Side" value=draft.side
                    choices=&[("left", "Left"), ("right", "Right"), ("middle", "Middle"), ("both", "Both")]/>
                <Text state name="site_detail" label="Where exactly (optional)" value=draft.site_detail/>
                <Text state name="duration" label="How long" value=draft.duration hint="For example, 6 weeks"/>
            </div>
            <div class="fields only-lesion">
                <Text state name="size_mm" label="Largest diameter, mm" value=draft.size_mm kind=FieldKind::Number width="nhsuk-input--width-4"/>
                <Text state name="lesions" label="How many lesions (optional)" value=draft.lesions kind=FieldKind::Number width="nhsuk-input--width-4"/>
            </div>
            <div class="only-rash">
                <Text state name="distribution" label="Distribution" value=draft.distribution/>
                <Ticks legend="General condition" ticks=vec![("systemic_upset", "Unwell, or fever", draft.systemic_upset)]/>
            </div>
            <Ticks legend="Change (tick all that apply)" ticks=vec![
                ("change_size", "Size", draft.change_size),
                ("change_shape", "Shape, changed or irregular", draft.change_shape),
                ("change_colour", "Colour, changed or irregular", draft.change_colour),
                ("change_raised", "Raised", draft.change_raised),
            ]/>
            <Ticks legend="Symptoms (tick all that apply)" ticks=vec![
                ("itch", "Itch", draft.itch),
                ("bleeding", "Bleeding", draft.bleeding),
                ("ooze", "Oozing", draft.ooze),
                ("crust", "Crusting", draft.crust),
                ("pain", "Pain", draft.pain),
            ]/>
            // The rest of the 7-point checklist: size, shape, colour, diameter and oozing are counted from above.
            <div class="only-pigmented">
                <Ticks legend="For the 7-point checklist (tick all that apply)" ticks=vec![
                    ("seven_inflamed", "Inflammation", draft.seven_inflamed),
                    ("seven_sensation", "Change in sensation", draft.seven_sensation),
                    ("seven_none", NONE_OF_THEM, draft.seven_none),
                ]/>
            </div>
            <div class="fields">
                <Text state name="tried" label="Treatment so far (optional)" value=draft.tried kind=FieldKind::Long rows=2 hint="With strength, how long and what it did"/>
                <Text state name="trigger" label="Trigger (optional)" value=draft.trigger kind=FieldKind::Long rows=2 hint="For example, a new medicine or plant"/>
            </div>
            <Text state name="biopsy" label="Earlier biopsy or histology (optional)" value=draft.biopsy/>
        </Group>
    }
    .into_any()
}

#[component]
fn SiteField(state: DraftForm, site: String) -> impl IntoView {
    let error = state.error("site");
    let wrong = move || error.get().is_some();
    let options = Site::ALL
        .iter()
        .map(|each| view! { <option value=each.as_str() selected=site == each.as_str()>{each.label()}</option> })
        .collect_view();
    view! {
        <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
            <label class="nhsuk-label" for="site">"Body site"</label>
            {move || error.get().map(|error| view! {
                <span class="nhsuk-error-message" id="site-error"><span class="nhsuk-u-visually-hidden">"Error: "</span>{error}</span>
            })}
            <select class="nhsuk-select" class:nhsuk-select--error=wrong id="site" name="draft[site]">
                <option value="">"Choose"</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
