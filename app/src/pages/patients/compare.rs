//! Two records beside each other, before they become one.

use domain::{
    ids::PatientId,
    patients::{Compared, LONGEST_REASON},
    view::{ComparedRow, ComparedSide, MergeTyped, PatientsCompared},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::{use_params_map, use_query_map};

use crate::{
    api::{
        AppError,
        client::marked,
        patients::{MergePatients, load_compared},
    },
    components::{ErrorSummary, Field, Notice, NoticeTone, Tick, loaded},
    features::patient_param::use_patient,
};

/// What each says, what differs, and the form that makes them one.
#[component]
pub fn ComparePage() -> impl IntoView {
    let id = use_patient();
    let (params, query) = (use_params_map(), use_query_map());
    let other = move || params.read().get("other")?.parse::<PatientId>().ok();
    let kept = move || query.read().get("kept");
    let compared = Resource::new_blocking(
        move || (id(), other(), kept()),
        |(id, other, kept): (Option<PatientId>, Option<PatientId>, Option<String>)| async move {
            load_compared(id.ok_or(AppError::NotFound)?, other.ok_or(AppError::NotFound)?, kept).await
        },
    );
    view! {
        <Title text="Are these one person?"/>
        <div class="staff__page">{loaded(compared, |(compared, typed)| view! { <Whole compared typed/> })}</div>
    }
    .into_any()
}

#[component]
fn Whole(compared: PatientsCompared, typed: MergeTyped) -> impl IntoView {
    let PatientsCompared { stays, goes, rows, refused } = compared;
    let may = refused.is_none();
    let differs = rows.iter().any(|row| row.is == Compared::Differs);
    view! {
        <ErrorSummary problems=Signal::stored(typed.problems.clone()) title="Nothing was changed".to_owned()/>
        <a class="nhsuk-back-link" href=format!("/patients/{}/merge", stays.patient)>"Other records"</a>
        <h1>"Are these two records one person’s?"</h1>
        <Table rows one=stays.clone() other=goes.clone()/>
        {refused.map(|why| view! {
            <Notice tone=NoticeTone::Warning><p id="records"><strong>"These two cannot become one."</strong>" "{why}"."</p></Notice>
        })}
        {(may && differs).then(|| view! {
            <Notice tone=NoticeTone::Warning><p><strong>"They differ."</strong>" What is marked is not the same in both. If you are not certain that one of them is mistyped or out of date, leave them as they are."</p></Notice>
        })}
        {may.then(|| view! { <Confirm stays goes typed/> })}
    }
    .into_any()
}

#[component]
fn Table(rows: Vec<ComparedRow>, one: ComparedSide, other: ComparedSide) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|row| {
            let mark = (row.is == Compared::Differs)
                .then(|| view! { " "<strong class="nhsuk-tag nhsuk-tag--orange">"Differs"</strong> });
            let value = |text: String| if text.is_empty() { "Not known".to_owned() } else { text };
            view! {
                <tr class:patient-compare__differs=row.is == Compared::Differs>
                    <th scope="row">{row.label}{mark}</th>
                    <td data-label="Stays"><bdi>{value(row.one)}</bdi></td>
                    <td data-label="Becomes part of it"><bdi>{value(row.other)}</bdi></td>
                </tr>
            }
        })
        .collect_view();
    view! {
        <table class="patient-compare">
            <caption class="nhsuk-u-visually-hidden">"What each record says"</caption>
            <thead>
                <tr>
                    <td></td>
                    <th scope="col">"Stays: "<a href=format!("/patients/{}", one.patient)><bdi>{one.name}</bdi></a></th>
                    <th scope="col">"Becomes part of it: "<a href=format!("/patients/{}", other.patient)><bdi>{other.name}</bdi></a></th>
                </tr>
            </thead>
            <tbody>{rows}</tbody>
        </table>
    }
    .into_any()
}

#[component]
fn Confirm(stays: ComparedSide, goes: ComparedSide, typed: MergeTyped) -> impl IntoView {
    let error = |field: &str| {
        let wrong = typed.problems.iter().find(|problem| problem.field == field);
        Signal::stored(wrong.map(|problem| problem.message.clone()))
    };
    let (no_reason, unticked) = (error("reason"), error("checked"));
    view! {
        <h2>"If you go on"</h2>
        <ul>
            <li>"the cases of both stand on one page, and every address of the record that becomes part of the other leads there"</li>
            <li>"nothing is deleted or copied: number, name and date of birth are those of the record that stays"</li>
            <li>"it can be taken apart again, and each then has its own cases back"</li>
            <li>"your name, the time and your reason stand on the page, and the log has an entry for each record"</li>
        </ul>
        <form method="post" action=marked(MergePatients::url())>
            <input type="hidden" name="stays" value=stays.patient.to_string()/>
            <input type="hidden" name="stays_version" value=stays.version.to_string()/>
            <input type="hidden" name="goes" value=goes.patient.to_string()/>
            <input type="hidden" name="goes_version" value=goes.version.to_string()/>
            <Field name="reason" form_name="reason".to_owned() label="How do you know that they are one person?" hint="In a few words, for whoever looks at it later" value=typed.reason max_length=LONGEST_REASON error=no_reason/>
            <div class="nhsuk-form-group" class:nhsuk-form-group--error=move || unticked.get().is_some()>
                {move || unticked.get().map(|message| view! { <span class="nhsuk-error-message"><span class="nhsuk-u-visually-hidden">"Error: "</span>{message}</span> })}
                <div class="nhsuk-checkboxes"><Tick name="checked" form_name="checked".to_owned() label="I have compared both with the patient’s own record: they are one person" checked=false/></div>
            </div>
            <button class="nhsuk-button nhsuk-button--warning">"Yes, make these one record"</button>
        </form>
    }
    .into_any()
}
