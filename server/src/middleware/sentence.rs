use axum::{
    http::StatusCode,
    response::{Html, IntoResponse},
};

/// What a person reads whose request was refused before any page could be made: what happened, and what to do. Neither
/// sentence holds anything that was sent.
pub(crate) fn page(status: StatusCode, what: &str, then: &str) -> impl IntoResponse {
    let page = format!(
        "<!doctype html><html lang=\"en-GB\"><meta charset=\"utf-8\">\
         <meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"><title>Not done – Skinlink</title>\
         <h1>Not done</h1><p>{what}</p><p>{then}</p></html>\n"
    );
    (status, Html(page))
}
