//! What patients say has changed: on the practice's home, and on the case for both sides.

use domain::{
    role::Capability,
    view::{ChangeLine, ChangeView},
};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::{
        cases::{DealWithChange, LookAtChange},
        client::marked,
    },
    components::{Moment, Notice, NoticeTone},
};
use ui::able::can;

/// One report: when, whether it is late, and the patient's own words.
#[component]
fn Said(change: ChangeView) -> impl IntoView {
    let late = change.late.then(|| {
        view! { " "<strong class="nhsuk-tag nhsuk-tag--red">"Late: to be dealt with by "{change.late_at.short.clone()}</strong> }
    });
    let words = if change.words.is_empty() {
        view! { <p>"Without further words."</p> }.into_any()
    } else {
        view! { <p class="as-written" dir="auto">{change.words}</p> }.into_any()
    };
    view! {
        <p><Moment when=change.at/>{late}</p>
        {words}
        {change.done.map(|(by, at)| view! { <p class="quiet">"Dealt with by the practice: "<bdi>{by}</bdi>", "<Moment when=at/></p> })}
        {match change.seen {
            Some((by, at)) => Some(view! { <p class="quiet">"Looked at by the service: "<bdi>{by}</bdi>", "<Moment when=at/></p> }.into_any()),
            None => change.for_service.then(|| view! { <p class="quiet">"The service was told, too, and has not looked at it yet."</p> }.into_any()),
        }}
    }
    .into_any()
}

/// On a case. The practice says here that it has dealt with it; the service reads it.
#[component]
pub fn Changes(changes: Vec<ChangeView>, is_practice: bool) -> impl IntoView {
    (!changes.is_empty()).then(|| {
        let is_open = changes.iter().any(|change| change.done.is_none() || (change.for_service && change.seen.is_none()));
        let is_late = changes.iter().any(|change| change.late);
        let items = changes
            .into_iter()
            .map(|change| {
                let report = (is_practice && change.done.is_none() && can(Capability::Refer)).then_some(change.report);
                let is_to_see = !is_practice && change.for_service && change.seen.is_none() && can(Capability::Answer);
                let seen = is_to_see.then_some(change.report);
                view! {
                    <li>
                        <Said change/>
                        {report.map(|report| view! {
                            <form class="not-printed" method="post" action=marked(DealWithChange::url())>
                                <input type="hidden" name="report" value=report.to_string()/>
                                <button class="nhsuk-button nhsuk-button--secondary">"This is dealt with"</button>
                            </form>
                        })}
                        {seen.map(|report| view! {
                            <form class="not-printed" method="post" action=marked(LookAtChange::url())>
                                <input type="hidden" name="report" value=report.to_string()/>
                                <p>"Does it change what you decided? Add to your answer, retract it, or write to the practice."</p>
                                <button class="nhsuk-button nhsuk-button--secondary">"I have looked at this"</button>
                            </form>
                        })}
                    </li>
                }
            })
            .collect_view();
        let tone = match (is_open, is_late) {
            (_, true) => NoticeTone::Danger,
            (true, false) => NoticeTone::Warning,
            (false, false) => NoticeTone::Info,
        };
        view! {
            <Notice tone>
                <p><strong>"The patient says that it has changed"</strong></p>
                <ul class="changes">{items}</ul>
            </Notice>
        }
    })
}

/// On the practice's home, the longest wait first.
#[component]
pub fn PatientsSay(lines: Vec<ChangeLine>) -> impl IntoView {
    (!lines.is_empty()).then(|| {
        let tone = if lines.iter().any(|line| line.change.late) { NoticeTone::Danger } else { NoticeTone::Warning };
        let items = lines
            .into_iter()
            .map(|line| {
                let ChangeLine { case, number, name, change } = line;
                view! {
                    <li>
                        <a href=format!("/cases/{case}")><bdi>{name}</bdi>", case "{number}</a>
                        <Said change/>
                    </li>
                }
            })
            .collect_view();
        view! {
            <Notice tone>
                <p><strong>"These patients say that it has changed"</strong></p>
                <ul class="changes">{items}</ul>
            </Notice>
        }
    })
}
