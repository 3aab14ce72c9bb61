use domain::{case::WrongPatientReason, ids::CaseId, role::Capability, view::CaseView};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use ui::able::can;

use crate::{
    api::{
        AppError,
        cases::{MarkWrongPatient, load_case},
        client::marked,
    },
    components::{Choices, Notice, NoticeTone, loaded},
    features::case_param::use_case,
};

/// "This is the wrong patient", asked once, in words that say what will happen. For the practice and for the service.
#[component]
pub fn WrongPatientPage() -> impl IntoView {
    let id = use_case();
    let case =
        Resource::new_blocking(id, |id: Option<CaseId>| async move { load_case(id.ok_or(AppError::NotFound)?).await });
    let specialist = can(Capability::Assess);
    view! {
        <Title text="Wrong patient"/>
        <div class="staff__page">{loaded(case, move |case| view! { <Page case specialist/> })}</div>
    }
    .into_any()
}

#[component]
fn Page(case: CaseView, specialist: bool) -> impl IntoView {
    let missing = use_query_map().read_untracked().get("wrong").is_some();
    let back = if specialist { "worklist" } else { "cases" };
    let id = case.id;
    let (name, practice, service) = (case.patient.name, case.practice, case.service);
    let ask = case.may.wrong_patient.then(|| {
        let reasons =
            WrongPatientReason::ALL.iter().map(|reason| (reason.as_str().to_owned(), reason.label().to_owned()));
        let error = missing.then(|| "Choose what is wrong. Nothing was changed.".to_owned());
        view! {
            <p><strong>"This cannot be undone."</strong>" If you go on:"</p>
            <ul>
                <li>"this case is valid for nobody any more: not for "<bdi>{name.clone()}</bdi>" and for no other patient"</li>
                <li>"the answer, if there is one, is no longer valid, and no other can be sent"</li>
                <li>"the patient’s link closes, and texts that have not left are not sent. The patient is not texted about this: the practice calls"</li>
                <li><bdi>{practice}</bdi>" and "<bdi>{service}</bdi>" see it on top of their lists until each says that it has dealt with it"</li>
                <li>"nothing is deleted: pictures, answer and history stay in the record, marked as of the wrong patient"</li>
            </ul>
            <form method="post" action=marked(MarkWrongPatient::url())>
                <input type="hidden" name="case" value=id.to_string()/>
                <Choices name="because" form_name="because".to_owned() legend="What is wrong?" choices=reasons.collect() value=String::new() error=Signal::stored(error)/>
                <button class="nhsuk-button nhsuk-button--warning">"Yes, this is the wrong patient"</button>
            </form>
        }
    });
    let is_done = case.wrong_patient.is_some();
    view! {
        <a class="nhsuk-back-link" href=format!("/{back}/{id}")>"Back to the case"</a>
        <h1>"Is this the wrong patient?"</h1>
        <p>"The case names "<strong><bdi>{name}</bdi></strong>", NHS number "<bdi>{case.patient.nhs_number}</bdi>", born "{case.patient.born}"."</p>
        {ask.is_none().then(|| view! {
            <Notice tone=NoticeTone::Warning>
                <p>{if is_done {
                    "This case is marked as of the wrong patient already."
                } else {
                    "This request has not been sent. Withdraw it, and start a new one for the right patient."
                }}</p>
            </Notice>
        })}
        {ask}
    }
    .into_any()
}
