use domain::{case::Problem, ids::PatientId, patients::PatientSearch, role::Capability, view::FoundPatients};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use ui::able::can;

use super::{date::DateBoxes, results::Results};
use crate::{
    api::{
        client::marked,
        patients::{FindPatient as FindPatientCall, load_found_patients},
    },
    components::{Field, FieldKind, loaded},
    features::new_request::NewRequest,
};

/// Somebody of the practice is looked for by what there is of them: a number, a name and a date of birth, or a case.
#[component]
pub fn FindPatient() -> impl IntoView {
    let query = use_query_map();
    let sealed = move || query.read().get("for");
    let found = Resource::new_blocking(sealed, load_found_patients);
    view! {
        <Title text="Find a patient"/>
        <div class="staff__page">
            <div class="page-head"><h1>"Find a patient"</h1></div>
            {loaded(found, |found| view! { <Search found/> })}
        </div>
    }
    .into_any()
}

#[component]
fn Search(found: FoundPatients) -> impl IntoView {
    let FoundPatients { search, problem, rows, more } = found;
    view! {
        <SearchForm search problem/>
        {can(Capability::Collect).then(|| view! { <div class="patient-search__new"><p class="quiet">"For somebody who is not here yet:"</p><NewRequest/></div> })}
        {rows.map(|rows| view! { <Results rows more/> })}
    }
    .into_any()
}

/// `beside` is the patient whose other record is looked for.
#[component]
pub fn SearchForm(
    search: PatientSearch,
    problem: Option<Problem>,
    #[prop(optional)] beside: Option<PatientId>,
) -> impl IntoView {
    let PatientSearch { nhs_number, name, dob, case } = search;
    let error = |field: &str| {
        let wrong = problem.as_ref().filter(|problem| problem.field == field);
        Signal::stored(wrong.map(|problem| problem.message.clone()))
    };
    let (number_error, name_error, case_error) = (error("nhs_number"), error("name"), error("case"));
    let born_error = problem.clone().filter(|problem| problem.field.starts_with("dob"));
    view! {
        <form class="patient-search panel" method="post" action=marked(FindPatientCall::url())>
            {beside.map(|patient| view! { <input type="hidden" name="beside" value=patient.to_string()/> })}
            <Field name="nhs_number" form_name="search[nhs_number]".to_owned() label="NHS number" value=nhs_number kind=FieldKind::Number hint="10 digits" width="nhsuk-input--width-10" error=number_error/>
            <div class="patient-search__or">
                <Field name="name" form_name="search[name]".to_owned() label="Name, or how it begins" value=name hint="First or last name" error=name_error/>
                <DateBoxes name="dob" form_name="search[dob]".to_owned() legend="Date of birth" dob error=born_error/>
            </div>
            <Field name="case" form_name="search[case]".to_owned() label="Number of a case" value=case hint="Such as 1F3A 27C1" width="nhsuk-input--width-10" error=case_error/>
            <button class="nhsuk-button">"Find"</button>
        </form>
    }
    .into_any()
}
