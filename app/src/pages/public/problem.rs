use leptos::prelude::*;
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

/// A plain form that was refused: why, what was kept and what to do.
#[component]
pub fn Problem() -> impl IntoView {
    let query = use_query_map().get_untracked();
    let why = match query.get("kind").as_deref() {
        Some("stale") => "Somebody changed this while you had it open. What you sent was not saved.",
        Some("gone") => "This does not exist, or you may not see it. Nothing was changed.",
        Some("wrong") => "Something in the form was not right. Nothing was changed.",
        Some("busy") => "Skinlink cannot be reached just now. What you sent was not saved: try again in a moment.",
        _ => {
            "Something went wrong on our side, and what you sent was not saved. If it happens twice, tell your administrator."
        }
    };
    // Only a page of ours: `//` would begin another site's address.
    let back =
        query.get("back").filter(|path| path.starts_with('/') && !path.starts_with("//") && !path.contains('\\'));
    view! {
        <Title text="Not saved"/>
        <main class="nhsuk-width-container nhsuk-main-wrapper" id="main">
            <h1>"Not saved"</h1>
            <p>{why}</p>
            <p>"To see what you typed and copy it, press Back in your browser."</p>
            <a class="nhsuk-button" href=back.unwrap_or_else(|| "/".to_owned())>"Load the page again"</a>
        </main>
    }
}
