use domain::{
    annotation::{Layer, LayerLimits, Mark, Point},
    measure::Known,
};
use leptos::{ev, prelude::*};

use super::state::AnnotatorState;
use crate::canvas::{
    Given, STEP, Tool, begin, is_visible, moved, trace,
    viewport::{StageGeometry, Step, Viewport},
};

/// How far an arrow key moves the cursor, in CSS pixels; with Shift, one.
const KEY_STEP: f64 = 16.0;
/// How near the stage's edge the cursor may come before the picture moves along.
const MARGIN: f64 = 24.0;
/// How much one press of a key or button zooms.
pub const STRIDE: f64 = 1.5;

/// The space bar, while it is down: alone it is Enter, with the mouse it moves the picture.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
enum Space {
    #[default]
    Up,
    Down,
    Used,
}

/// What is being drawn, with what, and at what viewport. Copies share it.
#[derive(Debug, Clone, Copy)]
pub struct Sketch {
    pub annotator: AnnotatorState,
    pub tool: RwSignal<Tool>,
    pub words: RwSignal<String>,
    /// What the size is told by.
    pub by: RwSignal<Known>,
    lesion: u8,
    /// The mark under way.
    drawn: RwSignal<Option<Mark>>,
    /// Where the keyboard's cursor is; None while the keyboard is not in use.
    pub cursor: RwSignal<Option<Point>>,
    /// Whether the last mark was one too many.
    pub is_full: RwSignal<bool>,
    pub viewport: RwSignal<Viewport>,
    pub geometry: RwSignal<StageGeometry>,
    space: StoredValue<Space>,
}

impl Sketch {
    pub fn on(annotator: AnnotatorState, lesion: u8) -> Self {
        Self {
            annotator,
            tool: RwSignal::default(),
            words: RwSignal::default(),
            by: RwSignal::default(),
            lesion,
            drawn: RwSignal::new(None),
            cursor: RwSignal::new(None),
            is_full: RwSignal::new(false),
            viewport: RwSignal::new(Viewport::FIT),
            geometry: RwSignal::new(StageGeometry { stage: (1.0, 1.0), picture: (1.0, 1.0), density: 1.0 }),
            space: StoredValue::default(),
        }
    }

    pub fn begin(self, at: Point) {
        let given = Given { words: self.words.get_untracked(), by: self.by.get_untracked(), lesion: self.lesion };
        let tool = self.tool.get_untracked();
        self.drawn.set(self.annotator.layer.with_untracked(|layer| begin(tool, at, &given, layer)));
    }

    pub fn draw_on(self, at: Point, pressed: Option<u8>) {
        if self.drawn.with_untracked(Option::is_none) {
            return;
        }
        let step = STEP / self.viewport.get_untracked().scale.max(1.0) as f32;
        self.drawn.update(|mark| {
            if let Some(mark) = mark {
                trace(mark, at, pressed, step);
            }
        });
    }

    pub fn finish(self) {
        let Some(mark) = self.drawn.try_update(Option::take).flatten().filter(is_visible) else { return };
        let mut layer = self.annotator.layer.get_untracked();
        layer.marks.push(mark.clone());
        let fits = layer.check(&LayerLimits::default()).is_ok();
        self.is_full.set(!fits);
        if fits {
            self.annotator.add.run(mark);
        }
    }

    pub fn drop_mark(self) {
        self.drawn.set(None);
    }

    /// The mark under way as a layer; a length with the scale that tells it.
    pub fn under_way(self) -> Option<Layer> {
        let mark = self.drawn.get()?;
        let scale = match mark {
            Mark::Length { .. } => self.annotator.layer.with_untracked(|layer| {
                layer.marks.iter().rev().find(|mark| matches!(mark, Mark::Scale { .. })).cloned()
            }),
            _ => None,
        };
        Some(Layer { marks: scale.into_iter().chain([mark]).collect() })
    }

    pub fn step(self, step: Step) {
        let geometry = self.geometry.get_untracked();
        self.viewport.update(|viewport| *viewport = viewport.stepped(step, geometry));
    }

    /// Closer or further away, around the cursor or the middle.
    pub fn zoom(self, factor: f64) {
        let at =
            self.cursor.get_untracked().map_or_else(|| self.geometry.get_untracked().middle(), |at| self.on_stage(at));
        self.step(Step::zoom(factor, at));
    }

    pub fn share_at(self, at: (f64, f64)) -> Point {
        self.viewport.get_untracked().share_at(at, self.geometry.get_untracked())
    }

    /// Where a point of the picture stands on the stage.
    fn on_stage(self, at: Point) -> (f64, f64) {
        self.viewport.get_untracked().stage_at(at, self.geometry.get_untracked())
    }

    /// The space bar goes down with the mouse: whether it moves the picture.
    pub fn takes_space(self) -> bool {
        let is_down = self.space.get_value() != Space::Up;
        if is_down {
            self.space.set_value(Space::Used);
        }
        is_down
    }

    pub fn let_go_of_space(self) {
        self.space.set_value(Space::Up);
    }

    pub fn key_up(self, event: &ev::KeyboardEvent) {
        if event.key() == " " {
            if self.space.get_value() == Space::Down {
                self.put();
            }
            self.let_go_of_space();
        }
    }

    /// Begins a mark at the cursor, or finishes it.
    fn put(self) {
        let at = self.cursor_or_middle();
        self.cursor.set(Some(at));
        if self.drawn.with_untracked(Option::is_some) {
            self.finish();
        } else {
            self.begin(at);
            if self.tool.get_untracked().is_put() {
                self.finish();
            }
        }
    }

    fn cursor_or_middle(self) -> Point {
        self.cursor.get_untracked().unwrap_or_else(|| self.share_at(self.geometry.get_untracked().middle()))
    }

    /// Whether the key meant something here.
    pub fn key(self, event: &ev::KeyboardEvent) -> bool {
        let step = if event.shift_key() { 1.0 } else { KEY_STEP };
        match (event.key().as_str(), event.ctrl_key() || event.meta_key()) {
            ("z", true) => self.annotator.undo.run(()),
            ("y", true) | ("Z", true) => self.annotator.redo.run(()),
            (_, true) => return false,
            ("ArrowLeft", _) => self.move_cursor(-step, 0.0),
            ("ArrowRight", _) => self.move_cursor(step, 0.0),
            ("ArrowUp", _) => self.move_cursor(0.0, -step),
            ("ArrowDown", _) => self.move_cursor(0.0, step),
            ("Enter", _) => self.put(),
            (" ", _) if event.repeat() => {}
            (" ", _) => self.space.set_value(Space::Down),
            ("Escape", _) if self.drawn.with_untracked(Option::is_some) => self.drop_mark(),
            ("+" | "=", _) => self.zoom(STRIDE),
            ("-" | "_", _) => self.zoom(1.0 / STRIDE),
            ("0", _) => self.viewport.set(Viewport::FIT),
            _ => return false,
        }
        true
    }

    /// On the screen a step is as long wherever the picture stands: closer, it is finer.
    fn move_cursor(self, x: f64, y: f64) {
        let (geometry, scale) = (self.geometry.get_untracked(), self.viewport.get_untracked().scale);
        let along = |by: f64, side: f64| (by / (side * geometry.fit() * scale)) as f32;
        let at = moved(self.cursor_or_middle(), along(x, geometry.picture.0), along(y, geometry.picture.1));
        self.cursor.set(Some(at));
        self.draw_on(at, None);
        let (x, y) = self.on_stage(at);
        let back = |at: f64, side: f64| (MARGIN - at).max(0.0) - (at - side + MARGIN).max(0.0);
        let by = (back(x, geometry.stage.0), back(y, geometry.stage.1));
        if by != (0.0, 0.0) {
            self.step(Step::pan(by));
        }
    }
}
