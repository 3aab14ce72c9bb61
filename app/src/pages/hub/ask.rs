use domain::{hub::Exclusion, view::HubAskView};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use leptos_router::hooks::{use_location, use_query_map};

use crate::{
    api::{
        AppError,
        client::marked,
        hub::{AskHub, load_ask},
    },
    components::{Choices, Field, FieldKind, Notice, NoticeTone, loaded},
    features::case_param::use_case,
};

/// Asking a hub for pictures: by a practice, or by a service.
#[component]
pub fn AskHubPage() -> impl IntoView {
    let page = Resource::new_blocking(use_case(), |case: Option<domain::ids::CaseId>| async move {
        load_ask(case.ok_or(AppError::NotFound)?).await
    });
    view! {
        <Title text="Photography hub"/>
        <div class="staff__page">{loaded(page, |view| view! { <Whole view/> })}</div>
    }
    .into_any()
}

/// Why nothing was asked.
fn wrong_in_words(wrong: &str) -> Option<&'static str> {
    match wrong {
        "excluded" => Some("A hub does not photograph this patient. Beside each question stands what to do instead."),
        "hub" => Some("Choose the hub."),
        "why" => Some("Say what is to be photographed, in 1,000 characters or fewer."),
        "answers" => Some("Answer every question."),
        "taken" => Some("Somebody has asked a hub for this patient already, or the patient has died."),
        _ => None,
    }
}

#[component]
fn Whole(view: HubAskView) -> impl IntoView {
    let HubAskView { case, version, patient, site, hubs, has_service, is_open, is_suspected, key } = view;
    let wrong = use_query_map().read_untracked().get("wrong").unwrap_or_default();
    let is_service = use_location().pathname.read_untracked().starts_with("/worklist");
    let back = if is_service { format!("/worklist/{case}") } else { format!("/cases/{case}") };
    let head = view! {
        <p><a class="nhsuk-back-link" href=back>"The case"</a></p>
        <h1>"Ask a photography hub for pictures"</h1>
        <p><strong><bdi>{patient.name}</bdi></strong>" · "{patient.born}" · NHS number "<bdi translate="no">{patient.nhs_number}</bdi>" · "{site}</p>
    };
    let empty = match (has_service, is_open, hubs.is_empty()) {
        (_, true, _) => Some("A hub has been asked already. The visit stands on the case."),
        (false, ..) => Some("Choose the service that you ask first: each has its own hubs."),
        (true, false, true) => Some("This service has no photography hub here. Get the pictures in another way."),
        (true, false, false) => None,
    };
    if let Some(words) = empty {
        return view! { {head}<p class="empty">{words}</p> }.into_any();
    }
    let notice = wrong_in_words(&wrong).map(|words| {
        view! { <Notice tone=NoticeTone::Warning><p><strong>"Nothing was asked. "</strong>{words}" Fill the form in again."</p></Notice> }
    });
    let only = if hubs.len() == 1 { hubs[0].0.to_string() } else { String::new() };
    let hubs: Vec<_> = hubs.into_iter().map(|(id, name)| (id.to_string(), name)).collect();
    let questions = Exclusion::ALL
        .iter()
        .map(|&each| {
            let choices = vec![("no".to_owned(), "No".to_owned()), ("yes".to_owned(), "Yes".to_owned())];
            view! {
                <Choices name=each.as_str() form_name=format!("form[excluded][{}]", each.as_str()) legend=each.label()
                    hint=format!("If yes: {}", each.instead()) choices value=String::new()/>
            }
        })
        .collect_view();
    view! {
        {head}
        {notice}
        {is_suspected.then(|| view! { <Notice tone=NoticeTone::Warning><p><strong>"This is a suspected cancer. "</strong>"A hub takes up to a week. If the patient cannot go there, do not wait for pictures: send the referral now."</p></Notice> })}
        <p>{if is_service {
            "The hub books the patient, asks for their consent and takes the pictures. The request waits for them, and its clock stands still. You can answer it meanwhile."
        } else {
            "The hub books the patient, asks for their consent and takes the pictures. They come to this request, and you send it."
        }}</p>
        <form class="hub-ask" method="post" action=marked(AskHub::url())>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="key" value=key.to_string()/>
            <input type="hidden" name="version" value=version/>
            <Choices name="hub" form_name="form[hub]".to_owned() legend="Which hub?" choices=hubs value=only own=true/>
            <Field name="why" form_name="form[why]".to_owned() label="What is to be photographed, and why" kind=FieldKind::Long rows=4 max_length=1000
                value=String::new() own=true hint="The photographer reads this, where it is and which views matter, and nothing else of the request."/>
            <h2>"A hub does not take everybody"</h2>
            {questions}
            <button class="nhsuk-button">"Ask the hub"</button>
        </form>
    }
    .into_any()
}
