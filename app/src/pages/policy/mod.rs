//! What a service promises and offers: looked at, changed part by part, and published as another edition.

mod changes;
mod part;
mod summary;

use domain::{
    policy::{EditionState, Part},
    view::EditionLine,
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
pub use part::PolicyPart;

use self::{changes::PolicyChanges, summary::Summary};
use crate::{
    api::policy::load_policy,
    components::{Moment, Notice, NoticeTone, loaded},
};

/// What holds now, by pathway; what the reader has typed; and every edition with who published it.
#[component]
pub fn PolicyPage() -> impl IntoView {
    let policy = Resource::new_blocking(|| (), |()| load_policy());
    let query = use_query_map();
    let has = move |name: &'static str| query.read().get(name).is_some();
    view! {
        <Title text="Service policy"/>
        <div class="staff__page">
            <div class="page-head"><h1>"Service policy"</h1></div>
            <p>"What your service promises and offers. A request keeps to what held when it was sent; answers, and whoever sends now, go by what holds now."</p>
            <Show when=move || has("published")><Notice tone=NoticeTone::Success><p>"Published. The list of editions says from when on it holds."</p></Notice></Show>
            <Show when=move || has("forgotten")><Notice tone=NoticeTone::Success><p>"Your changes are taken back. Nothing was published."</p></Notice></Show>
            <Show when=move || has("stale")>
                <Notice tone=NoticeTone::Warning>
                    <p><strong>"Nothing was published. "</strong>"What you looked at has changed meanwhile: the list of editions below says whether somebody else has published one, and what it changes. What you typed is kept, over the newest edition. Look at it again, then publish."</p>
                </Notice>
            </Show>
            {loaded(policy, move |view| {
                let lines = view.editions.into_iter().map(|line| view! { <EditionRow line/> }).collect_view();
                let changes = view.draft.map(|draft| view! { <PolicyChanges draft refused=has("refused")/> });
                let parts = Part::ALL.into_iter().map(|part| view! { <Summary part policy=view.policy.clone()/> }).collect_view();
                view! {
                    {changes}
                    {parts}
                    <section class="panel" id="editions">
                        <h2 class="nhsuk-heading-m">"Editions"</h2>
                        <ol class="nhsuk-list policy-editions" reversed>{lines}</ol>
                    </section>
                }
            })}
        </div>
    }
    .into_any()
}

#[component]
fn EditionRow(line: EditionLine) -> impl IntoView {
    let EditionLine { number, state, from, published, by, changes } = line;
    let state = match state {
        EditionState::Holds => "holds now",
        EditionState::Planned => "planned",
        EditionState::Past => "held until the next one did",
        EditionState::Overtaken => "never held: another one began before it",
    };
    let from = match from {
        Some(at) => view! { ", from "<Moment when=at/> }.into_any(),
        None => ", from the beginning".into_any(),
    };
    let by = match by {
        Some(name) => view! { "Published by "<bdi>{name}</bdi>", " }.into_any(),
        None => "Made with the service, or carried over, ".into_any(),
    };
    let changes = (!changes.is_empty()).then(|| {
        let changes = changes.into_iter().map(|it| view! { <li>{it}</li> }).collect_view();
        view! { <ul class="nhsuk-list nhsuk-list--bullet">{changes}</ul> }
    });
    view! {
        <li class="policy-editions__one">
            <p><strong>{format!("Edition {number}")}</strong>": "{state}{from}</p>
            <p class="quiet">{by}<Moment when=published/></p>
            {changes}
        </li>
    }
    .into_any()
}
