use domain::view::{Fact, HubVisitView};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

use crate::{
    api::{
        client::marked,
        hub::{CheckIdentity, NoteChaperone, NoteConsent, NoteHistory},
    },
    components::{Choices, Field, Moment, Notice, NoticeTone, Tick},
    features::{
        facts::Facts,
        forms::{FormItems, wrong_in_words},
    },
};

/// What is wrong, by the fields of an address.
fn is_wrong(field: &str) -> bool {
    let wrong = use_query_map().read_untracked().get("wrong").unwrap_or_default();
    wrong.split(',').any(|each| each == field)
}

fn error(field: &str, words: &str) -> Signal<Option<String>> {
    Signal::stored(is_wrong(field).then(|| words.to_owned()))
}

/// A step as a form of its own, which says of which version of the visit it is.
#[component]
fn Step(visit: HubVisitView, title: &'static str, action: &'static str, children: Children) -> impl IntoView {
    view! {
        <section class="panel hub-step" id="step" aria-labelledby="step-title">
            <h2 id="step-title">{title}</h2>
            <form class="hub-form" method="post" action=marked(action)>
                <input type="hidden" name="case" value=visit.case.to_string()/>
                <input type="hidden" name="seen" value=visit.version/>
                {children()}
            </form>
        </section>
    }
    .into_any()
}

/// What was noted in the steps before.
#[component]
pub fn Said(visit: HubVisitView) -> impl IntoView {
    let arrived = visit.arrived?;
    let fact = |label: &str, value: String| Fact { label: label.to_owned(), value, key: false };
    let mut facts = vec![fact("Arrived", arrived.short)];
    facts.extend(visit.identity.map(|at| fact("Name, date of birth, NHS number", format!("agree, {}", at.short))));
    facts.extend(visit.consent);
    facts.extend(visit.chaperone.map(|who| fact("Chaperone", who)));
    if let Some(form) = visit.form.filter(|_| visit.asked_history) {
        facts.extend(form.facts(&visit.history));
    }
    Some(
        view! { <section class="panel" aria-labelledby="said"><h2 id="said">"So far"</h2><Facts facts/></section> }
            .into_any(),
    )
}

/// Who are they? Asked, not read out.
#[component]
pub fn IdentityStep(visit: HubVisitView) -> impl IntoView {
    let patient = visit.patient.clone();
    let wrong = error("identity", "Ask for all three, and tick each that agrees.");
    let mismatch = visit.mismatch.clone().map(|at| {
        let who = visit.asked_by.clone();
        view! {
            <Notice tone=NoticeTone::Danger>
                <p><strong>"This is not the patient of this request: photograph nobody. "</strong>"Noted "<Moment when=at/>"."</p>
                <p>"Call "<bdi>{who}</bdi>" and find out whom they sent. Where it was a slip, ask once more below. Otherwise call the visit off: whoever asked corrects it."</p>
            </Notice>
        }
    });
    view! {
        {mismatch}
        <Step visit title="Who are they?" action=CheckIdentity::url()>
            <p>"Ask the patient to say each, and do not read it out. Tick what agrees."</p>
            {wrong.get_untracked().map(|words| view! { <p class="nhsuk-error-message" id="identity-wrong">{words}</p> })}
            <fieldset class="nhsuk-fieldset hub-ticks" aria-describedby=wrong.get_untracked().map(|_| "identity-wrong")>
                <legend class="nhsuk-fieldset__legend nhsuk-u-visually-hidden">"What the patient said"</legend>
                <Tick name="name" form_name="name".to_owned() label=format!("Name: {}", patient.name) checked=false/>
                <Tick name="born" form_name="born".to_owned() label=format!("Date of birth: {}", patient.born) checked=false/>
                <Tick name="number" form_name="number".to_owned() label=format!("NHS number: {}", patient.nhs_number) checked=false/>
            </fieldset>
            <div class="buttons">
                <button class="nhsuk-button hub-large">"All three agree"</button>
                <button class="nhsuk-button nhsuk-button--secondary hub-large" name="differs" value="true">"Something differs"</button>
            </div>
        </Step>
    }
    .into_any()
}

/// Yes and no, neither of them chosen beforehand.
#[component]
fn YesNo(field: &'static str, legend: &'static str, #[prop(optional)] hint: &'static str) -> impl IntoView {
    let choices = vec![("yes".to_owned(), "Yes".to_owned()), ("no".to_owned(), "No".to_owned())];
    view! { <Choices name=field form_name=format!("form[{field}]") legend hint choices value=String::new() own=true error=error(field, "Say yes or no.")/> }
}

/// What do they agree to? Each by itself.
#[component]
pub fn ConsentStep(visit: HubVisitView) -> impl IntoView {
    view! {
        <Step visit title="What do they agree to?" action=NoteConsent::url()>
            <p>"Read each one out. They can say no to any of them."</p>
            <Consents/>
        </Step>
    }
    .into_any()
}

/// The same once more, of a patient who has changed their mind.
#[component]
pub fn ConsentAgain(visit: HubVisitView) -> impl IntoView {
    view! {
        <details class="nhsuk-details not-printed">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"The patient has changed their mind"</span></summary>
            <div class="nhsuk-details__text">
                <p>"Ask for all of it again. If they do not want pictures any more, those that were taken are deleted."</p>
                <form class="hub-form" method="post" action=marked(NoteConsent::url())>
                    <input type="hidden" name="case" value=visit.case.to_string()/>
                    <input type="hidden" name="seen" value=visit.version/>
                    <Consents/>
                </form>
            </div>
        </details>
    }
    .into_any()
}

/// The four, and how they were answered.
#[component]
fn Consents() -> impl IntoView {
    let hows =
        vec![("verbal".to_owned(), "They said it".to_owned()), ("written".to_owned(), "They signed a form".to_owned())];
    view! {
        <YesNo field="care" legend="Pictures may be taken, and the hospital and the practice may see them for their care" hint="If no, nothing is photographed, and whoever asked is told."/>
        <YesNo field="teaching" legend="The pictures may be used for teaching, without anything that says whose they are"/>
        <YesNo field="questions" legend="They may be asked about the history of it"/>
        <YesNo field="referral" legend="The hospital may arrange an appointment with them itself"/>
        <Choices name="how" form_name="form[how]".to_owned() legend="How did they answer?" choices=hows value=String::new() own=true error=error("how", "Say how they answered.")/>
        <button class="nhsuk-button hub-large">"Go on"</button>
    }
    .into_any()
}

/// Do they want somebody with them?
#[component]
pub fn ChaperoneStep(visit: HubVisitView) -> impl IntoView {
    let choices = vec![
        ("declined".to_owned(), "Offered, and they do not want one".to_owned()),
        ("present".to_owned(), "Somebody is here".to_owned()),
    ];
    view! {
        <Step visit title="Do they want a chaperone?" action=NoteChaperone::url()>
            <Choices name="chaperone" form_name="form[chaperone]".to_owned() legend="Offer one, always" choices value=String::new() own=true error=error("chaperone", "Say whether somebody is here.")/>
            <Field name="name" form_name="form[name]".to_owned() label="Who, if somebody is here" max_length=200 value=String::new() error=error("name", "Name whoever is here, and nobody if they do not want one.")/>
            <button class="nhsuk-button hub-large">"Go on"</button>
        </Step>
    }
    .into_any()
}

/// What do they say of it?
#[component]
pub fn QuestionsStep(visit: HubVisitView) -> impl IntoView {
    let Some(form) = visit.form.clone() else { return ().into_any() };
    let has_wrong = use_query_map().read_untracked().get("wrong").is_some();
    let wrongs = if has_wrong {
        let wrongs = form.wrongs(&visit.history, visit.today).into_iter();
        wrongs.map(|(item, wrong)| (item.link_id.clone(), wrong_in_words(item, &wrong))).collect()
    } else {
        Vec::new()
    };
    let response = visit.history.clone();
    view! {
        {has_wrong.then(|| view! { <Notice tone=NoticeTone::Warning><p><strong>"Nothing was noted. "</strong>"An answer is longer than it may be, or not what its question asks for. Fill them in again."</p></Notice> })}
        <Step visit title="What do they say of it?" action=NoteHistory::url()>
            <FormItems form response name="answers" wrongs/>
            <button class="nhsuk-button hub-large">"Go on"</button>
        </Step>
    }
    .into_any()
}
