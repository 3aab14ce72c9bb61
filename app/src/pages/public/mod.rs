//! Pages for anyone: the front door, signing in, the demonstration phone.

mod demo_phone;
mod finished;
mod front;
mod join;
mod not_found;
mod problem;
mod second_factor;
mod sign_in;

pub use demo_phone::DemoPhone;
pub use finished::Finished;
pub use front::Front;
pub use join::{Join, Joining};
pub use not_found::NotFound;
pub use problem::{Problem, Refusal};
pub(super) use second_factor::CodeForm;
pub use second_factor::{SecondFactor, SecondFactorPage};
pub use sign_in::{SignIn, SignInProblem, Tried, wait};

use leptos::prelude::*;

/// What the server put into the request that it answers with this page.
pub(super) fn told<T: Clone + Send + Sync + 'static>() -> Option<T> {
    #[cfg(feature = "ssr")]
    {
        use_context::<axum::http::request::Parts>()?.extensions.get::<T>().cloned()
    }
    #[cfg(not(feature = "ssr"))]
    None
}

/// What is wrong with the one field of a page.
#[component]
pub(super) fn Notices(problem: Option<String>, field: &'static str) -> impl IntoView {
    problem.map(|problem| {
        view! {
            <div class="nhsuk-error-summary" role="alert" aria-labelledby="problem">
                <h2 class="nhsuk-error-summary__title" id="problem">"There is a problem"</h2>
                <ul class="nhsuk-list nhsuk-error-summary__list">
                    <li><a href=format!("#{field}") rel="external">{problem}</a></li>
                </ul>
            </div>
        }
    })
}
