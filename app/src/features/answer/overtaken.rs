use domain::view::When;
use leptos::prelude::*;

use crate::components::{Moment, Notice, NoticeTone};

/// The answer that stands instead of the one that was not sent.
#[derive(Debug, Clone)]
pub struct First {
    pub by: String,
    pub at: When,
    /// By the same specialist: in another tab, or by a press whose reply was lost.
    pub own: bool,
    pub outcome: String,
}

/// That an answer was not sent, because another one was before it.
#[component]
pub fn Overtaken(first: First) -> impl IntoView {
    let First { by, at, own, outcome } = first;
    let head = if own {
        "You have answered this case already, ".to_owned()
    } else {
        format!("{} answered this case first, ", domain::typed::isolated(&by))
    };
    view! {
        <Notice tone=NoticeTone::Warning>
            <p><strong>{head}<Moment when=at/>{format!(": {outcome}.")}</strong></p>
            <p>"This answer was not sent. Its text is still below, to copy or to compare. "
                <a href="" rel="external">"See the answer that was sent"</a></p>
        </Notice>
    }
    .into_any()
}
