use leptos::prelude::*;
use leptos_router::components::Outlet;
use words::say;

use crate::components::DemonstrationBanner;

/// Around every page of a link.
#[component]
pub fn PatientLayout() -> impl IntoView {
    view! {
        <a class="nhsuk-skip-link" href="#main">{say!("journey.skip_to_content")}</a>
        <header class="patient-header"><span class="patient-header__name">"Skinlink"</span></header>
        <DemonstrationBanner/>
        <main class="patient" id="main" tabindex="-1"><Outlet/></main>
    }
}
