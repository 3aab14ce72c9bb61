use leptos::prelude::*;
use leptos_meta::Title;

/// For addresses that lead nowhere.
#[component]
pub fn NotFound() -> impl IntoView {
    #[cfg(feature = "ssr")]
    crate::api::context::status(axum::http::StatusCode::NOT_FOUND);
    view! {
        <Title text="Page not found"/>
        <main class="nhsuk-width-container nhsuk-main-wrapper" id="main">
            <h1>"Page not found"</h1>
            <p>"If you typed the address, check that it is right. If you opened a link from a text, make sure that you opened all of it."</p>
            <a class="nhsuk-button" href="/" rel="external">"Go to the start page"</a>
        </main>
    }
    .into_any()
}
