use domain::{
    annotation::{Layer, LayerLimits, Mark, Overlay, Point},
    measure::Known,
};
use leptos::{ev, prelude::*};

use super::{keeping::Kept, layers::Whose, looking::Looking, own::Own, place::Step};
use crate::features::annotator::{Given, STEP, Tool, begin, is_visible, trace};

/// How far an arrow key moves the cursor, in CSS pixels; with Shift, one.
const KEY_STEP: f64 = 16.0;
/// How near the stage's edge the cursor may come before the picture moves along.
const MARGIN: f64 = 24.0;

/// The tools of the viewer, and what is being drawn with them.
#[derive(Debug, Clone, Copy)]
pub struct Drawing {
    /// What a press draws; None while it moves the picture.
    pub tool: RwSignal<Option<Tool>>,
    /// The tool that was used last.
    last: StoredValue<Tool>,
    /// What lengths are measured by; None for the scale that the picture was sent with, where it has one.
    pub by: RwSignal<Option<Known>>,
    /// What a press writes.
    pub words: RwSignal<String>,
    /// The mark under way, and the pane it is drawn in.
    drawn: RwSignal<Option<(usize, Mark)>>,
    /// The keyboard's cursor; None while the keyboard is not in use.
    pub cursor: RwSignal<Option<Point>>,
    /// A pen was seen: from then on fingers and palms do not draw.
    pen: StoredValue<bool>,
}

impl Drawing {
    pub fn new() -> Self {
        Self {
            tool: RwSignal::new(None),
            last: StoredValue::new(Tool::default()),
            by: RwSignal::default(),
            words: RwSignal::default(),
            drawn: RwSignal::new(None),
            cursor: RwSignal::new(None),
            pen: StoredValue::new(false),
        }
    }

    pub fn is_on(self) -> bool {
        self.tool.with(Option::is_some)
    }

    pub fn measures(self) -> bool {
        self.tool.get() == Some(Tool::Measure)
    }

    pub fn take(self, tool: Tool) {
        self.drop_mark();
        self.tool.set(Some(tool));
        self.last.set_value(tool);
    }

    pub fn put_away(self) {
        self.drop_mark();
        self.tool.set(None);
    }

    /// The ruler, or away with it.
    pub fn switch_ruler(self) {
        if self.tool.get_untracked() == Some(Tool::Measure) { self.put_away() } else { self.take(Tool::Measure) }
    }

    /// The tool that was used last, or away with it.
    pub fn switch(self) {
        if untrack(|| self.is_on()) { self.put_away() } else { self.take(self.last.get_value()) }
    }

    /// The tool after the one in hand.
    pub fn take_next(self) {
        let now = self.tool.get_untracked();
        let place = Tool::ALL.iter().position(|tool| Some(*tool) == now).map_or(0, |place| place + 1);
        self.take(Tool::ALL[place % Tool::ALL.len()]);
    }

    /// Whether a press of this pointer draws; else it moves the picture, as the middle button of a mouse always does.
    pub fn takes(self, event: &ev::PointerEvent) -> bool {
        let is_pen = event.pointer_type() == "pen";
        if is_pen {
            self.pen.set_value(true);
        }
        self.tool.with_untracked(Option::is_some) && event.button() == 0 && (is_pen || !self.pen.get_value())
    }

    pub fn is_drawing(self) -> bool {
        self.drawn.with_untracked(Option::is_some)
    }

    pub fn mark_in(self, pane: usize) -> Option<Mark> {
        self.drawn.with(|drawn| drawn.as_ref().filter(|drawn| drawn.0 == pane).map(|drawn| drawn.1.clone()))
    }

    pub fn drop_mark(self) {
        self.drawn.set(None);
    }
}

impl Looking {
    pub fn begin_mark(self, pane: usize, at: Point) {
        let Drawing { tool, words, by, drawn, .. } = self.drawing;
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
        if !self.drawing.is_drawing() {
            return;
        }
        self.drawing.drawn.update(|drawn| {
            if let Some((pane, mark)) = drawn {
                // Closer, a finer line is meant.
                let step = STEP / self.places[*pane].get_untracked().scale.max(1.0) as f32;
                trace(mark, at, force.map(|force| (force * 255.0) as u8), step);
            }
        });
    }

    pub fn finish_mark(self) {
        let Some((pane, mark)) = self.drawing.drawn.try_update(Option::take).flatten() else { return };
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
        let drawing = self.drawing;
        let step = if fine { 1.0 } else { KEY_STEP };
        let (x, y) = match key {
            "ArrowLeft" => (-step, 0.0),
            "ArrowRight" => (step, 0.0),
            "ArrowUp" => (0.0, -step),
            "ArrowDown" => (0.0, step),
            "Enter" | " " => {
                let at = drawing.cursor.get_untracked().unwrap_or_else(|| self.middle_of(pane));
                drawing.cursor.set(Some(at));
                if drawing.is_drawing() {
                    self.finish_mark();
                    return true;
                }
                self.begin_mark(pane, at);
                if drawing.tool.get_untracked().is_some_and(Tool::is_put) {
                    self.finish_mark();
                }
                return true;
            }
            "Escape" if drawing.is_drawing() => {
                drawing.drop_mark();
                return true;
            }
            "Escape" => {
                drawing.put_away();
                return true;
            }
            _ => return false,
        };
        // On the screen a step is as long wherever the picture stands: closer, it is finer.
        let (frame, scale) = (self.frames[pane].get_untracked(), self.places[pane].get_untracked().scale);
        let along = |by: f64, picture: f64| by / (picture * frame.fit() * scale);
        let from = drawing.cursor.get_untracked().unwrap_or_else(|| self.middle_of(pane));
        let at = moved(from, along(x, frame.picture.0), along(y, frame.picture.1));
        drawing.cursor.set(Some(at));
        self.draw_mark(at, None);
        self.follow(pane, at);
        true
    }

    /// Moves the picture along when the cursor comes near the stage's edge.
    fn follow(self, pane: usize, at: Point) {
        let frame = self.frames[pane].get_untracked();
        let (x, y) = self.places[pane].get_untracked().stage_at(at, frame);
        let back = |at: f64, side: f64| (MARGIN - at).max(0.0) - (at - side + MARGIN).max(0.0);
        let by = (back(x, frame.stage.0), back(y, frame.stage.1));
        if by != (0.0, 0.0) {
            self.step(pane, Step::pan(by));
        }
    }

    fn middle_of(self, pane: usize) -> Point {
        let frame = self.frames[pane].get_untracked();
        self.places[pane].get_untracked().share_at(frame.middle(), frame)
    }

    fn index(self, pane: usize) -> usize {
        self.shown.get_untracked()[pane]
    }

    /// What the looker draws on: what the picture was sent with and their own marks.
    pub fn drawn_by_me(self, index: usize) -> Layer {
        let mut layer = self.image(index).map(|image| image.annotations).unwrap_or_default();
        self.own(index).with(|own| layer.marks.extend_from_slice(&own.now().layer.marks));
        layer
    }

    /// Changes what the looker draws over a picture, and has it stored; what could not be stored is not put.
    pub fn change(self, index: usize, change: impl FnOnce(&mut Overlay)) {
        let own = self.own(index);
        let mut overlay = own.with_untracked(|own| own.now().clone());
        change(&mut overlay);
        match overlay.check(&LayerLimits::default()) {
            Ok(()) => self.step_own(index, |own| own.put(overlay)),
            Err(refused) => self.keeping.kept.set(Kept::Refused(refused)),
        }
    }

    /// One step of the looker's own drawing: forward, or back.
    pub fn step_own(self, index: usize, step: impl FnOnce(&mut Own)) {
        let own = self.own(index);
        own.update(step);
        if let Some(image) = self.image(index) {
            self.keeping.keep(image.id, own.with_untracked(|own| own.now().clone()));
        }
    }
}

/// Moved by shares of the picture and kept inside it.
fn moved(from: Point, x: f64, y: f64) -> Point {
    let along = |from: f32, by: f64| (f64::from(from) + by).clamp(0.0, 1.0) as f32;
    Point { x: along(from.x, x), y: along(from.y, y) }
}
