//! Visits to a photography hub, on a case's own pages.

use domain::{
    ids::CaseId,
    view::{HubLine, HubProgress},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

use super::{appointments::Appointments, facts::Facts};
use crate::{
    api::{
        client::marked,
        hub::{CallOff, NoteHub},
    },
    components::{Moment, Notice, NoticeTone},
};

/// What was asked of a hub, how far it has come, and what came of it.
#[component]
pub fn HubPanel(case: CaseId, progress: HubProgress) -> impl IntoView {
    let HubProgress { visits, may_call_off, may_note } = progress;
    let has_pictures = use_query_map().read_untracked().get("hub").is_some_and(|it| it == "has_pictures");
    let lines = visits.into_iter().rev().map(|line| view! { <Visit case line may_call_off may_note/> }).collect_view();
    view! {
        <section class="panel" id="hub" aria-labelledby="hub-title">
            <h2 id="hub-title">"Photography hub"</h2>
            {has_pictures.then(|| view! { <Notice tone=NoticeTone::Warning><p><strong>"The visit was not called off: pictures have been taken. "</strong>"Call the hub: it sends them, or takes them out first."</p></Notice> })}
            {lines}
        </section>
    }
    .into_any()
}

#[component]
fn Visit(case: CaseId, line: HubLine, may_call_off: bool, may_note: bool) -> impl IntoView {
    let tone = match (line.is_open, line.is_in_vain) {
        (true, _) => "nhsuk-tag nhsuk-tag--blue",
        (false, true) => "nhsuk-tag nhsuk-tag--red",
        (false, false) => "nhsuk-tag nhsuk-tag--green",
    };
    let in_vain = (line.to_note && may_note).then(|| {
        view! {
            <Notice tone=NoticeTone::Warning><p><strong>"No pictures came of this visit. "</strong>"Decide what comes next: ask again, get pictures in another way, or send the request without."</p></Notice>
            <form class="not-printed" method="post" action=marked(NoteHub::url())>
                <input type="hidden" name="case" value=case.to_string()/>
                <button class="nhsuk-button nhsuk-button--secondary">"I know that no pictures came"</button>
            </form>
        }
    });
    let call_off = (line.is_open && may_call_off).then(|| {
        view! {
            <details class="nhsuk-details not-printed">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Call this visit off"</span></summary>
                <div class="nhsuk-details__text">
                    <p>"The hub takes no pictures any more. A patient who was texted when to come is texted that they need not; shortly before the slot, or without a mobile, call them."</p>
                    <form method="post" action=marked(CallOff::url())>
                        <input type="hidden" name="case" value=case.to_string()/>
                        <button class="nhsuk-button nhsuk-button--warning">"Call it off"</button>
                    </form>
                </div>
            </details>
        }
    });
    view! {
        <div class="hub-line">
            <p><strong class=tone>{line.status}</strong>" "<bdi>{line.hub}</bdi></p>
            {in_vain}
            <p class="case__text" dir="auto">{line.why}</p>
            {(!line.note.is_empty()).then(|| view! { <p><strong>"From the hub: "</strong><bdi>{line.note}</bdi></p> })}
            {(!line.slots.is_empty()).then(|| view! { <Appointments appointments=line.slots/> })}
            {line.chaperone.map(|who| view! { <p>"Chaperone: "<bdi>{who}</bdi></p> })}
            {(!line.history.is_empty()).then(|| view! { <h3>"What the patient said there"</h3><Facts facts=line.history/> })}
            {(!line.consent.is_empty()).then(|| view! { <h3>"What the patient agreed to there"</h3><Facts facts=line.consent/> })}
            <p class="quiet">"Asked for by "<bdi>{line.asked_by}</bdi>", "<Moment when=line.asked/>
            {line.ended.map(|(by, at)| view! { ". Ended by "<bdi>{by}</bdi>", "<Moment when=at/> })}"."</p>
            {call_off}
        </div>
    }
    .into_any()
}
