use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use locales::say;

use super::told;
use crate::{
    api::client::UNCONFIRMED,
    features::unsent::{SendAgain, Typed},
};

/// A page that could not be shown, or a form that was not taken, for the page that says so. The server puts it into the
/// request that it answers in that one's place.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Refusal {
    /// A code of `AppError`, or one of the words below.
    pub kind: String,
    /// The page to go back to; one of ours.
    pub back: String,
    /// Where the form was going.
    pub path: String,
    /// What stood in it, given back so that nothing is lost.
    pub fields: Vec<(String, String)>,
    /// Who is signed in now, where it is about that.
    pub name: String,
}

/// Why, what was saved and what to do.
#[component]
pub fn Problem() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let asked = |name: &str| query.get(name).unwrap_or_default();
    let told =
        told::<Refusal>().unwrap_or_else(|| Refusal { kind: asked("kind"), back: asked("back"), ..Refusal::default() });
    // Only a page of ours: `//` would begin another site's address.
    let is_ours = told.back.starts_with('/') && !told.back.starts_with("//") && !told.back.contains('\\');
    let back = if is_ours { told.back.clone() } else { "/".to_owned() };
    if back.starts_with("/p/") {
        return view! { <PatientProblem told back/> }.into_any();
    }
    let title = if told.path.is_empty() { "This page could not be shown" } else { "Not sent" };
    let again = (told.kind == "unavailable" && !told.fields.is_empty())
        .then(|| view! { <SendAgain action=told.path.clone() fields=told.fields.clone() button="Send it again"/> });
    let given_back = (!told.fields.is_empty()).then(|| {
        view! { <h2>"What you sent"</h2><p>"None of it was saved. Copy what you need."</p><Typed fields=told.fields.clone()/> }
    });
    view! {
        <Title text=title/>
        <main class="nhsuk-width-container nhsuk-main-wrapper" id="main">
            <h1>{title}</h1>
            <p>{why(&told)}</p>
            {again}
            {given_back}
            <p>{if told.kind == "signed_out" {
                view! { <a class="nhsuk-button" href="/sign-in">"Sign in"</a> }.into_any()
            } else {
                view! { <a class="nhsuk-button nhsuk-button--secondary" href=back>"Load the page again"</a> }.into_any()
            }}</p>
        </main>
    }
    .into_any()
}

fn why(told: &Refusal) -> String {
    match told.kind.as_str() {
        "signed_out" => "You have been signed out, and what you sent was not saved.",
        "still_signed_in" => "Skinlink cannot be reached just now, so you are still signed in. Try again in a moment.",
        "other_session_kept" => {
            return format!(
                "You are now signed in as {}. What came was written on somebody else’s page. It was not sent; it waits for them until tomorrow.",
                told.name
            );
        }
        "other_session" => {
            return format!(
                "You are now signed in as {}. What came was written on somebody else’s page, and was not sent.",
                told.name
            );
        }
        "stale" => "Somebody changed this while you had it open. What you sent was not saved.",
        "not_now" => "This can no longer be done as things stand now. Nothing was changed.",
        "not_found" => "This does not exist, or you may not see it. Nothing was changed.",
        "invalid" => "Something in the form was not right. Nothing was changed.",
        "too_large" => "There is more text in it than can be kept. Nothing was saved: shorten it and send it again.",
        "unavailable" if told.path.is_empty() => "Skinlink cannot be reached just now. Try again in a moment.",
        "unavailable" => "Skinlink cannot be reached just now. What you sent was not saved: send it again in a moment.",
        _ => {
            "Something went wrong on our side, and what you sent was not saved. If it happens twice, tell your administrator."
        }
    }
    .to_owned()
}

/// The same in a patient's words.
#[component]
fn PatientProblem(told: Refusal, back: String) -> impl IntoView {
    let has_fields = !told.fields.is_empty();
    let why = match told.kind.as_str() {
        UNCONFIRMED => say!("unsent.other_page"),
        "invalid" | "too_large" => say!("unsent.long"),
        "not_now" | "not_found" => say!("unsent.not_now"),
        _ => say!("journey.not_sent"),
    };
    // Beside this page, which is the only place where the words are.
    let check = (told.kind == UNCONFIRMED).then(|| {
        let link = back.split('/').nth(2).unwrap_or_default();
        view! { <p><a class="nhsuk-button" href=format!("/p/{link}/check") target="_blank" rel="noopener">{say!("unsent.check_button")}</a></p> }
    });
    let button = match told.kind.as_str() {
        UNCONFIRMED => Some(say!("unsent.send_button")),
        "invalid" | "too_large" | "not_now" | "not_found" => None,
        _ => Some(say!("journey.try_again")),
    };
    let again = button.as_ref().filter(|_| has_fields).cloned().map(|button| {
        view! { <SendAgain action=told.path.clone() fields=told.fields.clone() button/> }
    });
    let title = if has_fields { say!("unsent.title") } else { say!("journey.trouble_title") };
    let typed = has_fields.then(|| view! { <Typed fields=told.fields.clone()/> });
    let load = if has_fields { say!("unsent.go_back") } else { say!("journey.try_again") };
    let load = (!has_fields || button.is_none()).then(|| view! { <a class="nhsuk-button" href=back>{load}</a> });
    view! {
        <Title text=title.clone()/>
        <main class="patient" id="main">
            <h1>{title}</h1>
            <p>{why}</p>
            {check}
            {typed}
            {again}
            {load}
        </main>
    }
    .into_any()
}
