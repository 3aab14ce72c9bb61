use capture::{CaptureDialog, CaptureTarget, OfLesion, Outgoing, Pick, Queue, SendingList, SignalBar};
use domain::{
    guide::Guide,
    image::View,
    view::{HubVisitView, ImageView},
};
use leptos::{prelude::*, server_fn::ServerFn, task::spawn_local};
use leptos_router::hooks::use_query_map;

use crate::{
    api::{
        client::{marked, unasked},
        hub::{FinishVisit, load_visit},
    },
    components::{Notice, NoticeTone},
    features::{
        picture_set::PictureSet,
        pictures::{Pictures as Grid, RefusedFiles},
    },
};

/// The views of a lesion, in the order they are taken.
const VIEWS: [View; 4] = [View::Overview, View::CloseUp, View::Dermoscopic, View::Lateral];

/// What each shows, for whoever holds the camera.
const fn how(view: View) -> &'static str {
    match view {
        View::Overview => "From a distance: where on the body it is.",
        View::CloseUp => "About 20 cm away, square to it, with a ruler beside it.",
        View::Dermoscopic => "Through the dermatoscope, in contact.",
        View::Lateral => "From the side, if it is raised.",
        View::Other => "",
    }
}

/// One lesion after the other: a slot for each view that fills as its pictures come.
#[component]
pub fn Pictures(visit: HubVisitView) -> impl IntoView {
    let query = use_query_map();
    let lesion = query
        .read_untracked()
        .get("lesion")
        .and_then(|number| number.parse().ok())
        .map_or(1, |number: u32| number.clamp(1, 2));
    let case = visit.case;
    provide_context(OfLesion(lesion));
    let queue = Queue::provide();
    let images = RwSignal::new(visit.images.clone());
    capture::provide(CaptureTarget::Case(case), queue, images.into());
    Effect::new(move |before: Option<u32>| {
        let arrived = queue.arrived();
        if before.is_some_and(|before| before != arrived) {
            spawn_local(async move {
                // What cannot be fetched now is fetched with the next picture.
                if let Ok(newer) = unasked(load_visit(case)).await {
                    images.try_set(newer.images);
                    queue.forget(Outgoing::is_sent);
                }
            });
        }
        arrived
    });
    let guide = visit.guide;
    let lesions = [1, 2].map(|number| {
        view! { <li><a class="chip" rel="external" href=format!("/hub/{case}?lesion={number}#step") aria-current=(number == lesion).then_some("true")>{format!("Lesion {number}")}</a></li> }
    });
    let slots = VIEWS.map(|view| view! { <Slot view lesion images guide/> });
    let all = move || {
        let images = images.get();
        if images.is_empty() {
            view! { <p class="empty">"No picture yet."</p> }.into_any()
        } else {
            view! { <Grid images removable_from=Some(case)/> }.into_any()
        }
    };
    view! {
        <section class="panel hub-step" id="step" aria-labelledby="step-title">
            <h2 id="step-title">"Take the pictures"</h2>
            <RefusedFiles/>
            <nav aria-label="Which lesion"><ul class="chips">{lesions}</ul></nav>
            <ol class="hub-slots">{slots}</ol>
            <PictureSet guide=Signal::stored(guide) images/>
            <SignalBar/>
            <SendingList/>
            <h3 id="pictures">"Taken so far"</h3>
            {all}
        </section>
        <Done visit queue/>
        <CaptureDialog/>
    }
    .into_any()
}

/// One view: the newest picture of it, or what it is to show; and how to add one.
#[component]
fn Slot(view: View, lesion: u32, images: RwSignal<Vec<ImageView>>, guide: Guide) -> impl IntoView {
    let newest = move || {
        images.with(|images| images.iter().rev().find(|image| image.view == view && image.lesion == lesion).cloned())
    };
    let faults = move || newest().map_or(0, |image| image.quality.len());
    let shown = move || match newest() {
        Some(image) => view! { <img class="hub-slot__picture" src=image.thumb alt=image.alt/> }.into_any(),
        None => view! { <p class="hub-slot__empty">{how(view)}</p> }.into_any(),
    };
    let status = move || match (newest().is_some(), faults(), guide.needs(view)) {
        (true, 0, _) => ("nhsuk-tag nhsuk-tag--green", "Good"),
        (true, ..) => ("nhsuk-tag nhsuk-tag--orange", "Look at its faults"),
        (false, _, true) => ("nhsuk-tag nhsuk-tag--red", "Needed"),
        (false, _, false) => ("nhsuk-tag nhsuk-tag--grey", "If it helps"),
    };
    view! {
        <li class="hub-slot">
            <h3>{view.label()}" "<strong class=move || status().0>{move || status().1}</strong></h3>
            {shown}
            <Pick view/>
        </li>
    }
    .into_any()
}

/// The end: what has arrived is sent, and what has not is said.
#[component]
fn Done(visit: HubVisitView, queue: Queue) -> impl IntoView {
    let wrong = use_query_map().read_untracked().get("wrong").unwrap_or_default();
    let notice = match wrong.as_str() {
        "pictures" => Some("There is no picture yet. Take one, or end the visit without pictures."),
        "on_their_way" => Some(
            "A picture is still on its way from this tablet, or from another page. Wait until it has arrived, or leave it out.",
        ),
        _ => None,
    };
    let leave_out = wrong == "on_their_way" || visit.on_their_way > 0;
    view! {
        <section class="panel" aria-labelledby="finish">
            <h2 id="finish">"Before the patient leaves"</h2>
            {notice.map(|words| view! { <Notice tone=NoticeTone::Warning><p><strong>"Not sent yet. "</strong>{words}</p></Notice> })}
            <p>"Look at each picture. Tell the patient: the specialist looks at them, and they hear from the practice or the hospital. This does not mean that it is cancer."</p>
            <p role="status">{move || match queue.unsent() {
                0 => String::new(),
                1 => "1 picture is not sent yet. Stay on this page until it is.".to_owned(),
                many => format!("{many} pictures are not sent yet. Stay on this page until they are."),
            }}</p>
            <form method="post" action=marked(FinishVisit::url())>
                <input type="hidden" name="case" value=visit.case.to_string()/>
                <input type="hidden" name="seen" value=visit.version/>
                <button class="nhsuk-button hub-large" disabled=move || queue.unsent() != 0>"Done: send the pictures"</button>
                {leave_out.then(|| view! { <button class="nhsuk-button nhsuk-button--secondary" name="leave_out" value="true">"Done, without what is on its way"</button> })}
            </form>
        </section>
    }
    .into_any()
}
