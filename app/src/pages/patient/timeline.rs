use domain::{
    case::AmendmentKind,
    view::{News, When},
};
use leptos::prelude::*;
use locales::say;

/// What has happened so far, newest last.
#[component]
pub fn Timeline(news: News, practice: String) -> impl IntoView {
    let changed = match news.amended {
        Some(AmendmentKind::Addition) => say!("news.was_added"),
        Some(AmendmentKind::Correction) => say!("news.was_corrected"),
        Some(AmendmentKind::Retraction | AmendmentKind::Refusal) | None => say!("news.was_retracted"),
    };
    let steps: [(Option<When>, String); 6] = [
        (news.photos_sent, say!("news.photos_sent", practice = &practice)),
        (news.sent_to_specialist, say!("news.to_specialist", practice = &practice)),
        (news.answered, say!("news.answered")),
        (news.amended_at, changed),
        (news.withdrawn, say!("news.was_withdrawn", practice = &practice)),
        (news.practice_read, say!("news.practice_read", practice = &practice)),
    ];
    let mut steps = steps.into_iter().filter_map(|(when, what)| Some((when?, what))).collect::<Vec<_>>();
    steps.sort_by_key(|(when, _)| when.ms);
    let steps = steps
        .into_iter()
        .map(|(when, what)| {
            view! {
                <li class="timeline__step">
                    <time class="timeline__when" datetime=when.iso>{when.full}</time>
                    <span>{what}</span>
                </li>
            }
        })
        .collect_view();
    view! { <ol class="timeline" role="list">{steps}</ol> }
}
