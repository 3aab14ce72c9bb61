use domain::{
    case::Kind,
    role::Capability,
    view::{WorklistRow, WorklistShow},
};
use leptos::prelude::*;

use super::keys::row_id;
use ui::able::can;

use crate::components::DueBadge;

/// One case: 56 px high, the whole of it a link.
#[component]
pub fn Row(
    row: WorklistRow,
    /// Which row of the page, from 0.
    place: usize,
    /// Of which list.
    show: WorklistShow,
) -> impl IntoView {
    let (area, end) = match (can(Capability::Read), show) {
        // Whoever reads it a second time has not seen the answer.
        (true, WorklistShow::SecondReading) if can(Capability::Answer) && !row.own => ("worklist", "/second-reading"),
        (true, _) => ("worklist", ""),
        (false, _) => ("cases", "/history"),
    };
    let flags = row.flags.into_iter().map(|flag| view! { <span class="flag">{flag}</span> }).collect_view();
    let thumbnail = match row.thumbnail {
        Some(path) => {
            view! { <img class="work__thumb" src=path alt="" width="48" height="48" loading="lazy"/> }.into_any()
        }
        None => view! { <span class="work__thumb work__thumb--none" aria-hidden="true">"–"</span> }.into_any(),
    };
    // Suspected cancer is a flag already.
    let pathway = if row.kind == Kind::Cancer { "" } else { row.kind.short() };
    view! {
        <li>
            <a class="work__row" id=row_id(place) href=format!("/{area}/{}{end}", row.case)>
                {thumbnail}
                <span class="work__due"><DueBadge due=row.due/></span>
                <span class="work__who"><strong>{row.age}</strong><span>{row.sex}</span></span>
                <span class="work__site">{row.site}<span>{pathway}</span></span>
                <span class="work__question"><bdi>{row.question}</bdi><span><bdi>{row.practice}</bdi></span></span>
                <span class="work__flags">{flags}</span>
            </a>
        </li>
    }
    .into_any()
}
