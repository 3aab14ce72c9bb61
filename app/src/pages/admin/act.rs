//! The parts of what is done by an administrator: one plain form each.

use domain::registration::{Registration, Regulator};
use leptos::prelude::*;

use crate::api::client::marked;

/// Where everything that an administrator does is posted to.
const ACT: &str = "/api/admin/act";

/// One act: what it is done to stands in `about`, or is chosen inside. `of` names it for who hears the button alone.
#[component]
pub(in crate::pages) fn Act(
    act: &'static str,
    #[prop(optional, into)] about: String,
    button: &'static str,
    #[prop(optional, into)] of: String,
    /// The page to go back to; one of ours.
    #[prop(optional, into)]
    back: String,
    /// It takes something away.
    #[prop(optional)]
    warning: bool,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    let about = (!about.is_empty()).then(|| view! { <input type="hidden" name="about" value=about/> });
    let of = (!of.is_empty()).then(|| view! { <span class="nhsuk-u-visually-hidden">{format!(" for {of}")}</span> });
    let is_alone = children.is_none();
    view! {
        <form method="post" action=marked(ACT)>
            <input type="hidden" name="act" value=act/>
            <input type="hidden" name="back" value=back/>
            {about}
            {children.map(|children| children())}
            <button class="nhsuk-button" class:nhsuk-button--secondary=is_alone class:nhsuk-button--warning=warning>{button}{of}</button>
        </form>
    }
    .into_any()
}

#[component]
pub(super) fn Text(
    name: &'static str,
    label: &'static str,
    #[prop(default = "text")] kind: &'static str,
    #[prop(optional)] required: bool,
    #[prop(optional, into)] value: String,
    #[prop(optional)] hint: &'static str,
) -> impl IntoView {
    let id = format!("new-{name}");
    let hint_id = format!("{id}-hint");
    let described = (!hint.is_empty()).then(|| hint_id.clone());
    let hint = (!hint.is_empty()).then(|| view! { <div class="nhsuk-hint" id=hint_id>{hint}</div> });
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for=id.clone()>{label}</label>
            {hint}
            <input class="nhsuk-input" id=id name=name type=kind autocomplete="off" required=required value=value aria-describedby=described/>
        </div>
    }
    .into_any()
}

/// The day on which something ends; empty for now. `id` tells several on one page apart.
#[component]
pub(super) fn Day(id: String, label: &'static str) -> impl IntoView {
    let hint = format!("{id}-hint");
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for=id.clone()>{label}</label>
            <div class="nhsuk-hint" id=hint.clone()>"Leave it empty for now."</div>
            <input class="nhsuk-input nhsuk-input--width-10" id=id name="on" type="date" aria-describedby=hint/>
        </div>
    }
    .into_any()
}

/// A clinician's entry in a register, which stands beside what they answer.
#[component]
pub(super) fn Registered(registration: Option<Registration>) -> impl IntoView {
    let (of, number) = registration.map(|it| (it.regulator, it.number)).unzip();
    let registers = Regulator::ALL.iter().map(|it| {
        view! { <option value=it.as_str() selected=of == Some(*it)>{it.label()}</option> }
    });
    let registers = registers.collect_view();
    view! {
        <div class="people__acts nhsuk-form-group">
            <div>
                <label class="nhsuk-label" for="new-regulator">"Register"</label>
                <select class="nhsuk-select" id="new-regulator" name="regulator">
                    <option value="">"None"</option>
                    {registers}
                </select>
            </div>
            <div>
                <label class="nhsuk-label" for="new-number">"Number there"</label>
                <input class="nhsuk-input nhsuk-input--width-10" id="new-number" name="number" autocomplete="off" spellcheck="false" value=number/>
            </div>
        </div>
    }
    .into_any()
}
