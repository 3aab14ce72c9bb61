use domain::{case::Draft, command::DateFields};
use leptos::prelude::*;

use super::{
    Drafting,
    parts::{Group, OneOf, Text},
};
use crate::components::FieldKind;

/// Who it is about.
#[component]
pub fn Patient(state: Drafting, draft: Draft) -> impl IntoView {
    view! {
        <Group state title="Patient" fields=&["nhs_number", "name", "dob", "sex", "mobile"]>
            <div class="fields">
                <Text state name="nhs_number" label="NHS number" value=draft.nhs_number kind=FieldKind::Number hint="10 digits" width="nhsuk-input--width-10"/>
                <Text state name="name" label="Full name" value=draft.name/>
                <BirthDate state dob=draft.dob/>
                <Text state name="mobile" label="Mobile number" value=draft.mobile kind=FieldKind::Tel hint="For the text that asks for photos" width="nhsuk-input--width-10"/>
            </div>
            <OneOf state name="sex" legend="Sex" value=draft.sex
                choices=&[("female", "Female"), ("male", "Male"), ("indeterminate", "Indeterminate"), ("not_known", "Not known")]/>
        </Group>
    }
    .into_any()
}

#[component]
fn BirthDate(state: Drafting, dob: DateFields) -> impl IntoView {
    let error = state.error("dob");
    let wrong = move || error.get().is_some();
    let part = move |id: &'static str, part: &'static str, label: &'static str, width: &'static str, value: String| {
        view! {
            <div class="nhsuk-date-input__item">
                <label class="nhsuk-label nhsuk-date-input__label" for=id>{label}</label>
                <input class=format!("nhsuk-input nhsuk-date-input__input {width}") class:nhsuk-input--error=wrong id=id
                    name=format!("draft[dob][{part}]") inputmode="numeric" autocomplete="off" value=value/>
            </div>
        }
    };
    view! {
        <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
            <fieldset class="nhsuk-fieldset">
                <legend class="nhsuk-fieldset__legend">"Date of birth"</legend>
                {move || error.get().map(|error| view! {
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
