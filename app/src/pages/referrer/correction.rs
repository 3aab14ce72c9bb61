use domain::{
    command::{Correction, CorrectionReason},
    ids::CaseId,
    view::CorrectionView,
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    api::{
        AppError,
        cases::{CorrectIdentity, load_correction},
        client::marked,
    },
    components::{Choices, Field, FieldKind, Notice, NoticeTone, Tick, loaded},
    features::{case_param::use_case, pictures::Pictures},
};

/// Who a request is about, once something was collected for them: changed here, with a reason, and nowhere else.
#[component]
pub fn CorrectionPage() -> impl IntoView {
    let id = use_case();
    let view =
        Resource::new_blocking(
            id,
            |id: Option<CaseId>| async move { load_correction(id.ok_or(AppError::NotFound)?).await },
        );
    view! {
        <Title text="Correct the patient’s details"/>
        <div class="staff__page">{loaded(view, |view| view! { <Page view/> })}</div>
    }
    .into_any()
}

/// What to do about a field that was refused.
fn sentence(field: &str) -> &'static str {
    match field {
        "nhs_number" => "Enter an NHS number of 10 digits",
        "name" => "Enter the patient’s name",
        "dob" => "Day must be one that the month has, for example 27",
        "dob-month" => "Month must be a number from 1 to 12 or a name, for example 3",
        "dob-year" => "Year must have 4 numbers, for example 1948, and be in the past",
        "mobile" => "Enter a mobile number that takes texts, or leave it empty",
        "reason" => "Choose why the details are corrected",
        "number_checked" => {
            "Another patient of the practice has this NHS number: check whose it is, and tick that it is this one’s"
        }
        "pictures_checked" => "Look at the pictures, and tick that they are of this patient",
        _ => "This request changed while you had it open: check it again",
    }
}

#[component]
fn Page(view: CorrectionView) -> impl IntoView {
    let wrong = use_query_map().read_untracked().get("wrong").unwrap_or_default();
    let ask_number = wrong.split('.').any(|field| field == "number_checked");
    let sentences = wrong.split('.').filter(|field| !field.is_empty()).map(sentence);
    let wrong = sentences.map(|sentence| view! { <li>{sentence}</li> }).collect_view();
    let is_wrong = !wrong.is_empty();
    let (case, images) = (view.case, view.images);
    let has_pictures = !images.is_empty();
    let reasons = CorrectionReason::ALL.iter().map(|reason| (reason.as_str().to_owned(), reason.label().to_owned()));
    view! {
        <a class="nhsuk-back-link" href=format!("/cases/{case}")>"Back to the request"</a>
        <h1>"Correct the patient’s details"</h1>
        {is_wrong.then(|| view! { <Notice tone=NoticeTone::Warning><p><strong>"Nothing was changed."</strong></p><ul>{wrong}</ul></Notice> })}
        <p>"Only for the same person. If the pictures or the request are of somebody else, do not correct them: say that this is "<a href=format!("/cases/{case}/wrong-patient")>"the wrong patient"</a>"."</p>
        {(view.open_links > 0).then(|| view! { <p>"The link that this patient has closes. Text them a new one afterwards."</p> })}
        // Each picture has a form of its own, to remove it, and a form inside of another ends it.
        {has_pictures.then(|| view! { <h2>"The pictures so far"</h2><Pictures images/> })}
        <form method="post" action=marked(CorrectIdentity::url())>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="version" value=view.version.to_string()/>
            <Details current=view.current/>
            {ask_number.then(|| view! {
                <div class="nhsuk-checkboxes nhsuk-form-group">
                    <Tick name="number_checked" form_name="correction[number_checked]".to_owned() label="I have checked: the NHS number is this patient’s" checked=false/>
                </div>
            })}
            <Choices name="reason" form_name="correction[reason]".to_owned() legend="Why?" choices=reasons.collect() value=String::new()/>
            {has_pictures.then(|| view! {
                <div class="nhsuk-checkboxes nhsuk-form-group">
                    <Tick name="pictures_checked" form_name="correction[pictures_checked]".to_owned() label="I have looked: these pictures are of this patient" checked=false/>
                </div>
            })}
            <button class="nhsuk-button">"Correct the details"</button>
        </form>
    }
    .into_any()
}

#[component]
fn Details(current: Correction) -> impl IntoView {
    let part = |id: &'static str, part: &'static str, label: &'static str, width: &'static str, value: String| {
        view! {
            <div class="nhsuk-date-input__item">
                <label class="nhsuk-label nhsuk-date-input__label" for=id>{label}</label>
                <input class=format!("nhsuk-input nhsuk-date-input__input {width}") id=id name=format!("correction[dob][{part}]")
                    inputmode="numeric" autocomplete="off" required value=value/>
            </div>
        }
    };
    view! {
        <Field name="nhs_number" form_name="correction[nhs_number]".to_owned() label="NHS number" value=current.nhs_number kind=FieldKind::Number hint="10 digits" width="nhsuk-input--width-10"/>
        <Field name="name" form_name="correction[name]".to_owned() label="Full name" value=current.name/>
        <fieldset class="nhsuk-fieldset nhsuk-form-group">
            <legend class="nhsuk-fieldset__legend">"Date of birth"</legend>
            <div class="nhsuk-date-input">
                {part("dob", "day", "Day", "nhsuk-input--width-2", current.dob.day)}
                {part("dob-month", "month", "Month", "nhsuk-input--width-2", current.dob.month)}
                {part("dob-year", "year", "Year", "nhsuk-input--width-4", current.dob.year)}
            </div>
        </fieldset>
        <Field name="mobile" form_name="correction[mobile]".to_owned() label="Mobile number" value=current.mobile kind=FieldKind::Tel width="nhsuk-input--width-10"/>
    }
    .into_any()
}
