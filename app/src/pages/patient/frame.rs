use axum::http::StatusCode;
use domain::{
    command::DateFields,
    link_token::is_reference,
    typed,
    view::{Asker, PatientPage},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{
    components::Redirect,
    hooks::{use_params_map, use_query_map},
};
use locales::say;

use super::{
    closed::{Closed, Why},
    journey::{Entry, Page, STEPS},
};
use crate::api::{
    AppError,
    context::{link_token, status},
    kept_words::{self, KeptWords},
    patient::{patient_page, typed_date},
};

/// A link that was opened, and what its pages show.
#[derive(Debug, Clone, PartialEq)]
pub struct Visit {
    /// What its pages are called by.
    pub link: String,
    pub page: PatientPage,
    /// On the page that asks for the date of birth: what was typed there before.
    pub typed: DateFields,
    /// What was written and not sent, because the date of birth had to be given again first.
    pub kept: Option<KeptWords>,
}

impl Visit {
    /// A page of this link.
    pub fn path(&self, page: Page) -> String {
        path(&self.link, page)
    }

    pub fn practice(&self) -> String {
        practice(&self.page.asker)
    }
}

fn path(link: &str, page: Page) -> String {
    format!("/p/{link}{}", page.path())
}

/// Who asks, or "your GP surgery" for a link that nobody made.
pub fn practice(asker: &Asker) -> String {
    if asker.practice.is_empty() { say!("journey.your_surgery") } else { typed::isolated(&asker.practice).into_owned() }
}

/// Loads the link's page and shows `show` where its stage allows it; the right page elsewhere.
#[component]
pub fn Frame(page: Page, show: fn(Visit) -> AnyView) -> impl IntoView {
    let link = use_params_map().read_untracked().get("link").unwrap_or_default();
    if !is_reference(&link) {
        status(StatusCode::NOT_FOUND);
        return view! { <Incomplete/> }.into_any();
    }
    let Some(token) = link_token(&link) else {
        status(StatusCode::NOT_FOUND);
        return view! { <OpenAgain/> }.into_any();
    };
    let query = use_query_map().get_untracked();
    let pressed = if query.get("trouble").is_some() {
        Pressed::Refused
    } else if query.get("unsent").is_some() {
        Pressed::TooLate
    } else {
        Pressed::Nothing
    };
    let shown = Suspend::new(async move {
        match patient_page(&token).await {
            Ok(loaded) => {
                let typed = if page == Page::Check { typed_date(&link) } else { DateFields::default() };
                let kept = kept_words::kept(&link);
                placed(page, Visit { link, page: loaded, typed, kept }, pressed, show)
            }
            Err(error) => view! { <Trouble error/> }.into_any(),
        }
    });
    view! { <Suspense>{shown}</Suspense> }.into_any()
}

/// What the address says of the last thing that was pressed on this page.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Pressed {
    Nothing,
    /// It was not taken.
    Refused,
    /// It came after the link's session, and the date of birth was asked for first.
    TooLate,
}

impl Pressed {
    /// What has to be said of it where `page` is shown. Where words are kept the page says more than this.
    fn said_on(self, page: Page) -> Option<String> {
        match (self, page) {
            (Self::Refused, _) => Some(say!("journey.not_sent")),
            (Self::TooLate, Page::Review) => Some(say!("unsent.send")),
            (Self::TooLate, Page::Before | Page::Photos) => Some(say!("unsent.again")),
            (Self::TooLate, Page::Start | Page::Check | Page::Questions | Page::News) | (Self::Nothing, _) => None,
        }
    }
}

/// What is too short or too long to be a link was not copied whole.
#[component]
fn Incomplete() -> impl IntoView {
    view! {
        <Heading text=say!("incomplete.title")/>
        <p>{say!("incomplete.copy")}</p>
        <p>{say!("incomplete.call")}</p>
    }
    .into_any()
}

/// A page of a link that this browser does not carry: the address was copied or kept, the browser keeps no cookies, the
/// link was closed or opened too long ago. The same for every address, so that it says nothing about anybody.
#[component]
fn OpenAgain() -> impl IntoView {
    view! {
        <Heading text=say!("open_again.title")/>
        <p>{say!("open_again.press")}</p>
        <p>{say!("open_again.code")}</p>
        <p>{say!("open_again.call")}</p>
    }
    .into_any()
}

fn placed(page: Page, visit: Visit, pressed: Pressed, show: fn(Visit) -> AnyView) -> AnyView {
    let closed = |asker, why| {
        // Nothing can be pressed again here, and whoever pressed something has to know that it went nowhere.
        let lost = (pressed != Pressed::Nothing).then(|| view! { <NotSent text=say!("unsent.closed")/> });
        view! { {lost} <Closed asker why/> }.into_any()
    };
    match page.entry(&visit.page.stage, visit.page.is_phone) {
        Entry::GoTo(Page::Check) if pressed != Pressed::Nothing => {
            view! { <Redirect path=format!("{}?unsent={}", visit.path(Page::Check), page.name())/> }.into_any()
        }
        Entry::GoTo(other) => view! { <Redirect path=visit.path(other)/> }.into_any(),
        Entry::Locked => closed(visit.page.asker, Why::Locked),
        Entry::Stopped => closed(visit.page.asker, Why::Stopped),
        Entry::Expired => closed(visit.page.asker, Why::Expired),
        Entry::Here => {
            let asker = (page != Page::News && !visit.page.is_phone).then(|| visit.page.asker.clone());
            let steps = page.step().filter(|_| !visit.page.is_phone);
            let back = page.previous().filter(|_| !visit.page.is_phone).map(|page| visit.path(page));
            let not_sent = pressed.said_on(page).map(|text| view! { <NotSent text/> });
            view! {
                {not_sent}
                {back.map(|href| view! { <a href=href class="nhsuk-back-link">{say!("journey.back")}</a> })}
                {steps.map(|step| view! {
                    <p class="step">{say!("journey.step", step = &step.to_string(), steps = &STEPS.to_string())}</p>
                })}
                {show(visit)}
                {asker.map(|asker| view! { <Cannot asker/> })}
            }
            .into_any()
        }
    }
}

/// That something which was pressed or written has not been sent.
#[component]
pub fn NotSent(#[prop(into)] text: String) -> impl IntoView {
    view! { <p class="not-sent" role="alert">{text}</p> }
}

/// The way out that every page offers: photographs are never the only way to care.
#[component]
fn Cannot(asker: Asker) -> impl IntoView {
    let practice = practice(&asker);
    view! {
        <details class="nhsuk-details cannot">
            <summary class="nhsuk-details__summary">
                <span class="nhsuk-details__summary-text">{say!("journey.cannot")}</span>
            </summary>
            <div class="nhsuk-details__text">
                <p>{say!("journey.cannot_1")}" "{say!("journey.cannot_2")}</p>
                <p><Sentence text=say!("journey.cannot_call", practice = &practice) asker=asker.clone()/></p>
                <Call asker/>
            </div>
        </details>
    }
    .into_any()
}

/// A sentence in which every "Call 999", "Call 111" and "Call" of the practice can be pressed.
#[component]
pub fn Sentence(#[prop(into)] text: String, asker: Asker) -> impl IntoView {
    let practice = practice(&asker);
    let numbers = [("999", "999".to_owned()), ("111", "111".to_owned()), (practice.as_str(), digits(&asker.phone))];
    let mut parts = Vec::new();
    let mut rest = text.as_str();
    while let Some((at, said, number)) = first_call(rest, &numbers) {
        let (before, from) = rest.split_at(at);
        let (said, after) = from.split_at(said);
        let link = view! { <a href=format!("tel:{number}") rel="external">{said.to_owned()}</a> };
        parts.push(view! { {before.to_owned()}{link} }.into_any());
        rest = after;
    }
    parts.push(rest.to_owned().into_any());
    parts
}

/// The first "Call …" of a text that has a number: where it begins, how long it is, and the number.
fn first_call(text: &str, numbers: &[(&str, String)]) -> Option<(usize, usize, String)> {
    let found = numbers.iter().filter(|(_, number)| !number.is_empty()).flat_map(|(name, number)| {
        ["Call ", "call "].map(|call| {
            let said = format!("{call}{name}");
            text.find(&said).map(|at| (at, said.len(), number.clone()))
        })
    });
    found.flatten().min_by_key(|(at, ..)| *at)
}

fn digits(phone: &str) -> String {
    phone.chars().filter(|c| c.is_ascii_digit() || *c == '+').collect()
}

/// The surgery's number, to be pressed, and when somebody answers.
#[component]
pub fn Call(asker: Asker) -> impl IntoView {
    let number = digits(&asker.phone);
    let open =
        (!asker.hours.is_empty()).then(|| view! { <p><bdi>{say!("journey.open", hours = &asker.hours)}</bdi></p> });
    (!number.is_empty()).then(|| {
        view! {
            <p><a class="call" href=format!("tel:{number}") rel="external">{say!("journey.call", phone = &asker.phone)}</a></p>
            {open}
        }
    })
}

/// A page's heading, which is its title in the browser's tab too.
#[component]
pub fn Heading(#[prop(into)] text: String) -> impl IntoView {
    view! {
        <Title text=text.clone()/>
        <h1>{text}</h1>
    }
    .into_any()
}

#[component]
fn Trouble(error: AppError) -> impl IntoView {
    leptos::logging::debug_warn!("{error}");
    view! {
        <div role="alert">
            <Heading text=say!("journey.trouble_title")/>
            <p>{say!("journey.trouble")}</p>
            <a class="nhsuk-button" href="" rel="external">{say!("journey.try_again")}</a>
        </div>
    }
    .into_any()
}

/// A form of this journey; `action` is a server function's address. It posts itself; where scripts run, forms.js hands
/// it over and shows the sentence when the connection fails: what was typed is still there.
#[component]
pub fn JourneyForm(
    action: &'static str,
    link: String,
    button: String,
    #[prop(optional)] children: Option<Children>,
) -> impl IntoView {
    view! {
        <form method="post" action=action data-handed-over="">
            <input type="hidden" name="link" value=link/>
            {children.map(|children| children())}
            <p class="not-sent" role="alert" hidden>{say!("journey.not_sent")}</p>
            <button class="nhsuk-button" type="submit">{button}</button>
        </form>
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_call_in_a_sentence_has_its_number() {
        let numbers =
            [("999", "999".to_owned()), ("Riverside Surgery", "01134960100".to_owned()), ("x", String::new())];
        let calls = |text: &str| {
            let mut found = Vec::new();
            let mut rest = text;
            while let Some((at, length, number)) = first_call(rest, &numbers) {
                found.push((rest[at..at + length].to_owned(), number));
                rest = &rest[at + length..];
            }
            found
        };
        let said = calls("Or call Riverside Surgery. Call 999 in an emergency. Call x.");
        assert_eq!(said, [("call Riverside Surgery".into(), "01134960100".into()), ("Call 999".into(), "999".into())]);
        assert_eq!(calls("They called 999 times."), []);
    }
}
