use domain::view::{News, When};
use leptos::prelude::*;
use words::say;

/// What has happened so far, newest last.
#[component]
pub fn Timeline(news: News, practice: String) -> impl IntoView {
    let steps: [(Option<When>, String); 5] = [
        (news.photos_sent, say!("news.photos_sent", practice = &practice)),
        (news.sent_to_specialist, say!("news.to_specialist", practice = &practice)),
        (news.answered, say!("news.answered")),
        (news.withdrawn, say!("news.was_withdrawn", practice = &practice)),
        (news.practice_read, say!("news.practice_read", practice = &practice)),
    ];
    let steps = steps
        .into_iter()
        .filter_map(|(when, what)| {
            let when = when?;
            Some(view! {
                <li class="timeline__step">
                    <time class="timeline__when" datetime=when.iso>{when.full}</time>
                    <span>{what}</span>
                </li>
            })
        })
        .collect_view();
    view! { <ol class="timeline" role="list">{steps}</ol> }
}
