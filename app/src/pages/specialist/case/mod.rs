//! The specialist's case screen: two thirds picture, one third facts, outcomes along the bottom.

mod answer_sent;
mod side;

use answer_sent::AnswerSent;
use domain::{
    annotation::Overlay,
    case::Party,
    ids::{CaseId, ImageId},
    view::{CaseView, TemplateView},
};
use leptos::{prelude::*, task::spawn_local};
use leptos_meta::Title;
use leptos_router::hooks::use_query_map;
pub use side::Side;
use viewer::{NotSaved, SaveLayer, SavingLayer, Viewer};

use crate::{
    api::{
        AppError,
        cases::{annotate_image, load_case},
        client::unasked,
        templates::list_templates,
    },
    components::loaded,
    features::{
        answer::{Amendments, AnswerForm, OneKey},
        case_param::use_case,
        live::on_changes,
        messages::Messages,
        prefetch::Prefetch,
        reviews::Reviews,
        wrong_patient::WrongPatient,
    },
};

/// One case, opened pictures first.
#[component]
pub fn SpecialistCase() -> impl IntoView {
    let id = use_case();
    let prefetch = Prefetch::of_area();
    let case = Resource::new_blocking(id, move |id: Option<CaseId>| async move {
        prefetch.take(id.ok_or(AppError::NotFound)?).await
    });
    let templates = Resource::new_blocking(|| (), |()| list_templates());
    // Each in its own resource: a server function reads its context before anything has been waited for.
    let screen =
        move |case: CaseView| loaded(templates, move |templates| view! { <Screen case=case.clone() templates/> });
    view! {
        <Title text="Case"/>
        {loaded(case, screen)}
    }
    .into_any()
}

#[component]
fn Screen(case: CaseView, templates: Vec<TemplateView>) -> impl IntoView {
    tell_opened(case.id);
    if let Some(wrong) = case.wrong_patient.clone() {
        return view! {
            <Changed case=case.clone()/>
            <div class="staff__page">
                <WrongPatient case wrong is_practice=false/>
                <p class="not-printed"><a class="lone-link" href="/worklist">"Back to the worklist"</a></p>
            </div>
        }
        .into_any();
    }
    let id = case.id;
    let prefetch = Prefetch::of_area();
    Effect::new(move |_| prefetch.fetch_after(id));
    let query = use_query_map();
    let checked = query.read_untracked().get("check").is_some();
    let OneKey(keys) = OneKey::of_area();
    let answering = case.may.keep_answer;
    // What waits between colleagues is read before the question; what is over can be looked up below it.
    let first = case.reviews.waits();
    let save = case.may.annotate.then_some(save_layer as SaveLayer);
    view! {
        <Changed case=case.clone()/>
        <div class="case-screen" class:case-screen--read=!answering>
            <h1 class="nhsuk-u-visually-hidden"><bdi>{case.patient.name.clone()}</bdi>", "{case.site.clone()}</h1>
            <section class="case-screen__pictures" aria-label="Pictures"><Viewer images=case.images.clone() save keys/></section>
            <section class="case-screen__side" aria-label="Request and answer" tabindex="0">
                <Amendments amendments=case.amendments.clone()/>
                {first.then(|| view! { <Reviews case=id view=case.reviews.clone()/> })}
                <Side case=case.clone() keys/>
                {(!first).then(|| view! { <Reviews case=id view=case.reviews.clone()/> })}
                <Messages case=id messages=case.messages.clone() own=Party::Service may=case.may.message key=case.answer_key/>
                // What was asked for stays in sight while it is answered without it.
                {(!answering || case.answer.is_some()).then(|| view! { <AnswerSent case=case.clone()/> })}
            </section>
            {answering.then(|| view! { <AnswerForm case templates checked keys/> })}
            <div class="case-screen__ahead" aria-hidden="true">
                {move || prefetch.pictures().into_iter().map(|path| view! { <img src=path alt=""/> }).collect_view()}
            </div>
        </div>
    }
    .into_any()
}

/// For the viewer, which calls no server.
fn save_layer(image: ImageId, seen: i64, overlay: Overlay) -> SavingLayer {
    Box::pin(async move {
        annotate_image(image, seen, overlay).await.map_err(|error| match error {
            AppError::Stale => NotSaved::Elsewhere,
            AppError::NotFound | AppError::NotNow | AppError::TooLarge | AppError::Invalid(_) => NotSaved::Closed,
            AppError::SignedOut | AppError::OtherSession(_) | AppError::Unconfirmed => NotSaved::SignedOut,
            AppError::Unavailable | AppError::Internal => NotSaved::Failed,
        })
    })
}

/// A case that was prefetched, or lies open for long, may have changed since: said, never swapped under a hand.
#[component]
fn Changed(case: CaseView) -> impl IntoView {
    let id = case.id;
    let changed = RwSignal::new(false);
    let check = move || {
        let case = case.clone();
        spawn_local(async move {
            // Sending an answer to a case that changed is refused anyway.
            if let Ok(now) = unasked(load_case(case.id)).await {
                changed.try_set(
                    // Not what is drawn on them: this screen draws, too.
                    now.images.iter().map(|image| image.id).ne(case.images.iter().map(|image| image.id))
                        || now.answer != case.answer
                        || now.changes != case.changes
                        || now.messages != case.messages
                        || now.facts != case.facts
                        || now.reviews.rows != case.reviews.rows
                        || now.may != case.may,
                );
            }
        });
    };
    let at_once = check.clone();
    Effect::new(move |_| at_once());
    on_changes(move || format!("/events/cases/{id}"), check);
    view! {
        <div role="status">
            <Show when=move || changed.get()>
                <p class="changed">"This case has changed while it was open. "<a href=format!("/worklist/{id}") rel="external">"Show it as it is now"</a>" (an unsent answer is kept, an unsent message is not)."</p>
            </Show>
        </div>
    }
    .into_any()
}

/// Tells the server that this case has been opened, once somebody can see the page: a tab that was opened behind, and a
/// page that the browser prepared, are not looked at yet.
fn tell_opened(case: CaseId) {
    Effect::new(move |_| {
        #[cfg(feature = "hydrate")]
        ui::browser::page::when_visible(move || {
            leptos::task::spawn_local(async move {
                // Sending an answer says more, and the page's own request may have said it already.
                let _ = crate::api::cases::mark_case_opened(case).await;
            });
        });
        #[cfg(not(feature = "hydrate"))]
        let _ = case;
    });
}
