use domain::view::Stage;
use leptos::prelude::*;
use words::say;

use super::{
    frame::{Frame, Heading, Visit},
    journey::Page,
};

/// Who asks, why, and what it takes.
#[component]
pub fn Start() -> impl IntoView {
    view! { <Frame page=Page::Start show/> }
}

fn show(visit: Visit) -> AnyView {
    let title = if visit.page.asker.practice.is_empty() {
        say!("start.title_unknown")
    } else {
        say!("start.title", practice = &visit.practice())
    };
    let (next, button) = match visit.page.stage {
        Stage::News(_) => (Page::News, say!("start.news_button")),
        _ => (Page::Check, say!("start.button")),
    };
    view! {
        <Heading text=title/>
        <p>{say!("start.why")}</p>
        <p><strong>{say!("start.how_long")}</strong></p>
        <a href=visit.path(next) class="nhsuk-button">{button}</a>
        <h2>{say!("start.need")}</h2>
        <ul class="nhsuk-list nhsuk-list--bullet">
            <li>{say!("start.need_light")}</li>
            <li>{say!("start.need_phone")}</li>
            <li>{say!("start.need_helper")}</li>
        </ul>
        <h2>{say!("start.then")}</h2>
        <ol class="nhsuk-list nhsuk-list--number">
            <li>{say!("start.then_1")}</li>
            <li>{say!("start.then_2")}</li>
            <li>{say!("start.then_3")}</li>
        </ol>
        <section class="callout callout--emergency">
            <h2>{say!("start.emergency_title")}</h2>
            <p>{say!("start.emergency")}</p>
            <p>{say!("start.emergency_999")}</p>
            <p>{say!("start.emergency_111")}</p>
        </section>
    }
    .into_any()
}
