use domain::case::{Answer, Confidence, Nature, Outcome, WhoActs};
use leptos::prelude::*;

use super::{faults::Faults, means::Means, state::AnswerFormState, words::KeptWords};

/// One field of the answer: where it stands in `Answer`.
type FieldOf = fn(&mut Answer) -> &mut String;

/// The answer's fields, filled from a template and editable.
#[component]
pub fn AnswerFields(form: AnswerFormState) -> impl IntoView {
    let asks = move || form.outcome() == Some(Outcome::MoreInformation);
    let plan = move || if asks() { "What you need".to_owned() } else { "Advice and plan".to_owned() };
    let sure = Confidence::ALL.iter().map(|it| (it.as_str(), it.label())).collect::<Vec<_>>();
    let natures = Nature::ALL.iter().map(|it| (it.as_str(), it.label())).collect::<Vec<_>>();
    let actors = WhoActs::ALL.iter().map(|it| (it.as_str(), it.label())).collect::<Vec<_>>();
    // Which fields an outcome shows is decided in style/components/_answer.scss: it needs no script.
    view! {
        <Templates form/>
        <div class="answer__not-asking">
            <LineField form name="diagnosis" label="Diagnosis, or the likely ones" field=|a| &mut a.diagnosis/>
            <div class="answer__pair">
                <Pick form name="confidence" label="How sure" field=|a| &mut a.confidence
                    choices=sure/>
                <Pick form name="nature" label="Nature" field=|a| &mut a.nature
                    choices=natures/>
            </div>
        </div>
        <div class="answer__pictures"><Faults form/></div>
        <KeptWords form/>
        <Passage form name="advice" label=Signal::derive(plan) field=|a| &mut a.advice rows=5/>
        <div class="answer__downgrade">
            <Passage form name="downgrade_reason" label="Why this is no longer suspected cancer: the practice has to agree" field=|a| &mut a.downgrade_reason rows=3/>
        </div>
        <div class="answer__monitor">
            <LineField form name="weeks" label="Repeat the pictures after how many weeks" field=|a| &mut a.weeks/>
            <LineField form name="rounds" label="How often Skinlink asks the patient for them by itself (empty: the practice sees to it)" field=|a| &mut a.rounds/>
        </div>
        <Pick form name="who_acts" label="Who acts next" field=|a| &mut a.who_acts
            choices=actors/>
        <Means form/>
        <div class="answer__not-asking">
            <Passage form name="safety_net" label="When to seek help sooner" field=|a| &mut a.safety_net rows=3/>
        </div>
        <Passage form name="patient_advice" label="For the patient, in plain words (optional)" field=|a| &mut a.patient_advice rows=2/>
    }
    .into_any()
}

/// The ready-made answers for the outcome, where there is more than one to choose from.
#[component]
fn Templates(form: AnswerFormState) -> impl IntoView {
    let choose = move |id: String| {
        if let Some(outcome) = form.outcome() {
            let template = form.offered().into_iter().find(|template| template.id.to_string() == id);
            form.fill(outcome, template.as_ref());
        }
    };
    let options = move || {
        let offered = form.offered();
        offered.into_iter().map(|t| view! { <option value=t.id.to_string()>{t.title}</option> }).collect_view()
    };
    view! {
        <Show when=move || { form.offered().len() > 1 }>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="template">"Template"</label>
                <select class="nhsuk-select" id="template" on:change:target=move |event| choose(event.target().value())>{options}</select>
            </div>
        </Show>
    }
    .into_any()
}

fn read(form: AnswerFormState, field: FieldOf) -> String {
    // `FieldOf` reaches the field for writing; a copy is reached the same way for reading.
    form.answer.with(|answer| field(&mut answer.clone()).clone())
}

#[component]
fn LineField(form: AnswerFormState, name: &'static str, label: &'static str, field: FieldOf) -> impl IntoView {
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for=name>{label}</label>
            <input class="nhsuk-input" id=name name=format!("answer[{name}]") autocomplete="off" dir="auto"
                value=read(form, field) prop:value=move || read(form, field)
                on:input:target=move |event| form.answer.update(|answer| *field(answer) = event.target().value())/>
        </div>
    }
    .into_any()
}

#[component]
fn Passage(
    form: AnswerFormState,
    name: &'static str,
    #[prop(into)] label: Signal<String>,
    field: FieldOf,
    rows: u32,
) -> impl IntoView {
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for=name>{label}</label>
            <textarea class="nhsuk-textarea" id=name name=format!("answer[{name}]") rows=rows dir="auto"
                prop:value=move || read(form, field)
                on:input:target=move |event| form.answer.update(|answer| *field(answer) = event.target().value())
            >{untrack(|| read(form, field))}</textarea>
        </div>
    }
    .into_any()
}

#[component]
fn Pick(
    form: AnswerFormState,
    name: &'static str,
    label: &'static str,
    field: FieldOf,
    choices: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let now = untrack(|| read(form, field));
    let options = choices
        .into_iter()
        .map(|(code, label)| view! { <option value=code selected=now == code>{label}</option> })
        .collect_view();
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for=name>{label}</label>
            <select class="nhsuk-select" id=name name=format!("answer[{name}]") prop:value=move || read(form, field)
                on:change:target=move |event| form.answer.update(|answer| *field(answer) = event.target().value())>
                <option value="">"Choose"</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
