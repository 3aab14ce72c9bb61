use domain::{pathway::Score, view::Fact};
use leptos::prelude::*;

/// Labelled facts of a request, in the order they are read; those that change the answer stand out.
#[component]
pub fn Facts(facts: Vec<Fact>) -> impl IntoView {
    let rows = facts
        .into_iter()
        .map(|fact| {
            view! {
                <div class="facts__row" class:facts__row--key=fact.key><dt>{fact.label}</dt><dd dir="auto">{fact.value}</dd></div>
            }
        })
        .collect_view();
    view! { <dl class="facts">{rows}</dl> }
}

/// The weighted 7-point checklist's score, with what NICE NG12 says of it.
#[component]
pub fn ScoreBox(score: Score) -> impl IntoView {
    view! {
        <div class="score" class:score--refer=score.refer>
            <p class="score__points"><strong>{score.points}</strong>" of 10"</p>
            <p class="score__sentence"><span class="nhsuk-u-visually-hidden">"Weighted 7-point checklist: "</span>{score.sentence}
                {(!score.counted.is_empty()).then(|| format!(" Counted: {}.", score.counted))}</p>
        </div>
    }
    .into_any()
}

/// Who asks; where somebody else sent it in their name, both.
#[component]
pub fn Asker(referrer: String, sent_by: Option<String>) -> impl IntoView {
    view! {
        {sent_by.map(|by| view! { "Sent by "<bdi>{by}</bdi>" for " })}
        <bdi>{referrer}</bdi>
    }
}
