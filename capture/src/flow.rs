use std::collections::VecDeque;

use domain::{
    annotation::Layer,
    image::{KeptBecause, View},
    view::ImageView,
};
use imaging::{EditList, quality::Finding};
use leptos::prelude::*;
use ui::browser::files::{self, Picked};

use super::{
    CaptureTarget, Queue,
    edit::{self, Edits},
};

use crate::browser::worker::PictureWorker;

/// What the dialog shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Scene {
    #[default]
    Closed,
    Camera,
    Preparing,
    Review,
    Crop,
    Hide,
    Mark,
    /// A code with a sentence under `refused.` in the locale files.
    Refused(String),
}

/// The picture under review.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Review {
    pub address: String,
    pub width: u32,
    pub height: u32,
    pub findings: Vec<Finding>,
    /// False where the worker failed: the picture then goes as it is, and the server does the work.
    pub prepared: bool,
}

/// A picture and what became of it.
#[derive(Debug, Clone)]
pub(super) struct Held {
    pub(super) original: Picked,
    /// Width and height of the original, upright; scaled perhaps, which changes no share.
    pub(super) size: (u32, u32),
    /// As it will be sent.
    pub(super) ready: Picked,
    /// What was done to make it so.
    pub(super) list: EditList,
}

/// The way of a picture from the camera or the file picker into the queue.
#[derive(Clone, Copy)]
pub struct Flow {
    target: StoredValue<CaptureTarget>,
    queue: Queue,
    pub scene: RwSignal<Scene>,
    pub view: RwSignal<View>,
    pub review: RwSignal<Review>,
    /// What the person did to it.
    pub edits: RwSignal<Edits>,
    /// Whether the last of that could not be done.
    pub in_vain: RwSignal<bool>,
    /// Whether the person is asked if they want to leave their picture.
    pub leaving: RwSignal<bool>,
    /// Why a picture with a fault is kept, if the person says so.
    pub because: RwSignal<Option<KeptBecause>>,
    /// Which lesion of the request.
    pub lesion: RwSignal<u32>,
    /// Which of how many that were chosen together.
    pub position: RwSignal<(usize, usize)>,
    /// Whether another try means the camera, not the file picker.
    pub by_camera: RwSignal<bool>,
    /// Whether the camera takes the picture by itself when all is well.
    pub by_itself: RwSignal<bool>,
    /// Whether an earlier picture shows faintly over the camera's.
    pub ghost: RwSignal<bool>,
    /// The pictures that there are already.
    before: Signal<Vec<ImageView>>,
    picked: StoredValue<VecDeque<Picked>, LocalStorage>,
    pub(super) held: StoredValue<Option<Held>, LocalStorage>,
    pub(super) worker: StoredValue<Option<PictureWorker>, LocalStorage>,
    /// Counts pictures begun: an answer to an earlier one is of no interest any more.
    pub(super) turn: StoredValue<u32>,
}

impl Flow {
    pub fn provide(target: CaptureTarget, queue: Queue, before: Signal<Vec<ImageView>>) {
        provide_context(Self {
            target: StoredValue::new(target),
            queue,
            scene: RwSignal::default(),
            view: RwSignal::default(),
            review: RwSignal::default(),
            edits: RwSignal::default(),
            in_vain: RwSignal::new(false),
            leaving: RwSignal::new(false),
            because: RwSignal::new(None),
            lesion: RwSignal::new(crate::OfLesion::of_page()),
            position: RwSignal::new((0, 0)),
            by_camera: RwSignal::new(false),
            by_itself: RwSignal::new(false),
            ghost: RwSignal::new(true),
            before,
            picked: StoredValue::new_local(VecDeque::new()),
            held: StoredValue::new_local(None),
            worker: StoredValue::new_local(None),
            turn: StoredValue::new(0),
        });
    }

    pub fn of_page() -> Self {
        expect_context()
    }

    pub fn open_camera(self, view: View) {
        self.view.set(view);
        self.by_camera.set(true);
        self.scene.set(Scene::Camera);
    }

    /// Files that were chosen, dropped or pasted: reviewed one after the other, after those that came before.
    pub fn add_files(self, view: View, files: Vec<Picked>) {
        if files.is_empty() {
            return;
        }
        if !matches!(self.scene.get_untracked(), Scene::Closed | Scene::Camera) {
            self.position.update(|(_, count)| *count += files.len());
            self.picked.update_value(|picked| picked.extend(files));
            return;
        }
        self.view.set(view);
        self.by_camera.set(false);
        self.position.set((0, files.len()));
        self.picked.set_value(files.into());
        self.next();
    }

    pub fn shot(self, picture: Picked) {
        self.position.set((0, 1));
        self.picked.set_value(VecDeque::from([picture]));
        self.next();
    }

    /// Goes on to the next chosen picture, or closes.
    pub fn next(self) {
        self.let_go();
        match self.picked.try_update_value(VecDeque::pop_front).flatten() {
            Some(original) => {
                self.position.update(|(number, _)| *number += 1);
                self.prepare(original, Edits::default());
            }
            None => self.scene.set(Scene::Closed),
        }
    }

    /// Whether the person may say what a picture shows: a link's cards have said so already.
    pub fn asks_what(self) -> bool {
        self.target.with_value(|target| matches!(target, CaptureTarget::Case(_)))
    }

    /// Closes, if there is nothing to lose; else asks first.
    pub fn leave(self) {
        if self.held.with_value(Option::is_some) || self.picked.with_value(|picked| !picked.is_empty()) {
            self.leaving.set(true);
        } else {
            self.close();
        }
    }

    /// Leaves everything that is not in the queue yet.
    pub fn close(self) {
        self.leaving.set(false);
        self.let_go();
        self.picked.set_value(VecDeque::new());
        self.scene.set(Scene::Closed);
    }

    fn let_go(self) {
        self.turn.update_value(|turn| *turn += 1);
        files::forget(&self.review.with_untracked(|review| review.address.clone()));
        self.review.set(Review::default());
        self.edits.set(Edits::default());
        self.in_vain.set(false);
        self.because.set(None);
        self.hold(None);
    }

    pub(super) fn hold(self, held: Option<Held>) {
        self.queue.hold(held.is_some());
        self.held.set_value(held);
    }

    /// Whether the person cut something away: then they made it as small as it is.
    pub fn is_cut(self) -> bool {
        self.edits.with_untracked(|edits| edit::is_cut(edits.done()))
    }

    /// The marks, where they stand on the picture as it is now.
    pub fn layer(self) -> Layer {
        self.layer_of(&self.edits.read())
    }

    pub fn layer_of(self, edits: &Edits) -> Layer {
        let (width, height) = self.held.with_value(|held| held.as_ref().map(|held| held.size)).unwrap_or((1, 1));
        edit::layer(edits.done(), width, height)
    }

    /// Another try at this picture.
    pub fn again(self) {
        if self.by_camera.get_untracked() {
            self.let_go();
            self.scene.set(Scene::Camera);
        } else {
            self.next();
        }
    }

    /// Keeps this picture, with whatever faults it has.
    pub fn use_it(self) {
        let Some(held) = self.held.get_value() else { return };
        let layer = untrack(|| self.layer());
        let review = self.review.try_update(std::mem::take).unwrap_or_default();
        // The first is the one whose sentence was shown.
        let told: Vec<&str> = review.findings.iter().take(1).map(|finding| finding.key()).collect();
        let view = self.view.get_untracked();
        let metadata = vec![
            self.target.with_value(CaptureTarget::metadata),
            ("view", view.as_str().to_owned()),
            ("lesion", self.lesion.get_untracked().to_string()),
            ("annotations", serde_json::to_string(&layer).unwrap_or_default()),
            ("kept_despite", serde_json::to_string(&told).unwrap_or_default()),
            ("kept_because", self.because.get_untracked().map(|why| why.as_str().to_owned()).unwrap_or_default()),
        ];
        self.queue.add(view, review.address, held.ready, metadata);
        self.next();
    }

    /// The newest picture of the same view, if there is one.
    pub fn earlier(self) -> Option<ImageView> {
        let view = self.view.get_untracked();
        self.before.with_untracked(|all| all.iter().rev().find(|image| image.view == view).cloned())
    }
}
