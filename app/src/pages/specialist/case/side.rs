use domain::{
    case::Answer,
    view::{CaseView, When},
};
use leptos::prelude::*;

use crate::{
    components::{DueBadge, Moment, Notice, NoticeTone},
    features::{
        answer::AnswerText,
        appointments::AppointmentPanel,
        changes::Changes,
        facts::{Asker, Facts, ScoreBox},
        hub::HubPanel,
        monitoring::MonitoringPanel,
        other_requests::OtherRequests,
        picture_set::PictureSetLine,
        wrong_patient::WrongPatientLink,
    },
};

/// The question first, then what changes the answer, then everything else.
#[component]
pub fn Side(case: CaseView, keys: RwSignal<bool>) -> impl IntoView {
    let (key_facts, other_facts): (Vec<_>, Vec<_>) = case.facts.into_iter().partition(|fact| fact.key);
    let answers: Vec<_> = case.photo_requests.into_iter().flat_map(|request| request.answers).collect();
    let patient = case.patient;
    let refer = case.score.as_ref().filter(|score| score.refer).map(|score| score.points);
    // Below an answer it stands with the answer.
    let undecided = case.answer.is_none();
    let keeps = case.may.keep_answer;
    let asks_first = case.answerable.is_asked_before_booking();
    view! {
        <div class="side">
            <p class="side__head">
                <DueBadge due=case.due waiting=true/>" "<strong class="nhsuk-tag nhsuk-tag--white">{case.kind.short()}</strong>" "
                {case.presentation.map(|nth| view! { <strong class="flag">{format!("{nth} request")}</strong>" " })}
                {refer.map(|points| view! { <strong class="flag">{format!("Score {points}")}</strong>" " })}
                {case.state}
            </p>
            <p class="side__who"><strong><bdi>{patient.name}</bdi></strong>" · "{patient.born}" · "{patient.sex}<br/>"NHS number "<bdi>{patient.nhs_number}</bdi>" · "{case.site}" · case "{case.id.short()}</p>
            {case.also_answering.into_iter().map(|(name, when)| view! {
                <Notice tone=NoticeTone::Warning><p><strong><bdi>{name}</bdi></strong>" is answering this case: unsent text since "<Moment when/>"."</p></Notice>
            }).collect_view()}
            <Changes changes=case.changes is_practice=false/>
            {asks_first.then(|| view! { <p><strong>"The patient wants to be asked before an appointment is booked."</strong></p> })}
            {case.booking.map(|progress| view! { <AppointmentPanel case=case.id progress/> })}
            {case.monitoring.map(|view| view! { <MonitoringPanel case=case.id view/> })}
            {case.hub.map(|progress| view! { <HubPanel case=case.id progress/> })}
            <AskedBefore asked=case.asked_before/>
            <h2>"Question"</h2>
            <p class="side__question" dir="auto">{case.question}</p>
            {(!case.impression.is_empty()).then(|| view! { <p class="side__impression"><strong>"Impression: "</strong><bdi>{case.impression}</bdi></p> })}
            <PictureSetLine guide=case.guide images=case.images/>
            <OtherRequests others=case.others area="/worklist"/>
            {(!key_facts.is_empty()).then(|| view! { <h2>"Key facts"</h2><Facts facts=key_facts/> })}
            {(!answers.is_empty()).then(|| view! { <h2>"The patient’s own answers"</h2><Facts facts=answers/> })}
            {case.score.map(|score| view! { <h2>"7-point checklist"</h2><ScoreBox score/> })}
            {case.unscored.map(|why| view! { <h2>"7-point checklist"</h2><p class="unscored">{why}</p> })}
            {(!other_facts.is_empty()).then(|| view! { <h2>"More"</h2><Facts facts=other_facts/> })}
            <p class="quiet">
                <Asker referrer=case.referrer sent_by=case.sent_by/>", "<bdi>{case.practice}</bdi>
                {(!case.telephone.is_empty()).then(|| view! { ", "<bdi translate="no">{case.telephone}</bdi> })}
                {case.submitted.map(|when| view! { ", sent "<Moment when/> })}
            </p>
            {undecided.then(|| case.responsibility.map(|words| view! { <p class="responsibility">{words}</p> }))}
            {case.may.send_on.then(|| view! { <p class="not-printed"><a class="lone-link" href=format!("/worklist/{}/send-on", case.id)>"Send on to another service"</a></p> })}
            {case.may.ask_hub.then(|| view! { <p class="not-printed"><a class="lone-link" href=format!("/worklist/{}/hub", case.id)>"Ask a photography hub for pictures"</a></p> })}
            {case.may.wrong_patient.then(|| view! { <WrongPatientLink case=case.id/> })}
            <p class="side__foot not-printed">
                {case.may.history.then(|| view! { <a href=format!("/cases/{}/summary", case.id)>"Summary to print"</a> })}
                {case.may.history.then(|| view! { <a href=format!("/cases/{}/history", case.id)>"History"</a> })}
                {case.patient_id.map(|id| view! { <a href=format!("/patients/{id}")>"Patient’s page"</a> })}
                {keeps.then(|| view! { <label class="side__keys when-alive"><input type="checkbox" prop:checked=keys checked=true on:change:target=move |event| keys.set(event.target().checked())/>" One key per outcome"</label> })}
            </p>
        </div>
    }
    .into_any()
}

/// What a specialist asked for before answering. It stays readable when the case waits again: whoever answers knows
/// what was asked, and the practice what it was for.
#[component]
fn AskedBefore(asked: Vec<(String, When, Answer)>) -> impl IntoView {
    asked
        .into_iter()
        .map(|(by, at, answer)| {
            view! {
                <h2>"Asked for before"</h2>
                <p class="quiet"><bdi>{by}</bdi>", "<Moment when=at/></p>
                <AnswerText answer/>
            }
        })
        .collect_view()
}
