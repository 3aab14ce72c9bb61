//! Two records that are one person's: whom to compare with.

use domain::{ids::PatientId, view::MergeChoices};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use super::{find::SearchForm, results::Row};
use crate::{
    api::{AppError, patients::load_merge_choices},
    components::loaded,
    features::patient_param::use_patient,
};

/// Who may be the same person, and a form to look for others.
#[component]
pub fn MergePage() -> impl IntoView {
    let id = use_patient();
    let query = use_query_map();
    let sealed = move || query.read().get("for");
    let choices = Resource::new_blocking(
        move || (id(), sealed()),
        |(id, sealed): (Option<PatientId>, Option<String>)| async move {
            load_merge_choices(id.ok_or(AppError::NotFound)?, sealed).await
        },
    );
    view! {
        <Title text="The same person’s records"/>
        <div class="staff__page">{loaded(choices, |choices| view! { <Choices choices/> })}</div>
    }
    .into_any()
}

#[component]
fn Choices(choices: MergeChoices) -> impl IntoView {
    let MergeChoices { patient, name, likely, found } = choices;
    let lines = move |rows: Vec<domain::view::PatientRow>| {
        rows.into_iter().map(|row| view! { <Row row beside=patient/> }).collect_view()
    };
    let none = likely.is_empty();
    let others = found.rows.map(|rows| {
        let none = rows.is_empty();
        view! {
            <section aria-labelledby="found">
                <h2 id="found">"Found"</h2>
                {none.then(|| view! { <p>"Nobody else of this number, name or date of birth."</p> })}
                {found.more.then(|| view! { <p>"There are more. Type more of the name, or the date of birth."</p> })}
                <ul class="patient-list">{lines(rows)}</ul>
            </section>
        }
    });
    view! {
        <a class="nhsuk-back-link" href=format!("/patients/{patient}")><bdi>{name.clone()}</bdi></a>
        <h1>"Which other record is of "<bdi>{name}</bdi>"?"</h1>
        <p>"One person can have two records where a number or a date of birth was typed differently, or was missing. You compare the two before anything is changed."</p>
        <section aria-labelledby="likely">
            <h2 id="likely">"With the same number, date of birth or name"</h2>
            {none.then(|| view! { <p class="empty">"Nobody of your practice."</p> })}
            <ul class="patient-list">{lines(likely)}</ul>
        </section>
        {others}
        <h2>"Look for another"</h2>
        <SearchForm search=found.search problem=found.problem beside=patient/>
    }
    .into_any()
}
