//! A case of the wrong patient: what is shown in its place, and on top of lists.

use domain::{
    ids::CaseId,
    role::Capability,
    view::{CaseView, WrongPatientLine, WrongPatientView},
};
use leptos::{prelude::*, server_fn::ServerFn};
use ui::able::can;

use super::{answer::AnswerText, changes::Changes, facts::Facts, pictures::Pictures};
use crate::{
    api::{
        cases::{SettleWrongPatient, StartCase},
        client::marked,
    },
    components::{Moment, Notice, NoticeTone},
};

/// In place of the case: what was found, what to do, and, folded away, what it held. Pictures and answer stand under a
/// heading of their own, so that nobody reads them as this patient's.
#[component]
pub fn WrongPatient(case: CaseView, wrong: WrongPatientView, is_practice: bool) -> impl IntoView {
    let id = case.id;
    let WrongPatientView { what, next, is_open, settled, answer } = wrong;
    let settle = if is_practice { "We have called and asked anew" } else { "I have read this" };
    view! {
        <h1><bdi>{case.patient.name}</bdi><span class="case-head__site">{case.site}</span></h1>
        <p class="case-head__who"><span>"NHS number "<bdi>{case.patient.nhs_number}</bdi></span><span>"Case "{id.short()}</span></p>
        <Notice tone=NoticeTone::Danger>
            <p><strong><bdi>{what}</bdi></strong></p>
            <p><bdi>{next}</bdi></p>
        </Notice>
        <Changes changes=case.changes is_practice/>
        {settled.map(|settled| view! { <p><bdi>{settled}</bdi></p> })}
        {can(Capability::Collect).then(|| view! {
            <form class="not-printed" method="post" action=marked(StartCase::url())><button class="nhsuk-button">"New request"</button></form>
        })}
        {(is_open && can(if is_practice { Capability::Refer } else { Capability::Answer })).then(|| view! {
            <form class="not-printed" method="post" action=marked(SettleWrongPatient::url())>
                <input type="hidden" name="case" value=id.to_string()/>
                <button class="nhsuk-button nhsuk-button--secondary">{settle}</button>
            </form>
        })}
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"What the case held: kept for the record, valid for nobody"</span></summary>
            <div class="nhsuk-details__text">
                <h2>"Pictures: not of this patient, or nobody knows"</h2>
                {if case.images.is_empty() {
                    view! { <p class="empty">"There were none."</p> }.into_any()
                } else {
                    view! { <Pictures images=case.images/> }.into_any()
                }}
                {answer.map(|(by, at, answer)| view! {
                    <h2>"The answer: do not act on it"</h2>
                    <p class="quiet"><bdi>{by}</bdi>", "<Moment when=at/></p>
                    <AnswerText answer/>
                })}
                <h2>"What was asked"</h2>
                <p class="case__text" dir="auto">{case.question}</p>
                <p class="case__text" dir="auto">{case.impression}</p>
                <Facts facts=case.facts/>
            </div>
        </details>
        <p class="responsibility">{case.responsibility}</p>
        <p class="not-printed"><a class="lone-link" href=format!("/cases/{id}/history")>"History of this case"</a></p>
    }
    .into_any()
}

/// Above a list: every case of the wrong patient that this side has still to deal with. `area` is where its cases stand.
#[component]
pub fn WrongPatients(lines: Vec<WrongPatientLine>, area: &'static str) -> impl IntoView {
    (!lines.is_empty()).then(|| {
        let items = lines
            .into_iter()
            .map(|line| {
                let WrongPatientLine { case, number, name, what } = line;
                view! { <li><a href=format!("/{area}/{case}")><bdi>{name}</bdi>", case "{number}</a>": "<bdi>{what}</bdi></li> }
            })
            .collect_view();
        view! {
            <Notice tone=NoticeTone::Danger>
                <p><strong>"Wrong patient: do not act on these cases"</strong></p>
                <ul>{items}</ul>
            </Notice>
        }
    })
}

/// The way to say it, at the foot of a case.
#[component]
pub fn WrongPatientLink(case: CaseId) -> impl IntoView {
    view! { <p class="not-printed"><a class="lone-link" href=format!("/cases/{case}/wrong-patient")>"This is the wrong patient"</a></p> }
}
