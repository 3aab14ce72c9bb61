use domain::{
    ids::CaseId,
    role::Role,
    view::{History, HistoryEntry},
};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{
    api::{AppError, cases::load_history, session::who_is_signed_in},
    components::{Moment, Notice, NoticeTone, loaded},
    features::case_param::use_case,
};

/// The case's log: who, when, what.
#[component]
pub fn HistoryPage() -> impl IntoView {
    let case = use_case();
    let history = Resource::new_blocking(case, |case: Option<CaseId>| async move {
        load_history(case.ok_or(AppError::NotFound)?).await
    });
    let me = Resource::new_blocking(|| (), |()| who_is_signed_in());
    let log = move |history: History| {
        loaded(me, move |me| {
            let specialist = me.is_some_and(|me| me.role == Role::Specialist);
            view! { <Log history=history.clone() specialist/> }
        })
    };
    view! {
        <Title text="History"/>
        <div class="staff__page">{loaded(history, log)}</div>
    }
    .into_any()
}

#[component]
fn Log(history: History, specialist: bool) -> impl IntoView {
    let back = if specialist { "worklist" } else { "cases" };
    let rows = history.entries.into_iter().map(|entry| view! { <Entry entry/> }).collect_view();
    view! {
        <a class="nhsuk-back-link" href=format!("/{back}/{}", history.case)>"Back to the case"</a>
        <h1>"History: "<bdi>{history.title}</bdi></h1>
        {if history.intact {
            view! { <p class="quiet">"Nothing can be changed or taken out afterwards: each entry carries the hash of the one before, and the chain is whole."</p> }.into_any()
        } else {
            view! { <Notice tone=NoticeTone::Warning><p><strong>"The chain of hashes is broken."</strong>" An entry was changed or taken out outside Skinlink. Tell your administrator."</p></Notice> }.into_any()
        }}
        <div class="table-scroll" tabindex="0" role="region" aria-label="Events">
            <table class="table history">
                <caption class="nhsuk-u-visually-hidden">"Events, the newest last"</caption>
                <thead>
                    <tr><th scope="col">"No."</th><th scope="col">"When"</th><th scope="col">"Who"</th><th scope="col">"What"</th><th scope="col">"Hash"</th></tr>
                </thead>
                <tbody>{rows}</tbody>
            </table>
        </div>
    }
    .into_any()
}

#[component]
fn Entry(entry: HistoryEntry) -> impl IntoView {
    view! {
        <tr>
            <td>{entry.seq}</td>
            <td class="history__when"><Moment when=entry.at/></td>
            <td dir="auto">{entry.who}</td>
            <td>{entry.what}</td>
            <td><code class="history__hash">{entry.hash}</code></td>
        </tr>
    }
    .into_any()
}
