use domain::role::Capability;
use leptos::{prelude::*, server_fn::ServerFn};
use ui::able::can;

use crate::api::{cases::StartCase, client::marked};

/// The only green button of a page on which a request is begun.
#[component]
pub fn NewRequest() -> impl IntoView {
    can(Capability::Collect).then(|| {
        view! { <form method="post" action=marked(StartCase::url())><button class="nhsuk-button">"New request"</button></form> }
    })
}
