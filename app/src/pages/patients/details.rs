//! What is known of a patient beside what tells them from others, as a form.

use domain::{
    case::{Fact, Problem},
    ids::PatientId,
    patients::{ContactBy, DetailsForm, Need},
    view::DetailsView,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::date::DateBoxes;
use crate::{
    api::{
        AppError,
        client::marked,
        patients::{KeepDetails, load_details},
    },
    components::{Choices, ErrorSummary, Field, FieldKind, Notice, NoticeTone, Tick, loaded},
    features::patient_param::use_patient,
};

/// The form, with what was typed before where it was refused.
#[component]
pub fn DetailsPage() -> impl IntoView {
    let id = use_patient();
    let query = use_query_map();
    let kept = move || query.read().get("kept");
    let details = Resource::new_blocking(
        move || (id(), kept()),
        |(id, kept): (Option<PatientId>, Option<String>)| async move {
            load_details(id.ok_or(AppError::NotFound)?, kept).await
        },
    );
    view! {
        <Title text="A patient’s details"/>
        <div class="staff__page">{loaded(details, |view| view! { <Whole view/> })}</div>
    }
    .into_any()
}

#[component]
fn Whole(view: DetailsView) -> impl IntoView {
    let DetailsView { patient, version, name, form, problems, now } = view;
    view! {
        <ErrorSummary problems=Signal::stored(problems.clone()) title="Nothing was saved".to_owned()/>
        <a class="nhsuk-back-link" href=format!("/patients/{patient}")><bdi>{name.clone()}</bdi></a>
        <h1>"Details of "<bdi>{name}</bdi></h1>
        <p>"Name, NHS number, date of birth and the mobile number for texts come from the requests about this patient, and are corrected there."</p>
        {(!now.is_empty()).then(|| view! { <Now facts=now/> })}
        <form class="patient-form" method="post" action=marked(KeepDetails::url())>
            <input type="hidden" name="patient" value=patient.to_string()/>
            <input type="hidden" name="version" value=version.to_string()/>
            <Names form=form.clone() problems=problems.clone()/>
            <Contacts form=form.clone() problems=problems.clone()/>
            <Needs form=form.clone() problems=problems.clone()/>
            <h2>"If they have died"</h2>
            <DateBoxes name="deceased" form_name="details[deceased]".to_owned() legend="Date of death" hint="From then on they are sent no texts" dob=form.deceased error=wrong(&problems, "deceased")/>
            <button class="nhsuk-button">"Save"</button>
        </form>
    }
    .into_any()
}

fn wrong(problems: &[Problem], field: &str) -> Option<Problem> {
    problems.iter().find(|problem| problem.field == field).cloned()
}

fn error(problems: &[Problem], field: &str) -> Signal<Option<String>> {
    Signal::stored(wrong(problems, field).map(|problem| problem.message))
}

fn form_name(field: &str) -> String {
    format!("details[{field}]")
}

/// What somebody else has saved meanwhile.
#[component]
fn Now(facts: Vec<Fact>) -> impl IntoView {
    let rows = facts.into_iter().map(|fact| {
        view! { <div class="facts__row"><dt>{fact.label}</dt><dd class="patient-details__value" dir="auto">{fact.value}</dd></div> }
    });
    let rows = rows.collect::<Vec<_>>();
    view! {
        <Notice tone=NoticeTone::Warning>
            <p id="changed"><strong>"What stands there now"</strong></p>
            <dl class="facts">{rows}</dl>
        </Notice>
    }
}

#[component]
fn Names(form: DetailsForm, problems: Vec<Problem>) -> impl IntoView {
    let wrong = |field: &str| error(&problems, field);
    view! {
        <h2>"Names"</h2>
        <Field name="preferred" form_name=form_name("preferred") label="What they want to be called" value=form.preferred max_length=LONGEST_NAME error=wrong("preferred")/>
        <Field name="given" form_name=form_name("given") label="Given names" value=form.given max_length=LONGEST_NAME error=wrong("given")/>
        <Field name="family" form_name=form_name("family") label="Family name" hint="Leave it empty where there is one name only" value=form.family max_length=LONGEST_NAME error=wrong("family")/>
    }
    .into_any()
}

const LONGEST_NAME: usize = 120;

#[component]
fn Contacts(form: DetailsForm, problems: Vec<Problem>) -> impl IntoView {
    let wrong = |field: &str| error(&problems, field);
    let ways = ContactBy::ALL.iter().map(|by| (by.as_str().to_owned(), by.label().to_owned()));
    let ways = std::iter::once((String::new(), "Not asked".to_owned())).chain(ways).collect();
    view! {
        <h2>"How to reach them"</h2>
        <Field name="phone" form_name=form_name("phone") label="Telephone" hint="A landline, or another mobile. Of another country with +, for example +33 6 12 34 56 78" value=form.phone kind=FieldKind::Tel width="nhsuk-input--width-20" max_length=40 error=wrong("phone")/>
        <Field name="email" form_name=form_name("email") label="E-mail address" value=form.email max_length=254 error=wrong("email")/>
        <Field name="address" form_name=form_name("address") label="Address for letters" value=form.address kind=FieldKind::Long max_length=300 error=wrong("address")/>
        <Choices name="contact_by" form_name=form_name("contact_by") legend="How do they want to be reached?" choices=ways value=form.contact_by error=wrong("contact_by")/>
    }
    .into_any()
}

#[component]
fn Needs(form: DetailsForm, problems: Vec<Problem>) -> impl IntoView {
    let ticks = Need::ALL
        .iter()
        .map(|need| {
            let checked = form.is_ticked(*need);
            view! { <Tick name=need.as_str() form_name=form_name(need.as_str()) label=need.label() checked=checked/> }
        })
        .collect_view();
    view! {
        <h2>"Language and needs"</h2>
        <Field name="language" form_name=form_name("language") label="Language they are spoken with" value=form.language max_length=60 error=error(&problems, "language")/>
        <div class="nhsuk-checkboxes nhsuk-form-group"><Tick name="interpreter" form_name=form_name("interpreter") label="Needs an interpreter" checked=form.interpreter/></div>
        <fieldset class="nhsuk-fieldset nhsuk-form-group">
            <legend class="nhsuk-fieldset__legend">"What they need to be told something, or to tell it"</legend>
            <div class="nhsuk-checkboxes">{ticks}</div>
        </fieldset>
    }
    .into_any()
}
