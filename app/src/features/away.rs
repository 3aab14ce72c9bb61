//! Who is away and who stands in, on the pages of those whom it concerns.

use domain::view::AwayLine;
use leptos::prelude::*;

use crate::components::{Notice, NoticeTone};

/// Above what is to be done: whose it is meanwhile.
#[component]
pub fn AwayNotes(lines: Vec<AwayLine>) -> impl IntoView {
    (!lines.is_empty()).then(|| {
        let lines = lines
            .into_iter()
            .map(|AwayLine { who, stand_in, until, own, .. }| {
                if own {
                    view! { <p>"You are noted as away until "{until}". What is yours to do next is shown to "<bdi>{stand_in}</bdi>", too. "<a href="/team">"I am back"</a></p> }.into_any()
                } else {
                    view! { <p>"You stand in for "<bdi>{who}</bdi>" until "{until}". What is theirs to do next stands among yours."</p> }.into_any()
                }
            })
            .collect_view();
        view! { <Notice tone=NoticeTone::Info>{lines}</Notice> }
    })
}
