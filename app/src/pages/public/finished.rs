use leptos::prelude::*;
use leptos_meta::Title;
use locales::say;

/// After a link was closed in this browser: nothing of it is open here any longer.
#[component]
pub fn Finished() -> impl IntoView {
    view! {
        <Title text=say!("finished.title")/>
        <header class="patient-header"><span class="patient-header__name">"Skinlink"</span></header>
        <main class="patient" id="main">
            <h1>{say!("finished.title")}</h1>
            <p>{say!("finished.closed")}</p>
            <p>{say!("finished.again")}</p>
        </main>
    }
    .into_any()
}
