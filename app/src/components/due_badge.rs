use domain::view::{Due, Tone};
use leptos::prelude::*;

/// When a case must be answered: words first, colour only beside them. Beside the case's state, `waiting` leaves out what
/// the state says already.
#[component]
pub fn DueBadge(due: Option<Due>, #[prop(optional)] waiting: bool) -> impl IntoView {
    due.filter(|due| !waiting || due.tone != Tone::Done).map(|due| {
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
