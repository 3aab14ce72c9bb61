use domain::{
    case::Draft,
    forms::{Checked, Findings, FormKind, Questionnaire, Response},
    pathway::{ng12_conflict, ng12_prompts, red_flags, score, unscored},
    view::FormFile,
};
use jiff::civil::Date;
use leptos::{html, prelude::*};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    api::forms::load_form,
    components::{Notice, NoticeTone, ProblemLinks, loaded},
    features::forms::FormItems,
};

/// A form as it is asked. Where scripts run, what would be wrong with the answers and what the rules read of them is said
/// with every key; nothing of it leaves the browser.
#[component]
pub fn FormPreview() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let kind = query.get("form").and_then(|kind| kind.parse::<FormKind>().ok());
    let version = query.get("version").unwrap_or_default();
    let file = Resource::new_blocking(move || (kind, version.clone()), |(kind, version)| load_form(kind, version));
    view! {
        <Title text="A form"/>
        <div class="staff__page">
            <p><a href="/forms" class="nhsuk-back-link">"Forms"</a></p>
            {loaded(file, |FormFile { json, today }| match Questionnaire::parse(json.as_bytes()) {
                Ok(form) => view! { <Shown form file=json today/> }.into_any(),
                Err(faults) => {
                    let faults = faults.into_iter().map(|fault| view! { <li>{fault.0}</li> }).collect_view();
                    view! { <Notice tone=NoticeTone::Warning><p>"It cannot be shown:"</p><ul>{faults}</ul></Notice> }.into_any()
                }
            })}
        </div>
    }
    .into_any()
}

#[component]
fn Shown(form: Checked, file: String, today: Date) -> impl IntoView {
    let node = NodeRef::<html::Form>::new();
    let response = RwSignal::new(Response::to(form.canonical()));
    let shown = form.clone();
    let title = format!("{}, version {}", form.title, form.version);
    let form = StoredValue::new(form);
    let typed = move |_| response.set(answers(node));
    let problems = Signal::derive(move || form.with_value(|form| form.validate(&response.read(), today)));
    let rules = move || form.with_value(|form| rules(form, &response.read()));
    let as_fhir = move || {
        let json = form.with_value(|form| form.to_fhir(&response.read()));
        serde_json::to_string_pretty(&json).unwrap_or_default()
    };
    view! {
        <div class="page-head"><h1><bdi>{title}</bdi></h1></div>
        <p>"This is how its questions look. Nothing that you type here is kept or sent."</p>
        <div class="form-preview">
            <form class="panel" node_ref=node on:input=typed on:submit=|event| event.prevent_default() autocomplete="off">
                <FormItems form=shown response=Response::default() name="answers"/>
            </form>
            <aside class="panel form-preview__says">
                <h2 class="nhsuk-heading-m">"What is wrong with these answers"</h2>
                <ul class="nhsuk-list"><ProblemLinks problems/></ul>
                <Show when=move || problems.read().is_empty()><p>"Nothing."</p></Show>
                <h2 class="nhsuk-heading-m">"What the rules say"</h2>
                {move || {
                    let said = rules();
                    if said.is_empty() { view! { <p>"Nothing."</p> }.into_any() } else {
                        view! { <ul class="nhsuk-list nhsuk-list--bullet">{said.into_iter().map(|it| view! { <li>{it}</li> }).collect_view()}</ul> }.into_any()
                    }
                }}
                <details class="nhsuk-details">
                    <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"The answers as FHIR"</span></summary>
                    <div class="nhsuk-details__text"><pre class="form-json">{as_fhir}</pre></div>
                </details>
                <details class="nhsuk-details">
                    <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"The form’s file"</span></summary>
                    <div class="nhsuk-details__text"><pre class="form-json">{file}</pre></div>
                </details>
            </aside>
        </div>
    }
    .into_any()
}

/// What stands in the form.
pub fn answers(form: NodeRef<html::Form>) -> Response {
    #[cfg(feature = "hydrate")]
    if let Some(form) = form.get_untracked() {
        return Response::of_fields("answers", &crate::browser::form::pairs(&form));
    }
    let _ = form;
    Response::default()
}

/// What is said of a request with these answers.
fn rules(form: &Checked, response: &Response) -> Vec<String> {
    let problem = match form.kind() {
        FormKind::Lesion => "lesion",
        FormKind::Rash => "rash",
        FormKind::PhotographyHistory | FormKind::PatientQuestions | FormKind::HasChanged => return Vec::new(),
    };
    let draft = Draft { problem: problem.to_owned(), response: response.clone(), ..Draft::default() };
    let findings = Findings::of(&draft, form);
    let mut said = red_flags(&findings);
    said.extend(ng12_conflict(&findings).or_else(|| score(&findings).map(|score| score.sentence)));
    said.extend(unscored(&findings));
    said.extend(ng12_prompts(&findings));
    said
}
