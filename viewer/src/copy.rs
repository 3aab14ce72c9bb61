use domain::{image::CopyFor, role::Capability, view::ImageView};
use leptos::prelude::*;
use ui::{able::can, client::marked};

/// A copy of a picture as a file, in the size that it is wanted for. A plain form: the browser saves the file, and the
/// page stays as it is.
#[component]
pub fn SaveCopy(image: ImageView) -> impl IntoView {
    if !can(Capability::Collect) && !can(Capability::Answer) {
        return ().into_any();
    }
    let id = image.id;
    let choices = CopyFor::ALL
        .iter()
        .map(|purpose| {
            view! { <option value=purpose.as_str() selected={*purpose == CopyFor::default()}>{purpose.label()}</option> }
        })
        .collect_view();
    view! {
        <details class="save-copy not-printed">
            <summary>"Save a copy"<span class="nhsuk-u-visually-hidden">{format!(" of {}", image.alt)}</span></summary>
            <form class="save-copy__form" method="post" action=marked(format!("/images/{id}/copy"))>
                <label class="save-copy__for">
                    <span>"What for?"</span>
                    <select class="nhsuk-select" name="purpose">{choices}</select>
                </label>
                <label class="save-copy__marks">
                    <input type="checkbox" name="marks" checked=true/>
                    <span>"Draw marks and measurements on it"</span>
                </label>
                <button class="nhsuk-button nhsuk-button--secondary nhsuk-button--small">"Save the copy"</button>
                <p>"The file’s name has the case’s short number, and nothing in it names the patient. From then on it is yours to look after; the history says that you saved it."</p>
            </form>
        </details>
    }
    .into_any()
}
