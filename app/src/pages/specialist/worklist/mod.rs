//! The worklist: what is due first stands on top, and nothing jumps under a finger.

mod filters;
mod row;

use domain::view::{WorklistPage, WorklistQuery, WorklistRow, WorklistShow};
use filters::{Filters, address, query_of};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use row::Row;

use crate::{api::answers::load_worklist, components::loaded, features::live::on_changes};

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
    view! {
        <Title text="Worklist"/>
        <div class="staff__page">{loaded(page, |(query, page)| view! { <Page query page/> })}</div>
    }
    .into_any()
}

#[component]
fn Page(query: WorklistQuery, page: WorklistPage) -> impl IntoView {
    // What came after the page was made waits here until it is asked for.
    let newer = RwSignal::new(None::<WorklistPage>);
    let shown = RwSignal::new(page);
    let again = query.clone();
    on_changes(
        || "/events/worklist".to_owned(),
        move || {
            let query = again.clone();
            spawn_local(async move {
                // A list that cannot be fetched now is fetched with the next change.
                if let Ok(page) = load_worklist(query).await {
                    newer.try_set(Some(page));
                }
            });
        },
    );
    let new = move || newer.read().as_ref().map_or(0, |newer| count_new(&shown.read().rows, &newer.rows));
    let show_new = move |_| {
        if let Some(page) = newer.get_untracked() {
            newer.set(None);
            shown.set(page);
        }
    };
    let empty = empty_words(query.show);
    let rows = move || shown.read().rows.iter().cloned().map(|row| view! { <Row row/> }).collect_view();
    let more = {
        let query = query.clone();
        move || {
            let next = shown.read().next.clone()?;
            let path = address(&WorklistQuery { after: Some(next), ..query.clone() });
            Some(view! { <p class="more"><a href=path>"More cases"</a></p> })
        }
    };
    view! {
        <div class="page-head"><h1>"Worklist"</h1></div>
        {move || view! { <Filters query=query.clone() page=shown.get()/> }}
        <div class="new-cases" role="status">
            <Show when=move || { new() > 0 }>
                <button class="new-cases__button" on:click=show_new>{move || format!("{} new: show", new())}</button>
            </Show>
        </div>
        <Show when=move || !shown.read().rows.is_empty() fallback=move || view! { <p class="empty">{empty}</p> }>
            <div class="work">
                <p class="work__heads" aria-hidden="true">
                    <span></span><span>"Due"</span><span>"Patient"</span><span>"Site"</span><span>"Question"</span><span></span>
                </p>
                <ol class="work__rows">{rows}</ol>
            </div>
        </Show>
        {more}
    }
    .into_any()
}

/// How many rows of the newer list are not on the screen yet.
fn count_new(shown: &[WorklistRow], newer: &[WorklistRow]) -> usize {
    newer.iter().filter(|row| shown.iter().all(|each| each.case != row.case)).count()
}

const fn empty_words(show: WorklistShow) -> &'static str {
    match show {
        WorklistShow::Waiting => "Nothing is waiting. New requests appear here by themselves.",
        WorklistShow::Overdue => "Nothing is overdue.",
        WorklistShow::Paused => "You are not waiting for anything. Cases that you asked more about appear here.",
        WorklistShow::Answered => "No answers yet. What your service has answered appears here.",
    }
}
