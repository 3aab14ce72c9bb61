use std::cmp::Ordering;

use domain::{case::Outcome, role::Capability, view::CaseRow};
use leptos::prelude::*;

use crate::components::{DueBadge, Moment};
use ui::able::can;

/// Orders two rows by one column.
type By = fn(&CaseRow, &CaseRow) -> Ordering;

/// The columns: heading and order.
const COLUMNS: [(&str, By); 6] = [
    ("Patient", |a, b| a.patient_name.cmp(&b.patient_name)),
    ("Site", |a, b| a.site.cmp(&b.site)),
    ("How it stands", |a, b| a.state.cmp(&b.state)),
    ("Due", |a, b| due(a).cmp(&due(b))),
    ("Pictures", |a, b| a.images.cmp(&b.images)),
    ("Last change", |a, b| b.changed.ms.cmp(&a.changed.ms)),
];

fn due(row: &CaseRow) -> i64 {
    row.due.as_ref().map_or(i64::MAX, |due| due.at.ms)
}

/// How a table is sorted: by which column, and whether turned round. A page that shows its table anew as things change
/// keeps it.
#[derive(Clone, Copy)]
pub struct TableOrder(RwSignal<Option<(usize, bool)>>);

impl TableOrder {
    pub fn provide() {
        provide_context(Self(RwSignal::default()));
    }
}

/// A practice's cases; a press on a heading sorts by it, another turns the order round.
#[component]
pub fn CaseTable(rows: Vec<CaseRow>, caption: &'static str) -> impl IntoView {
    let rows = StoredValue::new(rows);
    let TableOrder(order) = use_context().unwrap_or_else(|| TableOrder(RwSignal::default()));
    let sorted = move || {
        let mut rows = rows.get_value();
        if let Some((column, turned)) = order.get() {
            rows.sort_by(COLUMNS[column].1);
            if turned {
                rows.reverse();
            }
        }
        rows.into_iter().map(|row| view! { <Row row/> }).collect_view()
    };
    let heads = COLUMNS
        .iter()
        .enumerate()
        .map(|(column, (label, _))| {
            let sort = move || match order.get() {
                Some((by, false)) if by == column => Some("ascending"),
                Some((by, true)) if by == column => Some("descending"),
                _ => None,
            };
            let press = move |_| order.update(|order| *order = Some((column, *order == Some((column, false)))));
            // Where no script sorts, a heading is a heading.
            view! {
                <th scope="col" aria-sort=sort>
                    <span class="table__label">{*label}</span>
                    <button type="button" class="table__sort" on:click=press>{*label}</button>
                </th>
            }
        })
        .collect_view();
    view! {
        <div class="table-scroll" tabindex="0" role="region" aria-label=caption>
            <table class="table">
                <caption class="nhsuk-u-visually-hidden">{caption}</caption>
                <thead><tr>{heads}</tr></thead>
                <tbody>{sorted}</tbody>
            </table>
        </div>
    }
    .into_any()
}

/// What was answered before that it was: a cancer upgrade must not look like a reassurance.
#[component]
fn CaseStatus(state: String, outcome: Option<Outcome>, words: String) -> impl IntoView {
    match outcome {
        Some(outcome) => view! {
            <strong class="table__outcome" class:table__outcome--urgent=outcome.is_urgent()>{words}</strong>
            <span class="table__under">{state}</span>
        }
        .into_any(),
        None => state.into_any(),
    }
}

/// Where a row leads: what happened to a case is read by whoever looks after the work, and the case by who works with it.
pub fn case_path(row: &CaseRow) -> String {
    if !can(Capability::Read) {
        format!("/cases/{}/history", row.case)
    } else if row.is_draft {
        format!("/cases/{}/request", row.case)
    } else {
        format!("/cases/{}", row.case)
    }
}

#[component]
fn Row(row: CaseRow) -> impl IntoView {
    let path = case_path(&row);
    view! {
        <tr>
            <th scope="row">
                <a href=path><bdi>{row.patient_name}</bdi></a>
                <span class="table__under"><bdi>{row.nhs_number}</bdi></span>
            </th>
            <td>{row.site}<span class="table__under">{row.kind.label()}</span></td>
            <td>
                {row.task.map(|task| view! { <strong class="table__outcome">{task}</strong> })}
                <CaseStatus state=row.state outcome=row.outcome words=row.outcome_words/>
                {row.late.map(|late| view! { " "<strong class="nhsuk-tag nhsuk-tag--red">{late}</strong> })}
                {row.trouble.map(|trouble| view! { " "<strong class="nhsuk-tag nhsuk-tag--red">{trouble}</strong> })}
                <span class="table__under"><bdi>{row.referrer}</bdi></span>
            </td>
            <td><DueBadge due=row.due/></td>
            <td>{row.images}</td>
            <td><Moment when=row.changed/></td>
        </tr>
    }
    .into_any()
}
