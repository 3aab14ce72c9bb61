use domain::{ids::PatientId, view::PatientRow};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::{client::marked, patients::StartAboutPatient},
    components::{Notice, NoticeTone},
};

/// Who was found.
#[component]
pub fn Results(rows: Vec<PatientRow>, more: bool) -> impl IntoView {
    if rows.is_empty() {
        return view! {
            <section aria-labelledby="found">
                <h2 id="found">"Nobody found"</h2>
                <p>"Your practice has asked about nobody of this number, name or date of birth. Check what you typed, or start a new request."</p>
            </section>
        }
        .into_any();
    }
    let title = match (rows.len(), more) {
        (count, true) => format!("The first {count} patients"),
        (1, false) => "1 patient".to_owned(),
        (count, false) => format!("{count} patients"),
    };
    let shared = rows.iter().any(|row| row.same_number);
    view! {
        <section aria-labelledby="found">
            <h2 id="found">{title}</h2>
            {more.then(|| view! { <p>"There are more. Type more of the name, or the date of birth."</p> })}
            {shared.then(|| view! { <SharedNumber/> })}
            <PatientList rows/>
        </section>
    }
    .into_any()
}

/// Two records with one number: somebody has to look.
#[component]
pub fn SharedNumber() -> impl IntoView {
    view! {
        <Notice tone=NoticeTone::Warning>
            <p><strong>"More than one patient has this NHS number."</strong>" At least one of their records is wrong. Compare each with the patient’s own record before you start a request."</p>
        </Notice>
    }
}

#[component]
pub fn PatientList(rows: Vec<PatientRow>) -> impl IntoView {
    let rows = rows.into_iter().map(|row| view! { <Row row/> }).collect_view();
    view! { <ul class="patient-list">{rows}</ul> }
}

/// `beside` is the patient whom they may be the same as: then they are compared, and nothing is started.
#[component]
pub fn Row(row: PatientRow, #[prop(optional)] beside: Option<PatientId>) -> impl IntoView {
    let cases = cases(row.open, row.past);
    view! {
        <li class="panel patient-list__row">
            <div>
                <h3 class="patient-list__name" id=format!("patient-{}", row.patient)><a href=format!("/patients/{}", row.patient)><bdi>{row.name}</bdi></a></h3>
                <p class="case-head__who">
                    {(!row.nhs_number.is_empty()).then(|| view! { <span>"NHS number "<bdi>{row.nhs_number}</bdi></span> })}
                    {(!row.born.is_empty()).then(|| view! { <span>"Born "{row.born}</span> })}
                    <span>{row.sex}</span>
                    {row.died.map(|died| view! { <span><strong>{died}</strong></span> })}
                </p>
                <p class="quiet">{cases}</p>
                {row.same_number.then(|| view! { <p><strong class="nhsuk-tag nhsuk-tag--orange">"Same NHS number as another patient"</strong></p> })}
            </div>
            {beside.map(|patient| view! { <a class="nhsuk-button nhsuk-button--secondary" href=format!("/patients/{patient}/merge/{}", row.patient) aria-describedby=format!("patient-{}", row.patient)>"Compare"</a> })}
            {(row.may_start && beside.is_none()).then(|| view! { <Start patient=row.patient ask=row.same_number/> })}
        </li>
    }
    .into_any()
}

/// "2 open cases, 1 past": a hint that there may be a request already.
fn cases(open: u32, past: u32) -> String {
    let of = |count: u32, what: &str| match count {
        0 => format!("no {what} cases"),
        1 => format!("1 {what} case"),
        count => format!("{count} {what} cases"),
    };
    let words = format!("{}, {}", of(open, "open"), of(past, "past"));
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// Starts a request about somebody; where another has the same number, only once that was looked at.
#[component]
pub fn Start(patient: PatientId, ask: bool) -> impl IntoView {
    view! {
        <form method="post" action=marked(StartAboutPatient::url())>
            <input type="hidden" name="patient" value=patient.to_string()/>
            {ask.then(|| view! {
                <div class="nhsuk-checkboxes nhsuk-checkboxes--small nhsuk-form-group">
                    <div class="nhsuk-checkboxes__item">
                        <input class="nhsuk-checkboxes__input" type="checkbox" id=format!("checked-{patient}") name="checked" value="true" required/>
                        <label class="nhsuk-label nhsuk-checkboxes__label" for=format!("checked-{patient}")>"I have looked: the NHS number and the date of birth are this patient’s"</label>
                    </div>
                </div>
            })}
            <button class="nhsuk-button nhsuk-button--secondary" aria-describedby=format!("patient-{patient}")>"Start a request for this patient"</button>
        </form>
    }
    .into_any()
}
