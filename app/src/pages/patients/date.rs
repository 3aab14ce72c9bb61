use domain::{case::Problem, command::DateFields};
use leptos::prelude::*;

/// A date in three boxes, whose ids begin with `name`, as the fields of what is wrong do.
#[component]
pub fn DateBoxes(
    name: &'static str,
    /// "search[dob]".
    form_name: String,
    legend: &'static str,
    #[prop(optional)] hint: &'static str,
    dob: DateFields,
    error: Option<Problem>,
) -> impl IntoView {
    let wrong = error.is_some();
    let wrong_box = error.as_ref().map(|problem| problem.field.clone()).unwrap_or_default();
    let part = |part: &'static str, label: &'static str, width: &'static str, value: String| {
        let id = if part == "day" { name.to_owned() } else { format!("{name}-{part}") };
        let is_wrong = wrong_box == id;
        view! {
            <div class="nhsuk-date-input__item">
                <label class="nhsuk-label nhsuk-date-input__label" for=id.clone()>{label}</label>
                <input class=format!("nhsuk-input nhsuk-date-input__input {width}") class:nhsuk-input--error=is_wrong id=id
                    name=format!("{form_name}[{part}]") inputmode="numeric" autocomplete="off" value=value
                    aria-invalid=is_wrong.then_some("true")/>
            </div>
        }
    };
    let boxes = (
        part("day", "Day", "nhsuk-input--width-2", dob.day),
        part("month", "Month", "nhsuk-input--width-2", dob.month),
        part("year", "Year", "nhsuk-input--width-4", dob.year),
    );
    view! {
        <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
            <fieldset class="nhsuk-fieldset">
                <legend class="nhsuk-fieldset__legend">{legend}</legend>
                {(!hint.is_empty()).then(|| view! { <div class="nhsuk-hint">{hint}</div> })}
                {error.map(|problem| view! {
                    <span class="nhsuk-error-message"><span class="nhsuk-u-visually-hidden">"Error: "</span>{problem.message}</span>
                })}
                <div class="nhsuk-date-input">{boxes}</div>
            </fieldset>
        </div>
    }
    .into_any()
}
