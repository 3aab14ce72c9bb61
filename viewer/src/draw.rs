//! What drawing does to the viewer: a mark begins, follows the pointer or the keys, and becomes one of the clinician's
//! own.

use domain::annotation::{Layer, LayerLimits, Overlay, Point};
use leptos::prelude::*;

use super::{
    autosave::SaveStatus,
    own::Own,
    state::{ViewerState, Whose},
    stroke::StrokeState,
};
use crate::canvas::{Given, STEP, Tool, begin, is_visible, trace, viewport::Step};

/// How far an arrow key moves the cursor, in CSS pixels; with Shift, one.
const KEY_STEP: f64 = 16.0;
/// How near the stage's edge the cursor may come before the picture moves along.
const MARGIN: f64 = 24.0;

impl ViewerState {
    pub fn begin_mark(self, pane: usize, at: Point) {
        let StrokeState { tool, words, by, drawn, .. } = self.stroke;
        let Some(tool) = tool.get_untracked() else { return };
        let (index, by) = (self.index(pane), by.get_untracked());
        // Who chose what to measure by begins with a scale of their own.
        let below = match by {
            Some(_) if tool == Tool::Measure => self.own(index).with_untracked(|own| own.now().layer.clone()),
            _ => untrack(|| self.drawn_by_me(index)),
        };
        let lesion = self.image(index).and_then(|image| u8::try_from(image.lesion).ok()).unwrap_or(1);
        let given = Given { words: words.get_untracked(), by: by.unwrap_or_default(), lesion };
        drawn.set(begin(tool, at, &given, &below).map(|mark| (pane, mark)));
    }

    /// `force` is how hard a pen is pressed, 0 to 1; None for what cannot tell.
    pub fn draw_mark(self, at: Point, force: Option<f32>) {
        if !self.stroke.is_drawing() {
            return;
        }
        self.stroke.drawn.update(|drawn| {
            if let Some((pane, mark)) = drawn {
                // Closer, a finer line is meant.
                let step = STEP / self.viewports[*pane].get_untracked().scale.max(1.0) as f32;
                trace(mark, at, force.map(|force| (force * 255.0) as u8), step);
            }
        });
    }

    pub fn finish_mark(self) {
        let Some((pane, mark)) = self.stroke.drawn.try_update(Option::take).flatten() else { return };
        if is_visible(&mark) {
            if mark.measures() {
                self.lengths.set(true);
            }
            self.hidden.update(|hidden| hidden.retain(|whose| *whose != Whose::Own));
            self.change(self.index(pane), |overlay| overlay.layer.marks.push(mark));
        }
    }

    /// Whether the key meant something to the tool in hand.
    pub fn draw_by_key(self, pane: usize, key: &str, fine: bool) -> bool {
        let stroke = self.stroke;
        let step = if fine { 1.0 } else { KEY_STEP };
        let (x, y) = match key {
            "ArrowLeft" => (-step, 0.0),
            "ArrowRight" => (step, 0.0),
            "ArrowUp" => (0.0, -step),
            "ArrowDown" => (0.0, step),
            "Enter" | " " => {
                let at = stroke.cursor.get_untracked().unwrap_or_else(|| self.middle_of(pane));
                stroke.cursor.set(Some(at));
                if stroke.is_drawing() {
                    self.finish_mark();
                    return true;
                }
                self.begin_mark(pane, at);
                if stroke.tool.get_untracked().is_some_and(Tool::is_put) {
                    self.finish_mark();
                }
                return true;
            }
            "Escape" if stroke.is_drawing() => {
                stroke.drop_mark();
                return true;
            }
            "Escape" => {
                stroke.put_away();
                return true;
            }
            _ => return false,
        };
        // On the screen a step is as long wherever the picture stands: closer, it is finer.
        let (geometry, scale) = (self.geometries[pane].get_untracked(), self.viewports[pane].get_untracked().scale);
        let along = |by: f64, picture: f64| by / (picture * geometry.fit() * scale);
        let from = stroke.cursor.get_untracked().unwrap_or_else(|| self.middle_of(pane));
        let at = moved(from, along(x, geometry.picture.0), along(y, geometry.picture.1));
        stroke.cursor.set(Some(at));
        self.draw_mark(at, None);
        self.follow(pane, at);
        true
    }

    /// Moves the picture along when the cursor comes near the stage's edge.
    fn follow(self, pane: usize, at: Point) {
        let geometry = self.geometries[pane].get_untracked();
        let (x, y) = self.viewports[pane].get_untracked().stage_at(at, geometry);
        let back = |at: f64, side: f64| (MARGIN - at).max(0.0) - (at - side + MARGIN).max(0.0);
        let by = (back(x, geometry.stage.0), back(y, geometry.stage.1));
        if by != (0.0, 0.0) {
            self.step(pane, Step::pan(by));
        }
    }

    fn middle_of(self, pane: usize) -> Point {
        let geometry = self.geometries[pane].get_untracked();
        self.viewports[pane].get_untracked().share_at(geometry.middle(), geometry)
    }

    fn index(self, pane: usize) -> usize {
        self.shown.get_untracked()[pane]
    }

    /// What the clinician draws on: what the picture was sent with and their own marks.
    pub fn drawn_by_me(self, index: usize) -> Layer {
        let mut layer = self.image(index).map(|image| image.annotations).unwrap_or_default();
        self.own(index).with(|own| layer.marks.extend_from_slice(&own.now().layer.marks));
        layer
    }

    /// Changes what the clinician draws over a picture, and saves it; what could not be saved is not drawn.
    pub fn change(self, index: usize, change: impl FnOnce(&mut Overlay)) {
        let own = self.own(index);
        let mut overlay = own.with_untracked(|own| own.now().clone());
        change(&mut overlay);
        match overlay.check(&LayerLimits::default()) {
            Ok(()) => self.step_own(index, |own| own.put(overlay)),
            Err(refused) => self.autosave.status.set(SaveStatus::Refused(refused)),
        }
    }

    /// One step of the clinician's own drawing: forward, or back.
    pub fn step_own(self, index: usize, step: impl FnOnce(&mut Own)) {
        let own = self.own(index);
        own.update(step);
        if let Some(image) = self.image(index) {
            self.autosave.save(&image, own.with_untracked(|own| own.now().clone()));
        }
    }
}

/// Moved by shares of the picture and clamped to it.
fn moved(from: Point, x: f64, y: f64) -> Point {
    let along = |from: f32, by: f64| (f64::from(from) + by).clamp(0.0, 1.0) as f32;
    Point { x: along(from.x, x), y: along(from.y, y) }
}
