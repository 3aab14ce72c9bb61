//! What becomes of a picture before it is reviewed: made ready by the picture worker, cut, turned.

use domain::image::View;
use imaging::{Distance, Plan, Stage, edit::Step};
use leptos::{prelude::*, task::spawn_local};
use ui::browser::files::{self, Picked};

use super::{
    edit::{self, Change, Edits},
    flow::{Flow, Held, Review, Scene},
};

use crate::browser::worker::{PictureWorker, WorkerError};

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

    pub fn undo(self) {
        self.change(Edits::undo);
    }

    pub fn redo(self) {
        self.change(Edits::redo);
    }

    /// Turns by a quarter, clockwise.
    pub fn turn(self) {
        self.shape([Step::Turn]);
    }

    /// Changes the pixels. What is cut away or hidden never leaves the device: the picture is made anew without it.
    pub fn shape(self, steps: impl IntoIterator<Item = Step>) {
        self.change(|edits| steps.into_iter().for_each(|step| edits.add(Change::Shape(step))));
    }

    fn change(self, change: impl FnOnce(&mut Edits)) {
        let mut edits = self.edits.get_untracked();
        change(&mut edits);
        self.edit(edits);
    }

    /// Goes on to another list of changes; what only marks need no work.
    pub fn edit(self, edits: Edits) {
        let Some(held) = self.held.get_value() else { return };
        self.in_vain.set(false);
        if edit::list(edits.done()) == Ok(held.list) {
            self.edits.set(edits);
            if self.scene.get_untracked() != Scene::Review {
                self.scene.set(Scene::Review);
            }
        } else {
            self.prepare(held.original, edits);
        }
    }

    /// Has the worker make a picture ready, and then shows it.
    pub(super) fn prepare(self, original: Picked, edits: Edits) {
        let Ok(list) = edit::list(edits.done()) else { return self.go_back() };
        self.scene.set(Scene::Preparing);
        let turn = self
            .turn
            .try_update_value(|turn| {
                *turn += 1;
                *turn
            })
            .unwrap_or_default();
        let Some(worker) = self.worker() else { return };
        let plan = Plan { edits: list.clone(), distance: distance(self.view.get_untracked()), ..Plan::default() };
        spawn_local(async move {
            let prepared = worker.prepare(&original, plan).await;
            // The page is gone, or the person went on to something else.
            if self.turn.try_get_value() != Some(turn) {
                return;
            }
            let prepared = prepared.and_then(|prepared| {
                let ready = files::jpeg(&prepared.jpeg).map_err(|_| WorkerError::Failed)?;
                Ok((ready, prepared))
            });
            let before = self.held.get_value();
            match (prepared, before) {
                (Ok((ready, prepared)), before) => {
                    let findings = prepared.report.notes.iter().map(|note| note.finding).collect();
                    let (width, height) = (prepared.width, prepared.height);
                    let size = before.map_or((width, height), |before| before.size);
                    let review = Review { width, height, findings, prepared: true, ..Review::default() };
                    self.edits.set(edits);
                    self.show(Held { original, size, ready, list }, review);
                }
                // Never the original in its place: it holds what was cut away and hidden.
                (Err(_), Some(_)) => self.go_back(),
                (Err(WorkerError::Refused(code)), None) => self.scene.set(Scene::Refused(code)),
                (Err(WorkerError::Failed), None) => {
                    self.show(Held { ready: original.clone(), original, size: (1, 1), list }, Review::default());
                }
            }
        });
    }

    fn show(self, held: Held, review: Review) {
        files::forget(&self.review.with_untracked(|review| review.address.clone()));
        self.review.set(Review { address: files::show(&held.ready), ..review });
        self.hold(Some(held));
        self.scene.set(Scene::Review);
    }

    /// The picture stays as it was before the last change, and the person is told.
    fn go_back(self) {
        self.in_vain.set(true);
        self.scene.set(Scene::Review);
    }

    /// This picture shows something else than the first that was chosen: it is judged again as that.
    pub fn shows(self, view: View) {
        self.view.set(view);
        if let Some(held) = self.held.get_value() {
            self.prepare(held.original, self.edits.get_untracked());
        }
    }
}

/// How near a picture of this view is meant to be.
pub(super) fn distance(view: View) -> Distance {
    match view {
        View::CloseUp | View::Dermoscopic => Distance::CloseUp,
        View::Overview | View::Lateral | View::Other => Distance::Any,
    }
}
