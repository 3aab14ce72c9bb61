//! The referrer's request form: its groups, and saving by itself.

mod clinical;
mod draft_form;
mod parts;
mod patient;
mod question;
#[cfg(any(test, feature = "hydrate"))]
mod read;
mod sending;

use domain::view::RequestView;
pub use draft_form::{DraftForm, is_tried_again};
use leptos::prelude::*;

/// All groups, in the order a consultation goes. What a suspected cancer adds is decided in
/// style/components/_request.scss, and so is that nothing about the skin is asked before lesion or rash is chosen: it needs
/// no script.
#[component]
pub fn Groups(state: DraftForm, view: RequestView) -> impl IntoView {
    let draft = view.draft;
    view! {
        <patient::Patient state draft=draft.clone()/>
        <clinical::Clinical state draft=draft.clone()/>
        <question::Question state draft=draft.clone()/>
        <sending::Sending state draft services=view.services unfinished=view.unfinished/>
    }
    .into_any()
}
