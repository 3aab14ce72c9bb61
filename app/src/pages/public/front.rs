use leptos::prelude::*;
use leptos_meta::Title;

use crate::components::DemonstrationBanner;

/// The front door: what Skinlink is, and the way in.
#[component]
pub fn Front() -> impl IntoView {
    view! {
        <Title text=""/>
        <DemonstrationBanner/>
        <main class="front" id="main">
            <div class="front__inner">
                <p class="front__name">"Skinlink"</p>
                <h1>"A dermatologist’s advice in hours, not weeks"</h1>
                <p class="front__lead">
                    "A GP asks. The patient takes good photos on their own phone. A dermatologist answers, and everybody sees what happens next."
                </p>
                <a class="nhsuk-button nhsuk-button--reverse" href="/sign-in">"Sign in"</a>
                <h2>"If you were sent a link"</h2>
                <p>"Open the link in the text message from your GP surgery. You do not need an account or an app."</p>
            </div>
        </main>
    }
    .into_any()
}
