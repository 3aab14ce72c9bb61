//! More pictures of a case that is with its service: added here, looked at, and sent with a message.

use capture::{CaptureTarget, UploadArea};
use domain::{
    ids::CaseId,
    image::View,
    text::limit,
    view::{CaseView, ImageView},
};
use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};
use leptos_meta::Title;
use leptos_router::{components::Redirect, hooks::use_query_map};

use crate::{
    api::{
        AppError,
        cases::load_case,
        client::{marked, unasked},
        messages::SendMessage,
    },
    components::{Notice, NoticeTone, loaded},
    features::{
        case_param::use_case,
        live::on_changes,
        pictures::{Pictures, RefusedFiles},
    },
};

#[component]
pub fn MorePictures() -> impl IntoView {
    let id = use_case();
    let case =
        Resource::new_blocking(id, |id: Option<CaseId>| async move { load_case(id.ok_or(AppError::NotFound)?).await });
    view! {
        <Title text="Send more pictures"/>
        <div class="staff__page">{loaded(case, |case| view! { <Page case/> })}</div>
    }
    .into_any()
}

/// What somebody of the practice added and nobody has sent.
pub(super) fn waiting(images: &[ImageView]) -> Vec<ImageView> {
    images.iter().filter(|image| image.own && !image.sent).cloned().collect()
}

#[component]
fn Page(case: CaseView) -> impl IntoView {
    let id = case.id;
    if case.may.edit {
        return view! { <Redirect path=format!("/cases/{id}/request")/> }.into_any();
    }
    let head = view! {
        <p class="not-printed"><a class="lone-link" href=format!("/cases/{id}")>"Back to the case"</a></p>
        <h1>"Send more pictures"</h1>
        <p class="quiet"><bdi>{case.patient.name.clone()}</bdi>", "{case.site.clone()}</p>
    };
    if !case.may.send_pictures {
        return view! {
            {head}
            <Notice tone=NoticeTone::Warning><p>"This case takes no more pictures: it has ended, or your role may not add any."</p></Notice>
        }
        .into_any();
    }
    let asked = use_query_map().read_untracked().get("write");
    let images = RwSignal::new(waiting(&case.images));
    let refresh = move || {
        spawn_local(async move {
            // What cannot be fetched now is fetched with the next change.
            if let Ok(newer) = unasked(load_case(id)).await {
                images.try_set(waiting(&newer.images));
            }
        });
    };
    on_changes(move || format!("/events/cases/{id}"), refresh);
    let grid = move || {
        let images = images.get();
        if images.is_empty() {
            view! { <p class="empty">"None yet: add one below."</p> }.into_any()
        } else {
            view! { <Pictures images removable_from=Some(id)/> }.into_any()
        }
    };
    view! {
        {head}
        <RefusedFiles/>
        {(asked.as_deref() == Some("none")).then(|| view! {
            <Notice tone=NoticeTone::Warning><p><strong>"Nothing was sent. "</strong>"The pictures that you looked at were sent or taken out meanwhile. Write your message again with those that are here now."</p></Notice>
        })}
        <section class="panel" id="pictures" aria-labelledby="pictures-title">
            <h2 id="pictures-title">"Not sent yet"</h2>
            {grid}
            <details class="upload not-printed" open=images.with_untracked(Vec::is_empty)>
                <summary class="upload__head">"Add pictures from this computer"</summary>
                <UploadArea target=CaptureTarget::Case(id) views=View::ALL.to_vec() on_done=Callback::new(move |()| refresh())/>
            </details>
        </section>
        <SendForm case images/>
    }
    .into_any()
}

/// The words that go with them. Nothing is sent that the page does not show.
#[component]
fn SendForm(case: CaseView, images: RwSignal<Vec<ImageView>>) -> impl IntoView {
    let asked = use_query_map().read_untracked().get("write");
    let asked = asked.as_deref();
    let (wrong_text, wrong_tick) = (matches!(asked, Some("1" | "full")), asked == Some("agree"));
    let wrong = if asked == Some("full") {
        "There are too many messages in this case: telephone, and note it in the record".to_owned()
    } else {
        format!("Say what the pictures show, in {} characters at most", limit::PASSAGE)
    };
    let until =
        move || images.with(|images| images.iter().map(|image| image.received.ms).max().unwrap_or(0)).to_string();
    let sentence = move || match images.with(Vec::len) {
        1 => "The patient agrees that this picture is taken and shared for their care".to_owned(),
        several => format!("The patient agrees that these {several} pictures are taken and shared for their care"),
    };
    let first = until();
    view! {
        <form class="panel" method="post" action=marked(SendMessage::url()) hidden=move || images.with(Vec::is_empty)>
            <h2>"Send them to "<bdi>{case.service}</bdi></h2>
            <input type="hidden" name="case" value=case.id.to_string()/>
            <input type="hidden" name="key" value=case.answer_key.to_string()/>
            // No message is shown here, and none is read by it.
            <input type="hidden" name="seen" value="0"/>
            <input type="hidden" name="on_page" value="true"/>
            <input type="hidden" name="until" value=first prop:value=until/>
            <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong_text>
                <label class="nhsuk-label" for="message">"What do they show?"</label>
                <div class="nhsuk-hint" id="message-hint">"It goes with the pictures as a message. The patient does not see it, and the time to answer does not change."</div>
                {wrong_text.then(|| view! {
                    <span class="nhsuk-error-message" id="message-error"><span class="nhsuk-u-visually-hidden">"Error: "</span>{wrong}</span>
                })}
                <textarea class="nhsuk-textarea" class:nhsuk-textarea--error=wrong_text id="message" name="text" rows="3" required maxlength=limit::PASSAGE dir="auto"
                    aria-describedby=if wrong_text { "message-hint message-error" } else { "message-hint" } aria-invalid=wrong_text.then_some("true")></textarea>
            </div>
            <div class="nhsuk-form-group" class:nhsuk-form-group--error=wrong_tick>
                {wrong_tick.then(|| view! {
                    <span class="nhsuk-error-message" id="agreed-error"><span class="nhsuk-u-visually-hidden">"Error: "</span>"Ask the patient, and tick that they agree"</span>
                })}
                <div class="nhsuk-checkboxes"><div class="nhsuk-checkboxes__item">
                    <input class="nhsuk-checkboxes__input" type="checkbox" id="with_pictures" name="with_pictures" value="true" required
                        aria-describedby=wrong_tick.then_some("agreed-error")/>
                    <label class="nhsuk-label nhsuk-checkboxes__label" for="with_pictures">{sentence}</label>
                </div></div>
            </div>
            <button class="nhsuk-button">"Send pictures and message"</button>
        </form>
    }
    .into_any()
}
