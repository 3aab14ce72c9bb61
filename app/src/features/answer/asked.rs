use domain::{case::Answer, view::When};
use leptos::prelude::*;

use super::AnswerText;
use crate::components::Moment;

/// What a specialist asked for before answering. It stays readable when the case waits again: whoever answers knows what
/// was asked, and the practice what it was for.
#[component]
pub fn AskedBefore(asked: Vec<(String, When, Answer)>) -> impl IntoView {
    asked
        .into_iter()
        .map(|(by, at, answer)| {
            view! {
                <h2>"Asked for before"</h2>
                <p class="quiet"><bdi>{by}</bdi>", "<Moment when=at/></p>
                <AnswerText answer/>
            }
        })
        .collect_view()
}
