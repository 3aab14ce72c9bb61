//! What came of a patient whom a service has taken over: as it was said, and the form that says it.

use domain::{
    case::Nature,
    conclusion::{Basis, LONGEST_DIAGNOSIS, Treatment},
    ids::CaseId,
    view::{ConclusionSaid, ConclusionView},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

use crate::{
    api::{
        client::marked,
        conclusions::{Conclude, ReadConclusion},
    },
    components::{Choices, Field, FieldKind, Moment, Notice, NoticeTone, ProblemLinks},
};

/// For both sides; with the form for the service, and a press for the practice that it has read it.
#[component]
pub fn ConclusionPanel(case: CaseId, view: ConclusionView) -> impl IntoView {
    let ConclusionView { said, may_say, may_read, seen, .. } = view.clone();
    if said.is_empty() && !may_say {
        return ().into_any();
    }
    let mut all = said.into_iter().rev();
    let newest = all.next();
    let before: Vec<_> = all.collect();
    let nothing = newest.is_none().then(|| view! { <p>"Nothing is noted yet."</p> });
    let read = may_read.then(|| {
        view! {
            <form class="not-printed" method="post" action=marked(ReadConclusion::url())>
                <input type="hidden" name="case" value=case.to_string()/>
                <input type="hidden" name="seen" value=seen/>
                <button class="nhsuk-button">"I have read what was found and done"</button>
            </form>
        }
    });
    view! {
        <section class="panel" id="conclusion" aria-labelledby="conclusion-title">
            <h2 id="conclusion-title">"What was found and done"</h2>
            {nothing}
            {newest.map(|said| view! { <Said said/> })}
            {read}
            {(!before.is_empty()).then(|| view! {
                <details class="nhsuk-details">
                    <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Noted before"</span></summary>
                    <div class="nhsuk-details__text">{before.into_iter().map(|said| view! { <Said said/> }).collect_view()}</div>
                </details>
            })}
            {may_say.then(|| view! { <Say case view/> })}
        </section>
    }
    .into_any()
}

#[component]
fn Said(said: ConclusionSaid) -> impl IntoView {
    let ConclusionSaid { diagnosis, of_diagnosis, treatment, is_cancer, stands, by, at, read } = said;
    let diagnosis = if diagnosis.is_empty() {
        view! { <p>"Diagnosis: not known."</p> }.into_any()
    } else {
        view! {
            <p>{is_cancer.then(|| view! { <strong class="nhsuk-tag nhsuk-tag--red">"Cancer found"</strong>" " })}<strong><bdi>{diagnosis}</bdi></strong><br/>{of_diagnosis}"."</p>
        }
        .into_any()
    };
    let of_before = (!stands).then(|| {
        view! { <p><strong>"This was noted for an answer that no longer stands."</strong></p> }
    });
    view! {
        {of_before}
        {diagnosis}
        <p>{treatment}"."</p>
        <p class="quiet">"Noted by "<bdi>{by}</bdi>", "<Moment when=at/>
            {read.map_or_else(|| view! { ". The practice has not read it yet." }.into_any(), |(by, at)| view! { ". Read by "<bdi>{by}</bdi>", "<Moment when=at/>"." }.into_any())}
        </p>
    }
    .into_any()
}

#[component]
fn Say(case: CaseId, view: ConclusionView) -> impl IntoView {
    let query = use_query_map().read_untracked();
    let done = query.get("concluded");
    let told = match done.as_deref() {
        Some("closed") => Some("Noted, and the case is closed. The practice is told."),
        Some("open") => Some(
            "Noted, and the practice is told. The case is not closed: an appointment is booked, the practice has not read the \
             answer, or something is still to be done.",
        ),
        Some("noted") => Some("Noted. The practice is told."),
        Some(_) | None => None,
    };
    let told = told.map(|words| view! { <Notice tone=NoticeTone::Success><p>{words}</p></Notice> });
    let ConclusionView { form, is_kept, problems, may_close, key, said, seen, .. } = view;
    let error = |field: &'static str| {
        let message = problems.iter().find(|problem| problem.field == field).map(|problem| problem.message.clone());
        Signal::derive(move || message.clone())
    };
    let kept = is_kept.then(|| {
        view! {
            <Notice tone=NoticeTone::Warning><p><strong>"Nothing was noted yet. "</strong>"What you typed is kept here. Look at what stands above and put right what is marked, then press a button below."</p></Notice>
            <ul class="nhsuk-list nhsuk-list--bullet"><ProblemLinks problems=Signal::stored(problems.clone())/></ul>
        }
    });
    let codes = |all: Vec<(&'static str, &'static str)>| -> Vec<(String, String)> {
        all.into_iter().map(|(code, label)| (code.to_owned(), label.to_owned())).collect()
    };
    let natures = codes(Nature::ALL.iter().map(|it| (it.as_str(), it.label())).collect());
    let bases = codes(Basis::ALL.iter().map(|it| (it.as_str(), it.label())).collect());
    let treatments = codes(Treatment::ALL.iter().map(|it| (it.as_str(), it.label())).collect());
    let summary = if said.is_empty() { "Note what was found and done" } else { "Note what has changed" };
    view! {
        {told}
        <details class="nhsuk-details not-printed" open=is_kept || said.is_empty()>
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{summary}</span></summary>
            <div class="nhsuk-details__text">
                {kept}
                <form method="post" action=marked(Conclude::url()) novalidate>
                    <input type="hidden" name="case" value=case.to_string()/>
                    <input type="hidden" name="key" value=key.to_string()/>
                    <input type="hidden" name="seen" value=seen/>
                    <Field name="diagnosis" form_name="form[diagnosis]".to_owned() label="Diagnosis, in words" value=form.diagnosis max_length=LONGEST_DIAGNOSIS hint="Leave it empty while nobody knows." error=error("diagnosis")/>
                    <Choices name="nature" form_name="form[nature]".to_owned() legend="What kind of thing is it?" choices=natures value=form.nature own=true error=error("nature")/>
                    <Choices name="basis" form_name="form[basis]".to_owned() legend="How is it known?" choices=bases value=form.basis own=true error=error("basis")/>
                    <Field name="told" form_name="form[told]".to_owned() label="Day on which the patient was told" kind=FieldKind::Date width="nhsuk-input--width-10" value=form.told hint="Leave it empty while they have not been told." error=error("told")/>
                    <Choices name="treatment" form_name="form[treatment]".to_owned() legend="What is done about it?" choices=treatments value=form.treatment own=true error=error("treatment")/>
                    <Field name="decided" form_name="form[decided]".to_owned() label="Day on which treatment was decided on" kind=FieldKind::Date width="nhsuk-input--width-10" value=form.decided hint="Where there is to be treatment, or was." error=error("decided")/>
                    <Field name="ended" form_name="form[ended]".to_owned() label="Day on which treatment began, or it was clear that there is none here" kind=FieldKind::Date width="nhsuk-input--width-10" value=form.ended hint="Waiting times end on this day." error=error("ended")/>
                    <div class="buttons">
                        {may_close.then(|| view! { <button class="nhsuk-button" name="then" value="close">"Note it and close the case"</button> })}
                        <button class="nhsuk-button nhsuk-button--secondary" name="then" value="note">"Note it"</button>
                    </div>
                </form>
            </div>
        </details>
    }
    .into_any()
}
