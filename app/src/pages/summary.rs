//! A case on paper: what was asked, seen, answered and done, with its pictures, in the order in which somebody reads it who
//! was not there. A browser makes a tagged PDF of it, since it is plain headings, lists, tables and described pictures.

use domain::{
    case::Party,
    ids::CaseId,
    role::Capability,
    view::{AmendmentView, AnswerView, CaseView, ConclusionView, ImageView, MessageView},
};
use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::components::Redirect;
use ui::able::can;

use crate::{
    api::{AppError, cases::load_case},
    components::{Moment, loaded},
    features::{
        answer::AnswerText,
        case_param::use_case,
        facts::{Asker, Facts, ScoreBox},
    },
};

/// For both sides, of what each of them may see.
#[component]
pub fn SummaryPage() -> impl IntoView {
    let case = Resource::new_blocking(use_case(), |id: Option<CaseId>| async move {
        load_case(id.ok_or(AppError::NotFound)?).await
    });
    view! {
        <Title text="Summary"/>
        <div class="staff__page">{loaded(case, |case| view! { <Whole case/> })}</div>
    }
    .into_any()
}

#[component]
fn Whole(case: CaseView) -> impl IntoView {
    if case.is_draft {
        return view! { <Redirect path=format!("/cases/{}/request", case.id)/> }.into_any();
    }
    let area = if can(Capability::Assess) { "worklist" } else { "cases" };
    // What is of another patient stands for nobody, and is not printed.
    if case.wrong_patient.is_some() {
        return view! { <Redirect path=format!("/{area}/{}", case.id)/> }.into_any();
    }
    let patient = case.patient.clone();
    let answers: Vec<_> = case.photo_requests.iter().flat_map(|request| request.answers.clone()).collect();
    let row = |label: &'static str, value: String| view! { <div class="facts__row"><dt>{label}</dt><dd><bdi>{value}</bdi></dd></div> };
    let images: Vec<_> = case.images.iter().filter(|image| image.sent).cloned().collect();
    view! {
        <article class="summary">
            <p class="not-printed"><a class="nhsuk-back-link" href=format!("/{area}/{}", case.id)>"The case"</a></p>
            <h1>"Summary of case "{case.id.short()}</h1>
            <p class="not-printed">"To print it or to keep it as a file, use your browser’s Print. It holds what stands here now."</p>
            <dl class="facts">
                {row("Patient", patient.name)}
                {row("NHS number", patient.nhs_number)}
                {row("Born", patient.born)}
                {row("Sex", patient.sex)}
                {row("Site", case.site.clone())}
                {row("Pathway", case.kind.label().to_owned())}
                {row("State", case.state.clone())}
            </dl>
            <h2>"What was asked"</h2>
            <p class="quiet">
                <Asker referrer=case.referrer.clone() sent_by=case.sent_by.clone()/>", "<bdi>{case.practice.clone()}</bdi>" to "<bdi>{case.service.clone()}</bdi>
                {case.submitted.clone().map(|when| view! { ", sent "{when.full} })}
            </p>
            <p class="as-written" dir="auto">{case.question.clone()}</p>
            {(!case.impression.is_empty()).then(|| view! { <h3>"Clinical impression"</h3><p class="as-written" dir="auto">{case.impression.clone()}</p> })}
            {case.score.clone().map(|score| view! { <h3>"7-point checklist"</h3><ScoreBox score/> })}
            {case.unscored.clone().map(|why| view! { <h3>"7-point checklist"</h3><p>{why}</p> })}
            <h3>"What the practice said"</h3>
            <Facts facts=case.facts.clone()/>
            {(!answers.is_empty()).then(|| view! { <h3>"What the patient said"</h3><Facts facts=answers/> })}
            <Pictures images/>
            <AnswerPart answer=case.answer.clone() amendments=case.amendments.clone()/>
            {case.conclusion.clone().map(|conclusion| view! { <FoundPart conclusion/> })}
            <Thread messages=case.messages.clone()/>
        </article>
    }
    .into_any()
}

#[component]
fn Pictures(images: Vec<ImageView>) -> impl IntoView {
    let all = images
        .into_iter()
        .map(|image| {
            view! {
                <figure class="summary__picture">
                    <img src=image.screen alt=image.alt.clone() width=image.width height=image.height/>
                    <figcaption>{image.alt}", from "<bdi>{image.from}</bdi>", "<Moment when=image.received/></figcaption>
                </figure>
            }
        })
        .collect_view();
    view! { <h2>"Pictures"</h2><div class="summary__pictures">{all}</div> }.into_any()
}

#[component]
fn AnswerPart(answer: Option<AnswerView>, amendments: Vec<AmendmentView>) -> impl IntoView {
    let answer = match answer {
        Some(answer) => view! {
            <p><strong>{answer.outcome_label}</strong></p>
            <p class="quiet"><bdi>{answer.by}</bdi>", "{answer.at.full}</p>
            <AnswerText answer=answer.answer/>
            <p>{answer.responsibility}</p>
        }
        .into_any(),
        None => view! { <p>"There is no answer that stands."</p> }.into_any(),
    };
    let amended = amendments
        .into_iter()
        .map(|it| {
            view! {
                <h3>{it.kind.label()}</h3>
                <p class="quiet"><bdi>{it.by}</bdi>", "{it.at.full}</p>
                <p class="as-written" dir="auto">{it.text}</p>
            }
        })
        .collect_view();
    view! { <h2>"Answer"</h2>{answer}{amended} }.into_any()
}

#[component]
fn FoundPart(conclusion: ConclusionView) -> impl IntoView {
    let newest = conclusion.said.into_iter().next_back().filter(|said| said.stands);
    newest
        .map(|said| {
            let diagnosis = if said.diagnosis.is_empty() { "Not known".to_owned() } else { said.diagnosis };
            view! {
                <h2>"What was found and done"</h2>
                <p><strong>"Diagnosis: "</strong><bdi>{diagnosis}</bdi>" ("{said.of_diagnosis}")"</p>
                <p>{said.treatment}"."</p>
                <p class="quiet"><bdi>{said.by}</bdi>", "{said.at.full}</p>
            }
        })
        .into_any()
}

#[component]
fn Thread(messages: Vec<MessageView>) -> impl IntoView {
    if messages.is_empty() {
        return ().into_any();
    }
    let all = messages
        .into_iter()
        .map(|message| {
            let side = match message.party {
                Party::Practice => "practice",
                Party::Service => "service",
            };
            view! {
                <li>
                    <p class="quiet"><bdi>{message.by}</bdi>", "{side}", "{message.at.full}</p>
                    <p class="as-written" dir="auto">{message.text}</p>
                </li>
            }
        })
        .collect_view();
    view! { <h2>"Messages"</h2><ol class="summary__messages">{all}</ol> }.into_any()
}
