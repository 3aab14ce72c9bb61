use std::sync::Arc;

use domain::forms::{Checked, FormKind, Response, edit::Opened};
use leptos::{html, nonce::use_nonce, prelude::*};

use super::{Editing, editor::Proposed};
use crate::{
    features::forms::{Asked, Items, conditions_in_words},
    pages::forms::preview::answers,
};

/// Pixels above the item that is shown, so that its label is seen.
#[cfg(feature = "hydrate")]
const ROOM_ABOVE: i32 = 96;

/// How the form will be asked, with what stands in the open fields.
#[component]
pub fn LivePreview(editing: Editing, proposed: Proposed) -> impl IntoView {
    let (kind, opened, at) = (editing.kind, editing.opened, editing.at.item.clone());
    let written = opened.with_value(shown);
    let last = StoredValue::new(written.clone().ok());
    let now = Memo::new(move |_| {
        proposed.with(|proposed| match proposed {
            None => written.clone(),
            Some(Err(sentence)) => Err(sentence.clone()),
            Some(Ok(edit)) => {
                let edited = opened.with_value(|opened| opened.edit(edit)).map_err(|refused| refused.sentence)?;
                Opened::read(&edited.file).map_or_else(|_| Err(String::new()), |opened| shown(&opened))
            }
        })
    });
    let said = move || match (proposed.with(Option::is_some), now.get()) {
        (false, Ok(_)) => "As it stands now.".to_owned(),
        (true, Ok(_)) => "With what you are typing, which is not saved yet.".to_owned(),
        (_, Err(sentence)) => sentence,
    };
    let hidden = opened.with_value(|opened| {
        let item = opened.form.item(&at).filter(|item| !item.enable_when.is_empty())?;
        let when = conditions_in_words(&opened.form, item);
        Some(view! { <p class="quiet">"“"{item.question().to_owned()}"” is not always asked: "{when}</p> })
    });
    let node = NodeRef::<html::Form>::new();
    let pane = NodeRef::<html::Aside>::new();
    // What cannot be asked just now leaves the last that could.
    let form = move || {
        if let Ok(form) = now.get() {
            last.set_value(Some(form));
        }
        last.get_value().map(|form| asked(&form, kind, answers(node)))
    };
    Effect::new(move |_| {
        now.track();
        show_item(pane, &at);
    });
    view! {
        <aside class="panel form-editor__preview" id="preview" aria-labelledby="preview:heading" node_ref=pane tabindex="0">
            <h2 class="nhsuk-heading-m" id="preview:heading">"How it will be asked"</h2>
            <p class="quiet" role="status">{said}</p>
            {hidden}
            <form node_ref=node on:submit=|event| event.prevent_default() autocomplete="off">{form}</form>
            <script type="module" src="/conditions.js" nonce=use_nonce()></script>
        </aside>
    }
    .into_any()
}

/// A form without faults, or why it cannot be shown.
fn shown(opened: &Opened) -> Result<Arc<Checked>, String> {
    let form = opened.checked().map(|form| Arc::new(form.clone()));
    form.ok_or_else(|| "It is shown once nothing is wrong with it.".to_owned())
}

/// Its fields, as close together as whoever fills them in has them.
fn asked(form: &Checked, kind: FormKind, response: Response) -> AnyView {
    let none = Callback::new(|_| Signal::stored(None));
    let items = form.items.clone();
    let asked = match kind {
        FormKind::Lesion | FormKind::Rash => Asked::compact(form.clone(), response, "answers", none),
        FormKind::PhotographyHistory | FormKind::PatientQuestions | FormKind::HasChanged => {
            Asked::roomy(form.clone(), response, "answers", none)
        }
    };
    view! { <Items asked items/> }.into_any()
}

/// Scrolls the preview, and nothing else of the page, to the item that is being changed.
fn show_item(pane: NodeRef<html::Aside>, link_id: &str) {
    #[cfg(feature = "hydrate")]
    if let (Some(pane), Some(field)) = (pane.get_untracked(), document().get_element_by_id(link_id)) {
        let place = field.get_bounding_client_rect();
        // What is not asked just now has none.
        if place.height() == 0.0 {
            return;
        }
        let above = place.top() - pane.get_bounding_client_rect().top();
        #[expect(clippy::cast_possible_truncation, reason = "a page is not two thousand million pixels long")]
        pane.set_scroll_top(pane.scroll_top() + above as i32 - ROOM_ABOVE);
    }
    let _ = (pane, link_id);
}
