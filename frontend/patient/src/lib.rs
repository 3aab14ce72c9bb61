//! The patient's photos page in a browser. WASM of its own, without the clinicians' pages and without a router: all
//! that a phone on a poor line must fetch before it can take a picture.

#![cfg(target_arch = "wasm32")]

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the part of the page that takes pictures.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    app::pages::patient::hydrate_checklist();
}
