use domain::{
    ids::CaseId,
    role::Capability,
    view::{History, HistoryEntry},
};
use leptos::prelude::*;
use leptos_meta::Title;
use ui::able::can;

use crate::{
    api::{AppError, cases::load_history},
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
    let specialist = can(Capability::Assess);
    let log = move |history: History| view! { <Log history specialist/> };
    view! {
        <Title text="History"/>
        <div class="staff__page">{loaded(history, log)}</div>
    }
    .into_any()
}

#[component]
fn Log(history: History, specialist: bool) -> impl IntoView {
    let back = match (can(Capability::Read), specialist) {
        (true, true) => Some(format!("/worklist/{}", history.case)),
        (true, false) => Some(format!("/cases/{}", history.case)),
        (false, _) => None,
    };
    let rows = history.entries.into_iter().map(|entry| view! { <Entry entry/> }).collect_view();
    view! {
        {back.map(|back| view! { <a class="nhsuk-back-link" href=back>"Back to the case"</a> })}
        <h1>"History: "<bdi>{history.title}</bdi></h1>
        {if history.intact {
            view! { <p class="quiet">"Checked just now: the entries, the request and the answers are as they were written, and none is missing. Each entry is sealed with this server’s key together with the one before it."</p> }.into_any()
        } else {
            view! { <Notice tone=NoticeTone::Warning><p><strong>"This record was changed outside Skinlink."</strong>" An entry, or a text it speaks of, is not as it was written, or is missing. Tell your administrator: \u{201c}skinlink verify\u{201d} says what."</p></Notice> }.into_any()
        }}
        {(history.carried_over > 0).then(|| view! {
            <p class="quiet">{format!("The first {} are from before entries were sealed. Whether they were changed before that cannot be told.", entries(history.carried_over))}</p>
        })}
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

fn entries(count: usize) -> String {
    if count == 1 { "entry".to_owned() } else { format!("{count} entries") }
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
