//! The worklist: what must not wait stands on top, then what is due first, and nothing jumps under a finger.

mod filters;
mod keys;
mod row;

use domain::{
    ids::CaseId,
    view::{SecondReadings, WorklistPage, WorklistQuery, WorklistRow, WorklistShow},
};
use filters::{Filters, address, query_of};
use keys::move_by_key;
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use row::Row;
use ui::focus::focus_soon;

use crate::{
    api::{answers::load_worklist, client::unasked},
    components::{LiveText, loaded},
    features::{live::on_changes, wrong_patient::WrongPatients},
};

/// A service's cases, by filters and a page at a time.
#[component]
pub fn Worklist() -> impl IntoView {
    let map = use_query_map();
    let query = Memo::new(move |_| query_of(&map.read()));
    let page = Resource::new_blocking(
        move || query.get(),
        |query| async move {
            let page = load_worklist(query.clone()).await?;
            Ok((query, page))
        },
    );
    let show = Callback::new(move |newer| page.set(Some(Ok(newer))));
    view! {
        <Title text="Worklist"/>
        <div class="staff__page">{loaded(page, move |(query, page)| view! { <Page query page show/> })}</div>
    }
    .into_any()
}

/// What was there when it was loaded; `show` puts a newer page in its place. Nothing in it that need not follow a
/// signal does: the server makes such a part twice.
#[component]
fn Page(query: WorklistQuery, page: WorklistPage, show: Callback<(WorklistQuery, WorklistPage)>) -> impl IntoView {
    move_by_key(page.rows.len());
    // What came after the page was made waits here until it is asked for.
    let newer = RwSignal::new(None::<WorklistPage>);
    let on_screen: Vec<_> = page.rows.iter().map(|row| row.case).collect();
    let told: Vec<_> = page.wrong_patient.iter().map(|line| line.case).collect();
    let new = Memo::new(move |_| {
        let newer = newer.read();
        let Some(newer) = newer.as_ref() else { return 0 };
        let wrong = newer.wrong_patient.iter().filter(|line| !told.contains(&line.case)).count();
        count_new(&on_screen, &newer.rows) + wrong
    });
    let asked = query.clone();
    on_changes(
        || "/events/worklist".to_owned(),
        move || {
            let query = asked.clone();
            spawn_local(async move {
                // A list that cannot be fetched now is fetched with the next change.
                if let Ok(page) = unasked(load_worklist(query)).await {
                    newer.try_set(Some(page));
                }
            });
        },
    );
    let asked = query.clone();
    let show_new = move |_| {
        if let Some(newer) = newer.get_untracked() {
            show.run((asked.clone(), newer));
            // The button goes with what it stood on.
            focus_soon("main".to_owned());
        }
    };
    let more = page.next.clone().map(|next| {
        let path = address(&WorklistQuery { after: Some(next), ..query.clone() });
        view! { <p class="more"><a href=path>"More cases"</a></p> }
    });
    view! {
        <div class="page-head"><h1>"Worklist"</h1></div>
        <WrongPatients lines=page.wrong_patient area="worklist"/>
        <Filters query=query.clone() waiting=page.waiting overdue=page.overdue to_do=page.to_do/>
        <div class="new-cases" role="status">
            <Show when=move || { new.get() > 0 }>
                <button class="new-cases__button" on:click=show_new.clone()><LiveText text=Signal::derive(move || format!("{} new: show", new.get()))/></button>
            </Show>
        </div>
        {page.second_readings.map(agreement)}
        {rows(page.rows, query.show)}
        {more}
    }
    .into_any()
}

fn rows(rows: Vec<WorklistRow>, show: WorklistShow) -> AnyView {
    if rows.is_empty() {
        return view! { <p class="empty">{empty_words(show)}</p> }.into_any();
    }
    let heads = || {
        view! {
            <p class="work__heads" aria-hidden="true">
                <span></span><span>"Due"</span><span>"Patient"</span><span>"Site"</span><span>"Question"</span><span></span>
            </p>
        }
    };
    let list = |rows: Vec<WorklistRow>, before: usize| {
        let rows = rows.into_iter().zip(before..).map(|(row, place)| view! { <Row row place show/> }).collect_view();
        view! { <ol class="work__rows">{rows}</ol> }
    };
    let (first, rest): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| show == WorklistShow::Waiting && row.first);
    if first.is_empty() {
        return view! { <div class="work">{heads()}{list(rest, 0)}</div> }.into_any();
    }
    let before = first.len();
    let rest = (!rest.is_empty()).then(|| view! { <h2 class="work__band">"Then by due time"</h2>{list(rest, before)} });
    view! { <div class="work">{heads()}<h2 class="work__band work__band--first">"Look first"</h2>{list(first, 0)}{rest}</div> }
        .into_any()
}

/// How second readings at the service agreed, of those that were done in the last twelve months.
fn agreement(readings: SecondReadings) -> AnyView {
    let SecondReadings { same, close, differs } = readings;
    if readings.of() == 0 {
        return view! { <p class="quiet">"No answer was read a second time in the last 12 months."</p> }.into_any();
    }
    let answers = match readings.of() {
        1 => "1 answer was".to_owned(),
        many => format!("{many} answers were"),
    };
    let words = format!(
        "In the last 12 months {answers} read a second time: {same} with the same outcome, {close} with another one that is \
         as urgent, {differs} with a different one."
    );
    view! { <p>{words}</p> }.into_any()
}

/// How many rows of the newer list are not on the screen yet.
fn count_new(on_screen: &[CaseId], newer: &[WorklistRow]) -> usize {
    newer.iter().filter(|row| !on_screen.contains(&row.case)).count()
}

const fn empty_words(show: WorklistShow) -> &'static str {
    match show {
        WorklistShow::Waiting => "Nothing is waiting. New requests appear here.",
        WorklistShow::Overdue => "Nothing is overdue.",
        WorklistShow::Paused => "You are not waiting for anything. Cases that you asked more about appear here.",
        WorklistShow::Answered => "No answers yet. What your service has answered appears here.",
        WorklistShow::Messages => "No messages to read. What a practice writes about a request appears here.",
        WorklistShow::TakenOver => {
            "Nothing is to be arranged. Cases that your service has taken over stay here until an appointment is booked."
        }
        WorklistShow::Changed => {
            "None. When a patient says that it has changed, and it may not wait or you have taken the case over, it stays here until somebody has looked."
        }
        WorklistShow::Seen => {
            "Nobody. Patients who came to their appointment stay here until you say that everything is done."
        }
        WorklistShow::ToRelease => {
            "None. When somebody prepares an answer who does not send it themselves, it stays here until a specialist has sent or returned it."
        }
        WorklistShow::Opinions => {
            "None. When a specialist asks a colleague about a case, it stays here until somebody replies."
        }
        WorklistShow::Meeting => "None. Cases for a meeting stay here until somebody notes what it said.",
        WorklistShow::SecondReading => {
            "None. Some answers are drawn at random, to be read by a second specialist: they stay here until they are."
        }
        WorklistShow::Replies => "None. What colleagues say about a case stays here until whoever asked has read it.",
        WorklistShow::Monitoring => {
            "None. When a patient sends the photos that a plan asked for, they stay here until somebody has looked; what may be worse is on top."
        }
        WorklistShow::RoundsMissed => {
            "None. When follow-up photos do not come twice in a row, the patient stays here until somebody says that they know."
        }
        WorklistShow::WrongPatient => "None. Cases that turned out to be of the wrong patient appear here.",
    }
}
