//! What clinicians of one service ask of each other about a case: as it was asked, and the forms that answer it.

use domain::{
    case::Outcome,
    ids::CaseId,
    review::{ReviewEnd, ReviewKind},
    view::{ReviewEnded, ReviewView, ReviewsView},
};
use leptos::{prelude::*, server_fn::ServerFn};
use leptos_router::hooks::use_query_map;

use super::answer::AnswerText;
use crate::{
    api::{
        client::marked,
        reviews::{CallOffReview, GiveReview, ReadReview, UsePrepared},
    },
    components::{Field, FieldKind, Moment, Notice, NoticeTone},
};

/// For the service alone. What is open, or still to be read, stands open; what is over can be opened.
#[component]
pub fn Reviews(case: CaseId, view: ReviewsView) -> impl IntoView {
    let query = use_query_map().read_untracked();
    let done = match (query.get("asked"), query.get("prepared")) {
        (Some(_), _) => Some("Asked. It stands on your service’s worklist until there is a reply."),
        (None, Some(_)) => Some("Your answer is with a specialist now, who sends it or returns it."),
        (None, None) => None,
    };
    let done = done.map(|words| view! { <Notice tone=NoticeTone::Success><p>{words}</p></Notice> });
    let ReviewsView { rows, may_ask, may_read, seen, .. } = view;
    let (now, over): (Vec<_>, Vec<_>) = rows.into_iter().partition(ReviewView::waits);
    if over.is_empty() && now.is_empty() && !may_ask {
        return done.into_any();
    }
    let read = may_read.then(|| {
        view! {
            <form class="not-printed" method="post" action=marked(ReadReview::url())>
                <input type="hidden" name="case" value=case.to_string()/>
                <input type="hidden" name="seen" value=seen/>
                <button class="nhsuk-button nhsuk-button--secondary">"I have read this"</button>
            </form>
        }
    });
    let ask = may_ask.then(|| {
        view! { <p class="not-printed"><a class="lone-link" href=format!("/worklist/{case}/ask")>"Ask a colleague or a meeting"</a></p> }
    });
    let is_empty = over.is_empty() && now.is_empty();
    let head = (!is_empty).then(|| view! { <h2>"Among colleagues"</h2> });
    view! {
        <section class="reviews" id="reviews" aria-label="Among colleagues">
            {done}
            {head}
            {now.into_iter().map(|row| view! { <One case row seen/> }).collect_view()}
            {read}
            {(!over.is_empty()).then(|| view! {
                <details class="nhsuk-details">
                    <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">"Asked before"</span></summary>
                    <div class="nhsuk-details__text">{over.into_iter().map(|row| view! { <One case row seen/> }).collect_view()}</div>
                </details>
            })}
            {ask}
        </section>
    }
    .into_any()
}

#[component]
fn One(
    case: CaseId,
    row: ReviewView,
    /// Until when the page shows what was said, in milliseconds.
    seen: i64,
) -> impl IntoView {
    let ReviewView { id, kind, by, of, at, meeting, words, prepared, in_form, ended, may_give, may_call_off, .. } = row;
    let read_for = row.read_for.map(|whose| {
        let name = domain::typed::isolated(&by).into_owned();
        view! {
            <form class="not-printed" method="post" action=marked(ReadReview::url())>
                <input type="hidden" name="case" value=case.to_string()/>
                <input type="hidden" name="seen" value=seen/>
                <input type="hidden" name="whose" value=whose.to_string()/>
                <button class="link-button">{format!("{name} is away: I have read it for them")}</button>
            </form>
        }
    });
    let head = match kind {
        ReviewKind::Release => view! { <strong><bdi>{by}</bdi></strong>" has prepared an answer" }.into_any(),
        ReviewKind::Opinion => view! { <strong><bdi>{by}</bdi></strong>" asks what colleagues think" }.into_any(),
        ReviewKind::Meeting => {
            view! { <strong><bdi>{by}</bdi></strong>" has put it on the list of the meeting on "<strong>{meeting.unwrap_or_default()}</strong> }
                .into_any()
        }
        ReviewKind::SecondReading => {
            view! { "The answer of "<strong><bdi>{by}</bdi></strong>" was drawn at random, to be read by a second specialist" }.into_any()
        }
    };
    let of = of.map(|of| view! { " (for "<bdi>{of}</bdi>")" });
    let is_open = ended.is_none();
    let text = prepared.filter(|_| !in_form || !is_open).map(|answer| {
        let outcome = answer.chosen().map(Outcome::label);
        view! { <p><strong>{outcome}</strong></p><AnswerText answer/> }
    });
    let begun = in_form.then(|| {
        view! { <p>"The form holds it. Change what you like, and send it in your own name; or return it."</p> }
    });
    let take = (is_open && may_give && kind == ReviewKind::Release && !in_form).then(|| {
        view! {
            <form class="not-printed" method="post" action=marked(UsePrepared::url())>
                <input type="hidden" name="case" value=case.to_string()/>
                <input type="hidden" name="review" value=id.to_string()/>
                <button class="nhsuk-button nhsuk-button--secondary">"Put it in my form, in place of what I typed"</button>
            </form>
        }
    });
    let give = may_give.then(|| give(case, id, kind));
    let call_off = may_call_off.then(|| {
        view! {
            <form class="not-printed" method="post" action=marked(CallOffReview::url())>
                <input type="hidden" name="case" value=case.to_string()/>
                <input type="hidden" name="review" value=id.to_string()/>
                <button class="link-button">"No longer needed: call it off"</button>
            </form>
        }
    });
    view! {
        <div class="panel review">
            <p>{head}{of}", "<Moment when=at/>"."</p>
            {(!words.is_empty()).then(|| view! { <p class="review__words" dir="auto">{words}</p> })}
            {text}
            {begun}
            {ended.map(|ended| view! { <Became kind ended/> })}
            {read_for}
            {take}
            {give}
            {call_off}
        </div>
    }
    .into_any()
}

/// What became of it, in the words of whoever did it.
#[component]
fn Became(kind: ReviewKind, ended: ReviewEnded) -> impl IntoView {
    let ReviewEnded { how, by, at, reply, second, read } = ended;
    let second = second.map(|outcome| view! { <p>"Second reading: "<strong>{outcome.label()}</strong></p> });
    let differs = (how == ReviewEnd::Differs).then(|| {
        view! {
            <p>"Look at it once more. If the answer should be another one, correct or retract it below; the practice is told. If it should stand, say that you have read this."</p>
        }
    });
    let returned = (how == ReviewEnd::Returned && kind == ReviewKind::Release).then(|| {
        view! { <p>"What you prepared is still in your form: change it, and give it to a specialist again."</p> }
    });
    view! {
        <p><strong>{how.label()}</strong>", "<bdi>{by}</bdi>", "<Moment when=at/>
            {read.map(|(by, at)| view! { ". Read by "<bdi>{by}</bdi>", "<Moment when=at/> })}"."</p>
        {second}
        {(!reply.is_empty()).then(|| view! { <p class="review__words" dir="auto">{reply}</p> })}
        {differs}
        {returned}
    }
    .into_any()
}

/// The form that does what was asked; a second reading has a page of its own, on which the answer is not.
fn give(case: CaseId, id: domain::ids::ReviewId, kind: ReviewKind) -> AnyView {
    let (label, button) = match kind {
        ReviewKind::Release => ("What should be changed", "Return it"),
        ReviewKind::Opinion => ("What you think", "Reply"),
        ReviewKind::Meeting => ("What the meeting said", "Note it"),
        ReviewKind::SecondReading => {
            return view! { <p class="not-printed"><a class="lone-link" href=format!("/worklist/{case}/second-reading")>"Read it a second time"</a></p> }
                .into_any();
        }
    };
    let field = format!("reply-{id}");
    view! {
        <form class="not-printed" method="post" action=marked(GiveReview::url())>
            <input type="hidden" name="case" value=case.to_string()/>
            <input type="hidden" name="review" value=id.to_string()/>
            <Field name=field form_name="form[words]".to_owned() label value=String::new() kind=FieldKind::Long max_length=4000 required=true/>
            <button class="nhsuk-button nhsuk-button--secondary">{button}</button>
        </form>
    }
    .into_any()
}
