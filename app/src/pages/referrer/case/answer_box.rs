use domain::{
    case::Outcome,
    ids::{CaseId, FormKey},
    view::{AnswerView, CaseView, May},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

use crate::{
    api::{
        answers::Disagree,
        cases::{Acknowledge, ReferCase},
        client::marked,
    },
    components::{Moment, Notice, NoticeTone},
    features::{
        answer::{Amendments, AnswerText},
        other_requests::AskAgainButton,
    },
};

/// The answer, in a box that cannot be missed; before there is one, what is waited for.
#[component]
pub fn AnswerBox(case: CaseView) -> impl IntoView {
    let amendments = case.amendments;
    match case.answer {
        Some(answer) => view! {
            <Amendments amendments/>
            <AnswerReceived id=case.id key=case.answer_key answer may=case.may/>
            {case.may.edit.then(|| view! {
                <p class="not-printed"><a class="nhsuk-button" href=format!("/cases/{}/request", case.id)>"Add what was asked for"</a></p>
            })}
        }
        .into_any(),
        None => view! {
            <Amendments amendments/>
            {case.may.read_change.then(|| view! { <Read id=case.id label=CHANGE_READ/> })}
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
fn AnswerReceived(id: CaseId, key: FormKey, answer: AnswerView, may: May) -> impl IntoView {
    let urgent = answer.answer.chosen().is_some_and(Outcome::is_urgent);
    let to_refer = answer.to_refer && !urgent;
    let label = match (answer.to_agree, may.read_change) {
        (true, _) => "I have read this and agree to the downgrade",
        (false, true) => CHANGE_READ,
        (false, false) => "I have read this answer",
    };
    view! {
        <section class="answered" class:answered--urgent=urgent class:answered--refer=to_refer aria-labelledby="answer">
            <p class="answered__head" id="answer">"Answer from "<bdi>{answer.by}</bdi>", "<Moment when=answer.at/></p>
            <h2 class="answered__outcome">{answer.outcome_label}</h2>
            <AnswerText answer=answer.answer/>
            {if answer.to_refer || answer.to_agree {
                view! { <Notice tone=NoticeTone::Warning><p><strong>{answer.responsibility}</strong></p></Notice> }.into_any()
            } else {
                view! { <p class="responsibility">{answer.responsibility}</p> }.into_any()
            }}
            {answer.acknowledged.map(|when| view! {
                <p>"Read by "<bdi>{answer.acknowledged_by.unwrap_or_default()}</bdi>", "<Moment when/>"."</p>
            })}
            {(may.acknowledge || may.read_change).then(|| view! { <Read id label/> })}
            {(may.acknowledge && answer.to_agree).then(|| view! { <Disagreement id key/> })}
            {may.refer.then(|| view! {
                <form class="not-printed" method="post" action=marked(ReferCase::url())>
                    <input type="hidden" name="case" value=id.to_string()/>
                    <button class="nhsuk-button nhsuk-button--secondary">"I have referred this patient"</button>
                </form>
            })}
            {(may.refer && may.ask_again).then(|| view! { <AskAgainButton case=id label="Ask another service here"/> })}
            {(answer.may_refer_anyway && may.ask_again).then(|| view! { <ReferAnyway id/> })}
        </section>
    }
    .into_any()
}

/// The way to say no to an answer by which the patient need not be seen.
#[component]
fn ReferAnyway(id: CaseId) -> impl IntoView {
    view! {
        <details class="nhsuk-details not-printed">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"I do not agree: refer the patient anyway"</span></summary>
            <div class="nhsuk-details__text">
                <p>"It opens a referral with what you said about the skin, and asks why. The answer stays readable, the pictures go with it, and the 18 weeks count from the day on which you first asked."</p>
                <AskAgainButton case=id label="Refer anyway" anyway=true/>
            </div>
        </details>
    }
    .into_any()
}

/// The answer itself was read before, or stands no longer.
const CHANGE_READ: &str = "I have read what has changed";

#[component]
fn Read(id: CaseId, label: &'static str) -> impl IntoView {
    view! {
        <form class="not-printed" method="post" action=marked(Acknowledge::url())>
            <input type="hidden" name="case" value=id.to_string()/>
            <button class="nhsuk-button">{label}</button>
        </form>
    }
}

/// The way to say no to a downgrade, with the words that the specialist reads.
#[component]
fn Disagreement(id: CaseId, key: FormKey) -> impl IntoView {
    let asked = use_query_map().read_untracked().get("disagree").is_some();
    view! {
        <details class="nhsuk-details not-printed" open=asked>
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"I do not agree: keep the patient on the suspected cancer pathway"</span></summary>
            <div class="nhsuk-details__text">
                <p>"The answer is then no longer valid. The case goes back to the specialist, who reads your words, and the patient is told nothing of it."</p>
                <form method="post" action=marked(Disagree::url())>
                    <input type="hidden" name="case" value=id.to_string()/>
                    <input type="hidden" name="key" value=key.to_string()/>
                    <div class="nhsuk-form-group" class:nhsuk-form-group--error=asked>
                        <label class="nhsuk-label" for="disagreement">"Why it should stay"</label>
                        {asked.then(|| view! { <span class="nhsuk-error-message">"Enter why it should stay. Nothing was sent."</span> })}
                        <textarea class="nhsuk-textarea" id="disagreement" name="text" rows="3" required></textarea>
                    </div>
                    <button class="nhsuk-button nhsuk-button--secondary">"I do not agree"</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}
