//! Follow-up photos by a plan, on a case's own pages: what was planned, what came, old beside new, and what somebody does
//! about it.

mod forms;

use domain::{
    ids::CaseId,
    view::{MonitoringView, PlanView, RoundPair, RoundPicture, RoundView},
};
use forms::{CallOff, Chase, Note, PlanFields, Review};
use leptos::prelude::*;
use leptos_router::hooks::use_query_map;

use super::facts::Facts;
use crate::components::{Moment, Notice, NoticeTone};

/// The newest plan stands open; those before it can be opened.
#[component]
pub fn MonitoringPanel(case: CaseId, view: MonitoringView) -> impl IntoView {
    let said = use_query_map().read_untracked().get("follow").unwrap_or_default();
    let MonitoringView { plans, offer, may_call_off, may_chase, may_review } = view;
    let mut plans = plans.into_iter();
    let newest = plans.next();
    let has_open = newest.as_ref().is_some_and(|plan| plan.ended.is_none());
    let before: Vec<PlanView> = plans.collect();
    let one = move |plan| view! { <One case plan may_call_off may_chase may_review/> };
    view! {
        <section class="panel follow-up" id="follow-up" aria-labelledby="follow-up-title">
            <h2 id="follow-up-title">"Follow-up photos"</h2>
            {words(&said).map(|(tone, words)| view! { <Notice tone><p><strong>{words}</strong></p></Notice> })}
            {newest.map(one)}
            {offer.map(|offer| view! { <PlanFields case offer has_open is_wrong=said.starts_with("plan_")/> })}
            {(!before.is_empty()).then(|| view! {
                <details class="nhsuk-details">
                    <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Planned before"</span></summary>
                    <div class="nhsuk-details__text">{before.into_iter().map(one).collect_view()}</div>
                </details>
            })}
        </section>
    }
    .into_any()
}

/// What the last press did, or why it did not.
fn words(said: &str) -> Option<(NoticeTone, &'static str)> {
    Some(match said {
        "planned" => (NoticeTone::Success, "Planned. The patient is asked by a text when the time has come."),
        "called_off" => (NoticeTone::Success, "Called off. The patient is not asked any more."),
        "asked" => (NoticeTone::Success, "Asked. The patient has a new link."),
        "skipped" => (NoticeTone::Success, "Noted. The patient is asked at the next round, if there is one."),
        "reviewed" => (NoticeTone::Success, "Noted."),
        "noted" => (NoticeTone::Success, "Noted for your service."),
        "not_asked" => (
            NoticeTone::Warning,
            "No text was sent. It needs a mobile that takes texts, and only so many go out in a day: call the patient, or try again tomorrow.",
        ),
        "plan_weeks" => (NoticeTone::Warning, "Not planned: enter how many weeks lie between, from 1 to 52."),
        "plan_rounds" => (NoticeTone::Warning, "Not planned: enter after how many rounds it ends, from 1 to 12."),
        "plan_until" => (NoticeTone::Warning, "Not planned: enter a last day after today, or leave it empty."),
        "plan_views" => (NoticeTone::Warning, "Not planned: choose at least one view."),
        "plan_lesion" => (NoticeTone::Warning, "Not planned: choose which lesion it is about."),
        "review_verdict" => (NoticeTone::Warning, "Not noted: choose what the photos show."),
        "review_safety_net" => (NoticeTone::Warning, "Not noted: write when to seek help, because nobody looks again."),
        _ => return None,
    })
}

#[component]
fn One(case: CaseId, plan: PlanView, may_call_off: bool, may_chase: bool, may_review: bool) -> impl IntoView {
    let PlanView { version, by, at, words, views, next, ended, rounds, is_last, safety_net, .. } = plan;
    let is_open = ended.is_none();
    let tag = if is_open { "nhsuk-tag nhsuk-tag--blue" } else { "nhsuk-tag nhsuk-tag--grey" };
    let status = ended.as_ref().map_or("Planned".to_owned(), |ended| ended.how.clone());
    let act = move |round: &RoundView| {
        let (chase, review) = (round.to_chase && is_open && may_chase, round.to_review && is_open && may_review);
        let note = (round.to_note && is_open && may_review).then_some(round.round);
        let safety_net = safety_net.clone();
        view! {
            {note.map(|round| view! { <Note case round/> })}
            {chase.then(|| view! { <Chase case version/> })}
            {review.then(move || view! { <Review case version is_last safety_net/> })}
        }
        .into_any()
    };
    let is_waiting =
        rounds.first().is_some_and(|round| is_open && !round.to_chase && !round.to_review) && next.is_none();
    let rounds = rounds
        .into_iter()
        .map(|round| {
            let act = act(&round);
            view! { <Round round act/> }
        })
        .collect_view();
    view! {
        <div class="follow-up__plan">
            <p><strong class=tag>{status}</strong>" "{words}": "{views}"."</p>
            {next.map(|next| view! { <p>"The patient is asked next on "<strong><Moment when=next/></strong>"."</p> })}
            {is_waiting.then(|| view! { <p>"The patient has been asked."</p> })}
            {ended.map(|ended| view! {
                <p class="quiet">"Ended "<Moment when=ended.at/>{(!ended.by.is_empty()).then(|| view! { ", "<bdi>{ended.by}</bdi> })}"."</p>
                {(!ended.safety_net.is_empty()).then(|| view! { <p class="case__text" dir="auto"><strong>"When to seek help: "</strong>{ended.safety_net}</p> })}
            })}
            {rounds}
            <p class="quiet">"Planned by "<bdi>{by}</bdi>", "<Moment when=at/>"."</p>
            {(is_open && may_call_off).then(|| view! { <CallOff case version/> })}
        </div>
    }
    .into_any()
}

/// One round: what the patient said, and each view beside the one of before.
#[component]
fn Round(round: RoundView, act: AnyView) -> impl IntoView {
    let RoundView { number, asked, status, is_worse, to_review, answers, pairs, .. } = round;
    let is_open = to_review;
    let worse = (is_worse && is_open).then(|| {
        view! { <Notice tone=NoticeTone::Warning><p><strong>"The patient says that something has changed, or is worried. "</strong>"Look at this now."</p></Notice> }
    });
    let body = view! {
        {worse}
        {(!answers.is_empty()).then(|| view! { <h4>"What the patient says"</h4><Facts facts=answers/> })}
        {pairs.into_iter().map(|pair| view! { <Pair pair/> }).collect_view()}
    }
    .into_any();
    view! {
        <div class="follow-up__round">
            <h3>{format!("Round {number}")}</h3>
            <p>{status}". Asked "<Moment when=asked/>"."</p>
            {if is_open {
                body
            } else {
                view! {
                    <details class="nhsuk-details">
                        <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{format!("Photos of round {number}")}</span></summary>
                        <div class="nhsuk-details__text">{body}</div>
                    </details>
                }.into_any()
            }}
            {act}
        </div>
    }
    .into_any()
}

#[component]
fn Pair(pair: RoundPair) -> impl IntoView {
    let picture = |label: &'static str, picture: RoundPicture| {
        let RoundPicture { screen, alt, at } = picture;
        let source = screen.clone();
        view! {
            <figure class="follow-up__picture">
                <a href=screen><img src=source alt=format!("{label}: {alt}") loading="lazy"/></a>
                <figcaption><strong>{label}</strong>", "<Moment when=at/></figcaption>
            </figure>
        }
        .into_any()
    };
    let before = match pair.before {
        Some(before) => picture("Before", before),
        None => view! { <p class="empty">"There is no earlier picture of this view."</p> }.into_any(),
    };
    view! {
        <h4>{pair.label}</h4>
        <div class="follow-up__pair">{before}{picture("Now", pair.now)}</div>
    }
    .into_any()
}
