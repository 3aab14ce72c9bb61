//! The photography hub: today's list, and one visit. And asking a hub for one.

mod ask;
mod pictures;
mod steps;
mod visit;

pub use ask::AskHubPage;
use domain::{
    hub::Step,
    view::{HubPage, HubRow, HubShow},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
pub use visit::HubVisitPage;

use crate::{
    api::hub::load_hub,
    components::{Moment, Notice, NoticeTone, loaded},
};

/// Each list: its code in an address, its name, and what stands there while it is empty.
const SHOWS: [(HubShow, &str, &str, &str); 3] = [
    (
        HubShow::Today,
        "",
        "Today",
        "Nobody is expected today. Whoever is booked for today stands here, and whose visit nobody has ended.",
    ),
    (
        HubShow::ToBook,
        "book",
        "To book",
        "Nobody is to be booked. When a practice or a service asks for pictures, the patient appears here.",
    ),
    (HubShow::Later, "later", "Later", "Nobody is booked for another day."),
];

fn address(code: &str) -> String {
    if code.is_empty() { "/hub".to_owned() } else { format!("/hub?show={code}") }
}

/// Who comes, who is here, and who is to be booked.
#[component]
pub fn Hub() -> impl IntoView {
    let query = use_query_map();
    let show = move || {
        let code = query.read().get("show").unwrap_or_default();
        SHOWS.iter().find(|(_, each, ..)| *each == code).map_or(HubShow::Today, |(show, ..)| *show)
    };
    let page = Resource::new_blocking(show, load_hub);
    view! {
        <Title text="Photography"/>
        <div class="staff__page">
            <div class="page-head"><h1>"Photography"</h1></div>
            {said(&query.read_untracked().get("said").unwrap_or_default())}
            {loaded(page, move |page| view! { <Whole page show=show()/> })}
        </div>
    }
    .into_any()
}

/// How the last visit ended.
fn said(code: &str) -> Option<AnyView> {
    let words = match code {
        "done" => "Done. The pictures are with whoever asked for them.",
        "refused" => "Noted: the patient does not want pictures. Nothing is kept of them, and whoever asked is told.",
        "not_possible" => "Noted: nothing could be photographed. Whoever asked is told.",
        "missed" => "Noted: the patient did not come, twice. Whoever asked is told and decides what comes next.",
        "called_off" => "Called off. Whoever asked is told.",
        _ => return None,
    };
    Some(view! { <Notice tone=NoticeTone::Success><p>{words}</p></Notice> }.into_any())
}

#[component]
fn Whole(page: HubPage, show: HubShow) -> impl IntoView {
    let HubPage { rows, counts, late, may_open } = page;
    let chips = SHOWS
        .iter()
        .zip(counts)
        .map(|(&(each, code, label, _), count)| {
            view! { <li><a class="chip" href=address(code) aria-current=(each == show).then_some("true")>{format!("{label} ({count})")}</a></li> }
        })
        .collect_view();
    let late = (late > 0)
        .then(|| view! { <p><strong class="nhsuk-tag nhsuk-tag--red">{format!("{late} late")}</strong>" The pictures should have been taken by now, or nobody has said how a visit went."</p> });
    let empty = SHOWS.iter().find(|(each, ..)| *each == show).map_or("", |(.., words)| words);
    let lines = if rows.is_empty() {
        view! { <p class="empty">{empty}</p> }.into_any()
    } else {
        let rows = rows.into_iter().map(|row| view! { <Row row may_open/> }).collect_view();
        view! { <ol class="bookings hub-list">{rows}</ol> }.into_any()
    };
    view! {
        <nav aria-label="Which visits"><ul class="chips">{chips}</ul></nav>
        {late}
        {lines}
    }
    .into_any()
}

#[component]
fn Row(row: HubRow, may_open: bool) -> impl IntoView {
    let (who, name) = (row.patient.clone(), row.patient.name);
    let missed = (row.missed > 0)
        .then(|| view! { <strong class="nhsuk-tag nhsuk-tag--orange">{format!("missed {}", row.missed)}</strong> });
    let (class, act) = match row.step {
        Step::Book => ("nhsuk-button", "Call and book"),
        Step::Arrive => ("nhsuk-button nhsuk-button--secondary", "Open"),
        Step::Identity | Step::Consents | Step::Chaperone | Step::Questions | Step::Pictures => {
            ("nhsuk-button", "Go on")
        }
    };
    let open = may_open.then(|| {
        view! { <a class=class draggable="false" href=format!("/hub/{}", row.case)>{act}<span class="nhsuk-u-visually-hidden">": "{name}</span></a> }
    });
    view! {
        <li class="booking">
            <div class="booking__who">
                <strong><bdi>{who.name}</bdi></strong>
                <span>{who.born}" · NHS number "<bdi translate="no">{who.nhs_number}</bdi></span>
                <span><bdi>{row.practice}</bdi>" · case "<bdi translate="no">{row.number}</bdi></span>
            </div>
            <div class="booking__what">
                <span>{row.urgent.then(|| view! { <strong class="nhsuk-tag nhsuk-tag--red">"Urgent"</strong>" " })}<strong>{row.step.label()}</strong>" · "{row.site}</span>
                {row.slot.map(|at| view! { <span><strong><Moment when=at/></strong></span> })}
                <span class:booking__late=row.late>{if row.late { "Late: by " } else { "By " }}<Moment when=row.due/></span>
                {missed.map(|missed| view! { <span class="booking__tries">{missed}</span> })}
            </div>
            {open}
        </li>
    }
    .into_any()
}
