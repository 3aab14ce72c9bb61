use domain::{
    case::Party,
    ids::{CaseId, FormKey},
    text::limit,
    view::MessageView,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

use crate::{
    api::{
        client::marked,
        messages::{ReadMessages, SendMessage},
    },
    components::{Moment, Notice, NoticeTone},
};

/// What both sides of a case wrote to each other, and a form to write. `own` is the reader's side.
#[component]
pub fn Messages(case: CaseId, messages: Vec<MessageView>, own: Party, may: bool, key: FormKey) -> impl IntoView {
    if messages.is_empty() && !may {
        return ().into_any();
    }
    let asked = use_query_map().read_untracked();
    let (written, faulty) = (asked.get("written").is_some(), asked.get("write").is_some());
    let seen = messages.last().map_or(0, |message| message.at.ms);
    let to_read = may && messages.iter().any(|message| message.unread && message.party != own);
    let turns = messages.into_iter().map(|message| view! { <Turn message own/> }).collect_view();
    let other = match own {
        Party::Practice => "specialist service",
        Party::Service => "practice",
    };
    view! {
        <section class="panel messages" aria-labelledby="messages">
            <h2 id="messages">"Messages"</h2>
            {written.then(|| view! { <Notice tone=NoticeTone::Success><p>{format!("Sent to the {other}.")}</p></Notice> })}
            <ol class="messages__turns">{turns}</ol>
            {to_read.then(|| view! {
                <form class="not-printed" method="post" action=marked(ReadMessages::url())>
                    <input type="hidden" name="case" value=case.to_string()/>
                    <input type="hidden" name="seen" value=seen/>
                    <button class="nhsuk-button nhsuk-button--secondary">"I have read it: nothing to reply"</button>
                </form>
            })}
            {may.then(|| view! {
                <details class="nhsuk-details not-printed" open=faulty>
                    <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{format!("Write to the {other}")}</span></summary>
                    <div class="nhsuk-details__text">
                        <form method="post" action=marked(SendMessage::url())>
                            <input type="hidden" name="case" value=case.to_string()/>
                            <input type="hidden" name="key" value=key.to_string()/>
                            <input type="hidden" name="seen" value=seen/>
                            <div class="nhsuk-form-group" class:nhsuk-form-group--error=faulty>
                                <label class="nhsuk-label" for="message">"Your message"</label>
                                <div class="nhsuk-hint" id="message-hint">"The patient does not see it. A message is no answer: the request goes on waiting as it does, and nobody else becomes responsible."</div>
                                {faulty.then(|| view! { <span class="nhsuk-error-message" id="message-error">{format!("Enter your message, of {} characters at most", limit::PASSAGE)}</span> })}
                                <textarea class="nhsuk-textarea" id="message" name="text" rows="3" required maxlength=limit::PASSAGE aria-describedby="message-hint"></textarea>
                            </div>
                            <button class="nhsuk-button nhsuk-button--secondary">"Send message"</button>
                        </form>
                    </div>
                </details>
            })}
        </section>
    }
    .into_any()
}

#[component]
fn Turn(message: MessageView, own: Party) -> impl IntoView {
    let side = match message.party {
        Party::Practice => "practice",
        Party::Service => "service",
    };
    let state = match (message.party == own, message.unread) {
        (true, true) => Some("Not read yet"),
        (false, true) => Some("New"),
        (true | false, false) => None,
    };
    view! {
        <li class="messages__turn" class:messages__turn--own=message.party == own>
            <p class="messages__head">
                <strong><bdi>{message.by}</bdi></strong>{format!(", {side}, ")}<Moment when=message.at/>
                {state.map(|state| view! { " "<strong class="nhsuk-tag nhsuk-tag--grey">{state}</strong> })}
            </p>
            <p class="as-written">{message.text}</p>
        </li>
    }
}
