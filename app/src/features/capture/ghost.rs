use domain::view::ImageView;
use leptos::prelude::*;

use super::flow::Flow;

/// The newest earlier picture of the same lesion and view, faint over the preview: so that a repeat is taken from the
/// same place.
#[component]
pub fn Ghost(flow: Flow) -> impl IntoView {
    let earlier = flow.earlier();
    move || {
        let ImageView { screen, .. } = earlier.clone().filter(|_| flow.ghost.get())?;
        Some(view! { <img class="camera__ghost" src=screen alt="" aria-hidden="true"/> })
    }
}
