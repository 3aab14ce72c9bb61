use domain::view::{CaseList, CaseRow, HomeView};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;

use crate::{
    api::{cases::load_home, client::unasked},
    components::loaded,
    features::{
        away::AwayNotes,
        case_table::{CaseTable, TableOrder, case_path},
        changes::PatientsSay,
        lists::ListWords,
        live::on_changes,
        new_request::NewRequest,
        wrong_patient::WrongPatients,
    },
};

/// The three columns: what is for this practice to do, what waits for others, what is done.
const COLUMNS: [(&str, &[CaseList]); 3] = [
    (
        "To do",
        &[
            CaseList::HandedOn,
            CaseList::WrongPatient,
            CaseList::Changed,
            CaseList::ToRead,
            CaseList::Messages,
            CaseList::ToRefer,
            CaseList::ToFinish,
            CaseList::ToTell,
            CaseList::Unread,
            CaseList::NotReached,
            CaseList::HelpReach,
            CaseList::Missed,
            CaseList::Concluded,
            CaseList::NoHubPictures,
            CaseList::RoundMissed,
            CaseList::PhotosArrived,
            CaseList::NotSent,
            CaseList::AskedForMore,
            CaseList::Drafts,
        ],
    ),
    ("Waiting", &[CaseList::WithPatient, CaseList::WithSpecialist]),
    ("Done", &[CaseList::DoneThisWeek]),
];

/// The referrer's start page.
#[component]
pub fn Home() -> impl IntoView {
    TableOrder::provide();
    let home = Resource::new_blocking(|| (), |()| load_home());
    on_changes(
        || "/events/home".to_owned(),
        move || {
            spawn_local(async move {
                // What cannot be fetched now is fetched with the next change.
                if let Ok(newer) = unasked(load_home()).await {
                    home.try_set(Some(Ok(newer)));
                }
            });
        },
    );
    view! {
        <Title text="Home"/>
        <div class="staff__page">
            <div class="page-head"><h1>"Home"</h1><NewRequest/></div>
            {loaded(home, |home| view! { <WrongPatients lines=home.wrong_patient.clone() area="cases"/><PatientsSay lines=home.changes.clone()/><AwayNotes lines=home.away.clone()/><Next rows=home.next.clone()/><Counts home=home.clone()/><Recent home/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Counts(home: HomeView) -> impl IntoView {
    let (counts, lates) = (home.counts, home.late);
    let late = move |list: CaseList| lates.iter().find(|(each, _)| *each == list).map_or(0, |(_, count)| *count);
    let count = move |list: CaseList| counts.iter().find(|(each, _)| *each == list).map_or(0, |(_, count)| *count);
    let columns = COLUMNS
        .iter()
        .map(|(title, lists)| {
            let links = lists
                .iter()
                .map(|&list| {
                    let words = ListWords::of(list);
                    let number = count(list);
                    let late = late(list);
                    view! {
                        <li>
                            <a class="count" class:count--none=number == 0 href=format!("/cases?list={}", words.code)>
                                <span class="count__number">{number}</span>
                                <span class="count__label">{words.label}</span>
                                {(late > 0).then(|| view! { <strong class="nhsuk-tag nhsuk-tag--red">{format!("{late} late")}</strong> })}
                            </a>
                        </li>
                    }
                })
                .collect_view();
            view! { <section class="counts__column"><h2>{*title}</h2><ul>{links}</ul></section> }
        })
        .collect_view();
    view! { <div class="counts">{columns}</div> }
}

/// What to do next, in one screen; nothing where nothing is to be done.
#[component]
fn Next(rows: Vec<CaseRow>) -> impl IntoView {
    (!rows.is_empty()).then(|| {
        let items = rows
            .into_iter()
            .map(|row| {
                let path = case_path(&row);
                view! {
                    <li class="next__item">
                        <a href=path><strong>{row.task}</strong>": "<bdi>{row.patient_name}</bdi></a>
                        <span class="next__under">
                            {row.site}
                            {row.stands_in_for.map(|name| view! { " · for "<bdi>{name}</bdi>", who is away" })}
                            {row.late.map(|late| view! { " "<strong class="nhsuk-tag nhsuk-tag--red">{late}</strong> })}
                            {row.trouble.map(|trouble| view! { " "<strong class="nhsuk-tag nhsuk-tag--red">{trouble}</strong> })}
                        </span>
                    </li>
                }
            })
            .collect_view();
        view! { <section class="next" aria-labelledby="next"><h2 id="next">"Do next"</h2><ol>{items}</ol></section> }
    })
}

#[component]
fn Recent(home: HomeView) -> impl IntoView {
    view! {
        <h2>"Recent changes"</h2>
        {if home.recent.is_empty() {
            view! { <p class="empty">"Nothing yet. Start with New request: the patient’s photos, the answer and everything between appear here."</p> }.into_any()
        } else {
            view! { <CaseTable rows=home.recent caption="Recent changes"/> }.into_any()
        }}
    }
    .into_any()
}
