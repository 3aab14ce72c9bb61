use domain::{command::PatientAnswers, view::ImageView};
use leptos::{prelude::*, server_fn::ServerFn};
use words::say;

use super::{
    frame::{Frame, Heading, JourneyForm, Visit},
    journey::Page,
    photos::unfinished_words,
    questions::{change_in_words, duration_in_words},
};
use crate::{api::patient::SendPictures, features::capture::view_name};

/// Everything on one page, each with a way to change it, then Send.
#[component]
pub fn Review() -> impl IntoView {
    view! { <Frame page=Page::Review show/> }
}

fn show(visit: Visit) -> AnyView {
    let to = say!("review.to", practice = &visit.practice());
    let photos = visit.path(Page::Photos);
    provide_context(visit.page.guide);
    let questions = visit.path(Page::Questions);
    view! {
        <Heading text=say!("review.title")/>
        <div class="review__head">
            <h2>{say!("review.photos")}</h2>
            <a href=photos aria-label=say!("review.change_photos")>{say!("review.change")}</a>
        </div>
        <ul class="received" role="list">{visit.page.images.into_iter().enumerate().map(|(i, image)| view! { <Picture number=i + 1 image/> }).collect_view()}</ul>
        {(!visit.page.unfinished.is_empty()).then(|| view! { <p class="not-sent">{unfinished_words(visit.page.unfinished.len())}</p> })}
        <div class="review__head">
            <h2>{say!("review.answers")}</h2>
            <a href=questions aria-label=say!("review.change_answers")>{say!("review.change")}</a>
        </div>
        <Answers answers=visit.page.answers/>
        <p>{to}</p>
        <JourneyForm action=SendPictures::url() link=visit.link button=say!("review.button")/>
    }
    .into_any()
}

#[component]
fn Picture(number: usize, image: ImageView) -> impl IntoView {
    let alt = say!("photos.number", number = &number.to_string(), view = &view_name(image.view));
    view! { <li><img class="received__thumb" src=image.thumb alt=alt/></li> }
}

#[component]
fn Answers(answers: PatientAnswers) -> impl IntoView {
    let symptoms: Vec<String> =
        [(answers.itch, "questions.itch"), (answers.bleed, "questions.bleed"), (answers.pain, "questions.pain")]
            .into_iter()
            .filter(|(has, _)| *has)
            .map(|(_, key)| say!(key))
            .collect();
    let rows = [
        (say!("review.duration"), duration_in_words(&answers.duration)),
        (say!("review.changed"), change_in_words(&answers.changed)),
        (say!("review.symptoms"), symptoms.join(". ")),
        (say!("review.tried"), answers.tried),
        (say!("review.anything_else"), answers.anything_else),
    ];
    let rows = rows
        .into_iter()
        .map(|(label, value)| {
            let value = if value.is_empty() { say!("review.no_answer") } else { value };
            view! {
                <div class="nhsuk-summary-list__row">
                    <dt class="nhsuk-summary-list__key">{label}</dt>
                    <dd class="nhsuk-summary-list__value" dir="auto">{value}</dd>
                </div>
            }
        })
        .collect_view();
    view! { <dl class="nhsuk-summary-list">{rows}</dl> }
}
