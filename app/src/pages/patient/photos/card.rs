use capture::{Pick, Queue, SendingList, view_name, view_tip};
use domain::image::View;
use leptos::prelude::*;
use locales::say;

use super::{checklist::Received, pictogram::Pictogram, received::Pictures};
use crate::components::LiveText;

/// One view: a drawing, a tip, its state, its pictures, and the way to add one.
#[component]
pub fn Card(view: View, wanted: bool, link: String) -> impl IntoView {
    let Received { images, unfinished, before, .. } = expect_context();
    let before = before.with_value(|all| all.iter().rev().find(|image| image.view == view).cloned());
    let queue = Queue::of_page();
    let state = move || {
        let sending = queue.pictures().iter().any(|picture| picture.view == view && picture.state.is_under_way());
        images.with(|images| {
            let own: Vec<_> = images.iter().filter(|image| image.view == view).collect();
            match own.first() {
                _ if sending => ("nhsuk-tag nhsuk-tag--blue", say!("photos.sending")),
                None if wanted => ("nhsuk-tag nhsuk-tag--grey", say!("photos.to_do")),
                None => ("nhsuk-tag nhsuk-tag--white", say!("photos.if_you_like")),
                Some(_) if own.iter().any(|image| image.quality.is_empty()) => {
                    ("nhsuk-tag nhsuk-tag--green", say!("photos.looks_good"))
                }
                Some(_) => ("nhsuk-tag nhsuk-tag--yellow", say!("photos.could_be_clearer")),
            }
        })
    };
    // Begun once, perhaps before the page was closed, and not by this page now.
    let not_arrived = move || {
        let begun = unfinished.with(|all| all.iter().filter(|each| **each == view).count());
        begun.saturating_sub(queue.sends(view))
    };
    view! {
        <section class="card">
            <div class="card__head">
                <Pictogram view/>
                <div>
                    <h3 class="card__name">{view_name(view)}</h3>
                    <p class="card__tip">{view_tip(view)}</p>
                    <strong class=move || state().0><LiveText text=Signal::derive(move || state().1)/></strong>
                </div>
            </div>
            {before.map(|before| view! {
                <figure class="card__before">
                    <img src=before.thumb alt=before.alt/>
                    <figcaption>{say!("photos.before", day = &before.received.short)}</figcaption>
                </figure>
            })}
            <Pictures view link/>
            <SendingList view/>
            <Show when=move || { not_arrived() > 0 }>
                <p class="not-sent"><LiveText text=Signal::derive(move || unfinished_words(not_arrived()))/></p>
            </Show>
            <Pick view/>
        </section>
    }
    .into_any()
}

/// What became of pictures whose sending was broken off.
pub fn unfinished_words(count: usize) -> String {
    match count {
        1 => say!("photos.unfinished"),
        more => say!("photos.unfinished_more", count = &more.to_string()),
    }
}
