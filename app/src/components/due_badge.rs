use domain::view::{Due, Tone};
use leptos::prelude::*;

/// When a case must be answered: words first, colour only beside them.
#[component]
pub fn DueBadge(due: Option<Due>) -> impl IntoView {
    due.map(|due| {
        let tone = match due.tone {
            Tone::Calm => "due-badge due-badge--calm",
            Tone::Soon => "due-badge due-badge--soon",
            Tone::Overdue => "due-badge due-badge--overdue",
            Tone::Done => "due-badge due-badge--done",
        };
        view! {
            <span class=tone title=format!("Due {}", due.at.full)>
                {due.label}
                <span class="nhsuk-u-visually-hidden">{format!(", due {}", due.at.full)}</span>
            </span>
        }
    })
}
