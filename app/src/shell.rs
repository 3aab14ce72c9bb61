use leptos::{nonce::use_nonce, prelude::*};
use leptos_meta::HashedStylesheet;

use crate::App;

/// The document around every page.
pub fn shell(options: LeptosOptions) -> impl IntoView {
    let scripts = match Scripts::of_page() {
        Scripts::None => ().into_any(),
        Scripts::Forms => view! { <script type="module" src="/forms.js" nonce=use_nonce()></script> }.into_any(),
        Scripts::Photos => view! {
            <link rel="preload" href="/photos/photos_bg.wasm" r#as="fetch" type="application/wasm" crossorigin=""/>
            <link rel="modulepreload" href="/photos/photos.js"/>
            <script type="module" src="/photos.js" nonce=use_nonce()></script>
        }
        .into_any(),
        Scripts::Pages => view! { <HydrationScripts options=options.clone()/> }.into_any(),
    };
    view! {
        <!DOCTYPE html>
        <html lang="en-GB" dir="ltr">
            <head>
                <meta charset="utf-8"/>
                <meta name="viewport" content="width=device-width, initial-scale=1, viewport-fit=cover"/>
                <meta name="color-scheme" content="light"/>
                <meta name="theme-color" content="#005eb8"/>
                <meta name="robots" content="noindex"/>
                <link rel="icon" href="/favicon.svg" type="image/svg+xml"/>
                <HashedStylesheet id="leptos" options=options.clone()/>
                <AutoReload options/>
                {scripts}
                <leptos_meta::MetaTags/>
            </head>
            <body>
                <App/>
            </body>
        </html>
    }
}

/// What a page asks a browser to fetch beside its text: no more than it needs.
enum Scripts {
    /// Text, and forms that post themselves.
    None,
    /// A patient's forms: what was typed survives a connection that does not.
    Forms,
    /// The patient's camera, in WASM of its own.
    Photos,
    /// The clinicians' pages, hydrated.
    Pages,
}

impl Scripts {
    fn of_page() -> Self {
        let path = use_context::<axum::http::request::Parts>().map(|parts| parts.uri.path().to_owned());
        match path.unwrap_or_default().trim_matches('/').split('/').collect::<Vec<_>>()[..] {
            ["p", _, "photos"] => Self::Photos,
            ["p", ..] => Self::Forms,
            [""] | ["sign-in" | "problem", ..] => Self::None,
            // A page that nobody thought of here is heavy, and works.
            _ => Self::Pages,
        }
    }
}
