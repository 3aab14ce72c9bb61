use domain::{case::Problem, command::ConsentChoices, view::Stage};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;
use words::say;

use super::{
    frame::{Call, Frame, Heading, JourneyForm, Visit},
    journey::Page,
};
use crate::{api::patient::GiveConsent, components::ErrorSummary};

/// What a patient is told, and what they agree to, before any camera opens (domain.md 3.2, 3.9, 3.10).
#[component]
pub fn Before() -> impl IntoView {
    view! { <Frame page=Page::Before show/> }
}

fn show(visit: Visit) -> AnyView {
    let query = use_query_map();
    let declined = visit.page.stage == Stage::Declined;
    let refused = move || declined || query.read().get("care").is_some();
    let practice = visit.practice();
    let declined_text = say!("before.declined", practice = &practice);
    let phone = visit.page.asker.phone.clone();
    let problems = Signal::derive(move || {
        let problem = Problem { field: "care".to_owned(), message: say!("before.need_care") };
        if refused() { vec![problem] } else { Vec::new() }
    });
    view! {
        <ErrorSummary problems title=say!("before.declined_title")/>
        <Show when=refused>
            <p>{declined_text.clone()}</p>
            <Call phone=phone.clone()/>
        </Show>
        <Heading text=say!("before.title")/>
        <section class="callout callout--emergency">
            <h2>{say!("before.emergency_title")}</h2>
            <p>{say!("before.emergency")}</p>
        </section>
        <section class="callout">
            <h2>{say!("before.intimate_title")}</h2>
            <p>{say!("before.intimate")}</p>
            <p>{say!("before.intimate_instead", practice = &practice)}</p>
        </section>
        <h2>{say!("before.privacy")}</h2>
        <ul class="nhsuk-list nhsuk-list--bullet">
            <li>{say!("before.privacy_1")}</li>
            <li>{say!("before.privacy_2")}</li>
            <li>{say!("before.privacy_3")}</li>
            <li>{say!("before.privacy_4")}</li>
        </ul>
        <h2>{say!("before.means")}</h2>
        <ul class="nhsuk-list nhsuk-list--bullet">
            <li>{say!("before.means_1")}</li>
            <li>{say!("before.means_2")}</li>
            <li>{say!("before.means_3")}</li>
            <li>{say!("before.means_4")}</li>
        </ul>
        <Consents token=visit.token practice chosen=visit.page.consents.unwrap_or_default()/>
    }
    .into_any()
}

#[component]
fn Consents(
    token: String,
    practice: String,
    /// What they chose before: to come back and go on must not take back anything.
    chosen: ConsentChoices,
) -> impl IntoView {
    view! {
        <JourneyForm action=GiveConsent::url() token button=say!("before.button")>
            <h2>{say!("before.consent")}</h2>
            <p>{say!("before.consent_hint", practice = &practice)}</p>
            <fieldset class="nhsuk-fieldset nhsuk-form-group">
                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{say!("before.for_care")}</legend>
                <div class="nhsuk-checkboxes">
                    <Consent name="care" chosen=chosen.care label=say!("before.care") hint=say!("before.care_hint")/>
                    <Consent name="referral" chosen=chosen.referral label=say!("before.referral")/>
                </div>
            </fieldset>
            <fieldset class="nhsuk-fieldset nhsuk-form-group">
                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{say!("before.for_teaching")}</legend>
                <div class="nhsuk-checkboxes">
                    <Consent name="teaching" chosen=chosen.teaching label=say!("before.teaching") hint=say!("before.teaching_hint")/>
                </div>
            </fieldset>
        </JourneyForm>
    }
    .into_any()
}

/// One choice, ticked by nobody but the patient.
#[component]
fn Consent(name: &'static str, chosen: bool, label: String, #[prop(optional)] hint: Option<String>) -> impl IntoView {
    let described = hint.as_ref().map(|_| format!("{name}-hint"));
    view! {
        <div class="nhsuk-checkboxes__item">
            <input class="nhsuk-checkboxes__input" type="checkbox" id=name name=format!("choices[{name}]") value="true"
                checked=chosen aria-describedby=described/>
            <label class="nhsuk-label nhsuk-checkboxes__label" for=name>{label}</label>
            {hint.map(|hint| view! {
                <div class="nhsuk-hint nhsuk-checkboxes__hint" id=format!("{name}-hint")>{hint}</div>
            })}
        </div>
    }
    .into_any()
}
