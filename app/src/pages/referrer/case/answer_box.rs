use domain::{
    ids::CaseId,
    view::{AnswerView, CaseView},
};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{api::cases::Acknowledge, components::Moment, features::answer::AnswerText};

/// The answer, in a box that cannot be missed; before there is one, what is waited for.
#[component]
pub fn AnswerBox(case: CaseView) -> impl IntoView {
    match case.answer {
        Some(answer) => view! {
            <Answered id=case.id answer may_acknowledge=case.may.acknowledge/>
            {case.may.edit.then(|| view! {
                <p class="not-printed"><a class="nhsuk-button" href=format!("/cases/{}/request", case.id)>"Add what was asked for"</a></p>
            })}
        }
        .into_any(),
        None => view! {
            <section class="panel" aria-labelledby="answer">
                <h2 id="answer">"Answer"</h2>
                <p>{format!("{}. ", case.state)}{case.due.map(|due| view! { "An answer is due by "<Moment when=due.at/>"." })}</p>
                <p class="responsibility">{case.responsibility}</p>
            </section>
        }
        .into_any(),
    }
}

#[component]
fn Answered(id: CaseId, answer: AnswerView, may_acknowledge: bool) -> impl IntoView {
    view! {
        <section class="answered" aria-labelledby="answer">
            <p class="answered__head" id="answer">"Answer from "{answer.by}", "<Moment when=answer.at/></p>
            <h2 class="answered__outcome">{answer.outcome_label}</h2>
            <AnswerText answer=answer.answer/>
            <p class="responsibility">{answer.responsibility}</p>
            {answer.acknowledged.map(|when| view! {
                <p>"Read by "{answer.acknowledged_by.unwrap_or_default()}", "<Moment when/>"."</p>
            })}
            {may_acknowledge.then(|| view! {
                <form class="not-printed" method="post" action=Acknowledge::url()>
                    <input type="hidden" name="case" value=id.to_string()/>
                    <button class="nhsuk-button">"I have read this answer"</button>
                </form>
            })}
        </section>
    }
    .into_any()
}
