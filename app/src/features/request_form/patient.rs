use domain::{case::Draft, command::DateFields, view::SameNumber};
use leptos::prelude::*;

use super::{
    DraftForm,
    parts::{Group, OneOf, Text},
};
use crate::components::FieldKind;

/// Who it is about.
#[component]
pub fn Patient(state: DraftForm, draft: Draft) -> impl IntoView {
    view! {
        <Group title="Patient" missing=state.missing(["nhs_number", "name", "dob", "dob-month", "dob-year", "sex", "mobile", "same_number_seen"].map(str::to_owned).to_vec())>
            <div class="fields">
                <Text state name="nhs_number" label="NHS number" value=draft.nhs_number kind=FieldKind::Number hint="10 digits" width="nhsuk-input--width-10"/>
                <Text state name="name" label="Full name" value=draft.name/>
                <BirthDate state dob=draft.dob/>
                <Text state name="mobile" label="Mobile number" value=draft.mobile kind=FieldKind::Tel hint="For the text that asks for photos" width="nhsuk-input--width-10"/>
            </div>
            <OneOf state name="sex" legend="Sex" value=draft.sex
                choices=&[("female", "Female"), ("male", "Male"), ("indeterminate", "Indeterminate"), ("not_known", "Not known")]/>
            <Bound state/>
            <Same state seen=draft.same_number_seen/>
        </Group>
    }
    .into_any()
}

/// Once something was collected for this patient, another is not typed over them.
#[component]
fn Bound(state: DraftForm) -> impl IntoView {
    let case = state.case;
    let refused = move || {
        let sentences = state.refused.get().into_iter().map(|problem| view! { <li>{problem.message}"."</li> });
        sentences.collect_view()
    };
    view! {
        <Show when=move || !state.refused.read().is_empty()>
            <div class="nhsuk-error-message" role="alert"><ul>{refused}</ul></div>
        </Show>
        <Show when=move || state.identity_bound.get()>
            <p><a class="lone-link" href=format!("/cases/{case}/patient")>"Correct the patient’s details"</a></p>
        </Show>
    }
    .into_any()
}

/// Other requests for the same NHS number: looked at before this one is sent.
#[component]
fn Same(state: DraftForm, seen: String) -> impl IntoView {
    let box_of = move |found: SameNumber| {
        let other = found.other_person;
        let requests = found
            .requests
            .into_iter()
            .map(|other| view! { <li><a href=format!("/cases/{}", other.case) target="_blank"><bdi>{other.words}</bdi></a></li> })
            .collect_view();
        let (title, tick) = if other {
            ("Another patient has this NHS number", "I have checked: the NHS number is this patient’s")
        } else {
            ("There is an open request for this NHS number", "I have looked: this request is needed too")
        };
        let (error, checked) = (state.error("same_number_seen"), seen == found.code);
        view! {
            <div class="nhsuk-form-group" class:nhsuk-form-group--error=move || error.get().is_some()>
                <h3>{title}</h3>
                <ul>{requests}</ul>
                {move || error.get().map(|error| view! {
                    <span class="nhsuk-error-message"><span class="nhsuk-u-visually-hidden">"Error: "</span>{error}</span>
                })}
                <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
                    <div class="nhsuk-checkboxes__item">
                        <input class="nhsuk-checkboxes__input" type="checkbox" id="same_number_seen" name="draft[same_number_seen]"
                            value=found.code checked=checked/>
                        <label class="nhsuk-label nhsuk-checkboxes__label" for="same_number_seen">{tick}</label>
                    </div>
                </div>
            </div>
        }
    };
    let found = Memo::new(move |_| state.same_number.get());
    move || found.get().map(&box_of)
}

#[component]
fn BirthDate(state: DraftForm, dob: DateFields) -> impl IntoView {
    let errors = ["dob", "dob-month", "dob-year"].map(|field| state.error(field));
    let error = move || errors.iter().find_map(|error| error.get());
    let wrong = move || error().is_some();
    let part = move |id: &'static str, part: &'static str, label: &'static str, width: &'static str, value: String| {
        let error = state.error(id);
        let wrong = move || error.get().is_some();
        view! {
            <div class="nhsuk-date-input__item">
                <label class="nhsuk-label nhsuk-date-input__label" for=id>{label}</label>
                <input class=format!("nhsuk-input nhsuk-date-input__input {width}") class:nhsuk-input--error=wrong id=id
                    name=format!("draft[dob][{part}]") inputmode="numeric" autocomplete="off" value=value
                    aria-invalid=move || wrong().then_some("true")/>
            </div>
        }
    };
    view! {
        <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
            <fieldset class="nhsuk-fieldset">
                <legend class="nhsuk-fieldset__legend">"Date of birth"</legend>
                {move || error().map(|error| view! {
                    <span class="nhsuk-error-message"><span class="nhsuk-u-visually-hidden">"Error: "</span>{error}</span>
                })}
                <div class="nhsuk-date-input">
                    {part("dob", "day", "Day", "nhsuk-input--width-2", dob.day)}
                    {part("dob-month", "month", "Month", "nhsuk-input--width-2", dob.month)}
                    {part("dob-year", "year", "Year", "nhsuk-input--width-4", dob.year)}
                </div>
            </fieldset>
        </div>
    }
    .into_any()
}
