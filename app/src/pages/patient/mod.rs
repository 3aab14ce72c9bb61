//! The patient's pages: phone first, no account, one thing per page. They are made by the server and need no scripts;
//! only where pictures are taken does a browser get code, and that is WASM of its own (`frontend/patient`).

#[cfg(feature = "ssr")]
mod before;
#[cfg(feature = "ssr")]
mod check;
#[cfg(feature = "ssr")]
mod closed;
#[cfg(feature = "ssr")]
mod frame;
#[cfg(feature = "ssr")]
mod journey;
#[cfg(feature = "ssr")]
mod layout;
#[cfg(feature = "ssr")]
mod news;
mod photos;
#[cfg(feature = "ssr")]
mod questions;
#[cfg(feature = "ssr")]
mod review;
#[cfg(feature = "ssr")]
mod start;
#[cfg(feature = "ssr")]
mod timeline;

use leptos::prelude::*;
use leptos_router::{components::Route, path};

#[cfg(feature = "hydrate")]
pub use photos::hydrate_checklist;

#[cfg(feature = "ssr")]
#[component(transparent)]
pub fn PatientRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    use leptos_router::{SsrMode, components::ParentRoute};

    view! {
        <ParentRoute path=path!("/p/:link") view=layout::PatientLayout ssr=SsrMode::Async>
            <Route path=path!("") view=start::Start/>
            <Route path=path!("check") view=check::Check/>
            <Route path=path!("before") view=before::Before/>
            <Route path=path!("questions") view=questions::Questions/>
            <Route path=path!("photos") view=photos::Photos/>
            <Route path=path!("review") view=review::Review/>
            <Route path=path!("news") view=news::News/>
        </ParentRoute>
    }
    .into_inner()
}

/// No browser moves between these pages by itself.
#[cfg(not(feature = "ssr"))]
#[component(transparent)]
pub fn PatientRoutes() -> impl leptos_router::MatchNestedRoutes + Clone {
    view! { <Route path=path!("/p/:link/*any") view=|| ()/> }.into_inner()
}
