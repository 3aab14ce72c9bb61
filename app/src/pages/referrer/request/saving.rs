use leptos::{ev, prelude::*};

use crate::{components::Moment, features::request_form::Drafting};

/// "Saved 10:42", and what happens while that is not so.
#[component]
pub fn SavedLine(state: Drafting) -> impl IntoView {
    let line = move || {
        if state.failure.get().is_some() {
            view! { <span class="saved saved--not">"Not saved: no connection. Your text is safe on this page; trying again."</span> }.into_any()
        } else if state.saving.get() {
            view! { <span class="saved">"Saving"</span> }.into_any()
        } else {
            view! { <span class="saved">"Saved "<Moment when=state.saved.get()/></span> }.into_any()
        }
    };
    view! {
        <p class="saved-line not-printed">
            {line}
            <button class="nhsuk-button nhsuk-button--secondary" form="request" name="then" value="save">"Save"</button>
        </p>
    }
    .into_any()
}

/// A tab that is closed or left keeps its last words.
pub fn save_when_leaving(state: Drafting) {
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        // Dropped, and so no longer watching, with the page.
        StoredValue::new_local(crate::browser::leaving::Leaving::watch(move || state.save_now()));
        #[cfg(not(feature = "hydrate"))]
        let _ = state;
    });
}

/// The form's buttons, once the page is hydrated: everything is saved first, what is missing is said here, and only
/// then does the form go to the server as it would have without any script.
#[cfg(feature = "hydrate")]
pub fn submit(state: Drafting, event: &ev::SubmitEvent) {
    use leptos::task::spawn_local;

    use crate::{
        api::{AppError, photo_requests::text_patient},
        browser::{form, page},
    };

    let (Some(page_form), Some(button)) = (state.form.get_untracked(), form::submitter(event)) else { return };
    if state.sending.get_untracked() {
        return;
    }
    event.prevent_default();
    let then = button.get_attribute("value").unwrap_or_default();
    spawn_local(async move {
        if !state.save().await {
            return;
        }
        match then.as_str() {
            "submit" => {
                state.checked.set(false);
                state.checked.set(true);
                if state.problems.with_untracked(Vec::is_empty) {
                    state.sending.set(true);
                    // With nothing to save this still runs inside the press, where browsers ignore a second submission.
                    page::sleep(0).await;
                    form::submit_with(&page_form, &button);
                }
            }
            "text" => match text_patient(state.case).await {
                Ok(_) => {
                    state.contact.set(Vec::new());
                    state.texted.set(true);
                    state.refresh().await;
                }
                Err(AppError::Invalid(problems)) => state.contact.set(problems),
                Err(AppError::SignedOut | AppError::OtherSession(_)) => {}
                Err(error) => state.failure.set(Some(error)),
            },
            _ => {}
        }
    });
}

/// The server presses no buttons.
#[cfg(not(feature = "hydrate"))]
pub fn submit(_state: Drafting, _event: &ev::SubmitEvent) {}
