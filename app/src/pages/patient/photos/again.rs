use domain::command::DateFields;
use leptos::{prelude::*, server_fn::ServerFn};
use locales::say;

use super::super::check::DateBoxes;
use crate::api::patient::ConfirmAgain;

/// The question for the date of birth once more, over photos that wait: the link's session has ended. Stands in the page
/// from the start, closed, and is opened by `browser::again`; `alive.js` hands the date over and shows what is wrong with it.
#[component]
pub fn Again(link: String) -> impl IntoView {
    view! {
        <dialog class="leave" id="again" aria-labelledby="again-title">
            <h2 class="leave__title" id="again-title">{say!("again.title")}</h2>
            <p>{say!("again.why")}</p>
            <form id="again-form" method="post" action=ConfirmAgain::url()>
                <input type="hidden" name="link" value=link/>
                // Says nothing before the first wrong date.
                <input type="hidden" name="left" disabled/>
                <fieldset class="nhsuk-fieldset" role="group" aria-describedby="dob-hint">
                    <legend class="nhsuk-fieldset__legend nhsuk-fieldset__legend--m">{say!("check.legend")}</legend>
                    <div class="nhsuk-hint" id="dob-hint">{say!("check.hint")}</div>
                    <p class="nhsuk-error-message" id="again-wrong" role="alert" hidden></p>
                    <DateBoxes typed=DateFields::default() wrong=Memo::new(|_| None)/>
                </fieldset>
                <p class="not-sent" id="again-unsent" role="alert" hidden>{say!("journey.not_sent")}</p>
                <button class="nhsuk-button" type="submit">{say!("again.button")}</button>
            </form>
        </dialog>
    }
    .into_any()
}
