use domain::{
    case::PatientWords,
    view::{News as Standing, Stage},
};
use leptos::prelude::*;
use words::say;

use super::{
    frame::{Call, Frame, Heading, Visit},
    journey::Page,
    timeline::Timeline,
};

/// How the case stands, in plain words: what happens next, who does it, by when, when to seek help sooner.
#[component]
pub fn News() -> impl IntoView {
    view! { <Frame page=Page::News show/> }
}

fn show(visit: Visit) -> AnyView {
    let practice = visit.practice();
    let phone = visit.page.asker.phone.clone();
    // The frame shows this page at no other stage.
    let Stage::News(news) = visit.page.stage else { return ().into_any() };
    let title = match (&news.outcome, &news.photos_sent) {
        (Some(_), _) => say!("news.answered_title"),
        (None, Some(_)) => say!("news.sent_title"),
        (None, None) => say!("news.title"),
    };
    let sent_to = news.photos_sent.is_some().then(|| say!("news.sent_to", practice = &practice));
    let next = match news.words.clone() {
        Some(words) => view! { <Answered words practice=practice.clone()/> }.into_any(),
        None => view! { <Waiting news=news.clone() practice=practice.clone()/> }.into_any(),
    };
    view! {
        <Heading text=title/>
        {news.outcome.is_none().then_some(sent_to).flatten().map(|sent_to| view! { <p>{sent_to}</p> })}
        {next}
        {(!news.patient_advice.is_empty()).then(|| view! {
            <h2>{say!("news.from_specialist")}</h2>
            <p class="as-written" dir="auto">{news.patient_advice.clone()}</p>
        })}
        <section class="callout">
            <h2>{say!("news.sooner")}</h2>
            {if news.safety_net.is_empty() {
                view! { <p>{say!("news.sooner_default", practice = &practice)}</p> }.into_any()
            } else {
                view! { <p class="as-written" dir="auto">{news.safety_net.clone()}</p> }.into_any()
            }}
            <p>{say!("news.sooner_urgent")}</p>
        </section>
        <Changed practice=practice.clone() phone/>
        <h2>{say!("news.so_far")}</h2>
        <Timeline news practice=practice.clone()/>
        <p>{say!("news.not_appointment")}</p>
        <p>{say!("news.responsibility", practice = &practice)}</p>
        <p>{say!("news.close")}</p>
    }
    .into_any()
}

/// Before there is an answer.
#[component]
fn Waiting(news: Standing, practice: String) -> impl IntoView {
    let next = match (&news.sent_to_specialist, news.due) {
        (None, _) => say!("news.next_sent", practice = &practice),
        (Some(_), Some(due)) => say!("news.next_specialist", due = &due.full),
        (Some(_), None) => say!("news.next_specialist_undated"),
    };
    view! {
        <h2>{say!("news.next")}</h2>
        <p>{next}</p>
        <p>{say!("news.next_sent_who", practice = &practice)}</p>
        <p>{say!("news.not_heard", practice = &practice)}</p>
    }
    .into_any()
}

/// What the answer means for the patient.
#[component]
fn Answered(words: PatientWords, practice: String) -> impl IntoView {
    let of = |key: &str| say!(key, practice = &practice);
    view! {
        <section class="outcome">
            <h2 class="outcome__title">{of(&words.title)}</h2>
            <dl class="outcome__facts">
                <dt>{say!("news.next")}</dt><dd>{of(&words.next)}</dd>
                <dt>{say!("news.who")}</dt><dd>{of(&words.who)}</dd>
                <dt>{say!("news.when")}</dt><dd>{of(&words.when)}</dd>
            </dl>
        </section>
    }
    .into_any()
}

/// The way in for somebody whose skin got worse while they wait (domain.md 3.11).
#[component]
fn Changed(practice: String, phone: String) -> impl IntoView {
    view! {
        <details class="has-changed">
            <summary class="nhsuk-button nhsuk-button--secondary">{say!("news.changed")}</summary>
            <div class="has-changed__text">
                <p><strong>{say!("news.changed_now")}</strong></p>
                <p>{say!("news.changed_call", practice = &practice)}</p>
                <Call phone/>
            </div>
        </details>
    }
    .into_any()
}
