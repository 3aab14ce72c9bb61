use leptos::{ev, prelude::*};

use crate::{api::AppError, components::Moment, features::request_form::DraftForm};

/// "Saved 10:42", and what happens while that is not so.
#[component]
pub fn SavedLine(state: DraftForm) -> impl IntoView {
    let line = move || {
        if let Some(error) = state.failure.get() {
            view! { <span class="saved saved--not">{not_saved(&error)}</span> }.into_any()
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

/// Why what was typed is not saved, and what becomes of it: only what is tried again by itself is said to be.
fn not_saved(error: &AppError) -> &'static str {
    match error {
        AppError::Unavailable => "Not saved: Skinlink cannot be reached. Your text is safe on this page; trying again.",
        AppError::Stale => "Not saved: somebody changed this request meanwhile. Your text is only on this page.",
        AppError::TooLarge => "Not saved: there is more text than can be kept. Shorten it, and it is saved.",
        AppError::NotFound | AppError::NotNow => {
            "Not saved: this request can no longer be changed. Your text is only on this page."
        }
        AppError::Invalid(_) | AppError::Internal => {
            "Not saved: something went wrong on our side. Your text is only on this page; press Save to try again."
        }
        AppError::SignedOut | AppError::OtherSession(_) | AppError::Unconfirmed => {
            "Not saved: you are not signed in any longer. Your text is only on this page."
        }
    }
}

/// Saves the last words of a tab that is closed or left.
pub fn save_when_leaving(state: DraftForm) {
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        // Dropped, and so no longer watching, with the page.
        StoredValue::new_local(ui::browser::leaving::Leaving::watch(move || state.save_now()));
        #[cfg(not(feature = "hydrate"))]
        let _ = state;
    });
}

/// The form's buttons, once the page is hydrated: everything is saved first, what is missing is said here, and only
/// then does the form go to the server as it would have without any script.
#[cfg(feature = "hydrate")]
pub fn submit(state: DraftForm, event: &ev::SubmitEvent) {
    use leptos::task::spawn_local;
    use ui::browser::page;

    use crate::{api::photo_requests::text_patient, browser::form};

    let (Some(page_form), Some(button)) = (state.form.get_untracked(), form::submitter(event)) else { return };
    if state.sending.get_untracked() {
        return;
    }
    event.prevent_default();
    let then = button.get_attribute("value").unwrap_or_default();
    let seen = state.asked.with_untracked(|form| form.canonical());
    spawn_local(async move {
        if !state.save().await {
            return;
        }
        match then.as_str() {
            "submit" => {
                // Saved, it may be asked by another form: its version was withdrawn, or another service was chosen.
                let changed = state.asked.with_untracked(|form| form.canonical() != seen);
                state.form_changed.set(changed);
                state.checked.set(false);
                state.checked.set(true);
                if !changed && state.problems.with_untracked(Vec::is_empty) {
                    state.sending.set(true);
                    // With nothing to save this still runs inside the press, where browsers ignore a second submission.
                    page::sleep(0).await;
                    form::submit_with(&page_form, &button);
                }
            }
            "text" => match text_patient(state.case).await {
                Ok(_) => {
                    state.contact.set(Vec::new());
                    state.not_texted.set(None);
                    state.texted.set(true);
                    state.refresh().await;
                }
                Err(AppError::Invalid(problems)) => state.contact.set(problems),
                Err(AppError::SignedOut | AppError::OtherSession(_)) => {}
                Err(error) => state.not_texted.set(Some(error)),
            },
            _ => {}
        }
    });
}

/// The server presses no buttons.
#[cfg(not(feature = "hydrate"))]
pub fn submit(_state: DraftForm, _event: &ev::SubmitEvent) {}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::features::request_form::is_tried_again;

    #[test]
    fn only_what_is_tried_again_by_itself_is_said_to_be() {
        let errors = [
            AppError::Unavailable,
            AppError::Stale,
            AppError::TooLarge,
            AppError::NotFound,
            AppError::NotNow,
            AppError::Invalid(Vec::new()),
            AppError::Internal,
            AppError::SignedOut,
        ];
        for error in errors {
            let said = not_saved(&error);
            assert!(said.starts_with("Not saved: "), "{error:?}: {said}");
            assert_eq!(said.contains("trying again"), is_tried_again(&error), "{error:?}: {said}");
            assert_eq!(said.contains("cannot be reached"), error == AppError::Unavailable, "{error:?}: {said}");
        }
        assert_ne!(not_saved(&AppError::Stale), not_saved(&AppError::TooLarge));
    }
}
