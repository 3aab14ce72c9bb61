//! A merged record becomes one of its own again.

use domain::{
    ids::PatientId,
    patients::LONGEST_REASON,
    view::{MergeTyped, PatientsApart},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    api::{
        AppError,
        client::marked,
        patients::{UnmergePatients, load_apart},
    },
    components::{ErrorSummary, Field, Notice, NoticeTone, loaded},
    features::patient_param::use_patient,
};

/// Which cases go, which stay, and the form that takes the records apart.
#[component]
pub fn ApartPage() -> impl IntoView {
    let id = use_patient();
    let query = use_query_map();
    let kept = move || query.read().get("kept");
    let apart = Resource::new_blocking(
        move || (id(), kept()),
        |(id, kept): (Option<PatientId>, Option<String>)| async move {
            load_apart(id.ok_or(AppError::NotFound)?, kept).await
        },
    );
    view! {
        <Title text="Take two records apart"/>
        <div class="staff__page">{loaded(apart, |(apart, typed)| view! { <Whole apart typed/> })}</div>
    }
    .into_any()
}

#[component]
fn Whole(apart: PatientsApart, typed: MergeTyped) -> impl IntoView {
    let PatientsApart { patient, stays, name, stays_name, since, goes, keeps } = apart;
    let problems = typed.problems.clone();
    let no_reason = problems.iter().find(|problem| problem.field == "reason").map(|problem| problem.message.clone());
    let form = since.is_some().then(|| view! {
        <p>"What was written on the page of both since then (language, contacts, needs) stays with the record that stays. A date of death that was noted then stays with both: put right the one that it is not of."</p>
        <form method="post" action=marked(UnmergePatients::url())>
            <input type="hidden" name="patient" value=patient.to_string()/>
            <Field name="reason" form_name="reason".to_owned() label="Why are they not one person?" hint="In a few words, for whoever looks at it later" value=typed.reason max_length=LONGEST_REASON error=Signal::stored(no_reason)/>
            <button class="nhsuk-button nhsuk-button--warning">"Yes, take these records apart"</button>
        </form>
    });
    let is_own = since.is_none();
    view! {
        <ErrorSummary problems=Signal::stored(problems) title="Nothing was changed".to_owned()/>
        <a class="nhsuk-back-link" href=format!("/patients/{stays}")>"The patient’s page"</a>
        <h1>"Take these two records apart?"</h1>
        {is_own.then(|| view! { <Notice tone=NoticeTone::Info><p id="records">"This record is one of its own."</p></Notice> })}
        {since.map(|since| view! { <p id="records">"One record since "<bdi>{since}</bdi></p> })}
        <div class="case">
            <Side title="Becomes a record of its own again" name cases=goes/>
            <Side title="Stays as it is" name=stays_name cases=keeps/>
        </div>
        {form}
    }
    .into_any()
}

#[component]
fn Side(title: &'static str, name: String, cases: Vec<String>) -> impl IntoView {
    let none = cases.is_empty();
    let lines = cases.into_iter().map(|case| view! { <li><bdi>{case}</bdi></li> }).collect_view();
    view! {
        <section class="panel">
            <h2>{title}</h2>
            <p><strong><bdi>{name}</bdi></strong></p>
            {none.then(|| view! { <p class="empty">"No cases."</p> })}
            <ul>{lines}</ul>
        </section>
    }
    .into_any()
}
