use domain::{ids::CaseId, review::ReviewKind, view::AskReviewView};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_meta::Title;

use crate::{
    api::{
        AppError,
        client::marked,
        reviews::{AskReview, load_ask_review},
    },
    components::{Choices, Field, FieldKind, loaded},
    features::case_param::use_case,
};

/// Asks a colleague what they think, or puts a case on a meeting's list.
#[component]
pub fn AskReviewPage() -> impl IntoView {
    let page = Resource::new_blocking(use_case(), |case: Option<CaseId>| async move {
        load_ask_review(case.ok_or(AppError::NotFound)?).await
    });
    view! {
        <Title text="Ask a colleague"/>
        <div class="staff__page">{loaded(page, |view| view! { <Form view/> })}</div>
    }
    .into_any()
}

#[component]
fn Form(view: AskReviewView) -> impl IntoView {
    let AskReviewView { case, patient, site, colleagues, key } = view;
    let kinds = [
        (ReviewKind::Opinion.as_str().to_owned(), "A colleague".to_owned()),
        (ReviewKind::Meeting.as_str().to_owned(), "A meeting, such as the MDT".to_owned()),
    ];
    let options =
        colleagues.into_iter().map(|(id, name)| view! { <option value=id.to_string()>{name}</option> }).collect_view();
    view! {
        <p><a class="nhsuk-back-link" href=format!("/worklist/{case}")>"The case"</a></p>
        <h1>"Ask a colleague or a meeting"</h1>
        <p><strong><bdi>{patient.name}</bdi></strong>" · "{patient.born}" · NHS number "<bdi translate="no">{patient.nhs_number}</bdi>" · "{site}</p>
        <p>"Your service reads what you ask and what is replied. The practice sees in the history that colleagues were asked and replied, and not what was said. The answer stays due when it is due."</p>
        <form class="reviews__ask" method="post" action=marked(AskReview::url())>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="key" value=key.to_string()/>
            <Choices name="review_kind" form_name="form[kind]".to_owned() legend="Whom do you ask?" choices=kinds.to_vec() value=ReviewKind::Opinion.as_str().to_owned() own=true/>
            <div class="nhsuk-form-group">
                <label class="nhsuk-label nhsuk-label--s" for="review_of">"Which colleague"</label>
                <div class="nhsuk-hint" id="review_of-hint">"Everybody of your service can reply."</div>
                <select class="nhsuk-select" id="review_of" name="form[of]" aria-describedby="review_of-hint">
                    <option value="">"Whoever comes to it first"</option>
                    {options}
                </select>
            </div>
            <Field name="review_meeting" form_name="form[meeting]".to_owned() label="Day of the meeting" value=String::new() kind=FieldKind::Date width="nhsuk-input--width-10" hint="Only if you ask a meeting." own=true/>
            <Field name="review_words" form_name="form[words]".to_owned() label="What do you want to know?" value=String::new() kind=FieldKind::Long rows=4 max_length=4000 own=true required=true/>
            <button class="nhsuk-button">"Ask"</button>
        </form>
    }
    .into_any()
}
