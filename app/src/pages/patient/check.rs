use domain::{
    case::Problem,
    command::DateFields,
    person::{DateOfBirthError, DatePart},
    view::Stage,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;
use locales::say;

use super::{
    closed::{Closed, Why},
    frame::{Frame, Heading, JourneyForm, NotSent, Visit},
    journey::Page,
};
use crate::{
    api::{
        kept_words::{KeptWords, page_to_go_back_to},
        patient::CheckIdentity,
    },
    components::ErrorSummary,
};

/// The date of birth: the second thing, beside the link, that only the patient has.
#[component]
pub fn Check() -> impl IntoView {
    view! { <Frame page=Page::Check show/> }
}

/// What is wrong, and in which boxes.
#[derive(Clone, PartialEq)]
pub struct Wrong {
    message: String,
    /// None where the date as a whole is not the right one.
    part: Option<DatePart>,
}

fn show(visit: Visit) -> AnyView {
    let query = use_query_map();
    let left = move || query.read().get("left").and_then(|left| left.parse::<u32>().ok());
    let tries = match visit.page.stage {
        Stage::Check { tries_left, .. } => tries_left,
        _ => None,
    };
    let not_a_date = move || {
        let code = query.read().get("date")?;
        let error = DateOfBirthError::ALL.into_iter().find(|error| error.code() == code)?;
        Some(Wrong { message: say!(&format!("check.date.{code}")), part: Some(error.part()) })
    };
    let wrong = Memo::new(move |_| {
        not_a_date().or_else(|| {
            let message = match left().or(tries)? {
                1 => say!("check.wrong_last"),
                left => say!("check.wrong", left = &left.to_string()),
            };
            Some(Wrong { message, part: None })
        })
    });
    let asked = query.read_untracked().get("unsent");
    let named = asked.as_deref().and_then(page_to_go_back_to);
    let unsent = visit.kept.as_ref().map(KeptWords::page).or(named);
    let why = match (&visit.kept, unsent) {
        (Some(_), _) => Some(say!("unsent.check_words")),
        (None, Some(_)) => Some(say!("unsent.check")),
        (None, None) => None,
    };
    let (asker, typed) = (visit.page.asker, visit.typed);
    let locked = move || left() == Some(0);
    view! {
        <Show
            when=locked
            fallback=move || view! {
                {why.clone().map(|text| view! { <NotSent text/> })}
                <DateOfBirth link=visit.link.clone() left=left() unsent typed=typed.clone() wrong/>
            }
        >
            {unsent.map(|_| view! { <NotSent text=say!("unsent.closed")/> })}
            <Closed asker=asker.clone() why=Why::Locked/>
        </Show>
    }
    .into_any()
}

#[component]
fn DateOfBirth(
    link: String,
    left: Option<u32>,
    /// The page to go back to.
    unsent: Option<&'static str>,
    typed: DateFields,
    wrong: Memo<Option<Wrong>>,
) -> impl IntoView {
    let is_wrong = move || wrong.get().is_some();
    let described = move || if is_wrong() { "dob-hint dob-error" } else { "dob-hint" };
    let problems = Signal::derive(move || {
        let problem = |wrong: Wrong| {
            let (name, ..) = part_of(wrong.part.unwrap_or(DatePart::Day));
            Problem { field: format!("dob-{name}"), message: wrong.message }
        };
        wrong.get().map(problem).into_iter().collect::<Vec<_>>()
    });
    view! {
        <ErrorSummary problems title=say!("journey.problem")/>
        <Heading text=say!("check.title")/>
        <p>{say!("check.why")}</p>
        <JourneyForm action=CheckIdentity::url() link button=say!("journey.continue")>
            {left.map(|left| view! { <input type="hidden" name="left" value=left/> })}
            {unsent.map(|page| view! { <input type="hidden" name="unsent" value=page/> })}
            <div class="nhsuk-form-group" class:nhsuk-form-group--error=is_wrong>
                <fieldset class="nhsuk-fieldset" role="group" aria-describedby=described>
                    <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">{say!("check.legend")}</legend>
                    <div class="nhsuk-hint" id="dob-hint">{say!("check.hint")}</div>
                    {move || wrong.get().map(|wrong| view! {
                        <span class="nhsuk-error-message" id="dob-error">{wrong.message}</span>
                    })}
                    <DateBoxes typed wrong/>
                </fieldset>
            </div>
        </JourneyForm>
    }
    .into_any()
}

/// The three boxes of a date of birth.
#[component]
pub fn DateBoxes(typed: DateFields, wrong: Memo<Option<Wrong>>) -> impl IntoView {
    view! {
        <div class="nhsuk-date-input" id="dob">
            <Part part=DatePart::Day label=say!("check.day") value=typed.day wrong/>
            <Part part=DatePart::Month label=say!("check.month") value=typed.month wrong/>
            <Part part=DatePart::Year label=say!("check.year") value=typed.year wrong/>
        </div>
    }
    .into_any()
}

/// A box's name in the form, its class for its width, and what a browser may fill in.
fn part_of(part: DatePart) -> (&'static str, &'static str, &'static str) {
    match part {
        DatePart::Day => ("day", "nhsuk-input--width-2", "bday-day"),
        DatePart::Month => ("month", "nhsuk-input--width-2", "bday-month"),
        DatePart::Year => ("year", "nhsuk-input--width-4", "bday-year"),
    }
}

#[component]
fn Part(part: DatePart, label: String, value: String, wrong: Memo<Option<Wrong>>) -> impl IntoView {
    let is_wrong = move || wrong.get().is_some_and(|wrong| wrong.part.is_none_or(|wrong| wrong == part));
    let (name, width, autocomplete) = part_of(part);
    let id = format!("dob-{name}");
    view! {
        <div class="nhsuk-date-input__item">
            <div class="nhsuk-form-group">
                <label class="nhsuk-label nhsuk-date-input__label" for=id.clone()>{label}</label>
                <input class=format!("nhsuk-input nhsuk-date-input__input {width}") class:nhsuk-input--error=is_wrong
                    id=id name=format!("dob[{name}]") type="text" inputmode=if name == "month" { "text" } else { "numeric" } autocomplete=autocomplete value=value
                    aria-invalid=move || is_wrong().then_some("true")/>
            </div>
        </div>
    }
    .into_any()
}
