use capture::{CaptureTarget, UploadArea};
use domain::{
    guide::Guide,
    image::View,
    view::{HubProgress, ImageView},
};
use leptos::{prelude::*, task::spawn_local};

use super::phone_code::PhoneCodeBox;
use crate::{
    components::{LiveText, Moment, Notice, NoticeTone},
    features::{
        hub::HubPanel, photo_requests::PhotoRequests, picture_set::PictureSet, pictures::Pictures,
        request_form::DraftForm,
    },
};

/// The pictures as they arrive, and the three ways to get them: the patient, the referrer's phone, a file.
#[component]
pub fn PicturesPanel(
    state: DraftForm,
    /// What was sent with earlier requests about the same problem.
    earlier: Vec<ImageView>,
    /// Visits to a photography hub.
    hub: Option<HubProgress>,
) -> impl IntoView {
    let case = state.case;
    let count = move || state.images.read().len();
    let pictures = move || {
        let images = state.images.get();
        if images.is_empty() {
            view! {
                <p class="empty">"No pictures yet. "<span class="when-alive">"They appear here as they arrive, without loading the page again."</span></p>
            }
            .into_any()
        } else {
            view! { <Pictures images removable_from=Some(case)/> }.into_any()
        }
    };
    let before = match earlier.len() {
        0 => None,
        1 => Some("The picture of the request before goes along. Take a new one if it has changed.".to_owned()),
        many => Some(format!("The {many} pictures of the requests before go along. Take new ones if it has changed.")),
    };
    let all = Signal::derive(move || [state.images.get(), earlier.clone()].concat());
    let guide = Signal::derive(move || state.findings.with(Guide::of));
    let at_hub = hub.as_ref().is_some_and(|it| it.visits.iter().any(|visit| visit.is_open));
    let requests = move || view! { <PhotoRequests case requests=state.photo_requests.get()/> };
    let arrived = Callback::new(move |()| spawn_local(state.refresh()));
    view! {
        <section class="panel" id="pictures" aria-labelledby="pictures-title">
            <h2 id="pictures-title">"Pictures "<span class="quiet" aria-live="polite"><LiveText text=Signal::derive(move || format!("({})", count())) verbatim=true/></span></h2>
            {before.map(|words| view! { <p>{words}</p> })}
            {pictures}
            <PictureSet guide images=all/>
            <div class="ways">
                {state.texts.then(|| view! { <button class="nhsuk-button nhsuk-button--secondary" form="request" name="then" value="text">"Text the patient"</button> })}
                <PhoneCodeBox case/>
            </div>
            {(!state.texts).then(|| view! { <p class="quiet">"This Skinlink is not connected to anything that sends texts."</p> })}
            <div role="status">
                {move || state.on_its_way().map(|when| view! { <p class="needed__done">"The text with the link was handed over for sending, "<Moment when/>"."</p> })}
                {move || state.not_texted.get().map(|error| view! { <Notice tone=NoticeTone::Warning><p><strong>"No text was sent. "</strong>{error.to_string()}</p></Notice> })}
            </div>
            {requests}
            {(!at_hub).then(|| view! { <p class="not-printed"><a class="lone-link" href=format!("/cases/{case}/hub")>"Ask a photography hub for pictures"</a></p> })}
            <details class="upload not-printed">
                <summary class="upload__head">"Add pictures from this computer"</summary>
                <UploadArea target=CaptureTarget::Case(case) views=View::ALL.to_vec() on_done=arrived/>
            </details>
        </section>
        {hub.map(|progress| view! { <HubPanel case progress/> })}
    }
    .into_any()
}
