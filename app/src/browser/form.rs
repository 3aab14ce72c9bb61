//! What stands in a form, and sending one without leaving the page.

use wasm_bindgen::{JsCast, JsValue};
use wasm_bindgen_futures::JsFuture;
use web_sys::{FormData, HtmlButtonElement, HtmlElement, HtmlFormElement, RequestInit, Response, SubmitEvent};

/// Names and values of a form as the browser would post them.
pub fn pairs(form: &HtmlFormElement) -> Vec<(String, String)> {
    let Ok(data) = FormData::new_with_form(form) else { return Vec::new() };
    js_sys::try_iter(&data)
        .ok()
        .flatten()
        .into_iter()
        .flatten()
        .filter_map(|entry| {
            let entry = js_sys::Array::from(&entry.ok()?);
            // Composed here as the server composes it: the same text must not look changed when it comes back.
            let value = entry.get(1).dyn_into::<js_sys::JsString>().ok()?.normalize("NFC");
            Some((entry.get(0).as_string()?, value.as_string()?))
        })
        .collect()
}

/// The button that was pressed to submit.
pub fn submitter(event: &SubmitEvent) -> Option<HtmlElement> {
    event.submitter()
}

/// Submits a form as if this button had been pressed.
pub fn submit_with(form: &HtmlFormElement, button: &HtmlElement) {
    let button = button.dyn_ref::<HtmlButtonElement>();
    let _ = match button {
        Some(button) => form.request_submit_with_submitter(Some(button)),
        None => form.request_submit(),
    };
}

/// Posts fields to a path and follows its redirect; whether the server took them.
pub async fn post(path: &str, fields: &[(&str, &str)]) -> bool {
    let encode = |text: &str| String::from(js_sys::encode_uri_component(text));
    let body: Vec<String> = fields.iter().map(|(name, value)| format!("{}={}", encode(name), encode(value))).collect();
    let init = RequestInit::new();
    init.set_method("POST");
    init.set_body(&JsValue::from_str(&body.join("&")));
    let Ok(headers) = web_sys::Headers::new() else { return false };
    let _ = headers.set("Content-Type", "application/x-www-form-urlencoded");
    init.set_headers(&headers);
    let sent = leptos::prelude::window().fetch_with_str_and_init(path, &init);
    match JsFuture::from(sent).await {
        Ok(response) => response.dyn_into::<Response>().is_ok_and(|response| response.ok()),
        Err(_) => false,
    }
}
