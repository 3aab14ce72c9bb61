//! Files that a person picked, dropped or pasted.

use leptos::prelude::document;
use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{DataTransfer, Event, FileList, HtmlInputElement, Url};

/// A picture in the page's memory: a file as picked, a camera's shot, or one that was prepared.
pub type Picked = web_sys::Blob;

fn listed(files: Option<FileList>) -> Vec<Picked> {
    let Some(files) = files else { return Vec::new() };
    (0..files.length()).filter_map(|i| files.get(i)).map(JsCast::unchecked_into).collect()
}

/// The files chosen in the input that `event` comes from. The input is emptied, so that the same file can be chosen
/// again.
pub fn chosen(event: &Event) -> Vec<Picked> {
    let input = event.target().and_then(|target| target.dyn_into::<HtmlInputElement>().ok());
    input.map(|input| taken(&input)).unwrap_or_default()
}

/// The files in an input of the page's plain form: somebody who chose before scripts came has chosen. The input is
/// emptied.
pub fn chosen_before(id: &str) -> Vec<Picked> {
    let input = document().get_element_by_id(id).and_then(|element| element.dyn_into::<HtmlInputElement>().ok());
    input.map(|input| taken(&input)).unwrap_or_default()
}

fn taken(input: &HtmlInputElement) -> Vec<Picked> {
    let files = listed(input.files());
    input.set_value("");
    files
}

/// The files in a drop or a paste.
pub fn transferred(transfer: Option<DataTransfer>) -> Vec<Picked> {
    listed(transfer.and_then(|transfer| transfer.files()))
}

/// An address for showing a picture that has not been sent, good until [`forget`].
pub fn show(picture: &Picked) -> String {
    Url::create_object_url_with_blob(picture).unwrap_or_default()
}

/// Lets go of the memory behind an address of [`show`].
pub fn forget(address: &str) {
    // An address that is unknown was forgotten before.
    let _ = Url::revoke_object_url(address);
}

/// A JPEG from its bytes.
pub fn jpeg(bytes: &[u8]) -> Result<Picked, JsValue> {
    let parts = js_sys::Array::of1(&js_sys::Uint8Array::from(bytes));
    let options = web_sys::BlobPropertyBag::new();
    options.set_type("image/jpeg");
    Picked::new_with_u8_array_sequence_and_options(&parts, &options)
}

/// The bytes from `from` to before `to`.
pub async fn bytes(file: &Picked, from: u64, to: u64) -> Result<js_sys::ArrayBuffer, JsValue> {
    let part = file.slice_with_f64_and_f64(from as f64, to as f64)?;
    Ok(JsFuture::from(part.array_buffer()).await?.unchecked_into())
}

/// Fetches a file of this server as it is; None when it cannot be had.
pub async fn fetch(path: &str) -> Option<Picked> {
    let response = JsFuture::from(web_sys::window()?.fetch_with_str(path)).await.ok()?;
    let response: web_sys::Response = response.dyn_into().ok()?;
    if !response.ok() {
        return None;
    }
    JsFuture::from(response.blob().ok()?).await.ok()?.dyn_into().ok()
}
