use domain::command::PatientAnswers;
use leptos::{prelude::*, server_fn::ServerFn};
use locales::say;

use super::{
    frame::{Frame, Heading, JourneyForm, NotSent, Visit},
    journey::Page,
};
use crate::api::{kept_words::KeptWords, patient::AnswerQuestions};

/// The patient's own few answers; every one may be skipped.
#[component]
pub fn Questions() -> impl IntoView {
    view! { <Frame page=Page::Questions show/> }
}

/// What is stored (clinicians read it) and the key of what the patient reads.
const DURATIONS: [(&str, &str); 5] = [
    ("Less than 4 weeks", "questions.duration_weeks"),
    ("1 to 3 months", "questions.duration_months"),
    ("3 to 12 months", "questions.duration_year"),
    ("More than a year", "questions.duration_longer"),
    ("Not sure", "questions.duration_unsure"),
];
const CHANGES: [(&str, &str); 3] = [("yes", "questions.yes"), ("no", "questions.no"), ("unsure", "questions.unsure")];

/// An answer in the patient's words again.
pub fn duration_in_words(stored: &str) -> String {
    in_words(&DURATIONS, stored)
}

pub fn change_in_words(stored: &str) -> String {
    in_words(&CHANGES, stored)
}

fn in_words(choices: &[(&str, &str)], stored: &str) -> String {
    choices.iter().find(|(value, _)| *value == stored).map_or_else(|| stored.to_owned(), |(_, key)| say!(key))
}

fn show(visit: Visit) -> AnyView {
    let kept = match visit.kept.clone() {
        Some(KeptWords::Answers(answers)) => Some(answers),
        Some(KeptWords::Changed(_)) | None => None,
    };
    let not_sent = kept.is_some().then(|| view! { <NotSent text=say!("unsent.words")/> });
    let PatientAnswers { duration, changed, itch, bleed, pain, tried, anything_else } =
        kept.unwrap_or_else(|| visit.page.answers.clone());
    let site = visit.page.site.clone();
    view! {
        {not_sent}
        <Heading text=say!("questions.title")/>
        <p>
            {(!site.is_empty()).then(|| say!("questions.about", site = &site))}" "{say!("questions.hint")}
        </p>
        <JourneyForm action=AnswerQuestions::url() link=visit.link button=say!("questions.button")>
            <OneOf name="duration" legend=say!("questions.duration") choices=&DURATIONS value=duration/>
            <OneOf name="changed" legend=say!("questions.changed") hint=say!("questions.changed_hint") choices=&CHANGES value=changed/>
            <fieldset class="nhsuk-fieldset nhsuk-form-group">
                <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{say!("questions.symptoms")}</legend>
                <div class="nhsuk-checkboxes">
                    <Symptom name="itch" label=say!("questions.itch") checked=itch/>
                    <Symptom name="bleed" label=say!("questions.bleed") checked=bleed/>
                    <Symptom name="pain" label=say!("questions.pain") checked=pain/>
                </div>
            </fieldset>
            <Written name="tried" label=say!("questions.tried") hint=say!("questions.tried_hint") value=tried/>
            <Written name="anything_else" label=say!("questions.anything_else") value=anything_else/>
        </JourneyForm>
    }
    .into_any()
}

#[component]
fn OneOf(
    name: &'static str,
    legend: String,
    #[prop(optional)] hint: Option<String>,
    choices: &'static [(&'static str, &'static str)],
    value: String,
) -> impl IntoView {
    let items = choices
        .iter()
        .enumerate()
        .map(|(i, (stored, key))| {
            let id = format!("{name}-{i}");
            view! {
                <div class="nhsuk-radios__item">
                    <input class="nhsuk-radios__input" type="radio" id=id.clone() name=format!("answers[{name}]")
                        value=*stored checked=value == *stored/>
                    <label class="nhsuk-label nhsuk-radios__label" for=id>{say!(key)}</label>
                </div>
            }
        })
        .collect_view();
    let described = hint.as_ref().map(|_| format!("{name}-hint"));
    view! {
        <fieldset class="nhsuk-fieldset nhsuk-form-group" aria-describedby=described>
            <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--s">{legend}</legend>
            {hint.map(|hint| view! { <div class="nhsuk-hint" id=format!("{name}-hint")>{hint}</div> })}
            <div class="nhsuk-radios">{items}</div>
        </fieldset>
    }
    .into_any()
}

#[component]
fn Symptom(name: &'static str, label: String, checked: bool) -> impl IntoView {
    view! {
        <div class="nhsuk-checkboxes__item">
            <input class="nhsuk-checkboxes__input" type="checkbox" id=name name=format!("answers[{name}]") value="true"
                checked=checked/>
            <label class="nhsuk-label nhsuk-checkboxes__label" for=name>{label}</label>
        </div>
    }
    .into_any()
}

#[component]
fn Written(name: &'static str, label: String, #[prop(optional)] hint: Option<String>, value: String) -> impl IntoView {
    let described = hint.as_ref().map(|_| format!("{name}-hint"));
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label nhsuk-label--s" for=name>{label}</label>
            {hint.map(|hint| view! { <div class="nhsuk-hint" id=format!("{name}-hint")>{hint}</div> })}
            <textarea class="nhsuk-textarea" id=name name=format!("answers[{name}]") rows="3" dir="auto"
                aria-describedby=described>{value}</textarea>
        </div>
    }
    .into_any()
}
