use domain::{
    ids::OpeningId,
    role::Role,
    view::{self, GuessedLine, Me, OpeningLine, When},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;

use crate::{
    api::{
        client::marked,
        openings::{LookAtOpening, load_openings},
    },
    components::{Moment, loaded},
};

/// Cases that were opened from outside, for whoever manages the people or the cases.
#[component]
pub fn Openings() -> impl IntoView {
    let openings = Resource::new_blocking(|| (), |()| load_openings());
    let everywhere = use_context::<Me>().is_some_and(|me| me.role == Role::Administrator);
    view! {
        <Title text="Opened from outside"/>
        <div class="staff__page">
            <h1>"Opened from outside"</h1>
            {everywhere.then(|| view! { <p>"These concern a practice or service that has no manager who would look at them. Invite one under People and organisations: what concerns it then stands on their list."</p> })}
            <p hidden=everywhere>"Cases that a clinician of yours read at another organisation, and cases of yours that somebody outside read. Each of them wrote why. Ask them, if you do not see that they had to."</p>
            {loaded(openings, |openings| {
                let view::Openings { opened, guessed } = openings;
                if opened.is_empty() && guessed.is_empty() {
                    return view! { <p class="empty">"Nobody has opened a case from outside."</p> }.into_any();
                }
                let lines = opened.into_iter().map(|line| view! { <Opening line/> }).collect_view();
                let guesses = (!guessed.is_empty()).then(|| view! {
                    <h2>"Held back"</h2>
                    <p>"They gave numbers that open no case, one after the other, and can open none for a while. A number misheard looks like that, and so does looking around. Ask them."</p>
                    <ul class="nhsuk-list">{guessed.into_iter().map(|line| view! { <Guessed line/> }).collect_view()}</ul>
                });
                view! { {guesses}<ul class="nhsuk-list">{lines}</ul> }.into_any()
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Opening(line: OpeningLine) -> impl IntoView {
    let OpeningLine { opening, number, who, at, until, reason, own, looked } = line;
    view! {
        <li class="panel">
            <p><strong><bdi>{who}</bdi></strong>": case "{number}", "<Moment when=at/>", to read until "{until.short}</p>
            {match reason {
                Some(reason) => view! { <p class="as-written" dir="auto">{reason}</p> }.into_any(),
                None => view! { <p class="quiet">"Why is shown to a manager alone: ask them, or invite one."</p> }.into_any(),
            }}
            <LookedAt line=opening own looked/>
        </li>
    }
    .into_any()
}

#[component]
fn Guessed(line: GuessedLine) -> impl IntoView {
    let GuessedLine { guess, who, tries, at, until, own, looked } = line;
    view! {
        <li class="panel">
            <p><strong><bdi>{who}</bdi></strong>": "{tries}" numbers that open no case, the last "<Moment when=at/>", held back until "{until.short}</p>
            <LookedAt line=guess own looked/>
        </li>
    }
    .into_any()
}

/// Who has looked at a line, or the button that says so.
#[component]
fn LookedAt(line: OpeningId, own: bool, looked: Option<(String, When)>) -> impl IntoView {
    match looked {
        None if own => view! { <p class="quiet">"This was you: somebody else has to look at it."</p> }.into_any(),
        Some((by, when)) => view! { <p class="quiet">"Looked at by "<bdi>{by}</bdi>", "<Moment when/></p> }.into_any(),
        None => view! {
            <form method="post" action=marked(LookAtOpening::url())>
                <input type="hidden" name="opening" value=line.to_string()/>
                <button class="nhsuk-button nhsuk-button--secondary">"I have looked at this"</button>
            </form>
        }
        .into_any(),
    }
}
