use leptos::{ev, prelude::*};

use super::state::AnswerFormState;

/// Words that were written for another outcome: never sent unasked. Without scripts the box and the button do the same
/// by way of the server.
#[component]
pub fn KeptWords(form: AnswerFormState) -> impl IntoView {
    let from = Memo::new(move |_| form.draft().kept_from());
    let keep = move |_| form.keep_words();
    let replace = move |event: ev::MouseEvent| {
        event.prevent_default();
        form.replace_words();
    };
    move || {
        from.get().map(|from| {
            view! {
                <div class="answer__ask" role="status">
                    <p><strong>{format!("Your words from “{}” were kept. Replace them?", from.label())}</strong></p>
                    <button class="nhsuk-button nhsuk-button--secondary" name="said[then]" value="replace" on:click=replace>"Replace them"</button>
                    <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
                        <div class="nhsuk-checkboxes__item">
                            <input class="nhsuk-checkboxes__input" type="checkbox" id="keep_words" name="said[keep_words]"
                                value=move || form.answer.with(|answer| answer.outcome.clone()) on:change=keep/>
                            <label class="nhsuk-label nhsuk-checkboxes__label" for="keep_words">"They are meant for this outcome"</label>
                        </div>
                    </div>
                </div>
            }
        })
    }
}

/// What has to be confirmed once before the answer is sent, right above the button that sends it.
#[component]
pub fn Confirmation(form: AnswerFormState) -> impl IntoView {
    let asked = Memo::new(move |_| {
        let mut draft = form.draft();
        draft.confirmed.clear();
        form.answerable.with_value(|case| Some((draft.question(case)?, draft.to_confirm(case))))
    });
    move || {
        asked.get().map(|(question, codes)| {
            let value = codes.clone();
            let tick = move |event: ev::Event| {
                let ticked = event_target_checked(&event);
                form.confirmed.set(if ticked { codes.clone() } else { String::new() });
            };
            view! {
                <div class="answer__ask">
                    <div class="nhsuk-checkboxes nhsuk-checkboxes--small">
                        <div class="nhsuk-checkboxes__item">
                            <input class="nhsuk-checkboxes__input" type="checkbox" id="confirmed" name="said[confirmed]" value=value on:change=tick/>
                            <label class="nhsuk-label nhsuk-checkboxes__label" for="confirmed"><strong>{question}</strong></label>
                        </div>
                    </div>
                </div>
            }
        })
    }
}
