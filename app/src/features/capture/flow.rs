use std::collections::VecDeque;

use domain::{annotation::Layer, image::View};
use imaging::{CropShare, Distance, Plan, Stage, quality::Finding};
use leptos::{prelude::*, task::spawn_local};

use super::{CaptureTarget, Queue, edit};
use crate::browser::{
    files::{self, Picked},
    worker::{PictureWorker, WorkerError},
};

/// What the dialog shows.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub enum Scene {
    #[default]
    Closed,
    Camera,
    Preparing,
    Look,
    Crop,
    Mark,
    /// A code with a sentence under `refused.` in the locale files.
    Refused(String),
}

/// The picture being looked at.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Look {
    pub address: String,
    pub width: u32,
    pub height: u32,
    pub findings: Vec<Finding>,
    /// False where the worker failed: the picture then goes as it is, and the server does the work.
    pub prepared: bool,
}

/// A picture and what is to become of it.
#[derive(Debug, Clone)]
struct Held {
    original: Picked,
    /// As it will be sent.
    ready: Picked,
    plan: Plan,
}

/// The way of a picture from the camera or the file picker into the queue.
#[derive(Clone, Copy)]
pub struct Flow {
    target: StoredValue<CaptureTarget>,
    queue: Queue,
    pub scene: RwSignal<Scene>,
    pub view: RwSignal<View>,
    pub look: RwSignal<Look>,
    pub layer: RwSignal<Layer>,
    /// Which of how many that were chosen together.
    pub place: RwSignal<(usize, usize)>,
    /// Whether another try means the camera, not the file picker.
    pub by_camera: RwSignal<bool>,
    picked: StoredValue<VecDeque<Picked>, LocalStorage>,
    held: StoredValue<Option<Held>, LocalStorage>,
    worker: StoredValue<Option<PictureWorker>, LocalStorage>,
    /// Counts pictures begun: an answer to an earlier one is of no interest any more.
    turn: StoredValue<u32>,
}

impl Flow {
    pub fn provide(target: CaptureTarget, queue: Queue) {
        provide_context(Self {
            target: StoredValue::new(target),
            queue,
            scene: RwSignal::default(),
            view: RwSignal::default(),
            look: RwSignal::default(),
            layer: RwSignal::default(),
            place: RwSignal::new((0, 0)),
            by_camera: RwSignal::new(false),
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

    /// Files that were chosen, dropped or pasted: looked at one after the other.
    pub fn add_files(self, view: View, files: Vec<Picked>) {
        if files.is_empty() {
            return;
        }
        self.view.set(view);
        self.by_camera.set(false);
        self.place.set((0, files.len()));
        self.picked.set_value(files.into());
        self.next();
    }

    pub fn shot(self, picture: Picked) {
        self.place.set((0, 1));
        self.picked.set_value(VecDeque::from([picture]));
        self.next();
    }

    /// Goes on to the next chosen picture, or closes.
    pub fn next(self) {
        self.let_go();
        match self.picked.try_update_value(VecDeque::pop_front).flatten() {
            Some(original) => {
                self.place.update(|(number, _)| *number += 1);
                let distance = match self.view.get_untracked() {
                    View::CloseUp | View::Dermoscopic => Distance::CloseUp,
                    View::Overview | View::Lateral | View::Other => Distance::Any,
                };
                self.prepare(original, Plan { distance, ..Plan::default() });
            }
            None => self.scene.set(Scene::Closed),
        }
    }

    /// Leaves everything that is not in the queue yet.
    pub fn close(self) {
        self.let_go();
        self.picked.set_value(VecDeque::new());
        self.scene.set(Scene::Closed);
    }

    fn let_go(self) {
        self.turn.update_value(|turn| *turn += 1);
        files::forget(&self.look.with_untracked(|look| look.address.clone()));
        self.look.set(Look::default());
        self.layer.set(Layer::default());
        self.held.set_value(None);
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
        let Some(held) = self.held.try_update_value(Option::take).flatten() else { return };
        let look = self.look.try_update(std::mem::take).unwrap_or_default();
        let told: Vec<&str> = look.findings.iter().map(|finding| finding.key()).collect();
        let view = self.view.get_untracked();
        let metadata = vec![
            self.target.with_value(CaptureTarget::metadata),
            ("view", view.as_str().to_owned()),
            ("lesion", "1".to_owned()),
            ("annotations", self.layer.with_untracked(|layer| serde_json::to_string(layer).unwrap_or_default())),
            ("kept_despite", serde_json::to_string(&told).unwrap_or_default()),
        ];
        self.queue.add(view, look.address, held.ready, metadata);
        self.next();
    }

    /// What the worker is doing just now.
    pub fn stage(self) -> Option<Stage> {
        let stage = self.worker.with_value(|worker| worker.as_ref().map(PictureWorker::stage));
        stage.and_then(|stage| stage.get())
    }

    /// Cuts to a part of what is shown. The rest never leaves the device: the picture is prepared again without it.
    pub fn cut(self, part: CropShare) {
        self.prepare_again(|plan, layer| {
            plan.crop = Some(edit::cut_again(plan.crop, part));
            *layer = edit::cut_marks(layer, part);
        });
    }

    /// Turns by a quarter, clockwise.
    pub fn turn(self) {
        self.prepare_again(|plan, layer| {
            plan.turns = (plan.turns + 1) % 4;
            plan.crop = plan.crop.map(edit::turn_cut);
            *layer = edit::turn_marks(layer);
        });
    }

    fn prepare_again(self, change: impl FnOnce(&mut Plan, &mut Layer)) {
        let Some(mut held) = self.held.get_value() else { return };
        self.layer.update(|layer| change(&mut held.plan, layer));
        self.prepare(held.original, held.plan);
    }

    fn prepare(self, original: Picked, plan: Plan) {
        self.scene.set(Scene::Preparing);
        let turn = self
            .turn
            .try_update_value(|turn| {
                *turn += 1;
                *turn
            })
            .unwrap_or_default();
        let worker = self.worker.try_update_value(|worker| worker.get_or_insert_with(PictureWorker::new).clone());
        let Some(worker) = worker else { return };
        spawn_local(async move {
            let prepared = worker.prepare(&original, plan).await;
            // The page is gone, or the person went on to something else.
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            let (ready, look) = match prepared {
                Ok(prepared) => match files::jpeg(&prepared.jpeg) {
                    Ok(ready) => {
                        let findings = prepared.report.notes.iter().map(|note| note.finding).collect();
                        let (width, height) = (prepared.width, prepared.height);
                        (ready, Look { width, height, findings, prepared: true, ..Look::default() })
                    }
                    Err(_) => (original.clone(), Look::default()),
                },
                Err(WorkerError::Refused(code)) => return self.scene.set(Scene::Refused(code)),
                Err(WorkerError::Failed) => (original.clone(), Look::default()),
            };
            files::forget(&self.look.with_untracked(|look| look.address.clone()));
            self.look.set(Look { address: files::show(&ready), ..look });
            self.held.set_value(Some(Held { original, ready, plan }));
            self.scene.set(Scene::Look);
        });
    }
}
