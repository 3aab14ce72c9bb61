use domain::{ids::CaseId, view::SendOnView};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;

use crate::{
    api::{
        AppError,
        answers::{SendOn, load_send_on},
        client::marked,
    },
    components::{Choices, Field, FieldKind, Notice, NoticeTone, loaded},
    features::case_param::use_case,
};

/// Sends a referral on to the service that is the right one for it.
#[component]
pub fn SendOnPage() -> impl IntoView {
    let page = Resource::new_blocking(use_case(), |case: Option<CaseId>| async move {
        load_send_on(case.ok_or(AppError::NotFound)?).await
    });
    view! {
        <Title text="Send on"/>
        <div class="staff__page">{loaded(page, |view| view! { <Form view/> })}</div>
    }
    .into_any()
}

#[component]
fn Form(view: SendOnView) -> impl IntoView {
    let SendOnView { case, version, patient, services, key } = view;
    let wrong = use_query_map().read_untracked().get("wrong").unwrap_or_default();
    let error = |field: &'static str, words: &'static str| {
        let is_wrong = wrong == field;
        Signal::derive(move || is_wrong.then(|| words.to_owned()))
    };
    let back = format!("/worklist/{case}");
    let head = view! {
        <p><a class="nhsuk-back-link" href=back>"The case"</a></p>
        <h1>"Send on to another service"</h1>
        <p><strong><bdi>{patient.name}</bdi></strong>" · "{patient.born}" · NHS number "<bdi translate="no">{patient.nhs_number}</bdi></p>
    };
    if services.is_empty() {
        return view! { {head}<p class="empty">"There is no other service here that takes this patient. Answer the request, and say where the practice should refer."</p> }.into_any();
    }
    let choices =
        services.into_iter().map(|(id, name, promise)| (id.to_string(), format!("{name}. {promise}."))).collect();
    view! {
        {head}
        {(wrong == "pictures").then(|| view! { <Notice tone=NoticeTone::Warning><p><strong>"Nothing was sent. "</strong>"Photos have come that the practice has not passed on to you. Ask it to, or the other service answers without them."</p></Notice> })}
        <p>"The other service gets the request with its pictures and its first date, and answers the practice. The practice reads what you write here. You cannot take it back."</p>
        <form method="post" action=marked(SendOn::url())>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="key" value=key.to_string()/>
            <input type="hidden" name="version" value=version/>
            <Choices name="service" form_name="service".to_owned() legend="To which service?" choices value=String::new() own=true error=error("service", "Choose a service. Nothing was sent.")/>
            <Field name="reason" form_name="reason".to_owned() label="Why, for both to read" value=String::new() kind=FieldKind::Long rows=4 max_length=4000 own=true error=error("reason", "Say why. Nothing was sent.")/>
            <button class="nhsuk-button">"Send it on"</button>
        </form>
    }
    .into_any()
}
