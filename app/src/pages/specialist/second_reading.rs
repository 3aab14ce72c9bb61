use domain::{case::Outcome, ids::CaseId, view::SecondReadingView};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;
use viewer::Viewer;

use super::case::Side;
use crate::{
    api::{
        AppError,
        client::marked,
        reviews::{GiveReview, load_second_reading},
    },
    components::{Field, FieldKind, loaded},
    features::case_param::use_case,
};

/// Somebody who does not know the answer says what theirs would have been.
#[component]
pub fn SecondReadingPage() -> impl IntoView {
    let page = Resource::new_blocking(use_case(), |case: Option<CaseId>| async move {
        load_second_reading(case.ok_or(AppError::NotFound)?).await
    });
    view! {
        <Title text="Second reading"/>
        {loaded(page, |view| view! { <Screen view/> })}
    }
    .into_any()
}

#[component]
fn Screen(view: SecondReadingView) -> impl IntoView {
    let SecondReadingView { case, review, outcomes } = view;
    let (id, keys) = (case.id, RwSignal::new(false));
    let option = |outcome: Outcome| view! { <option value=outcome.as_str()>{outcome.label()}</option> };
    view! {
        <div class="case-screen case-screen--read">
            <h1 class="nhsuk-u-visually-hidden">"Second reading: "<bdi>{case.patient.name.clone()}</bdi></h1>
            <section class="case-screen__pictures" aria-label="Pictures"><Viewer images=case.images.clone() save=None keys/></section>
            <section class="case-screen__side" aria-label="Request and second reading" tabindex="0">
                <div class="panel">
                    <h2>"What would you have answered?"</h2>
                    <p>"A colleague has answered this request. Their answer is not shown here. Yours is no answer: neither the practice nor the patient reads it. Your service counts how often both agree, and your colleague reads yours where it differs."</p>
                    <form method="post" action=marked(GiveReview::url())>
                        <input type="hidden" name="case" value=id.to_string()/>
                        <input type="hidden" name="review" value=review.to_string()/>
                        <input type="hidden" name="then" value="worklist"/>
                        <div class="nhsuk-form-group">
                            <label class="nhsuk-label" for="reply_outcome">"Outcome"</label>
                            <select class="nhsuk-select" id="reply_outcome" name="form[outcome]" required>
                                <option value="">"Choose an outcome"</option>
                                {outcomes.into_iter().map(option).collect_view()}
                            </select>
                        </div>
                        <Field name="reply_words" form_name="form[words]".to_owned() label="Why, for your colleague (optional)" value=String::new() kind=FieldKind::Long max_length=4000/>
                        <button class="nhsuk-button">"Keep my reading"</button>
                    </form>
                </div>
                <Side case keys/>
                <p class="not-printed"><a class="lone-link" href="/worklist?show=second_reading">"Back to the second readings"</a></p>
            </section>
        </div>
    }
    .into_any()
}
