use domain::{
    case::Problem,
    command::ConsentChoices,
    view::{Asker, Stage},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;
use locales::say;

use super::{
    frame::{Frame, Heading, JourneyForm, Sentence, Visit},
    journey::Page,
};
use crate::{
    api::patient::{DeclinePhotos, GiveConsent},
    components::ErrorSummary,
};

/// What a patient is told, and what they agree to, before any camera opens (domain.md 3.2, 3.9, 3.10).
#[component]
pub fn Before() -> impl IntoView {
    view! { <Frame page=Page::Before show/> }
}

fn show(visit: Visit) -> AnyView {
    let query = use_query_map().get_untracked();
    let asked = |name: &str| query.get(name).unwrap_or_default();
    let declined = visit.page.stage == Stage::Declined;
    let missing = asked("care") == "missing";
    let practice = visit.practice();
    let asker = visit.page.asker.clone();
    let problem = Problem { field: "care".to_owned(), message: say!("before.need_care") };
    let problems = Signal::stored(if missing { vec![problem] } else { Vec::new() });
    let photos = visit.page.images.len();
    if !asked("decline").is_empty() && !declined {
        return view! { <Declining back=visit.path(Page::Before) link=visit.link photos practice asker/> }.into_any();
    }
    // To come back and go on must not take back anything.
    let chosen = visit.page.consents.unwrap_or(ConsentChoices {
        care: false,
        referral: asked("referral") == "true",
        teaching: asked("teaching") == "true",
    });
    view! {
        <ErrorSummary problems title=say!("journey.problem")/>
        {declined.then(|| view! {
            <section class="callout">
                <h2>{say!("before.declined_title")}</h2>
                <p><Sentence text=say!("before.declined", practice = &practice) asker=asker.clone()/></p>
                <p>{say!("before.declined_back")}</p>
            </section>
        })}
        <Heading text=say!("before.title")/>
        <section class="callout callout--emergency">
            <h2>{say!("before.emergency_title")}</h2>
            <p><Sentence text=say!("before.emergency") asker=asker.clone()/></p>
        </section>
        <section class="callout">
            <h2>{say!("before.intimate_title")}</h2>
            <p>{say!("before.intimate")}</p>
            <p><Sentence text=say!("before.intimate_instead", practice = &practice) asker=asker.clone()/></p>
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
        <Consents link=visit.link.clone() practice asker chosen missing/>
        {(!declined).then(|| view! {
            <p><a class="lone-link" href=format!("{}?decline=1", visit.path(Page::Before))>{say!("before.decline")}</a></p>
        })}
    }
    .into_any()
}

#[component]
fn Consents(
    link: String,
    practice: String,
    asker: Asker,
    chosen: ConsentChoices,
    /// The first box was forgotten.
    missing: bool,
) -> impl IntoView {
    view! {
        <JourneyForm action=GiveConsent::url() link button=say!("before.button")>
            <h2>{say!("before.consent")}</h2>
            <p><Sentence text=say!("before.consent_hint", practice = &practice) asker/></p>
            <fieldset class="nhsuk-fieldset nhsuk-form-group" class:nhsuk-form-group--error=missing>
                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{say!("before.for_care")}</legend>
                {missing.then(|| view! { <span class="nhsuk-error-message" id="care-error">{say!("before.need_care")}</span> })}
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

/// Asked once, with how many photos go, before anything is deleted or written down.
#[component]
fn Declining(back: String, link: String, photos: usize, practice: String, asker: Asker) -> impl IntoView {
    let gone = match photos {
        0 => say!("before.decline_none"),
        1 => say!("before.decline_one"),
        more => say!("before.decline_many", count = &more.to_string()),
    };
    view! {
        <Heading text=say!("before.decline_title")/>
        <p>{gone}</p>
        <p><Sentence text=say!("before.decline_call", practice = &practice) asker/></p>
        <form method="post" action=DeclinePhotos::url() data-handed-over="">
            <input type="hidden" name="link" value=link/>
            <input type="hidden" name="photos" value=photos.to_string()/>
            <p class="not-sent" role="alert" hidden>{say!("journey.not_sent")}</p>
            <button class="nhsuk-button nhsuk-button--secondary" type="submit">{say!("before.decline_button")}</button>
        </form>
        <p><a href=back>{say!("journey.back")}</a></p>
    }
    .into_any()
}

/// One choice, ticked by nobody but the patient.
#[component]
pub fn Consent(
    name: &'static str,
    chosen: bool,
    label: String,
    #[prop(optional)] hint: Option<String>,
) -> impl IntoView {
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
