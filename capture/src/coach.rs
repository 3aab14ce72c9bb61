use std::{rc::Rc, time::Duration};

use domain::image::View;
use imaging::quality::live::LiveView;
use leptos::{prelude::*, task::spawn_local};
use locales::say;

use super::{
    flow::Flow,
    live_advice,
    session::{Doing, Session},
};
use crate::browser::{camera::Camera, worker::PreviewAdvice};

/// A screen reader is told no more often: it must come to the end of a sentence.
const SPOKEN_EVERY: Duration = Duration::from_secs(2);

/// A picture is not taken by itself sooner after the camera came up: the person is still pointing it.
const POINTING: Duration = Duration::from_secs(2);

/// One plain instruction at a time, large over the preview and said aloud to those who listen; and the shutter pressed
/// by itself when all is well, where the person wants that.
#[component]
pub fn Coach(flow: Flow, session: Session) -> impl IntoView {
    let checked = RwSignal::new(None::<PreviewAdvice>);
    let pointed = RwSignal::new(false);
    Effect::new(move |_| {
        checked.set(None);
        pointed.set(false);
        if session.doing.get() == Doing::Running
            && let Some(camera) = session.camera()
        {
            spawn_local(watch(flow, session, camera, checked));
            let armed = move || {
                // The camera may be closed by then.
                pointed.try_set(true);
            };
            set_timeout(armed, POINTING);
        }
    });
    let ready = Memo::new(move |_| checked.get().is_some_and(|checked| checked.ready));
    Effect::new(move |_| {
        if ready.get() && pointed.get() && flow.by_itself.get() {
            session.take();
        }
    });
    let words = Memo::new(move |_| instruction(session.doing.get(), checked.get(), flow.by_itself.get()));
    let spoken = spoken(words);
    view! {
        <p class="coach" class:coach--ready=ready aria-hidden="true">{words}</p>
        <p class="nhsuk-u-visually-hidden" role="status">{spoken}</p>
    }
}

/// Has the worker check one preview frame after the other. Frames that come meanwhile are dropped.
async fn watch(flow: Flow, session: Session, camera: Rc<Camera>, checked: RwSignal<Option<PreviewAdvice>>) {
    let Some(worker) = flow.worker() else { return };
    let view = match flow.view.get_untracked() {
        View::CloseUp | View::Dermoscopic => LiveView::CloseUp,
        View::Overview | View::Lateral | View::Other => LiveView::Overview,
    };
    let mut first = true;
    while session.runs(&camera) {
        let Some(frame) = camera.preview_frame().await else { continue };
        // A worker that cannot check leaves a camera without advice.
        let Ok(now) = worker.quick_check(frame, view, first).await else { return };
        first = false;
        if session.runs(&camera) {
            checked.try_set(Some(now));
        }
    }
}

fn instruction(doing: Doing, checked: Option<PreviewAdvice>, by_itself: bool) -> String {
    match (doing, checked) {
        (Doing::Starting | Doing::Resting, _) => say!("camera.starting"),
        (Doing::Taking, _) => say!("camera.taking"),
        (Doing::In(trouble), _) => say!(trouble.key()),
        (Doing::Running, None) => String::new(),
        (Doing::Running, Some(PreviewAdvice { advice: Some(advice), .. })) => live_advice(advice),
        (Doing::Running, Some(PreviewAdvice { ready: true, .. })) if by_itself => say!("live.ready_by_itself"),
        (Doing::Running, Some(PreviewAdvice { ready: true, .. })) => say!("live.ready"),
        (Doing::Running, Some(PreviewAdvice { ready: false, .. })) => say!("live.nearly"),
    }
}

/// The newest words, at most one every [`SPOKEN_EVERY`].
fn spoken(words: Memo<String>) -> RwSignal<String> {
    let spoken = RwSignal::new(String::new());
    let waiting = StoredValue::new(false);
    Effect::new(move |_| {
        words.track();
        say_newest(words, spoken, waiting);
    });
    spoken
}

fn say_newest(words: Memo<String>, spoken: RwSignal<String>, waiting: StoredValue<bool>) {
    let (Some(newest), Some(before)) = (words.try_get_untracked(), spoken.try_get_untracked()) else { return };
    if newest == before || waiting.get_value() {
        return;
    }
    spoken.set(newest);
    waiting.set_value(true);
    let later = move || {
        // None once the camera is closed.
        if waiting.try_set_value(false).is_none() {
            say_newest(words, spoken, waiting);
        }
    };
    set_timeout(later, SPOKEN_EVERY);
}
