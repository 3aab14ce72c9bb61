//! Break-glass: the form that asks for a case's number and a reason, and the case as it is read from outside.

use domain::{case::Party, ids::CaseId, view::CaseView};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use ui::able::ReadOnly;

use crate::{
    api::{
        AppError,
        cases::load_case,
        client::marked,
        openings::{OpenFromOutside, RefusedOpening, typed_opening},
    },
    components::{Moment, loaded},
    features::{
        answer::{Amendments, AnswerText},
        case_param::use_case,
        cover::Cover,
        facts::{Asker, Facts, ScoreBox},
        messages::Messages,
        pictures::Pictures,
    },
};

/// What is asked, and what follows from it, said before it is done.
#[component]
pub fn Outside() -> impl IntoView {
    let wrong = use_query_map().read_untracked().get("wrong").unwrap_or_default();
    let typed = Resource::new_blocking(|| (), |()| typed_opening());
    view! {
        <Title text="Open a case from outside"/>
        <div class="staff__page">
            <h1>"Open a case from outside"</h1>
            <p>"For a patient whom you look after now and whose case is at another practice or service. If you open it:"</p>
            <ul>
                <li>"you can read what was sent, its pictures and its answer, and do nothing with it"</li>
                <li>"it closes by itself, at the time that every page says, and when you sign out"</li>
                <li>"your name, the time and your reason are kept: the managers of your organisation and of the case’s can look at them"</li>
                <li>"the patient can read it with their news, on the page of their link, if they have one"</li>
                <li>"numbers that open nothing are counted: after five, none is taken from you for an hour, and your manager is told"</li>
            </ul>
            {loaded(typed, move |typed| view! { <Form typed wrong=wrong.clone()/> })}
        </div>
    }
    .into_any()
}

/// `wrong` says what was wrong with what was typed before.
#[component]
fn Form(typed: RefusedOpening, wrong: String) -> impl IntoView {
    let no_number = match wrong.as_str() {
        "number" => Some("There is no case of this number that can be opened. Ask whoever gave it to you."),
        "held" => Some(
            "Too many numbers opened nothing. None is taken from you for an hour after the last of them, and whoever manages the people where you work has been told. If it is urgent, ring the practice or service whose case it is.",
        ),
        _ => None,
    };
    let no_reason =
        (wrong == "reason").then_some("Write why in a few words, 500 characters at most. Nothing was opened.");
    view! {
        <form method="post" action=marked(OpenFromOutside::url())>
            <div class="nhsuk-form-group" class:nhsuk-form-group--error=no_number.is_some()>
                <label class="nhsuk-label" for="number">"Number of the case, such as 1F3A 27C1"</label>
                {no_number.map(|says| view! { <span class="nhsuk-error-message" id="number-error">{says}</span> })}
                <input class="nhsuk-input nhsuk-input--width-10" id="number" name="number" autocomplete="off" autocapitalize="characters" spellcheck="false" required
                    value=typed.number aria-describedby=no_number.map(|_| "number-error")/>
            </div>
            <div class="nhsuk-form-group" class:nhsuk-form-group--error=no_reason.is_some()>
                <label class="nhsuk-label" for="reason">"Why do you need to read it?"</label>
                {no_reason.map(|says| view! { <span class="nhsuk-error-message" id="reason-error">{says}</span> })}
                <textarea class="nhsuk-textarea" id="reason" name="reason" rows="3" maxlength="500" dir="auto" required aria-describedby=no_reason.map(|_| "reason-error")>{typed.reason}</textarea>
            </div>
            <button class="nhsuk-button nhsuk-button--warning">"Open it to read"</button>
        </form>
    }
    .into_any()
}

/// The case, to read. That it is read from outside stands in the header of every page.
#[component]
pub fn OutsideCase() -> impl IntoView {
    let id = use_case();
    let case =
        Resource::new_blocking(id, |id: Option<CaseId>| async move { load_case(id.ok_or(AppError::NotFound)?).await });
    provide_context(ReadOnly);
    let closes = use_context::<Cover>().and_then(Cover::closes_ms);
    view! {
        <Title text="Case"/>
        // Where the scripts have stopped, `alive.js` looks at the time.
        <div class="staff__page" data-closes=closes>{loaded(case, |case| view! { <Reading case/> })}</div>
    }
    .into_any()
}

#[component]
fn Reading(case: CaseView) -> impl IntoView {
    let patient = case.patient;
    let answer = case.answer.map(|answer| {
        view! {
            <section class="panel" aria-labelledby="answer">
                <h2 id="answer">{answer.outcome_label}</h2>
                <p class="quiet"><bdi>{answer.by}</bdi>", "<Moment when=answer.at/></p>
                <AnswerText answer=answer.answer/>
            </section>
        }
    });
    view! {
        <h1><bdi>{patient.name}</bdi><span class="case-head__site">{case.site}</span></h1>
        <p class="case-head__who">
            <span>"NHS number "<bdi>{patient.nhs_number}</bdi></span><span>"Case "{case.id.short()}</span><span>"Born "{patient.born}</span><span>{patient.sex}</span>
        </p>
        <p><strong class="nhsuk-tag nhsuk-tag--white">{case.kind.label()}</strong>" "{case.state}</p>
        <Amendments amendments=case.amendments/>
        <div class="case">
            <div>
                <section class="panel" aria-labelledby="pictures">
                    <h2 id="pictures">"Pictures"</h2>
                    {if case.images.is_empty() {
                        view! { <p class="empty">"This request was sent without pictures."</p> }.into_any()
                    } else {
                        view! { <Pictures images=case.images/> }.into_any()
                    }}
                </section>
                {answer}
                <Messages case=case.id messages=case.messages own=Party::Practice may=false key=case.answer_key/>
            </div>
            <div>
                <section class="panel" aria-labelledby="request">
                    <h2 id="request">"The request"</h2>
                    <p class="quiet">
                        <Asker referrer=case.referrer sent_by=case.sent_by/>", "<bdi>{case.practice}</bdi>" to "<bdi>{case.service}</bdi>
                        {case.submitted.map(|when| view! { ", sent "<Moment when/> })}
                    </p>
                    <h3>"Question"</h3><p class="case__text" dir="auto">{case.question}</p>
                    <h3>"Clinical impression"</h3><p class="case__text" dir="auto">{case.impression}</p>
                    {case.score.map(|score| view! { <ScoreBox score/> })}
                    <Facts facts=case.facts/>
                </section>
                <p class="responsibility">{case.responsibility}</p>
            </div>
        </div>
    }
    .into_any()
}
