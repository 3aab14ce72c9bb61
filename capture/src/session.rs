use std::rc::Rc;

use domain::annotation::Point;
use leptos::{html, prelude::*, task::spawn_local};

use super::flow::Flow;
use crate::browser::camera::{Able, Camera, CameraTrouble};

/// The shutter's id.
pub const SHUTTER: &str = "camera-shutter";

/// How the camera is doing.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Doing {
    Starting,
    Running,
    /// Some cameras need a second or two to focus and to take a still capture.
    Taking,
    /// Stopped while the page is not seen.
    Resting,
    In(CameraTrouble),
}

/// The camera while its scene is open: it is let go of when the scene closes, and while the page is hidden.
#[derive(Clone, Copy)]
pub struct Session {
    flow: Flow,
    pub video: NodeRef<html::Video>,
    pub doing: RwSignal<Doing>,
    pub able: RwSignal<Able>,
    pub lit: RwSignal<bool>,
    /// Every camera there is, once one of them runs.
    pub cameras: RwSignal<Vec<String>>,
    camera: StoredValue<Option<Rc<Camera>>, LocalStorage>,
    /// Counts the starts: what an earlier one still has to say is of no interest.
    start: StoredValue<u32>,
}

impl Session {
    /// Starts once the video stands in the page.
    pub fn begin(flow: Flow) -> Self {
        let session = Self {
            flow,
            video: NodeRef::new(),
            doing: RwSignal::new(Doing::Starting),
            able: RwSignal::default(),
            lit: RwSignal::new(false),
            cameras: RwSignal::default(),
            camera: StoredValue::new_local(None),
            start: StoredValue::new(0),
        };
        Effect::new(move |_| {
            if session.video.get().is_some() {
                session.open(None);
            }
        });
        let hiding = window_event_listener_untyped("visibilitychange", move |_| session.page_was_hidden_or_shown());
        let leaving = window_event_listener_untyped("pagehide", move |_| session.rest());
        on_cleanup(move || {
            hiding.remove();
            leaving.remove();
            session.let_go();
        });
        session
    }

    /// The running camera.
    pub fn camera(self) -> Option<Rc<Camera>> {
        self.camera.try_get_value().flatten()
    }

    /// Whether this camera is still the one that runs.
    pub fn runs(self, camera: &Rc<Camera>) -> bool {
        self.doing.try_get_untracked() == Some(Doing::Running)
            && self.camera().is_some_and(|it| Rc::ptr_eq(&it, camera))
    }

    /// Another try, after trouble.
    pub fn again(self) {
        self.open(None);
    }

    /// On to the next camera of the device.
    pub fn switch(self) {
        let now = self.camera().and_then(|camera| camera.device());
        let all = self.cameras.get_untracked();
        let place = all.iter().position(|each| Some(each) == now.as_ref()).map_or(0, |place| place + 1);
        if let Some(next) = all.into_iter().cycle().nth(place) {
            self.open(Some(next));
        }
    }

    fn open(self, device: Option<String>) {
        let Some(video) = self.video.get_untracked() else { return };
        let is_first_choice = device.is_none();
        let start = self.let_go();
        self.doing.set(Doing::Starting);
        spawn_local(async move {
            let opened = Camera::open(video, device).await;
            // Closed, hidden or switched by now: dropping the camera stops it.
            if self.start.try_get_value() != Some(start) {
                return;
            }
            match opened {
                Ok(camera) => self.run(Rc::new(camera), is_first_choice).await,
                Err(trouble) => self.doing.set(Doing::In(trouble)),
            }
        });
    }

    async fn run(self, camera: Rc<Camera>, is_first_choice: bool) {
        camera.when_taken_away(move || {
            self.let_go();
            self.doing.try_set(Doing::In(CameraTrouble::Taken));
        });
        self.able.set(camera.able());
        self.lit.set(false);
        self.camera.set_value(Some(camera));
        self.doing.set(Doing::Running);
        // There is one thing to do now; who chose among cameras may want the next.
        if is_first_choice {
            ui::focus::focus_soon(SHUTTER.to_owned());
        }
        let cameras = Camera::all().await;
        self.cameras.try_set(cameras);
    }

    /// Gives back the number of the start that may come now.
    fn let_go(self) -> u32 {
        if let Some(camera) = self.camera.try_update_value(Option::take).flatten() {
            camera.stop();
        }
        let counted = self.start.try_update_value(|start| {
            *start += 1;
            *start
        });
        counted.unwrap_or_default()
    }

    fn rest(self) {
        if matches!(self.doing.try_get_untracked(), Some(Doing::Starting | Doing::Running)) {
            self.let_go();
            self.doing.set(Doing::Resting);
        }
    }

    fn page_was_hidden_or_shown(self) {
        if document().hidden() {
            self.rest();
        } else if self.doing.try_get_untracked() == Some(Doing::Resting) {
            self.open(None);
        }
    }

    /// Takes the picture and goes on with it.
    pub fn take(self) {
        let Some(camera) = self.camera() else { return };
        if self.doing.get_untracked() != Doing::Running {
            return;
        }
        self.doing.set(Doing::Taking);
        spawn_local(async move {
            let taken = camera.take().await;
            // The scene was closed meanwhile.
            if self.doing.try_get_untracked() != Some(Doing::Taking) {
                return;
            }
            match taken {
                Ok(picture) => self.flow.shot(picture),
                Err(trouble) => self.doing.set(Doing::In(trouble)),
            }
        });
    }

    /// Switches the light.
    pub fn switch_light(self) {
        let Some(camera) = self.camera() else { return };
        let on = !self.lit.get_untracked();
        spawn_local(async move {
            if camera.set_torch(on).await.is_ok() {
                self.lit.try_set(on);
            }
        });
    }

    /// Focuses where the person pointed.
    pub fn focus_on(self, at: Point) {
        let Some(camera) = self.camera() else { return };
        spawn_local(async move {
            // A camera that refuses goes on focusing by itself.
            let _ = camera.focus_on(at).await;
        });
    }
}
