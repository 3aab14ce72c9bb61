use leptos::{prelude::*, suspense::Unsuspend};
use leptos_router::{hooks::use_location, location::Url};

use crate::api::AppError;

/// A page's part when its data has come; before that something of the same size, so that nothing jumps; and what to
/// do when it did not come.
pub fn loaded<T, V>(
    resource: Resource<Result<T, AppError>>,
    page: impl Fn(T) -> V + Clone + Send + Sync + 'static,
) -> impl IntoView
where
    T: Clone + Send + Sync + 'static,
    V: IntoView + 'static,
{
    let waiting = || view! { <div class="skeleton" aria-busy="true"><span class="nhsuk-u-visually-hidden">"Loading"</span></div> };
    let show = move || {
        let page = page.clone();
        Suspend::new(async move {
            match resource.await {
                // Made once, when it is written: what waits for data is otherwise made again each time it is checked
                // whether all has come.
                Ok(value) => Unsuspend::new(move || page(value)).into_any(),
                Err(error) => view! { <Failure error/> }.into_any(),
            }
        })
    };
    view! { <Transition fallback=waiting>{show}</Transition> }
}

/// What went wrong, what was saved and what to do.
#[component]
pub fn Failure(error: AppError) -> impl IntoView {
    let location = use_location();
    let here = move || format!("{}{}", location.pathname.get(), location.search.get_untracked());
    let way_out = match &error {
        AppError::SignedOut => {
            let sign_in = move || format!("/sign-in?next={}", Url::escape(&here()));
            view! { <a class="nhsuk-button" href=sign_in rel="external">"Sign in again"</a> }.into_any()
        }
        AppError::NotFound => view! { <a href="/" rel="external">"Go to the start page"</a> }.into_any(),
        _ => view! { <a class="nhsuk-button" href=here rel="external">"Try again"</a> }.into_any(),
    };
    view! {
        <div class="panel" role="alert">
            <h1>{if error == AppError::NotFound { "Page not found" } else { "This page could not be shown" }}</h1>
            <p>{error.to_string()}</p>
            {way_out}
        </div>
    }
}
