use domain::image::View;
use leptos::prelude::*;
use words::say;

use super::{desk::Received, drawing::Drawing, received::Pictures};
use crate::features::capture::{Pick, Queue, SendingList, view_name, view_tip};

/// One view: a drawing, a tip, its state, its pictures, and the way to add one.
#[component]
pub fn Card(view: View, wanted: bool, token: String) -> impl IntoView {
    let Received { images, .. } = expect_context();
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
    view! {
        <section class="card">
            <div class="card__head">
                <Drawing view/>
                <div>
                    <h3 class="card__name">{view_name(view)}</h3>
                    <p class="card__tip">{view_tip(view)}</p>
                    <strong class=move || state().0>{move || state().1}</strong>
                </div>
            </div>
            <Pictures view token/>
            <SendingList view/>
            <Pick view/>
        </section>
    }
    .into_any()
}
