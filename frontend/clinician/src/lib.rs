//! The clinicians' pages in a browser.
//!
//! To add a WASM entry: a crate like this beside it, a `module` line in `scripts/site.sh` with the name under which it
//! is fetched, and its row in `server/tests/it/rooms.rs`, which says what it must never carry.

#![recursion_limit = "512"]

use wasm_bindgen::prelude::wasm_bindgen;

/// Takes over the page that the server rendered.
#[wasm_bindgen]
pub fn hydrate() {
    console_error_panic_hook::set_once();
    leptos::mount::hydrate_body(app::App);
}
