use leptos::{html, prelude::*};
use leptos_router::{components::Outlet, hooks::use_location};
use words::say;

use crate::{components::DemonstrationBanner, features::capture::Queue};

/// Around every page of a link. Pictures on their way live here, so that going on to the next page does not stop them.
#[component]
pub fn PatientLayout() -> impl IntoView {
    Queue::provide();
    let location = use_location();
    let main = NodeRef::<html::Main>::new();
    // The link that was followed is gone with its page: without this the focus would fall back to the top.
    Effect::new(move |before: Option<String>| {
        let path = location.pathname.get();
        if before.is_some_and(|before| before != path)
            && let Some(main) = main.get_untracked()
        {
            let _ = main.focus();
        }
        path
    });
    view! {
        <a class="nhsuk-skip-link" href="#main" rel="external">{say!("journey.skip_to_content")}</a>
        <header class="patient-header"><span class="patient-header__name">"Skinlink"</span></header>
        <DemonstrationBanner/>
        <main class="patient" id="main" tabindex="-1" node_ref=main><Outlet/></main>
    }
    .into_any()
}
