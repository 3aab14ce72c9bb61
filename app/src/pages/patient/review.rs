use capture::view_name;
use domain::{
    command::ConsentChoices,
    forms::{Checked, Response},
    view::ImageView,
};
use leptos::{prelude::*, server_fn::ServerFn};
use locales::say;

use super::{
    frame::{Frame, Heading, JourneyForm, Visit},
    journey::Page,
    photos::unfinished_words,
};
use crate::api::patient::SendPictures;

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
    let before = visit.path(Page::Before);
    let count = visit.page.images.len().to_string();
    let consents = visit.page.consents.map(|consents| {
        view! {
            <div class="review__head">
                <h2>{say!("review.consents")}</h2>
                <a href=before aria-label=say!("review.change_consents")>{say!("review.change")}</a>
            </div>
            <Consents consents/>
        }
    });
    view! {
        <Heading text=say!("review.title")/>
        <div class="review__head">
            <h2>{say!("review.photos", count = &count)}</h2>
            <a href=photos aria-label=say!("review.change_photos")>{say!("review.change")}</a>
        </div>
        <ul class="review__photos" role="list">{visit.page.images.into_iter().enumerate().map(|(i, image)| view! { <ReviewPicture number=i + 1 image/> }).collect_view()}</ul>
        {(!visit.page.unfinished.is_empty()).then(|| view! { <p class="not-sent">{unfinished_words(visit.page.unfinished.len())}</p> })}
        <div class="review__head">
            <h2>{say!("review.answers")}</h2>
            <a href=questions aria-label=say!("review.change_answers")>{say!("review.change")}</a>
        </div>
        {visit.page.form.map(|form| view! { <Answers form answers=visit.page.answers/> })}
        {consents}
        <p>{to}</p>
        <JourneyForm action=SendPictures::url() link=visit.link button=say!("review.button")/>
    }
    .into_any()
}

#[component]
fn ReviewPicture(number: usize, image: ImageView) -> impl IntoView {
    let alt = say!("photos.number", number = &number.to_string(), view = &view_name(image.view));
    // Whole: what was cut away is seen to be gone.
    view! { <li><img class="review__photo" src=image.thumb alt=alt/></li> }
}

#[component]
fn Consents(consents: ConsentChoices) -> impl IntoView {
    let rows = [
        ("review.care", consents.care),
        ("review.referral", consents.referral),
        ("review.teaching", consents.teaching),
    ];
    rows_of(
        rows.map(|(label, given)| (say!(label), if given { say!("review.agreed") } else { say!("review.not_agreed") })),
    )
}

#[component]
fn Answers(form: Checked, answers: Response) -> impl IntoView {
    let rows = form.rows(&answers).into_iter().map(|(item, words)| {
        (item.label().to_owned(), if words.is_empty() { say!("review.no_answer") } else { words })
    });
    rows_of(rows.collect::<Vec<_>>())
}

fn rows_of(rows: impl IntoIterator<Item = (String, String)>) -> impl IntoView {
    let rows = rows
        .into_iter()
        .map(|(label, value)| {
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
