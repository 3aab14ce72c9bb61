//! The request page: the form on the left, everything around it on the right.

mod phone_code;
mod pictures_panel;
mod saving;
mod send_panel;

use domain::{ids::CaseId, role::Capability, typed, view::RequestView};
use leptos::{ev, prelude::*, server_fn::ServerFn, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
use pictures_panel::PicturesPanel;
use saving::{SavedLine, save_when_leaving, submit};
use send_panel::SendPanel;
use ui::able::can;

use crate::{
    api::{
        AppError,
        cases::{SaveRequest, WithdrawCase, load_request},
        client::{marked, unasked},
    },
    components::{ErrorSummary, Notice, NoticeTone, loaded},
    features::{
        case_param::use_case,
        cover::Cover,
        live::on_changes,
        other_requests::OtherRequests,
        pictures::RefusedFiles,
        request_form::{DraftForm, Groups},
    },
};

/// A draft, until it is sent.
#[component]
pub fn Request() -> impl IntoView {
    let id = use_case();
    let view =
        Resource::new_blocking(
            id,
            |id: Option<CaseId>| async move { load_request(id.ok_or(AppError::NotFound)?).await },
        );
    view! {
        <Title text="Request"/>
        <div class="staff__page">{loaded(view, |view| view! { <Page view/> })}</div>
    }
    .into_any()
}

#[component]
fn Page(view: RequestView) -> impl IntoView {
    let query = use_query_map();
    let asked = move |name: &str| query.read_untracked().get(name).is_some();
    let state = DraftForm::new(view.clone(), asked("check"), asked("contact"));
    state.texted.set(asked("texted"));
    state.form_changed.set(asked("form_changed"));
    let wrong = Signal::derive(move || match (state.contact.get(), state.checked.get()) {
        (contact, _) if !contact.is_empty() => contact,
        (_, true) => state.in_the_way(),
        (_, false) => Vec::new(),
    });
    on_changes(move || format!("/events/cases/{}", state.case), move || spawn_local(unasked(state.refresh())));
    save_when_leaving(state);
    Cover::on_resume(Callback::new(move |()| state.save_now()));
    let case = view.case;
    let title = move || {
        state.draft.with(|draft| {
            if typed::is_blank(&draft.name) {
                "New request".to_owned()
            } else {
                format!("Request: {}", typed::isolated(&draft.name))
            }
        })
    };
    view! {
        <div class="page-head"><h1>{title}</h1><SavedLine state/></div>
        {asked("refused_details").then(|| view! {
            <Notice tone=NoticeTone::Warning>
                <p><strong>"The patient’s details were not changed. "</strong>"Photos, consents or a sent request belong to this patient. Everything else that you typed is saved. "
                <a class="lone-link" href=format!("/cases/{case}/patient")>"Correct the patient’s details"</a></p>
            </Notice>
        })}
        {move || state.failure.get().filter(|error| *error != AppError::Unavailable).map(|error| view! {
            <Notice tone=NoticeTone::Warning>
                <p><strong>"Not saved. "</strong>{error.to_string()}</p>
                <p>"What you typed is still in the form. "<a href="" rel="external">"Load the newest version"</a></p>
            </Notice>
        })}
        <RefusedFiles/>
        <ErrorSummary problems=wrong title="Before this can be sent".to_owned()/>
        <div class="request">
            <form class="request__form" id="request" method="post" action=marked(SaveRequest::url()) node_ref=state.form
                on:input=move |_| state.typed() on:change=move |_| state.typed() on:focusout=move |_| state.save_now()
                on:submit=move |event: ev::SubmitEvent| submit(state, &event)>
                // The first button is the one that the Enter key presses: it must be the harmless one.
                <button class="nhsuk-u-visually-hidden" name="then" value="save" tabindex="-1">"Save"</button>
                <input type="hidden" name="case" value=case.to_string()/>
                <input type="hidden" name="version" value=view.version.to_string() prop:value=move || state.version.get().to_string()/>
                <Groups state view=view.clone()/>
            </form>
            <aside class="request__side" aria-label="Pictures and sending">
                <OtherRequests others=view.others.clone() area="/cases"/>
                <PicturesPanel state earlier=view.earlier.clone() hub=view.hub.clone()/>
                <SendPanel state view/>
            </aside>
        </div>
        {can(Capability::Refer).then(|| view! {
            <details class="nhsuk-details not-printed">
                <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Discard this draft"</span></summary>
                <div class="nhsuk-details__text">
                    <p>"The draft and its pictures leave your lists. A patient who has a link is told so by text, and their link says it too. The record that it existed stays."</p>
                    <form method="post" action=marked(WithdrawCase::url())>
                        <input type="hidden" name="case" value=case.to_string()/>
                        <button class="nhsuk-button nhsuk-button--warning">"Discard the draft"</button>
                    </form>
                </div>
            </details>
        })}
    }
    .into_any()
}
