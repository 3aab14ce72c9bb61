//! A patient's page: who they are, their cases, and where on the body those are.

use domain::{
    case::Fact,
    ids::{CaseId, PatientId},
    role::Capability,
    view::{MergeLine, PatientCase, PatientRecord},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use ui::able::can;

use super::{
    body_map::Body,
    results::{PatientList, SharedNumber, Start},
};
use crate::{
    api::{AppError, patients::load_patient},
    components::{Moment, Notice, NoticeTone, loaded},
    features::patient_param::use_patient,
};

#[component]
pub fn PatientPage() -> impl IntoView {
    let (id, query) = (use_patient(), use_query_map());
    let below = move || query.read().get("below")?.parse::<CaseId>().ok();
    let patient = Resource::new_blocking(
        move || (id(), below()),
        |(id, below): (Option<PatientId>, Option<CaseId>)| async move {
            load_patient(id.ok_or(AppError::NotFound)?, below).await
        },
    );
    view! {
        <Title text="Patient"/>
        <div class="staff__page">{loaded(patient, |record| view! { <Whole record/> })}</div>
    }
    .into_any()
}

#[component]
fn Whole(record: PatientRecord) -> impl IntoView {
    let query = use_query_map();
    let says = |name: &str| query.read_untracked().get(name).is_some();
    let (ask, merged, apart, kept) = (says("check"), says("merged"), says("apart"), says("kept"));
    let id = record.patient;
    let (is_shared, has_died) = (!record.same_number.is_empty(), record.died.is_some());
    let (ended, open): (Vec<_>, Vec<_>) = record.cases.clone().into_iter().partition(|case| case.ended);
    view! {
        {record.is_practice.then(|| view! { <a class="nhsuk-back-link" href="/patients">"Find a patient"</a> })}
        {ask.then(|| view! { <Notice tone=NoticeTone::Warning><p><strong>"No request was started."</strong>{if has_died { " This patient has died." } else { " Look first whose NHS number it is." }}</p></Notice> })}
        {merged.then(|| view! { <Notice tone=NoticeTone::Success><p><strong>"These are one record now."</strong></p></Notice> })}
        {kept.then(|| view! { <Notice tone=NoticeTone::Success><p><strong>"The details are saved."</strong></p></Notice> })}
        {apart.then(|| view! { <Notice tone=NoticeTone::Success><p><strong>"This is a record of its own again."</strong>" It has the cases that came with it."</p></Notice> })}
        {record.led_here.clone().map(|led| view! { <Notice><p>{led}</p></Notice> })}
        <Head record=record.clone()/>
        {is_shared.then(|| view! { <SharedNumber/><h2>"The others with this NHS number"</h2><PatientList rows=record.same_number.clone()/> })}
        <div class="case">
            <div>
                <Cases title="Open cases" cases=open none="No open cases."/>
                <Cases title="Past cases" cases=ended none="No past cases."/>
                {record.older.map(|last| view! { <p>"This patient has more cases, last changed before these. "<a class="lone-link" href=format!("/patients/{id}?below={last}")>"Older cases"</a></p> })}
            </div>
            <div>
                <Body patient=id sites=record.sites.clone()/>
                <Details patient=id details=record.details.clone() may_change=record.may_change/>
                {record.is_practice.then(|| view! { <Merges patient=id lines=record.merges.clone() may_merge=record.may_merge/> })}
            </div>
        </div>
    }
    .into_any()
}

/// The name line, what to know before speaking with them, and the next thing to do.
#[component]
fn Head(record: PatientRecord) -> impl IntoView {
    let number = (!record.nhs_number.is_empty()).then(|| {
        view! { <span>"NHS number "<bdi>{record.nhs_number.clone()}</bdi></span> }
    });
    let alerts = record
        .alerts
        .into_iter()
        .map(|alert| view! { <li><strong class="nhsuk-tag nhsuk-tag--blue">{alert}</strong></li> });
    let alerts = alerts.collect_view();
    view! {
        <div class="page-head case-head">
            <div>
                <h1><bdi>{record.name}</bdi></h1>
                <p class="case-head__who">
                    {number}
                    <span>{record.trace}</span>
                    {(!record.born.is_empty()).then(|| view! { <span>"Born "{record.born}</span> })}
                    <span>{record.sex}</span>
                    <span><bdi>{record.mobile}</bdi></span>
                    {record.died.map(|died| view! { <span><strong>{died}</strong></span> })}
                </p>
                <ul class="patient-alerts">{alerts}</ul>
            </div>
            {record.may_start.then(|| view! { <Start patient=record.patient ask={!record.same_number.is_empty()}/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Cases(title: &'static str, cases: Vec<PatientCase>, none: &'static str) -> impl IntoView {
    let id = title.replace(' ', "-").to_lowercase();
    let lines = cases.into_iter().map(|case| view! { <CaseLine case/> }).collect::<Vec<_>>();
    let is_empty = lines.is_empty();
    view! {
        <section class="panel" aria-labelledby=id.clone()>
            <h2 id=id.clone()>{title}</h2>
            {is_empty.then(|| view! { <p class="empty">{none}</p> })}
            <ul class="patient-cases">{lines}</ul>
        </section>
    }
    .into_any()
}

#[component]
fn CaseLine(case: PatientCase) -> impl IntoView {
    let id = case.case;
    // The same pages that each person's lists lead to.
    let path = match (can(Capability::Read), can(Capability::Assess)) {
        (false, _) => format!("/cases/{id}/history"),
        (true, true) => format!("/worklist/{id}"),
        (true, false) if case.is_draft => format!("/cases/{id}/request"),
        (true, false) => format!("/cases/{id}"),
    };
    let site = if case.site.is_empty() { "No site yet".to_owned() } else { case.site };
    view! {
        <li class="patient-cases__line">
            <a href=path>{site}</a>
            <span>{case.kind.label()}", case "{id.short()}</span>
            <span>{case.state}</span>
            {case.wrong.then(|| view! { <strong class="nhsuk-tag nhsuk-tag--red">"Do not act on it"</strong> })}
            <span class="quiet"><Moment when=case.changed/></span>
        </li>
    }
    .into_any()
}

#[component]
fn Details(patient: PatientId, details: Vec<Fact>, may_change: bool) -> impl IntoView {
    let rows = details.into_iter().map(|fact| {
        view! { <div class="facts__row"><dt>{fact.label}</dt><dd class="patient-details__value" dir="auto">{fact.value}</dd></div> }
    });
    let rows = rows.collect::<Vec<_>>();
    let is_empty = rows.is_empty();
    (!is_empty || may_change).then(|| {
        view! {
            <section class="panel" aria-labelledby="details">
                <h2 id="details">"About this patient"</h2>
                {is_empty.then(|| view! { <p class="empty">"Nothing more is known yet."</p> })}
                <dl class="facts">{rows}</dl>
                {may_change.then(|| view! { <p><a class="lone-link" href=format!("/patients/{patient}/details")>"Change language, contacts, needs, or that they have died"</a></p> })}
            </section>
        }
    })
}

/// Which records became one, and the way to say so of another.
#[component]
fn Merges(patient: PatientId, lines: Vec<MergeLine>, may_merge: bool) -> impl IntoView {
    if lines.is_empty() && !may_merge {
        return ().into_any();
    }
    let lines = lines
        .into_iter()
        .map(|line| {
            let undo = line.may_undo.then(|| {
                view! { " "<a href=format!("/patients/{}/apart", line.patient)>"Take this apart"</a> }
            });
            view! { <li><bdi>{line.words}</bdi>{undo}</li> }
        })
        .collect_view();
    view! {
        <section class="panel" aria-labelledby="records">
            <h2 id="records">"Records of this patient"</h2>
            <ul class="patient-records">{lines}</ul>
            {may_merge.then(|| view! { <p><a class="lone-link" href=format!("/patients/{patient}/merge")>"Another record is of the same person"</a></p> })}
        </section>
    }
    .into_any()
}
