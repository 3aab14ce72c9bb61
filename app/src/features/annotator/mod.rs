//! Drawing on a picture: pen, arrow, circle and words, with undo and redo, by touch, mouse, pen and keyboard. The
//! marks are a layer beside the picture, which stays as it is.

mod drawing;
mod history;
mod measuring;
mod toolbar;

use domain::{
    annotation::{Layer, Mark, Point},
    measure::Known,
};
use leptos::{ev, prelude::*};
use words::say;

use crate::features::viewer::Marks;
use drawing::moved;
pub use drawing::{Tool, begin, draw_on, is_visible};
use history::History;
use measuring::Measuring;
use toolbar::Toolbar;

/// How far an arrow key moves the cursor, as a share of the picture.
const KEY_STEP: f32 = 0.02;

#[derive(Clone, Copy)]
struct Sketch {
    history: RwSignal<History>,
    tool: RwSignal<Tool>,
    words: RwSignal<String>,
    /// What the size is told by.
    by: RwSignal<Known>,
    /// The mark under way.
    drawn: RwSignal<Option<Mark>>,
    /// Where the keyboard's cursor is; None while the keyboard is not in use.
    cursor: RwSignal<Option<Point>>,
    on_change: Callback<Layer>,
}

impl Sketch {
    fn begin(self, at: Point) {
        let (tool, by) = (self.tool.get_untracked(), self.by.get_untracked());
        let words = self.words.get_untracked();
        let mark = self.history.with_untracked(|history| begin(tool, at, &words, by, history.layer()));
        self.drawn.set(mark);
    }

    fn draw_on(self, at: Point) {
        self.drawn.update(|mark| {
            if let Some(mark) = mark {
                draw_on(mark, at);
            }
        });
    }

    fn finish(self) {
        if let Some(mark) = self.drawn.try_update(Option::take).flatten().filter(is_visible) {
            self.change(|history| history.add(mark));
        }
    }

    fn change(self, change: impl FnOnce(&mut History)) {
        self.history.update(change);
        self.on_change.run(self.history.with_untracked(|history| history.layer().clone()));
    }

    /// Whether the key meant something here.
    fn key(self, event: &ev::KeyboardEvent) -> bool {
        let (x, y) = match event.key().as_str() {
            "ArrowLeft" => (-KEY_STEP, 0.0),
            "ArrowRight" => (KEY_STEP, 0.0),
            "ArrowUp" => (0.0, -KEY_STEP),
            "ArrowDown" => (0.0, KEY_STEP),
            "Enter" | " " => {
                let at = self.cursor.get_untracked().unwrap_or(Point { x: 0.5, y: 0.5 });
                self.cursor.set(Some(at));
                if self.drawn.with_untracked(Option::is_some) {
                    self.finish();
                } else {
                    self.begin(at);
                    // Words stand where they are put; there is nothing to draw on.
                    if self.tool.get_untracked() == Tool::Text {
                        self.finish();
                    }
                }
                return true;
            }
            "Escape" if self.drawn.with_untracked(Option::is_some) => {
                self.drawn.set(None);
                return true;
            }
            "z" if event.ctrl_key() || event.meta_key() => {
                self.change(History::undo);
                return true;
            }
            "y" if event.ctrl_key() || event.meta_key() => {
                self.change(History::redo);
                return true;
            }
            _ => return false,
        };
        let at = moved(self.cursor.get_untracked().unwrap_or(Point { x: 0.5, y: 0.5 }), x, y);
        self.cursor.set(Some(at));
        self.draw_on(at);
        true
    }
}

/// A picture to draw on. `on_change` gets the whole layer after every change.
#[component]
pub fn Annotator(
    /// The picture's address, and its size in pixels.
    src: String,
    width: u32,
    height: u32,
    alt: String,
    initial: Layer,
    #[prop(into)] on_change: Callback<Layer>,
) -> impl IntoView {
    let sketch = Sketch {
        history: RwSignal::new(History::of(initial)),
        tool: RwSignal::new(Tool::default()),
        words: RwSignal::new(String::new()),
        by: RwSignal::default(),
        drawn: RwSignal::new(None),
        cursor: RwSignal::new(None),
        on_change,
    };
    let shown = move || {
        let mut layer = sketch.history.with(|history| history.layer().clone());
        layer.marks.extend(sketch.drawn.get());
        view! { <Marks layer width height/> }
    };
    let cursor = move || {
        sketch.cursor.get().map(|at| {
            let (x, y) = (at.x * width as f32, at.y * height as f32);
            let arm = width.max(height) as f32 * 0.02;
            let cross = format!("M{} {y} H{} M{x} {} V{}", x - arm, x + arm, y - arm, y + arm);
            view! {
                <svg class="annotator__cursor" viewBox=format!("0 0 {width} {height}") aria-hidden="true"><path d=cross/></svg>
            }
        })
    };
    let count = move || sketch.history.with(|history| history.layer().marks.len());
    view! {
        <div class="annotator">
            <Toolbar sketch/>
            <Show when=move || sketch.tool.get() == Tool::Measure><Measuring sketch/></Show>
            <div class="annotator__area" tabindex="0" role="application" aria-label=say!("mark.area")
                aria-describedby="annotator-keys"
                on:pointerdown=move |event| pressed(sketch, &event)
                on:pointermove=move |event| dragged(sketch, &event)
                on:pointerup=move |_| sketch.finish()
                on:pointercancel=move |_| sketch.drawn.set(None)
                on:keydown=move |event| {
                    if sketch.key(&event) {
                        event.prevent_default();
                        event.stop_propagation();
                    }
                }
            >
                <img src=src alt=alt width=width height=height draggable="false"/>
                {shown}
                {cursor}
            </div>
            <p class="annotator__keys" id="annotator-keys">{say!("mark.keys")}</p>
            <p class="nhsuk-u-visually-hidden" role="status">{move || say!("mark.count", count = &count().to_string())}</p>
        </div>
    }
    .into_any()
}

fn pressed(sketch: Sketch, event: &ev::PointerEvent) {
    #[cfg(feature = "hydrate")]
    if let Some(at) = crate::browser::page::share(event) {
        crate::browser::page::hold_pointer(event);
        sketch.cursor.set(None);
        sketch.begin(at);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (sketch, event);
}

fn dragged(sketch: Sketch, event: &ev::PointerEvent) {
    #[cfg(feature = "hydrate")]
    if let Some(at) = crate::browser::page::share(event) {
        sketch.draw_on(at);
    }
    #[cfg(not(feature = "hydrate"))]
    let _ = (sketch, event);
}
