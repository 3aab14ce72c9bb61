//! Appointments: what is to be booked, what is booked, and one case of it. For booking desks, and for services that have
//! none.

mod case;

pub use case::BookingCase;
use domain::{
    appointments::NextAct,
    view::{BookingPage, BookingRow, BookingShow},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::{hooks::use_query_map, location::Url};

use crate::{
    api::bookings::load_bookings,
    components::{Moment, loaded},
};

const SHOWS: [(BookingShow, &str, &str); 2] =
    [(BookingShow::ToBook, "", "To book"), (BookingShow::Booked, "booked", "Booked")];

fn address(show: BookingShow, after: Option<&str>) -> String {
    let code = SHOWS.iter().find(|(each, ..)| *each == show).map_or("", |(_, code, _)| code);
    let show = (!code.is_empty()).then(|| format!("show={code}"));
    let after = after.map(|after| format!("after={}", Url::escape(after)));
    let query = [show, after].into_iter().flatten().collect::<Vec<_>>().join("&");
    if query.is_empty() { "/bookings".to_owned() } else { format!("/bookings?{query}") }
}

/// What is to be done next, the urgent ones first, with the next act as the button.
#[component]
pub fn Bookings() -> impl IntoView {
    let query = use_query_map();
    let show = move || {
        let code = query.read().get("show").unwrap_or_default();
        SHOWS.iter().find(|(_, each, _)| *each == code).map_or(BookingShow::ToBook, |(show, ..)| *show)
    };
    let after = move || query.read().get("after").filter(|after| !after.is_empty());
    let page = Resource::new_blocking(move || (show(), after()), |(show, after)| load_bookings(show, after));
    view! {
        <Title text="Appointments"/>
        <div class="staff__page">
            <div class="page-head"><h1>"Appointments"</h1></div>
            {loaded(page, move |page| view! { <Whole page show=show()/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Whole(page: BookingPage, show: BookingShow) -> impl IntoView {
    let BookingPage { rows, next, to_book, late } = page;
    let chips = SHOWS
        .iter()
        .map(|&(each, _, label)| {
            let count = if each == BookingShow::ToBook { format!(" ({to_book})") } else { String::new() };
            view! { <li><a class="chip" href=address(each, None) aria-current=(each == show).then_some("true")>{label}{count}</a></li> }
        })
        .collect_view();
    let late = (late > 0).then(|| {
        view! { <p><strong class="nhsuk-tag nhsuk-tag--red">{format!("{late} late")}</strong>" They should have been booked by now."</p> }
    });
    let empty = match show {
        BookingShow::ToBook => {
            "Nothing is to be booked. When a specialist decides that a patient has to be seen, the patient appears here."
        }
        BookingShow::Booked => {
            "No appointment is booked. Booked appointments stay here until somebody says how they went."
        }
    };
    let lines = if rows.is_empty() {
        view! { <p class="empty">{empty}</p> }.into_any()
    } else {
        view! { <ol class="bookings">{rows.into_iter().map(|row| view! { <Row row/> }).collect_view()}</ol> }.into_any()
    };
    view! {
        <nav aria-label="Which appointments"><ul class="chips">{chips}</ul></nav>
        {(show == BookingShow::ToBook).then_some(late)}
        {lines}
        {next.map(|next| view! { <p><a class="lone-link" href=address(show, Some(&next))>"More"</a></p> })}
    }
    .into_any()
}

#[component]
fn Row(row: BookingRow) -> impl IntoView {
    let who = row.patient;
    let name = who.name.clone();
    let tries = (row.tries > 0).then(|| {
        let words = if row.tries == 1 { "1 call in vain".to_owned() } else { format!("{} calls in vain", row.tries) };
        view! { <span>{words}</span> }
    });
    let missed = (row.missed > 0).then(|| {
        let words = if row.missed == 1 { "missed 1".to_owned() } else { format!("missed {}", row.missed) };
        view! { <strong class="nhsuk-tag nhsuk-tag--orange">{words}</strong> }
    });
    let button = match row.next {
        NextAct::Call | NextAct::Letter | NextAct::Note => "nhsuk-button nhsuk-button--small",
        NextAct::CallAgain | NextAct::Wait | NextAct::Seen | NextAct::Nothing => {
            "nhsuk-button nhsuk-button--secondary nhsuk-button--small"
        }
    };
    let act = if row.next == NextAct::Wait { "Open" } else { row.next.label() };
    view! {
        <li class="booking">
            <div class="booking__who">
                <strong><bdi>{who.name}</bdi></strong>
                <span>{who.born}" · NHS number "<bdi translate="no">{who.nhs_number}</bdi></span>
                <span><bdi>{row.practice}</bdi>" · case "<bdi translate="no">{row.number}</bdi></span>
            </div>
            <div class="booking__what">
                <span>{row.urgent.then(|| view! { <strong class="nhsuk-tag nhsuk-tag--red">"Urgent"</strong>" " })}{row.outcome}</span>
                <span class:booking__late=row.late>{row.wait}</span>
                {row.appointment.map(|at| view! { <span><strong><Moment when=at/></strong></span> })}
                <span class="booking__tries">{tries}{missed}</span>
            </div>
            <a class=button draggable="false" href=format!("/bookings/{}", row.case)>{act}<span class="nhsuk-u-visually-hidden">": "{name}</span></a>
        </li>
    }
    .into_any()
}
