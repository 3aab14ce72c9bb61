//! A case as its practice sees it after sending.

mod answer_box;

use super::more_pictures::waiting;
use answer_box::AnswerBox;
use domain::{
    case::Party,
    ids::CaseId,
    view::{CaseView, Told},
};
use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{components::Redirect, hooks::use_query_map};

use crate::{
    api::{
        AppError,
        cases::{CloseCase, NoteTold, TextNews, WithdrawCase, load_case},
        client::{marked, unasked},
    },
    components::{DueBadge, Moment, Notice, NoticeTone, loaded},
    features::{
        appointments::AppointmentPanel,
        case_param::use_case,
        changes::Changes,
        conclusion::ConclusionPanel,
        facts::{Asker, Facts, ScoreBox},
        hub::HubPanel,
        live::{on_changes, redraw},
        messages::Messages,
        monitoring::MonitoringPanel,
        other_requests::{AskAgainButton, OtherRequests},
        photo_requests::PhotoRequests,
        pictures::Pictures,
        wrong_patient::{WrongPatient, WrongPatientLink},
    },
};

/// The answer in a box that cannot be missed, once there is one, and what the patient knows of it; then the pictures,
/// and everything that was sent.
#[component]
pub fn Case() -> impl IntoView {
    let id = use_case();
    let case =
        Resource::new_blocking(id, |id: Option<CaseId>| async move { load_case(id.ok_or(AppError::NotFound)?).await });
    on_changes(
        move || format!("/events/cases/{}", id().map(|id| id.to_string()).unwrap_or_default()),
        move || {
            let Some(id) = id() else { return };
            spawn_local(async move {
                // A case that cannot be fetched now is fetched with the next change.
                if let Ok(newer) = unasked(load_case(id)).await {
                    redraw(|| case.set(Some(Ok(newer))));
                }
            });
        },
    );
    view! {
        <Title text="Case"/>
        <div class="staff__page">{loaded(case, |case| view! { <Whole case/> })}</div>
    }
    .into_any()
}

#[component]
fn Whole(case: CaseView) -> impl IntoView {
    if case.is_draft {
        return view! { <Redirect path=format!("/cases/{}/request", case.id)/> }.into_any();
    }
    if let Some(wrong) = case.wrong_patient.clone() {
        return view! { <WrongPatient case wrong is_practice=true/> }.into_any();
    }
    let query = use_query_map();
    let sent = query.read_untracked().get("sent").is_some();
    let acknowledged = query.read_untracked().get("acknowledged").is_some();
    let not_texted = query.read_untracked().get("not_texted").is_some();
    let corrected = query.read_untracked().get("corrected").is_some();
    let referred = query.read_untracked().get("referred").is_some();
    let has_died = query.read_untracked().get("has_died").is_some();
    let (due, service) = (case.due.clone(), case.service.clone());
    let receipt = sent.then(|| {
        view! {
            <Notice tone=NoticeTone::Success>
                <p><strong>"Sent to "<bdi>{service}</bdi>"."</strong>
                {due.map(|due| view! { " An answer is due by "<Moment when=due.at/>"." })}</p>
            </Notice>
        }
    });
    let thanks = acknowledged.then(|| {
        view! {
            <Notice tone=NoticeTone::Success><p>"You have acknowledged the answer."</p></Notice>
        }
    });
    let held = waiting(&case.images).len();
    // Those are looked at, and sent, on a page of their own.
    let images: Vec<_> = case.images.iter().filter(|image| image.sent || !image.own).cloned().collect();
    let more = format!("/cases/{}/pictures", case.id);
    let pictures = view! {
        <section class="panel" aria-labelledby="pictures">
            <h2 id="pictures">"Pictures"</h2>
            {(held > 0).then(|| view! {
                <Notice tone=NoticeTone::Warning><p><strong>{if held == 1 { "1 picture is not sent yet. ".to_owned() } else { format!("{held} pictures are not sent yet. ") }}</strong>"The specialist does not see what was not sent."</p></Notice>
            })}
            {if images.is_empty() {
                view! { <p class="empty">"This request was sent without pictures."</p> }.into_any()
            } else {
                view! { <Pictures images/> }.into_any()
            }}
            {case.may.send_pictures.then(|| view! { <p class="not-printed"><a class="lone-link" href=more>{if held > 0 { "Look at them and send" } else { "Send more pictures" }}</a></p> })}
        </section>
    }
    .into_any();
    let is_answered = case.answer.is_some();
    let answer = view! {
        <AnswerBox case=case.clone()/>
        {case.booking.clone().map(|progress| view! { <AppointmentPanel case=case.id progress/> })}
        {case.monitoring.clone().map(|view| view! { <MonitoringPanel case=case.id view/> })}
        {case.hub.clone().map(|progress| view! { <HubPanel case=case.id progress/> })}
        {case.conclusion.clone().map(|view| view! { <ConclusionPanel case=case.id view/> })}
        {case.told.clone().map(|told| view! { <WhatThePatientKnows id=case.id told reading=case.reading.clone()/> })}
    }
    .into_any();
    let (first, second) = if is_answered { (answer, pictures) } else { (pictures, answer) };
    view! {
        {receipt}
        {thanks}
        {not_texted.then(|| view! { <Notice tone=NoticeTone::Warning><p>"No text was sent. It needs a mobile number and a date of birth in the request, and only so many go out in a day: call the patient, or try again tomorrow."</p></Notice> })}
        {referred.then(|| view! { <Notice tone=NoticeTone::Success><p>"You have noted that you referred this patient."</p></Notice> })}
        {corrected.then(|| view! { <Notice tone=NoticeTone::Success><p>"The patient’s details are corrected, and their old link is closed."</p></Notice> })}
        {has_died.then(|| view! { <Notice tone=NoticeTone::Warning><p>"No request was begun: this patient’s page says that they have died."</p></Notice> })}
        <Head case=case.clone()/>
        <Changes changes=case.changes.clone() is_practice=true/>
        <div class="case">
            <div>{first}{second}</div>
            <div><OtherRequests others=case.others.clone() area="/cases"/><Sent case/></div>
        </div>
    }
    .into_any()
}

/// Who it is about and how it stands.
#[component]
fn Head(case: CaseView) -> impl IntoView {
    let patient = case.patient;
    view! {
        <div class="page-head case-head">
            <div>
                <h1><bdi>{patient.name}</bdi><span class="case-head__site">{case.site}</span></h1>
                <p class="case-head__who">
                    <span>"NHS number "<bdi>{patient.nhs_number}</bdi></span><span>"Case "{case.id.short()}</span><span>"Born "{patient.born}</span><span>{patient.sex}</span><span><bdi>{patient.mobile}</bdi></span>
                </p>
            </div>
            <p class="case-head__state"><strong class="nhsuk-tag nhsuk-tag--white">{case.kind.label()}</strong>" "{case.state}" "<DueBadge due=case.due waiting=true/></p>
        </div>
    }
    .into_any()
}

/// What the patient has been told, and what is left to do about it.
#[component]
fn WhatThePatientKnows(id: CaseId, told: Told, reading: Option<String>) -> impl IntoView {
    let button = move |action: &'static str, label: &'static str| {
        view! {
            <form class="not-printed" method="post" action=marked(action)>
                <input type="hidden" name="case" value=id.to_string()/>
                <button class="nhsuk-button nhsuk-button--secondary">{label}</button>
            </form>
        }
    };
    let words = if told.done {
        view! { <p>{told.words}</p> }.into_any()
    } else {
        view! { <Notice tone=NoticeTone::Warning><p><strong>{told.words}</strong></p></Notice> }.into_any()
    };
    view! {
        <section class="panel" aria-labelledby="told">
            <h2 id="told">"The patient"</h2>
            {words}
            {reading.map(|reading| view! { <p>{reading}</p> })}
            {told.may_text.then(|| button(TextNews::url(), "Text the news"))}
            {told.may_note.then(|| button(NoteTold::url(), "I have told the patient"))}
        </section>
    }
    .into_any()
}

/// What was asked, and how the photo requests went.
#[component]
fn Sent(case: CaseView) -> impl IntoView {
    let (id, may) = (case.id, case.may);
    let requests = case.photo_requests;
    view! {
        <section class="panel" aria-labelledby="request">
            <h2 id="request">"The request"</h2>
            <p class="quiet">
                <Asker referrer=case.referrer sent_by=case.sent_by/>", "<bdi>{case.practice}</bdi>" to "<bdi>{case.service}</bdi>
                {(!case.telephone.is_empty()).then(|| view! { ", "<bdi translate="no">{case.telephone}</bdi> })}
                {case.submitted.map(|when| view! { ", sent "<Moment when/> })}
            </p>
            <h3>"Question"</h3><p class="case__text" dir="auto">{case.question}</p>
            <h3>"Clinical impression"</h3><p class="case__text" dir="auto">{case.impression}</p>
            {case.score.map(|score| view! { <ScoreBox score/> })}
            {case.unscored.map(|why| view! { <p class="unscored">{why}</p> })}
            <Facts facts=case.facts/>
        </section>
        <Messages case=id messages=case.messages own=Party::Practice may=may.message key=case.answer_key/>
        {(!requests.is_empty()).then(|| view! {
            <section class="panel" aria-labelledby="links"><h2 id="links">"Photo requests"</h2><PhotoRequests case=id requests/></section>
        })}
        <p class="case__foot not-printed">
            <a class="lone-link" href=format!("/cases/{id}/summary")>"Summary to print"</a>" "
            <a class="lone-link" href=format!("/cases/{id}/history")>"History of this case"</a>
            {case.patient_id.map(|id| view! { " "<a class="lone-link" href=format!("/patients/{id}")>"Patient’s page"</a> })}
        </p>
        {may.correct.then(|| view! { <p class="not-printed"><a class="lone-link" href=format!("/cases/{id}/patient")>"Correct the patient’s details"</a></p> })}
        {may.wrong_patient.then(|| view! { <WrongPatientLink case=id/> })}
        {may.ask_again.then(|| view! {
            <details class="nhsuk-details not-printed">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Ask again about this problem"</span></summary>
                <div class="nhsuk-details__text">
                    <p>"For a second question, or to ask another service. It opens a new request with what you said about the skin. What was asked and answered here stays as it is, and whoever you ask reads it with the pictures."</p>
                    <AskAgainButton case=id label="Ask again"/>
                </div>
            </details>
        })}
        {may.close.then(|| view! {
            <details class="nhsuk-details not-printed">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Close this case"</span></summary>
                <div class="nhsuk-details__text">
                    <p>"Only when everything that was asked for is done. The patient’s link shows the news for 28 days more."</p>
                    <form method="post" action=marked(CloseCase::url())>
                        <input type="hidden" name="case" value=id.to_string()/>
                        <button class="nhsuk-button nhsuk-button--secondary">"Everything is done"</button>
                    </form>
                </div>
            </details>
        })}
        {may.withdraw.then(|| view! {
            <details class="nhsuk-details not-printed">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Withdraw this request"</span></summary>
                <div class="nhsuk-details__text">
                    <p>"The specialist will no longer answer it. A patient who has a link is told so by text, and their link says it too. The record of it stays."</p>
                    <form method="post" action=marked(WithdrawCase::url())>
                        <input type="hidden" name="case" value=id.to_string()/>
                        <button class="nhsuk-button nhsuk-button--warning">"Withdraw the request"</button>
                    </form>
                </div>
            </details>
        })}
    }
    .into_any()
}
