//! What becomes of a picture before it is looked at: made ready by the picture worker, cut, turned.

use domain::{annotation::Layer, image::View};
use imaging::{CropShare, Distance, Plan, Stage};
use leptos::{prelude::*, task::spawn_local};

use super::{
    edit,
    flow::{Flow, Held, Look, Scene},
};
use crate::browser::{
    files::{self, Picked},
    worker::{PictureWorker, WorkerError},
};

impl Flow {
    /// The picture worker; started by the first that asks it for something.
    pub fn worker(self) -> Option<PictureWorker> {
        self.worker.try_update_value(|worker| worker.get_or_insert_with(PictureWorker::new).clone())
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

    /// Has the worker make a picture ready, and then shows it.
    pub(super) fn prepare(self, original: Picked, plan: Plan) {
        self.scene.set(Scene::Preparing);
        let turn = self
            .turn
            .try_update_value(|turn| {
                *turn += 1;
                *turn
            })
            .unwrap_or_default();
        let Some(worker) = self.worker() else { return };
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

    /// This picture shows something else than the first that was chosen: it is judged again as that.
    pub fn shows(self, view: View) {
        self.view.set(view);
        self.prepare_again(|plan, _| plan.distance = distance(view));
    }
}

/// How near a picture of this view is meant to be.
pub(super) fn distance(view: View) -> Distance {
    match view {
        View::CloseUp | View::Dermoscopic => Distance::CloseUp,
        View::Overview | View::Lateral | View::Other => Distance::Any,
    }
}
