use domain::{
    annotation::{Mark, Point},
    measure::Known,
};
use leptos::{ev, prelude::*};

use crate::canvas::Tool;

/// The tools of the viewer, and what is being drawn with them.
#[derive(Debug, Clone, Copy)]
pub struct StrokeState {
    /// What a press draws; None while it moves the picture.
    pub tool: RwSignal<Option<Tool>>,
    /// The tool that was used last.
    last: StoredValue<Tool>,
    /// What lengths are measured by; None for the scale that the picture was sent with, where it has one.
    pub by: RwSignal<Option<Known>>,
    /// What a press writes.
    pub words: RwSignal<String>,
    /// The mark under way, and the pane it is drawn in.
    pub(super) drawn: RwSignal<Option<(usize, Mark)>>,
    /// The keyboard's cursor; None while the keyboard is not in use.
    pub cursor: RwSignal<Option<Point>>,
    /// A pen was seen: from then on fingers and palms do not draw.
    pen: StoredValue<bool>,
}

impl StrokeState {
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
        let next = Tool::ALL.iter().position(|tool| Some(*tool) == now).map_or(0, |now| now + 1);
        self.take(Tool::ALL[next % Tool::ALL.len()]);
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
