//! The form's building blocks, bound to the draft.

use leptos::prelude::*;

use super::DraftForm;
use crate::components::{Choices, Field, FieldKind, Tick};

/// A short group of questions that folds away; complete ones start folded.
#[component]
pub fn Group(
    #[prop(into)] title: String,
    /// How much of it is missing or wrong.
    missing: Signal<usize>,
    /// Nothing in it is needed for the common case.
    #[prop(optional)]
    optional: bool,
    /// There is something to read in it.
    #[prop(optional)]
    open: bool,
    children: Children,
) -> impl IntoView {
    let open = open || (!optional && missing.get_untracked() > 0);
    let status = move || match (missing.get(), optional) {
        (0, true) => view! { <span class="group__state">"Optional"</span> }.into_any(),
        (0, false) => view! { <span class="group__state group__state--done">"Complete"</span> }.into_any(),
        (missing, _) => {
            view! { <span class="group__state group__state--open">{format!("{missing} still needed")}</span> }
                .into_any()
        }
    };
    view! {
        <details class="group" open=open>
            <summary class="group__head"><h2 class="group__title">{title}</h2>{status}</summary>
            <div class="group__body">{children()}</div>
        </details>
    }
    .into_any()
}

#[component]
pub fn Text(
    state: DraftForm,
    name: &'static str,
    label: &'static str,
    value: String,
    #[prop(optional)] kind: FieldKind,
    #[prop(optional)] hint: &'static str,
    #[prop(optional)] width: &'static str,
    #[prop(default = 3)] rows: u32,
) -> impl IntoView {
    view! { <Field name form_name=format!("draft[{name}]") label value kind hint width rows error=state.error(name)/> }
}

#[component]
pub fn OneOf(
    state: DraftForm,
    name: &'static str,
    legend: &'static str,
    choices: &'static [(&'static str, &'static str)],
    value: String,
    #[prop(optional)] hint: &'static str,
) -> impl IntoView {
    let choices = choices.iter().map(|&(code, label)| (code.to_owned(), label.to_owned())).collect::<Vec<_>>();
    view! { <Choices name form_name=format!("draft[{name}]") legend choices value hint error=state.error(name)/> }
}

/// Ticks under a legend: name, label and whether it is ticked.
#[component]
pub fn Ticks(legend: &'static str, ticks: Vec<(&'static str, &'static str, bool)>) -> impl IntoView {
    let ticks = ticks
        .into_iter()
        .map(|(name, label, checked)| view! { <Tick name form_name=format!("draft[{name}]") label checked/> })
        .collect_view();
    view! {
        <fieldset class="nhsuk-fieldset nhsuk-form-group">
            <legend class="nhsuk-fieldset__legend">{legend}</legend>
            <div class="nhsuk-checkboxes nhsuk-checkboxes--small ticks">{ticks}</div>
        </fieldset>
    }
    .into_any()
}
