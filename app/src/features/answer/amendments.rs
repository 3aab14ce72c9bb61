use domain::{
    case::AmendmentKind,
    ids::{CaseId, FormKey},
    view::AmendmentView,
};
use leptos::{prelude::*, server_fn::ServerFn};

use super::AnswerText;
use crate::{
    api::{answers::AmendAnswer, client::marked},
    components::{Moment, Notice, NoticeTone},
};

/// What became of answers of this case: above them, so that nobody acts on the first text alone.
#[component]
pub fn Amendments(amendments: Vec<AmendmentView>) -> impl IntoView {
    amendments
        .into_iter()
        .map(|it| {
            let summary = if it.kind == AmendmentKind::Refusal {
                "The downgrade that was not agreed to: do not act on it"
            } else {
                "The answer that was retracted: do not act on it"
            };
            view! {
                <Notice tone=NoticeTone::Warning>
                    <p><strong>{it.kind.label()}" by "<bdi>{it.by}</bdi>", "<Moment when=it.at/></strong></p>
                    <p class="as-written">{it.text}</p>
                    {it.retracted.map(|answer| view! {
                        <details class="nhsuk-details">
                            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{summary}</span></summary>
                            <div class="nhsuk-details__text"><AnswerText answer/></div>
                        </details>
                    })}
                </Notice>
            }
        })
        .collect_view()
}

/// Correcting, adding to or retracting an answer that can no longer be taken back.
#[component]
pub fn Amend(case: CaseId, key: FormKey, asked: bool) -> impl IntoView {
    let choices = [
        (AmendmentKind::Correction, "Correct it: the outcome stays"),
        (AmendmentKind::Addition, "Add to it"),
        (AmendmentKind::Retraction, "Retract it: the case waits for another answer"),
    ];
    let radios = choices
        .into_iter()
        .map(|(kind, label)| {
            let id = format!("amend-{}", kind.as_str());
            view! {
                <div class="nhsuk-radios__item">
                    <input class="nhsuk-radios__input" type="radio" id=id.clone() name="kind" value=kind.as_str() required/>
                    <label class="nhsuk-label nhsuk-radios__label" for=id>{label}</label>
                </div>
            }
        })
        .collect_view();
    view! {
        <details class="nhsuk-details not-printed" open=asked>
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Correct, add to or retract this answer"</span></summary>
            <div class="nhsuk-details__text">
                <p>"The answer stays readable as it was sent. The practice has to read what you write here, and a patient who was told of the answer is told that there is news."</p>
                <form method="post" action=marked(AmendAnswer::url())>
                    <input type="hidden" name="case" value=case.to_string()/>
                    <input type="hidden" name="key" value=key.to_string()/>
                    <fieldset class="nhsuk-fieldset nhsuk-form-group">
                        <legend class="nhsuk-fieldset__legend">"What do you want to do?"</legend>
                        <div class="nhsuk-radios nhsuk-radios--small">{radios}</div>
                    </fieldset>
                    <div class="nhsuk-form-group">
                        <label class="nhsuk-label" for="amendment">"What the practice has to know"</label>
                        <textarea class="nhsuk-textarea" id="amendment" name="text" rows="3" required></textarea>
                    </div>
                    <button class="nhsuk-button nhsuk-button--secondary">"Send to the practice"</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}
