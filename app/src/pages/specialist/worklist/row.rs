use domain::view::WorklistRow;
use leptos::prelude::*;

use crate::components::DueBadge;

/// One case: 56 px high, the whole of it a link.
#[component]
pub fn Row(row: WorklistRow) -> impl IntoView {
    let flags = row.flags.into_iter().map(|flag| view! { <span class="flag">{flag}</span> }).collect_view();
    let thumbnail = match row.thumbnail {
        Some(path) => {
            view! { <img class="work__thumb" src=path alt="" width="48" height="48" loading="lazy"/> }.into_any()
        }
        None => view! { <span class="work__thumb work__thumb--none" aria-hidden="true">"–"</span> }.into_any(),
    };
    view! {
        <li>
            <a class="work__row" href=format!("/worklist/{}", row.case)>
                {thumbnail}
                <span class="work__due"><DueBadge due=row.due/></span>
                <span class="work__who"><strong>{row.age}</strong><span>{row.sex}</span></span>
                <span class="work__site">{row.site}<span>{row.kind.short()}</span></span>
                <span class="work__question">{row.question}<span>{row.practice}</span></span>
                <span class="work__flags">{flags}</span>
            </a>
        </li>
    }
    .into_any()
}
