//! The photos page: a card for each view, the pictures that have come, and those on their way.

mod card;
mod drawing;
mod received;

use domain::{case::Problem, image::View, view::ImageView};
use leptos::prelude::*;
use leptos_router::{components::A, hooks::use_query_map};
use words::say;

use super::{
    frame::{Frame, Heading, Visit},
    journey::Page,
};
use crate::{
    api::patient::{RemovePicture, load_patient_page},
    components::ErrorSummary,
    features::capture::{self, CaptureDialog, CaptureTarget, Outgoing, Queue, SignalBar},
    focus::focus_soon,
};
use card::Card;

#[component]
pub fn Photos() -> impl IntoView {
    view! { <Frame page=Page::Photos show/> }
}

/// The pictures that the server has, and how to take one out again.
#[derive(Clone, Copy)]
struct Received {
    images: RwSignal<Vec<ImageView>>,
    remove: ServerAction<RemovePicture>,
}

fn show(visit: Visit) -> AnyView {
    let queue = Queue::of_page();
    capture::provide(CaptureTarget::Link(visit.token.clone()), queue);
    let received = Received { images: RwSignal::new(visit.page.images.clone()), remove: ServerAction::new() };
    provide_context(received);
    refresh(visit.token.clone(), queue, received);

    let (wanted, mut optional): (Vec<View>, Vec<View>) = visit.page.views.iter().partition(|view| view.needed());
    optional.push(View::Other);
    let cards = |views: Vec<View>, wanted: bool| {
        views.into_iter().map(|view| view! { <Card view wanted token=visit.token.clone()/> }).collect_view()
    };
    let site = visit.page.site.clone();
    let is_phone = visit.page.is_phone;
    view! {
        <Problems/>
        <Heading text=if is_phone { say!("photos.title_phone") } else { say!("photos.title") }/>
        <p>
            {(!site.is_empty()).then(|| say!("photos.about", site = &site))}" "
            {if is_phone { say!("photos.phone_hint") } else { say!("photos.wanted") }}
        </p>
        <Tips/>
        <SignalBar/>
        <h2 id="photos-needed" tabindex="-1">{say!("photos.needed")}</h2>
        <div class="cards">{cards(wanted, true)}</div>
        <h2>{say!("photos.optional")}</h2>
        <div class="cards">{cards(optional, false)}</div>
        {(!is_phone).then(|| view! { <A href=visit.path(Page::Review) attr:class="nhsuk-button">{say!("photos.button")}</A> })}
        <CaptureDialog/>
    }
    .into_any()
}

/// Asks the server again whenever a picture has arrived or was taken out.
fn refresh(token: String, queue: Queue, received: Received) {
    let load = Action::new(move |token: &String| load_patient_page(token.clone()));
    Effect::new(move |before: Option<(u32, usize)>| {
        let now = (queue.arrived(), received.remove.version().get());
        if before.is_some_and(|before| before != now) {
            load.dispatch(token.clone());
        }
        // The button that took a picture out went with it: the focus must not.
        if before.is_some_and(|before| before.1 != now.1) {
            focus_soon("photos-needed".to_owned());
        }
        now
    });
    Effect::new(move |_| {
        if let Some(Ok(page)) = load.value().get() {
            received.images.set(page.images);
            queue.forget(Outgoing::is_sent);
        }
    });
}

/// What a form without scripts came back with.
#[component]
fn Problems() -> impl IntoView {
    let query = use_query_map();
    let problems = Signal::derive(move || {
        let query = query.read();
        let none = query.get("none").map(|_| say!("photos.none"));
        let refused = query.get_all("refused").unwrap_or_default();
        let refused = refused.into_iter().map(|code| capture::refusal(&code));
        let problem = |message| Problem { field: "main".to_owned(), message };
        none.into_iter().chain(refused).map(problem).collect::<Vec<_>>()
    });
    view! { <ErrorSummary problems title=say!("journey.problem")/> }
}

#[component]
fn Tips() -> impl IntoView {
    view! {
        <details class="nhsuk-details">
            <summary class="nhsuk-details__summary"><span class="nhsuk-details__summary-text">{say!("photos.tips")}</span></summary>
            <div class="nhsuk-details__text">
                <ul class="nhsuk-list nhsuk-list--bullet">
                    <li>{say!("photos.tips_light")}</li>
                    <li>{say!("photos.tips_background")}</li>
                    <li>{say!("photos.tips_clean")}</li>
                    <li>{say!("photos.tips_ruler")}</li>
                    <li>{say!("photos.tips_still")}</li>
                </ul>
            </div>
        </details>
    }
    .into_any()
}
