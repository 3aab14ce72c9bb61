//! The other requests about the problem of a case, on the case itself and on the form that asks again.

use domain::{
    ids::CaseId,
    view::{OtherRequest, OtherRequestWhole, When},
};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::{cases::AskAgain, client::marked},
    components::{Notice, NoticeTone},
    features::answer::{Amendments, AnswerText},
};

/// What was asked before about the same problem and what came of it, and what was asked since; nothing where there is
/// nothing. `area` is the looker's: "/cases" or "/worklist".
#[component]
pub fn OtherRequests(others: Vec<OtherRequest>, area: &'static str) -> impl IntoView {
    let (before, since): (Vec<_>, Vec<_>) = others.into_iter().partition(|other| other.is_earlier);
    let list = |id: &'static str, title: &'static str, others: Vec<OtherRequest>| {
        (!others.is_empty()).then(|| {
            let items = others.into_iter().map(|other| view! { <li><Other other area/></li> }).collect_view();
            view! {
                <section class="panel others" aria-labelledby=id><h2 id=id>{title}</h2><ol class="others__list">{items}</ol></section>
            }
        })
    };
    view! {
        {list("asked-before", "Asked before about this problem", before)}
        {list("asked-since", "Asked since about this problem", since)}
    }
    .into_any()
}

#[component]
fn Other(other: OtherRequest, area: &'static str) -> impl IntoView {
    let OtherRequest { case, service, kind, sent, whole, .. } = other;
    let is_draft = sent.is_none();
    let to = if service.is_empty() { String::new() } else { format!(" to {service}") };
    let name = format!("{}{to}", kind.label());
    let page = if is_draft { format!("{area}/{case}/request") } else { format!("{area}/{case}") };
    // What was of another patient is opened by its practice alone.
    let opens = whole.as_ref().is_some_and(|whole| !whole.is_wrong || area == "/cases");
    let head = if opens {
        view! { <a href=page><bdi>{name}</bdi></a> }.into_any()
    } else {
        view! { <bdi>{name}</bdi> }.into_any()
    };
    view! {
        <h3>{head}</h3>
        <p class="quiet">
            {sent.map_or_else(|| view! { "Not sent yet" }.into_any(), |when| view! { "Sent "<Day when/> }.into_any())}
            {whole.as_ref().filter(|whole| !is_draft && !whole.is_wrong).map(|whole| format!(". {}", whole.state))}
        </p>
        {whole.filter(|_| !is_draft).map(|whole| view! { <Whole whole/> })}
    }
    .into_any()
}

/// With the year: it may be long ago.
#[component]
fn Day(when: When) -> impl IntoView {
    view! { <time datetime=when.iso>{when.full}</time> }
}

#[component]
fn Whole(whole: OtherRequestWhole) -> impl IntoView {
    if whole.is_wrong {
        return view! {
            <Notice tone=NoticeTone::Warning><p><strong>"That request was found to be of another patient. "</strong>"Check that this one is of the right patient."</p></Notice>
        }
        .into_any();
    }
    let amendments = whole.amendments;
    view! {
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Question and answer"</span></summary>
            <div class="nhsuk-details__text">
                <p class="case__text" dir="auto">{whole.question}</p>
                {whole.answer.map_or_else(|| view! { <p>"Not answered."</p> }.into_any(), |(by, at, answer)| view! {
                    <p class="quiet"><bdi>{by}</bdi>", "<Day when=at/></p>
                    <Amendments amendments/>
                    <AnswerText answer/>
                }.into_any())}
            </div>
        </details>
    }
    .into_any()
}

/// The button that begins another request about the same problem; a referral with `anyway`.
#[component]
pub fn AskAgainButton(case: CaseId, label: &'static str, #[prop(optional)] anyway: bool) -> impl IntoView {
    view! {
        <form class="not-printed" method="post" action=marked(AskAgain::url())>
            <input type="hidden" name="case" value=case.to_string()/>
            {anyway.then(|| view! { <input type="hidden" name="anyway" value="true"/> })}
            <button class="nhsuk-button nhsuk-button--secondary">{label}</button>
        </form>
    }
}
