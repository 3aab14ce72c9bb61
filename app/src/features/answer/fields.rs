use domain::case::{Answer, Confidence, Nature, Outcome, WhoActs};
use leptos::prelude::*;

use super::{faults::Faults, means::Means, state::Writing, words::KeptWords};

/// One field of the answer: where it stands in `Answer`.
type Place = fn(&mut Answer) -> &mut String;

/// The answer's fields, filled from a template and editable.
#[component]
pub fn AnswerFields(writing: Writing) -> impl IntoView {
    let asks = move || writing.outcome() == Some(Outcome::MoreInformation);
    let plan = move || if asks() { "What you need".to_owned() } else { "Advice and plan".to_owned() };
    let sure = Confidence::ALL.iter().map(|it| (it.as_str(), it.label())).collect::<Vec<_>>();
    let natures = Nature::ALL.iter().map(|it| (it.as_str(), it.label())).collect::<Vec<_>>();
    let actors = WhoActs::ALL.iter().map(|it| (it.as_str(), it.label())).collect::<Vec<_>>();
    // Which fields an outcome shows is decided in style/components/_answer.scss: it needs no script.
    view! {
        <Templates writing/>
        <div class="answer__not-asking">
            <Line writing name="diagnosis" label="Diagnosis, or the likely ones" place=|a| &mut a.diagnosis/>
            <div class="answer__pair">
                <Pick writing name="confidence" label="How sure" place=|a| &mut a.confidence
                    choices=sure/>
                <Pick writing name="nature" label="Nature" place=|a| &mut a.nature
                    choices=natures/>
            </div>
        </div>
        <div class="answer__pictures"><Faults writing/></div>
        <KeptWords writing/>
        <Passage writing name="advice" label=Signal::derive(plan) place=|a| &mut a.advice rows=5/>
        <div class="answer__downgrade">
            <Passage writing name="downgrade_reason" label="Why this is no longer suspected cancer: the practice has to agree" place=|a| &mut a.downgrade_reason rows=3/>
        </div>
        <div class="answer__monitor">
            <Line writing name="weeks" label="Repeat the pictures after how many weeks" place=|a| &mut a.weeks/>
        </div>
        <Pick writing name="who_acts" label="Who acts next" place=|a| &mut a.who_acts
            choices=actors/>
        <Means writing/>
        <div class="answer__not-asking">
            <Passage writing name="safety_net" label="When to seek help sooner" place=|a| &mut a.safety_net rows=3/>
        </div>
        <Passage writing name="patient_advice" label="For the patient, in plain words (optional)" place=|a| &mut a.patient_advice rows=2/>
    }
    .into_any()
}

/// The ready-made answers for the outcome, where there is more than one to choose from.
#[component]
fn Templates(writing: Writing) -> impl IntoView {
    let choose = move |id: String| {
        if let Some(outcome) = writing.outcome() {
            let template = writing.offered().into_iter().find(|template| template.id.to_string() == id);
            writing.fill(outcome, template.as_ref());
        }
    };
    let options = move || {
        let offered = writing.offered();
        offered.into_iter().map(|t| view! { <option value=t.id.to_string()>{t.title}</option> }).collect_view()
    };
    view! {
        <Show when=move || { writing.offered().len() > 1 }>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label" for="template">"Template"</label>
                <select class="nhsuk-select" id="template" on:change:target=move |event| choose(event.target().value())>{options}</select>
            </div>
        </Show>
    }
    .into_any()
}

fn read(writing: Writing, place: Place) -> String {
    // `Place` reaches the field for writing; a copy is reached the same way for reading.
    writing.answer.with(|answer| place(&mut answer.clone()).clone())
}

#[component]
fn Line(writing: Writing, name: &'static str, label: &'static str, place: Place) -> impl IntoView {
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for=name>{label}</label>
            <input class="nhsuk-input" id=name name=format!("answer[{name}]") autocomplete="off" dir="auto"
                value=read(writing, place) prop:value=move || read(writing, place)
                on:input:target=move |event| writing.answer.update(|answer| *place(answer) = event.target().value())/>
        </div>
    }
    .into_any()
}

#[component]
fn Passage(
    writing: Writing,
    name: &'static str,
    #[prop(into)] label: Signal<String>,
    place: Place,
    rows: u32,
) -> impl IntoView {
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for=name>{label}</label>
            <textarea class="nhsuk-textarea" id=name name=format!("answer[{name}]") rows=rows dir="auto"
                prop:value=move || read(writing, place)
                on:input:target=move |event| writing.answer.update(|answer| *place(answer) = event.target().value())
            >{untrack(|| read(writing, place))}</textarea>
        </div>
    }
    .into_any()
}

#[component]
fn Pick(
    writing: Writing,
    name: &'static str,
    label: &'static str,
    place: Place,
    choices: Vec<(&'static str, &'static str)>,
) -> impl IntoView {
    let now = untrack(|| read(writing, place));
    let options = choices
        .into_iter()
        .map(|(code, label)| view! { <option value=code selected=now == code>{label}</option> })
        .collect_view();
    view! {
        <div class="nhsuk-form-group">
            <label class="nhsuk-label" for=name>{label}</label>
            <select class="nhsuk-select" id=name name=format!("answer[{name}]") prop:value=move || read(writing, place)
                on:change:target=move |event| writing.answer.update(|answer| *place(answer) = event.target().value())>
                <option value="">"Choose"</option>
                {options}
            </select>
        </div>
    }
    .into_any()
}
