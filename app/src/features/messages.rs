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
    let wrong = if asked.get("write").as_deref() == Some("full") {
        "There are too many messages in this case: telephone, and note it in the record".to_owned()
    } else {
        format!("Enter your message, of {} characters at most", limit::PASSAGE)
    };
    let seen = messages.last().map_or(0, |message| message.at.ms);
    let to_read = may && messages.iter().any(|message| message.unread && message.party != own);
    let none = messages.is_empty();
    let turns = messages.into_iter().map(|message| view! { <Turn message own may/> }).collect_view();
    let other = match own {
        Party::Practice => "specialist service",
        Party::Service => "practice",
    };
    view! {
        <section class="panel messages" aria-labelledby="messages">
            <h2 id="messages">"Messages"</h2>
            {written.then(|| view! { <Notice tone=NoticeTone::Success><p>{format!("Sent to the {other}.")}</p></Notice> })}
            {if none {
                view! { <p class="empty">"Nobody has written yet."</p> }.into_any()
            } else {
                view! { <ol class="messages__turns" role="list">{turns}</ol> }.into_any()
            }}
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
                                <div class="nhsuk-hint" id="message-hint">"The patient does not see it. A message is no answer: it changes neither how the case stands nor who is responsible."</div>
                                {faulty.then(|| view! { <span class="nhsuk-error-message" id="message-error"><span class="nhsuk-u-visually-hidden">"Error: "</span>{wrong}</span> })}
                                <textarea class="nhsuk-textarea" class:nhsuk-textarea--error=faulty id="message" name="text" rows="3" required maxlength=limit::PASSAGE
                                    aria-describedby=if faulty { "message-hint message-error" } else { "message-hint" } aria-invalid=faulty.then_some("true")></textarea>
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
fn Turn(message: MessageView, own: Party, may: bool) -> impl IntoView {
    let side = match message.party {
        Party::Practice => "practice",
        Party::Service => "service",
    };
    // What is new to its reader is not read yet to everybody else.
    let state = message.unread.then_some(if may && message.party != own { "New" } else { "Not read yet" });
    view! {
        <li class="messages__turn" class:messages__turn--own=message.party == own>
            <p class="messages__head">
                <strong><bdi>{message.by}</bdi></strong>{format!(", {side}, ")}<Moment when=message.at/>
                {state.map(|state| view! { " "<strong class="nhsuk-tag nhsuk-tag--grey">{state}</strong> })}
            </p>
            <p class="as-written" dir="auto">{message.text}</p>
            {(message.pictures > 0).then(|| view! {
                <p class="quiet">{if message.pictures == 1 { "1 picture came with it.".to_owned() } else { format!("{} pictures came with it.", message.pictures) }}</p>
            })}
        </li>
    }
}
