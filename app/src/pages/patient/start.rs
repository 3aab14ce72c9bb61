use domain::view::{Stage, When};
use leptos::prelude::*;
use locales::say;

use super::{
    frame::{Call, Frame, Heading, Sentence, Visit},
    journey::Page,
};

/// Who asks, why, and what it takes.
#[component]
pub fn Start() -> impl IntoView {
    view! { <Frame page=Page::Start show/> }
}

fn show(visit: Visit) -> AnyView {
    let sent = match &visit.page.stage {
        Stage::Check { sent, .. } => sent.clone(),
        Stage::News(news) => news.photos_sent.clone(),
        _ => None,
    };
    if let Some(sent) = sent {
        return already_sent(&visit, &sent).into_any();
    }
    let asker = visit.page.asker.clone();
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
            <p><Sentence text=say!("start.emergency_999") asker=asker.clone()/></p>
            <p><Sentence text=say!("start.emergency_111") asker/></p>
        </section>
    }
    .into_any()
}

/// A link whose photos were sent: nobody is asked for them again.
fn already_sent(visit: &Visit, sent: &When) -> impl IntoView + use<> {
    let next = if matches!(visit.page.stage, Stage::News(_)) { Page::News } else { Page::Check };
    view! {
        <Heading text=say!("start.sent_title")/>
        <p>{say!("start.sent", when = &sent.full, practice = &visit.practice())}</p>
        <a href=visit.path(next) class="nhsuk-button">{say!("start.news_button")}</a>
        <Call asker=visit.page.asker.clone()/>
    }
}
