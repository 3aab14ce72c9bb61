use domain::{case::Problem, view::Stage};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;
use words::say;

use super::{
    closed::Closed,
    frame::{Frame, Heading, JourneyForm, Visit},
    journey::Page,
};
use crate::{api::patient::CheckIdentity, components::ErrorSummary};

/// The date of birth: the second thing, beside the link, that only the patient has.
#[component]
pub fn Check() -> impl IntoView {
    view! { <Frame page=Page::Check show/> }
}

fn show(visit: Visit) -> AnyView {
    let query = use_query_map();
    let left = move || query.read().get("left").and_then(|left| left.parse::<u32>().ok());
    let stage = visit.page.stage.clone();
    let problem = Memo::new(move |_| {
        let tries = match stage {
            Stage::Check { tries_left } => tries_left,
            _ => None,
        };
        if query.read().get("date").is_some() {
            return Some(say!("check.not_a_date"));
        }
        match left().or(tries) {
            Some(1) => Some(say!("check.wrong_last")),
            Some(left) => Some(say!("check.wrong", left = &left.to_string())),
            None => None,
        }
    });
    let asker = visit.page.asker.clone();
    let locked = move || left() == Some(0);
    view! {
        <Show
            when=locked
            fallback=move || view! { <DateOfBirth token=visit.token.clone() problem/> }
        >
            <Closed asker=asker.clone() locked=true/>
        </Show>
    }
    .into_any()
}

#[component]
fn DateOfBirth(token: String, problem: Memo<Option<String>>) -> impl IntoView {
    let wrong = move || problem.get().is_some();
    let problems = Signal::derive(move || {
        problem.get().map(|message| Problem { field: "dob-day".to_owned(), message }).into_iter().collect::<Vec<_>>()
    });
    view! {
        <ErrorSummary problems title=say!("journey.problem")/>
        <Heading text=say!("check.title")/>
        <p>{say!("check.why")}</p>
        <JourneyForm action=CheckIdentity::url() token button=say!("journey.continue")>
            <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong>
                <fieldset class="nhsuk-fieldset" role="group" aria-describedby="dob-hint dob-error">
                    <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">{say!("check.legend")}</legend>
                    <div class="nhsuk-hint" id="dob-hint">{say!("check.hint")}</div>
                    {move || problem.get().map(|problem| view! {
                        <span class="nhsuk-error-message" id="dob-error">{problem}</span>
                    })}
                    <div class="nhsuk-date-input" id="dob">
                        <Part part="day" label=say!("check.day") width="nhsuk-input--width-2" autocomplete="bday-day" problem/>
                        <Part part="month" label=say!("check.month") width="nhsuk-input--width-2" autocomplete="bday-month" problem/>
                        <Part part="year" label=say!("check.year") width="nhsuk-input--width-4" autocomplete="bday-year" problem/>
                    </div>
                </fieldset>
            </div>
        </JourneyForm>
    }
    .into_any()
}

#[component]
fn Part(
    part: &'static str,
    label: String,
    width: &'static str,
    autocomplete: &'static str,
    problem: Memo<Option<String>>,
) -> impl IntoView {
    let wrong = move || problem.get().is_some();
    let id = format!("dob-{part}");
    view! {
        <div class="nhsuk-date-input__item">
            <div class="nhsuk-form-group">
                <label class="nhsuk-label nhsuk-date-input__label" for=id.clone()>{label}</label>
                <input class=format!("nhsuk-input nhsuk-date-input__input {width}") class:nhsuk-input--error=wrong
                    id=id name=format!("dob[{part}]") type="text" inputmode="numeric" autocomplete=autocomplete
                    aria-invalid=move || wrong().then_some("true")/>
            </div>
        </div>
    }
    .into_any()
}
