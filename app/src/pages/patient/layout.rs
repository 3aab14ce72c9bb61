use leptos::prelude::*;
use leptos_router::components::Outlet;
use locales::say;

use crate::components::DemonstrationBanner;

/// Around every page of a link.
#[component]
pub fn PatientLayout() -> impl IntoView {
    // Only where a link was opened in this browser is there something to close.
    let who = crate::api::context::who();
    let open = !who.links.is_empty() || !who.carried.is_empty();
    view! {
        <a class="nhsuk-skip-link" href="#main">{say!("journey.skip_to_content")}</a>
        <header class="patient-header"><span class="patient-header__name">"Skinlink"</span></header>
        <DemonstrationBanner/>
        <main class="patient" id="main" tabindex="-1"><Outlet/></main>
        {open.then(|| view! {
            <form class="patient finish" method="post" action="/finish">
                <button class="nhsuk-button nhsuk-button--secondary">{say!("finished.button")}</button>
            </form>
        })}
    }
}
