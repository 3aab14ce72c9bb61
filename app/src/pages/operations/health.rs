use domain::view::{Finding, Soundness};
use leptos::prelude::*;
use leptos_meta::Title;

use crate::{api::operations::load_health, components::loaded};

/// What this server finds of itself, what is broken first.
#[component]
pub fn Health() -> impl IntoView {
    let found = Resource::new_blocking(|| (), |()| load_health());
    view! {
        <Title text="Health"/>
        <div class="staff__page">
            <div class="page-head">
                <h1>"Health"</h1>
                <a class="nhsuk-button nhsuk-button--secondary" href="/admin/health" rel="external">"Look again"</a>
            </div>
            {loaded(found, |found| {
                let count = |soundness| found.iter().filter(|it| it.soundness == soundness).count();
                let says = match (count(Soundness::Wrong), count(Soundness::Warning)) {
                    (0, 0) => "Everything that was looked at is in order.".to_owned(),
                    (0, 1) => "Everything works; 1 line wants a look.".to_owned(),
                    (0, warnings) => format!("Everything works; {warnings} lines want a look."),
                    (1, _) => "1 thing does not work.".to_owned(),
                    (wrong, _) => format!("{wrong} things do not work."),
                };
                view! {
                    <p>{says}" This is what the server that answered you found just now; the settings are as at its start."</p>
                    <ul class="findings">{found.into_iter().map(|finding| view! { <FindingItem finding/> }).collect_view()}</ul>
                }
            })}
        </div>
    }
    .into_any()
}

#[component]
fn FindingItem(finding: Finding) -> impl IntoView {
    let Finding { what, soundness, says } = finding;
    let colour = match soundness {
        Soundness::Wrong => "nhsuk-tag nhsuk-tag--red",
        Soundness::Warning => "nhsuk-tag nhsuk-tag--yellow",
        Soundness::Ok => "nhsuk-tag nhsuk-tag--green",
    };
    view! {
        <li class="findings__line">
            <strong class=colour>{soundness.label()}</strong>
            <strong class="findings__what">{what}</strong>
            <span class="findings__says" translate="no">{says}</span>
        </li>
    }
    .into_any()
}
