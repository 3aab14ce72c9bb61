use domain::{ids::CaseId, view::PhotoRequestView};
use leptos::{prelude::*, server_fn::ServerFn};

use super::facts::Facts;
use crate::{api::photo_requests::WithdrawPhotoRequest, components::Moment};

use crate::api::client::marked;

/// The links that were sent, how each stands, and what came back with it.
#[component]
pub fn PhotoRequests(case: CaseId, requests: Vec<PhotoRequestView>) -> impl IntoView {
    requests.into_iter().map(|request| view! { <PhotoRequest case request/> }).collect_view()
}

#[component]
fn PhotoRequest(case: CaseId, request: PhotoRequestView) -> impl IntoView {
    let tag = if request.locked {
        "nhsuk-tag nhsuk-tag--red"
    } else if request.open {
        "nhsuk-tag nhsuk-tag--blue"
    } else {
        "nhsuk-tag nhsuk-tag--grey"
    };
    let has_consents = !request.consents.is_empty();
    let has_answers = !request.answers.is_empty();
    view! {
        <div class="photo-request">
            <p>
                <strong class=tag>{request.state}</strong>" "
                {request.sent_to}", "<Moment when=request.sent/>
            </p>
            {request.locked.then(|| view! {
                <p>"Five wrong dates of birth were entered. Check the date and the mobile number with the patient, then send a new link, or withdraw this one."</p>
            })}
            {request.open.then(|| view! {
                <p class="quiet">"The link takes photos until "<Moment when=request.expires/>"."</p>
            })}
            {request.reminded.into_iter().map(|when| view! { <p class="quiet">"Reminded on "<Moment when/>"."</p> }).collect_view()}
            {request.may_withdraw.then(|| view! {
                <form class="not-printed" method="post" action=marked(WithdrawPhotoRequest::url())>
                    <input type="hidden" name="case" value=case.to_string()/>
                    <input type="hidden" name="photo_request" value=request.id.to_string()/>
                    <button class="link-button">"Withdraw this link"</button>
                </form>
            })}
            {has_answers.then(|| view! { <h3>"The patient’s own answers"</h3><Facts facts=request.answers/> })}
            {has_consents.then(|| view! { <h3>"Consents"</h3><Facts facts=request.consents/> })}
        </div>
    }
    .into_any()
}
