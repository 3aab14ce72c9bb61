use capture::{CaptureDialog, CaptureTarget, Outgoing, Queue, SignalBar, clip::AddClip};
use domain::{
    guide::Guide,
    image::View,
    view::{ImageView, LinkPictures},
};
use leptos::{prelude::*, task::spawn_local};
use locales::say;
use serde::{Deserialize, Serialize};

use super::{card::Card, meter::Meter};
use crate::api::patient::load_pictures;

/// What the part of the page that takes pictures begins with.
#[derive(Debug, Clone, Serialize, Deserialize)]
pub struct PhotoChecklist {
    /// The link's reference.
    pub link: String,
    pub views: Vec<View>,
    pub guide: Guide,
    pub pictures: LinkPictures,
    /// Of follow-up photos: what the patient sent before.
    pub before: Vec<ImageView>,
    /// Follow-up photos, of just these views.
    pub is_round: bool,
    /// The next page; a referrer's own phone has none.
    pub review: Option<String>,
}

/// The pictures that the server has.
#[derive(Clone, Copy)]
pub struct Received {
    pub images: RwSignal<Vec<ImageView>>,
    pub unfinished: RwSignal<Vec<View>>,
    pub before: StoredValue<Vec<ImageView>>,
    link: StoredValue<String>,
}

impl Received {
    /// Asks the server again. What it does not answer stays as it was.
    pub fn refresh(self, queue: Queue) {
        spawn_local(async move {
            if let Ok(pictures) = load_pictures(self.link.get_value()).await {
                self.images.set(pictures.images);
                self.unfinished.set(pictures.unfinished);
                queue.forget(Outgoing::is_sent);
            }
        });
    }
}

/// The part of the page that takes pictures: made by the server, taken over by the browser.
#[component]
pub fn Checklist(checklist: PhotoChecklist) -> impl IntoView {
    let queue = Queue::provide();
    provide_context(checklist.guide);
    let received = Received {
        images: RwSignal::new(checklist.pictures.images),
        unfinished: RwSignal::new(checklist.pictures.unfinished),
        before: StoredValue::new(checklist.before.clone()),
        link: StoredValue::new(checklist.link.clone()),
    };
    // The camera shows the newest faintly: what was sent now comes after what was sent before.
    let earlier = Signal::derive(move || {
        let before = received.before.get_value().into_iter();
        received.images.with(|images| before.chain(images.iter().cloned()).collect::<Vec<_>>())
    });
    capture::provide(CaptureTarget::Link(checklist.link.clone()), queue, earlier);
    provide_context(received);
    Effect::new(move |before: Option<u32>| {
        let arrived = queue.arrived();
        if before.is_some_and(|before| before != arrived) {
            received.refresh(queue);
        }
        arrived
    });

    #[cfg(feature = "hydrate")]
    stay_while_used(checklist.link.clone());

    let (wanted, mut optional): (Vec<View>, Vec<View>) =
        checklist.views.into_iter().partition(|view| checklist.is_round || checklist.guide.needs_of_patient(*view));
    optional.push(View::Other);
    let cards = |views: Vec<View>, wanted: bool| {
        views.into_iter().map(|view| view! { <Card view wanted link=checklist.link.clone()/> }).collect_view()
    };
    view! {
        <SignalBar/>
        <h2 id="photos-needed" tabindex="-1">{say!("photos.needed")}</h2>
        {(!checklist.is_round).then(|| view! { <Meter guide=checklist.guide/> })}
        <div class="cards">{cards(wanted, true)}</div>
        <h2>{say!("photos.optional")}</h2>
        <div class="cards">{cards(optional, false)}<AddClip/></div>
        {checklist.review.map(|review| view! { <GoOn review queue/> })}
        <CaptureDialog/>
    }
}

/// On to the last page, as soon as everything has arrived: leaving would stop what is on its way.
#[component]
fn GoOn(review: String, queue: Queue) -> impl IntoView {
    let waiting = RwSignal::new(false);
    let next = review.clone();
    Effect::new(move |_| {
        if waiting.get() && queue.unsent() == 0 {
            leave_for(&next);
        }
    });
    view! {
        <p role="status">{move || (waiting.get() && queue.unsent() > 0).then(|| say!("photos.wait"))}</p>
        <a class="nhsuk-button" href=review on:click=move |event| {
            if queue.unsent() > 0 {
                event.prevent_default();
                waiting.set(true);
            }
        }>{say!("photos.button")}</a>
    }
}

/// Cutting and drawing ask the server for nothing, and are no idleness: whoever does something on this page is noted as
/// being there. A page that only lies open is not, nor one that nobody touches.
#[cfg(feature = "hydrate")]
fn stay_while_used(link: String) {
    use ui::browser::page::now;

    /// Milliseconds between two notes; the shortest session is five minutes.
    const PAUSE: f64 = 120_000.0;
    let noted = StoredValue::new(now());
    for touch in ["pointerdown", "keydown"] {
        let link = link.clone();
        let listener = window_event_listener_untyped(touch, move |_| {
            if now() - noted.get_value() >= PAUSE {
                noted.set_value(now());
                let link = link.clone();
                spawn_local(async move {
                    // Whoever has been away for too long is asked with the next photo.
                    let _ = load_pictures(link).await;
                });
            }
        });
        on_cleanup(move || listener.remove());
    }
}

fn leave_for(page: &str) {
    #[cfg(feature = "hydrate")]
    // Refused only by a page that is gone already.
    let _ = leptos::prelude::window().location().assign(page);
    #[cfg(not(feature = "hydrate"))]
    let _ = page;
}

/// Takes over what the server made of [`Checklist`]. A page without it (a link that is closed) stays as it is.
#[cfg(feature = "hydrate")]
pub fn hydrate_checklist() {
    use wasm_bindgen::JsCast;

    let Some(root) = document().get_element_by_id("photo-checklist") else { return };
    let checklist =
        root.get_attribute("data-checklist").and_then(|text| serde_json::from_str::<PhotoChecklist>(&text).ok());
    let (Some(checklist), Ok(root)) = (checklist, root.dyn_into()) else { return };
    leptos::mount::hydrate_from(root, move || view! { <Checklist checklist/> }).forget();
}
