use domain::view::When;
use leptos::prelude::*;

/// A date and time: short for the eye, whole on hover and for screen readers.
#[component]
pub fn Moment(when: When) -> impl IntoView {
    let title = when.full.clone();
    view! {
        <time datetime=when.iso title=title>
            <span aria-hidden="true">{when.short}</span>
            <span class="nhsuk-u-visually-hidden">{when.full}</span>
        </time>
    }
}
