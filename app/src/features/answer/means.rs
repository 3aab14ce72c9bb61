use domain::case::{Arranged, Names};
use leptos::prelude::*;

use super::state::AnswerFormState;

/// What the chosen outcome means before it is sent: who arranges what comes next. The same words that all three will
/// read afterwards.
#[component]
pub fn Means(form: AnswerFormState) -> impl IntoView {
    let Parties { referrer, practice, service } = expect_context();
    move || {
        let who = form.answer.with(|answer| answer.who_acts.parse().ok());
        let meaning = form.answerable.with_value(|case| Some(case.meaning(form.outcome()?, who)))?;
        let names = Names { referrer: &referrer, practice: &practice, service: &service };
        let to_refer = meaning.arranged == Arranged::ToRefer;
        let label = to_refer.then(|| view! { <strong>{meaning.label()}</strong>". " });
        Some(
            view! { <p class="answer__means" class:answer__means--refer=to_refer>{label}{meaning.for_specialist(names)}</p> },
        )
    }
}

/// Whom the words name; the answer's form makes them known to its parts.
#[derive(Debug, Clone)]
pub struct Parties {
    pub referrer: String,
    pub practice: String,
    pub service: String,
}
