//! Asking for the date of birth again, in front of a page that keeps its photos: the dialog that the server wrote into
//! it (`pages/patient/photos/again.rs`). `alive.js` hands the date over.

use wasm_bindgen::JsCast;
use web_sys::HtmlDialogElement;

use super::page;

/// Shows the question, or takes it away. A page without it (a clinician's, a referrer's phone) is never asked.
pub fn ask(wanted: bool) {
    let dialog = leptos::prelude::document().get_element_by_id("again").map(JsCast::dyn_into::<HtmlDialogElement>);
    let Some(Ok(dialog)) = dialog else { return };
    if wanted { page::open_dialog(&dialog) } else { page::close_dialog(&dialog) }
}
