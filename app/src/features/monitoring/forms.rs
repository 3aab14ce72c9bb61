use domain::{
    ids::{CaseId, RoundId},
    image::View,
    monitoring::RoundEnd,
    view::PlanOffer,
};
use leptos::{prelude::*, server_fn::ServerFn};

use crate::{
    api::{
        client::marked,
        monitoring::{AskRoundAgain, CallOffPlan, NoteMissedRounds, PlanPhotos, ReviewRound, SkipRound},
    },
    components::{Choices, Field, FieldKind, Notice, NoticeTone},
};

/// Plans follow-up photos, or another plan in place of the one that is open.
#[component]
pub fn PlanFields(case: CaseId, offer: PlanOffer, has_open: bool, is_wrong: bool) -> impl IntoView {
    let PlanOffer { form, lesions, key } = offer;
    let (title, button) =
        if has_open { ("Change the plan", "Replace the plan") } else { ("Plan follow-up photos", "Plan them") };
    let views = View::FOR_PATIENTS
        .iter()
        .map(|view| {
            let code = view.as_str();
            let id = format!("plan-view-{code}");
            view! {
                <div class="nhsuk-checkboxes__item">
                    <input class="nhsuk-checkboxes__input" type="checkbox" id=id.clone() name=format!("form[views][{code}]") value="yes" checked=form.views.contains_key(code)/>
                    <label class="nhsuk-label nhsuk-checkboxes__label" for=id>{view.label()}</label>
                </div>
            }
        })
        .collect_view();
    let lesion = match lesions.as_slice() {
        [only] => view! { <input type="hidden" name="form[lesion]" value=only.to_string()/> }.into_any(),
        many => {
            let choices = many.iter().map(|it| (it.to_string(), format!("Lesion {it}"))).collect();
            view! { <Choices name="plan_lesion" form_name="form[lesion]".to_owned() legend="Which lesion" choices value=form.lesion.clone() own=true/> }
                .into_any()
        }
    };
    view! {
        <details class="nhsuk-details not-printed" open=is_wrong>
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{title}</span></summary>
            <div class="nhsuk-details__text">
                <p>"The patient is texted a link each time, and asked whether it has changed. What may be worse is looked at first."</p>
                <form method="post" action=marked(PlanPhotos::url())>
                    <input type="hidden" name="case" value=case.to_string()/>
                    <input type="hidden" name="key" value=key.to_string()/>
                    <Field name="plan_weeks" form_name="form[weeks]".to_owned() label="Every how many weeks" value=form.weeks width="nhsuk-input--width-4" own=true/>
                    <Field name="plan_rounds" form_name="form[rounds]".to_owned() label="It ends after how many rounds without a change" value=form.rounds width="nhsuk-input--width-4" own=true/>
                    <div class="nhsuk-form-group">
                        <label class="nhsuk-label" for="plan_until">"Nor after this day (may be empty)"</label>
                        <input class="nhsuk-input nhsuk-input--width-10" type="date" id="plan_until" name="form[until]" value=form.until/>
                    </div>
                    <fieldset class="nhsuk-fieldset nhsuk-form-group">
                        <legend class="nhsuk-fieldset__legend">"Which views"</legend>
                        <div class="nhsuk-checkboxes">{views}</div>
                    </fieldset>
                    {lesion}
                    <button class="nhsuk-button nhsuk-button--secondary">{button}</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}

#[component]
pub fn CallOff(case: CaseId, version: i64) -> impl IntoView {
    view! {
        <details class="nhsuk-details not-printed">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Call this plan off"</span></summary>
            <div class="nhsuk-details__text">
                <p>"The patient is asked for no more photos. Who was asked before is texted that they need not send any."</p>
                <form method="post" action=marked(CallOffPlan::url())>
                    <input type="hidden" name="case" value=case.to_string()/>
                    <input type="hidden" name="version" value=version/>
                    <button class="nhsuk-button nhsuk-button--warning">"Call it off"</button>
                </form>
            </div>
        </details>
    }
    .into_any()
}

/// No photos came: the practice asks again, or lets the round go.
#[component]
pub fn Chase(case: CaseId, version: i64) -> impl IntoView {
    view! {
        <Notice tone=NoticeTone::Warning><p><strong>"The follow-up photos did not come. "</strong>"Call the patient, and ask them again by a new link; or let this round go, and they are asked at the next one."</p></Notice>
        <div class="follow-up__acts not-printed">
            <form method="post" action=marked(AskRoundAgain::url())>
                <input type="hidden" name="case" value=case.to_string()/>
                <input type="hidden" name="version" value=version/>
                <button class="nhsuk-button nhsuk-button--secondary">"Text a new link"</button>
            </form>
            <form method="post" action=marked(SkipRound::url())>
                <input type="hidden" name="case" value=case.to_string()/>
                <input type="hidden" name="version" value=version/>
                <button class="nhsuk-button nhsuk-button--secondary">"Let this round go"</button>
            </form>
        </div>
    }
    .into_any()
}

/// The service should know that photos did not come twice.
#[component]
pub fn Note(case: CaseId, round: RoundId) -> impl IntoView {
    view! {
        <Notice tone=NoticeTone::Warning><p><strong>"Follow-up photos did not come twice in a row. "</strong>"The practice has it to do. Think whether this patient should be seen, or write to the practice."</p></Notice>
        <form class="not-printed" method="post" action=marked(NoteMissedRounds::url())>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="round" value=round.to_string()/>
            <button class="nhsuk-button nhsuk-button--secondary">"I know that they did not come"</button>
        </form>
    }
    .into_any()
}

/// What the photos show.
#[component]
pub fn Review(case: CaseId, version: i64, is_last: bool, safety_net: String) -> impl IntoView {
    let label = |verdict: &RoundEnd| match verdict {
        RoundEnd::Unchanged if is_last => "No change: this was the last round, and the plan ends".to_owned(),
        RoundEnd::Unchanged => "No change: ask again at the next round".to_owned(),
        RoundEnd::Enough | RoundEnd::Changed | RoundEnd::Missed | RoundEnd::Void => verdict.label().to_owned(),
    };
    let choices = RoundEnd::VERDICTS.iter().map(|it| (it.as_str().to_owned(), label(it))).collect();
    view! {
        <form class="not-printed" method="post" action=marked(ReviewRound::url())>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="version" value=version/>
            <Choices name="review_verdict" form_name="form[verdict]".to_owned() legend="What do the photos show?" choices value=String::new() own=true/>
            <Field name="review_safety_net" form_name="form[safety_net]".to_owned() label="When to seek help, if it ends here" value=safety_net kind=FieldKind::Long max_length=4000/>
            <button class="nhsuk-button">"Save what they show"</button>
        </form>
    }
    .into_any()
}
