//! Asking for the date of birth again, in front of a page that keeps its photos: the dialog that the server wrote into
//! it (`pages/patient/photos/again.rs`).

use std::cell::Cell;

use wasm_bindgen::{JsCast, JsValue, closure::Closure};
use wasm_bindgen_futures::{JsFuture, spawn_local};
use web_sys::{Event, HtmlDialogElement, HtmlElement, HtmlFormElement};

use super::{focus, form, page};

thread_local! {
    static IS_LISTENED_TO: Cell<bool> = const { Cell::new(false) };
    /// A second press would be a second try.
    static IS_ASKING: Cell<bool> = const { Cell::new(false) };
}

fn element<T: JsCast>(id: &str) -> Option<T> {
    leptos::prelude::document().get_element_by_id(id)?.dyn_into().ok()
}

/// Shows the question, or takes it away. A page without it (a clinician's, a referrer's phone) is never asked.
pub fn ask(wanted: bool) {
    let Some(dialog) = element::<HtmlDialogElement>("again") else { return };
    if !wanted {
        return page::close_dialog(&dialog);
    }
    page::open_dialog(&dialog);
    if IS_LISTENED_TO.replace(true) {
        return;
    }
    let submitted = Closure::<dyn Fn(Event)>::new(|event: Event| {
        event.prevent_default();
        if !IS_ASKING.replace(true) {
            spawn_local(async {
                answer().await;
                IS_ASKING.set(false);
            });
        }
    });
    let _ = dialog.add_event_listener_with_callback("submit", submitted.as_ref().unchecked_ref());
    // One for the page's whole life.
    submitted.forget();
}

/// Hands the date over, and says what was wrong with it or goes on.
async fn answer() {
    let Some(page_form) = element::<HtmlFormElement>("again-form") else { return };
    let fields = form::pairs(&page_form);
    let fields: Vec<(&str, &str)> = fields.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
    let answer = form::send("/api/patient/again", &fields).await;
    let said = async { JsFuture::from(answer?.json().ok()?).await.ok() }.await;
    let wrong = said.as_ref().and_then(JsValue::as_string);
    show("again-unsent", said.is_none());
    if let (Some(words), Some(place)) = (&wrong, element::<HtmlElement>("again-wrong")) {
        place.set_text_content(Some(words));
    }
    show("again-wrong", wrong.is_some());
    match (said, wrong) {
        (Some(_), None) => {
            ask(false);
            page::wake();
        }
        (Some(_), Some(_)) => focus::near("dob-day"),
        (None, _) => {}
    }
}

fn show(id: &str, shown: bool) {
    if let Some(element) = element::<HtmlElement>(id) {
        // Refused only for a name that is none.
        let _ = element.toggle_attribute_with_force("hidden", !shown);
    }
}
