use domain::view::OpeningLine;
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
    view! {
        <Title text="Opened from outside"/>
        <div class="staff__page">
            <h1>"Opened from outside"</h1>
            <p>"Cases that a clinician of yours read at another organisation, and cases of yours that somebody outside read. Each of them wrote why. Ask them, if you do not see that they had to."</p>
            {loaded(openings, |openings| {
                if openings.is_empty() {
                    return view! { <p class="empty">"Nobody has opened a case from outside."</p> }.into_any();
                }
                let lines = openings.into_iter().map(|line| view! { <Opening line/> }).collect_view();
                view! { <ul class="nhsuk-list">{lines}</ul> }.into_any()
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Opening(line: OpeningLine) -> impl IntoView {
    let OpeningLine { opening, number, who, at, until, reason, looked } = line;
    view! {
        <li class="panel">
            <p><strong><bdi>{who}</bdi></strong>": case "{number}", "<Moment when=at/>", to read until "{until.short}</p>
            <p class="as-written" dir="auto">{reason}</p>
            {match looked {
                Some((by, when)) => view! { <p class="quiet">"Looked at by "<bdi>{by}</bdi>", "<Moment when/></p> }.into_any(),
                None => view! {
                    <form method="post" action=marked(LookAtOpening::url())>
                        <input type="hidden" name="opening" value=opening.to_string()/>
                        <button class="nhsuk-button nhsuk-button--secondary">"I have looked at this"</button>
                    </form>
                }
                .into_any(),
            }}
        </li>
    }
    .into_any()
}
