use domain::{
    annotation::{LEAST_LENGTH, Layer, Mark, Point},
    measure::{Known, millimetres},
};
use leptos::{ev, prelude::*, task::spawn_local};

use super::looking::Looking;
use crate::{api::cases::annotate_image, features::annotator::draw_on};

/// How far an arrow key moves the cursor, in CSS pixels; with Shift, one.
const KEY_STEP: f64 = 16.0;

/// Whether what was measured is stored.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kept {
    /// Nothing was measured yet.
    Nothing,
    Saving,
    Saved,
    /// The picture is nobody's to mark any more, or not this person's.
    OnScreen,
    Failed,
}

/// The ruler of the viewer: a line over something of known size first, then lines over what is to be measured.
#[derive(Debug, Clone, Copy)]
pub struct Measuring {
    pub on: RwSignal<bool>,
    pub by: RwSignal<Known>,
    /// The line under way, and the pane it is drawn in.
    drawn: RwSignal<Option<(usize, Mark)>>,
    /// The keyboard's cursor; None while the keyboard is not in use.
    pub cursor: RwSignal<Option<Point>>,
    /// A pen was seen: from then on fingers and palms do not draw.
    pen: StoredValue<bool>,
    may_keep: bool,
    pub kept: RwSignal<Kept>,
    /// Pictures whose layer is to be stored; one at a time, so that the last line drawn is the last one stored.
    unkept: StoredValue<Vec<usize>>,
}

impl Measuring {
    pub fn new(may_keep: bool) -> Self {
        Self {
            on: RwSignal::new(false),
            by: RwSignal::default(),
            drawn: RwSignal::new(None),
            cursor: RwSignal::new(None),
            pen: StoredValue::new(false),
            may_keep,
            kept: RwSignal::new(Kept::Nothing),
            unkept: StoredValue::default(),
        }
    }

    /// Whether a press of this pointer draws; else it moves the picture.
    pub fn takes(self, event: &ev::PointerEvent) -> bool {
        let is_pen = event.pointer_type() == "pen";
        if is_pen {
            self.pen.set_value(true);
        }
        self.on.get_untracked() && (is_pen || !self.pen.get_value())
    }

    pub fn is_drawing(self) -> bool {
        self.drawn.with_untracked(Option::is_some)
    }

    pub fn line_in(self, pane: usize) -> Option<Mark> {
        self.drawn.with(|drawn| drawn.as_ref().filter(|drawn| drawn.0 == pane).map(|drawn| drawn.1.clone()))
    }

    pub fn drop_line(self) {
        self.drawn.set(None);
    }
}

impl Looking {
    pub fn begin_line(self, pane: usize, at: Point) {
        let layer = self.layers.with_untracked(|layers| layers.get(self.index(pane)).cloned()).unwrap_or_default();
        let line = layer.next_measure(self.measuring.by.get_untracked(), at);
        self.measuring.drawn.set(Some((pane, line)));
    }

    pub fn draw_line(self, at: Point) {
        self.measuring.drawn.update(|drawn| {
            if let Some((_, line)) = drawn {
                draw_on(line, at);
            }
        });
    }

    pub fn finish_line(self) {
        let Some((pane, line)) = self.measuring.drawn.try_update(Option::take).flatten() else { return };
        let long_enough = match &line {
            Mark::Scale { from, to, .. } | Mark::Length { from, to } => from.distance(*to) >= LEAST_LENGTH,
            _ => false,
        };
        if long_enough {
            self.lengths.set(true);
            self.change(self.index(pane), |layer| layer.marks.push(line));
        }
    }

    /// Whether the key meant something to the ruler.
    pub fn measure_by_key(self, pane: usize, key: &str, fine: bool) -> bool {
        let measuring = self.measuring;
        let step = if fine { 1.0 } else { KEY_STEP };
        let (x, y) = match key {
            "ArrowLeft" => (-step, 0.0),
            "ArrowRight" => (step, 0.0),
            "ArrowUp" => (0.0, -step),
            "ArrowDown" => (0.0, step),
            "Enter" | " " => {
                let at = measuring.cursor.get_untracked().unwrap_or_else(|| self.middle_of(pane));
                measuring.cursor.set(Some(at));
                if measuring.is_drawing() {
                    self.finish_line()
                } else {
                    self.begin_line(pane, at)
                }
                return true;
            }
            "Escape" if measuring.is_drawing() => {
                measuring.drop_line();
                return true;
            }
            "Escape" => {
                measuring.on.set(false);
                return true;
            }
            _ => return false,
        };
        // On the screen a step is as long wherever the picture stands: closer, it is finer.
        let (frame, scale) = (self.frames[pane].get_untracked(), self.places[pane].get_untracked().scale);
        let along = |by: f64, picture: f64| by / (picture * frame.fit() * scale);
        let from = measuring.cursor.get_untracked().unwrap_or_else(|| self.middle_of(pane));
        let at = moved(from, along(x, frame.picture.0), along(y, frame.picture.1));
        measuring.cursor.set(Some(at));
        self.draw_line(at);
        true
    }

    fn middle_of(self, pane: usize) -> Point {
        let frame = self.frames[pane].get_untracked();
        self.places[pane].get_untracked().share_at(frame.middle(), frame)
    }

    fn index(self, pane: usize) -> usize {
        self.shown.get_untracked()[pane]
    }

    /// Takes back the last line that measures in the picture the keys mean, or all of them.
    pub fn take_back(self, all: bool) {
        self.change(untrack(|| self.current()), |layer| {
            if all {
                layer.marks.retain(|mark| !mark.measures());
            } else if let Some(last) = layer.marks.iter().rposition(Mark::measures) {
                layer.marks.remove(last);
            }
        });
    }

    fn change(self, index: usize, change: impl FnOnce(&mut Layer)) {
        self.layers.update(|layers| {
            if let Some(layer) = layers.get_mut(index) {
                change(layer);
            }
        });
        self.keep(index);
    }

    /// Stores the layer, where the person may: a measurement belongs to the picture, beside its pixels.
    fn keep(self, index: usize) {
        let Measuring { may_keep, kept, unkept, .. } = self.measuring;
        if !may_keep {
            kept.set(Kept::OnScreen);
            return;
        }
        let busy = kept.get_untracked() == Kept::Saving;
        unkept.update_value(|unkept| unkept.push(index));
        if busy {
            return;
        }
        kept.set(Kept::Saving);
        spawn_local(async move {
            let mut outcome = Kept::Saved;
            while let Some(index) = unkept.try_update_value(Vec::pop).flatten() {
                let layer = self.layers.try_with_untracked(|layers| layers[index].clone());
                let (Some(image), Some(layer)) = (self.image(index), layer) else { return };
                if annotate_image(image.id, layer).await.is_err() {
                    outcome = Kept::Failed;
                }
            }
            kept.try_set(outcome);
        });
    }
}

/// Moved by shares of the picture and kept inside it.
fn moved(from: Point, x: f64, y: f64) -> Point {
    let along = |from: f32, by: f64| (f64::from(from) + by).clamp(0.0, 1.0) as f32;
    Point { x: along(from.x, x), y: along(from.y, y) }
}

/// "Measured: 7.4 mm, 12 mm (approximate)."
pub fn image_lengths(looking: Looking, index: usize) -> Option<String> {
    let image = looking.image(index)?;
    said_lengths(&looking.layer(index), image.width, image.height)
}

/// The same of any picture.
pub fn said_lengths(layer: &Layer, width: u32, height: u32) -> Option<String> {
    let lengths: Vec<String> = layer.lengths_mm(width, height).into_iter().map(millimetres).collect();
    (!lengths.is_empty()).then(|| format!("Measured: {} (approximate).", lengths.join(", ")))
}
