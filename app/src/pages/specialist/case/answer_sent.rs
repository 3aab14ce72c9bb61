use domain::{case::Answer, view::CaseView};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

use crate::{
    api::{answers::UndoAnswer, cases::CloseCase, client::marked},
    components::{Moment, Notice, NoticeTone},
    features::{
        answer::{Amend, AnswerText},
        conclusion::ConclusionPanel,
    },
};

/// The answer that was sent, whether it can still be taken back, and this specialist's own text if somebody else was
/// first.
#[component]
pub fn AnswerSent(case: CaseView) -> impl IntoView {
    let query = use_query_map();
    let asked = move |name: &str| query.read_untracked().get(name).is_some();
    let own = case.answer_draft.map(|draft| draft.answer).filter(|own| asked("already") && !own.is_empty());
    let name = case.patient.name;
    let id = case.id.to_string();
    let state = case.state;
    let reading = case.reading;
    view! {
        {(asked("sent") && case.may.undo).then(|| view! {
            <Notice tone=NoticeTone::Success>
                <p>"Sent for "<strong><bdi>{name}</bdi></strong>"."</p>
                <form method="post" action=marked(UndoAnswer::url())>
                    <input type="hidden" name="case" value=id/>
                    <button class="nhsuk-button nhsuk-button--secondary">"Undo"</button>
                </form>
            </Notice>
        })}
        {asked("sent_on").then(|| view! { <Notice tone=NoticeTone::Success><p>"Sent on to the other service. The practice is told."</p></Notice> })}
        {asked("amended").then(|| view! { <Notice tone=NoticeTone::Success><p>"Sent to the practice."</p></Notice> })}
        {match case.answer {
            Some(answer) => view! {
                <section class="answered" aria-labelledby="answer">
                    <p class="answered__head" id="answer">"Answered by "<bdi>{answer.by}</bdi>", "<Moment when=answer.at/></p>
                    <h2 class="answered__outcome">{answer.outcome_label}</h2>
                    <AnswerText answer=answer.answer/>
                    <p class="responsibility">{answer.responsibility}</p>
                    {reading.map(|reading| view! { <p>{reading}</p> })}
                    {answer.acknowledged.map(|when| view! { <p>"Read by "<bdi>{answer.acknowledged_by.unwrap_or_default()}</bdi>", "<Moment when/>"."</p> })}
                </section>
            }
            .into_any(),
            None => view! { <p class="notice">{state}</p> }.into_any(),
        }}
        {case.conclusion.map(|view| view! { <ConclusionPanel case=case.id view/> })}
        {case.may.close.then(|| view! {
            <form class="not-printed" method="post" action=marked(CloseCase::url())>
                <input type="hidden" name="case" value=case.id.to_string()/>
                <button class="nhsuk-button nhsuk-button--secondary">"Everything is done: close the case"</button>
            </form>
        })}
        {case.may.amend.then(|| view! { <Amend case=case.id key=case.answer_key asked=asked("amend")/> })}
        {own.map(|own| view! { <OwnText own/> })}
        <p class="not-printed"><a class="lone-link" href="/worklist">"Back to the worklist"</a></p>
    }
    .into_any()
}

/// Text that was not sent, to copy or to compare.
#[component]
fn OwnText(own: Answer) -> impl IntoView {
    view! {
        <Notice tone=NoticeTone::Warning>
            <p><strong>"Another answer was first. This one was not sent."</strong>" Its text, to copy or to compare:"</p>
            <AnswerText answer=own/>
        </Notice>
    }
    .into_any()
}
