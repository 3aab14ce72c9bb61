use domain::{
    case::Outcome,
    ids::CaseId,
    view::{AnswerView, CaseView},
};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::{
        cases::{Acknowledge, ReferCase},
        client::marked,
    },
    components::{Moment, Notice, NoticeTone},
    features::answer::{Amendments, AnswerText},
};

/// The answer, in a box that cannot be missed; before there is one, what is waited for.
#[component]
pub fn AnswerBox(case: CaseView) -> impl IntoView {
    let amendments = case.amendments;
    match case.answer {
        Some(answer) => view! {
            <Amendments amendments/>
            <Answered id=case.id answer may_acknowledge=case.may.acknowledge may_refer=case.may.refer/>
            {case.may.edit.then(|| view! {
                <p class="not-printed"><a class="nhsuk-button" href=format!("/cases/{}/request", case.id)>"Add what was asked for"</a></p>
            })}
        }
        .into_any(),
        None => view! {
            <Amendments amendments/>
            {case.may.acknowledge.then(|| view! { <Read id=case.id/> })}
            <section class="panel" aria-labelledby="answer">
                <h2 id="answer">"Answer"</h2>
                <p>{format!("{}. ", case.state)}{case.due.map(|due| view! { "An answer is due by "<Moment when=due.at/>"." })}</p>
                {case.responsibility.map(|words| view! { <p class="responsibility">{words}</p> })}
            </section>
        }
        .into_any(),
    }
}

#[component]
fn Answered(id: CaseId, answer: AnswerView, may_acknowledge: bool, may_refer: bool) -> impl IntoView {
    let urgent = answer.answer.chosen().is_some_and(Outcome::is_urgent);
    let to_refer = answer.to_refer && !urgent;
    view! {
        <section class="answered" class:answered--urgent=urgent class:answered--refer=to_refer aria-labelledby="answer">
            <p class="answered__head" id="answer">"Answer from "<bdi>{answer.by}</bdi>", "<Moment when=answer.at/></p>
            <h2 class="answered__outcome">{answer.outcome_label}</h2>
            <AnswerText answer=answer.answer/>
            {if answer.to_refer {
                view! { <Notice tone=NoticeTone::Warning><p><strong>{answer.responsibility}</strong></p></Notice> }.into_any()
            } else {
                view! { <p class="responsibility">{answer.responsibility}</p> }.into_any()
            }}
            {answer.acknowledged.map(|when| view! {
                <p>"Read by "<bdi>{answer.acknowledged_by.unwrap_or_default()}</bdi>", "<Moment when/>"."</p>
            })}
            {may_acknowledge.then(|| view! { <Read id/> })}
            {may_refer.then(|| view! {
                <form class="not-printed" method="post" action=marked(ReferCase::url())>
                    <input type="hidden" name="case" value=id.to_string()/>
                    <button class="nhsuk-button nhsuk-button--secondary">"I have referred this patient"</button>
                </form>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn Read(id: CaseId) -> impl IntoView {
    view! {
        <form class="not-printed" method="post" action=marked(Acknowledge::url())>
            <input type="hidden" name="case" value=id.to_string()/>
            <button class="nhsuk-button">"I have read this answer"</button>
        </form>
    }
}
