use domain::annotation::Point;
use imaging::edit::Step;
use leptos::{ev, prelude::*};
use locales::say;
use ui::{
    browser::pointer::{Pointer, follow},
    components::{Choice, LiveText, Press},
};

use super::{
    edges::Edges,
    flow::{Flow, Scene},
    review::SceneTop,
    view_name,
};

/// A cover that was not drawn, as a share of the picture's sides: about a face.
const USUAL: f32 = 0.2;
/// How far an arrow key moves.
const KEY_STEP: f32 = 0.02;
/// How near a corner a finger may be to pull it.
const GRIP: f32 = 0.04;

/// What a press on the picture does while it lasts.
#[derive(Debug, Clone, Copy, PartialEq)]
enum Drag {
    Draw { from: Point },
    Move { last: Point },
    Pull { right: bool, lower: bool },
}

/// Covers before they are saved.
#[derive(Debug, Clone, Copy)]
struct Covers {
    all: RwSignal<Vec<Edges>>,
    /// The one that keys, corners and buttons mean.
    chosen: RwSignal<usize>,
    drag: StoredValue<Option<Drag>>,
}

impl Covers {
    fn add(self, cover: Edges) {
        self.all.update(|all| all.push(cover));
        self.chosen.set(self.all.with_untracked(Vec::len) - 1);
    }

    fn change(self, change: impl FnOnce(&mut Edges)) {
        let chosen = self.chosen.get_untracked();
        self.all.update(|all| {
            if let Some(cover) = all.get_mut(chosen) {
                change(cover);
            }
        });
    }

    fn remove(self) {
        let chosen = self.chosen.get_untracked();
        self.all.update(|all| {
            if chosen < all.len() {
                all.remove(chosen);
            }
        });
        self.chosen.set(self.all.with_untracked(Vec::len).saturating_sub(1));
    }

    fn choose_next(self) {
        let count = self.all.with_untracked(Vec::len).max(1);
        self.chosen.update(|chosen| *chosen = (*chosen + 1) % count);
    }

    fn press(self, at: Point) {
        let chosen = self.chosen.get_untracked();
        let drag = self.all.with_untracked(|all| {
            if let Some(cover) = all.get(chosen).filter(|cover| cover.away(at) < GRIP) {
                let (right, lower) = cover.nearest(at);
                return Drag::Pull { right, lower };
            }
            match all.iter().rposition(|cover| cover.holds(at)) {
                Some(under) => {
                    self.chosen.set(under);
                    Drag::Move { last: at }
                }
                None => Drag::Draw { from: at },
            }
        });
        if let Drag::Draw { from } = drag {
            self.add(Edges::between(from, from));
        }
        self.drag.set_value(Some(drag));
    }

    fn drag_to(self, at: Point) {
        match self.drag.get_value() {
            Some(Drag::Draw { from }) => self.change(|cover| *cover = Edges::between(from, at)),
            Some(Drag::Move { last }) => {
                self.change(|cover| cover.move_by(at.x - last.x, at.y - last.y));
                self.drag.set_value(Some(Drag::Move { last: at }));
            }
            Some(Drag::Pull { right, lower }) => self.change(|cover| cover.pull((right, lower), at)),
            None => {}
        }
    }

    /// A press without a drag covers what is there.
    fn lift(self) {
        if let Some(Drag::Draw { from }) = self.drag.get_value() {
            self.change(|cover| {
                if cover.is_a_slip() {
                    *cover = Edges::around(from, USUAL);
                }
            });
        }
        self.drag.set_value(None);
    }

    /// Whether the key meant something here.
    fn key(self, event: &ev::KeyboardEvent) -> bool {
        let (x, y) = match event.key().as_str() {
            "Enter" => {
                self.add(Edges::around(Point { x: 0.5, y: 0.5 }, USUAL));
                return true;
            }
            "Delete" | "Backspace" => {
                self.remove();
                return true;
            }
            "ArrowLeft" => (-KEY_STEP, 0.0),
            "ArrowRight" => (KEY_STEP, 0.0),
            "ArrowUp" => (0.0, -KEY_STEP),
            "ArrowDown" => (0.0, KEY_STEP),
            _ => return false,
        };
        self.change(|cover| {
            if event.shift_key() {
                cover.set_right(cover.right + x);
                cover.set_bottom(cover.bottom + y);
            } else {
                cover.move_by(x, y);
            }
        });
        true
    }
}

/// Covering what nobody needs to see: by dragging, by a press, or by keyboard.
#[component]
pub fn HideScene(flow: Flow) -> impl IntoView {
    let review = flow.review.get_untracked();
    let covers = Covers { all: RwSignal::default(), chosen: RwSignal::new(0), drag: StoredValue::new(None) };
    let area = NodeRef::<leptos::html::Div>::new();
    let focus = move || {
        if let Some(area) = area.get_untracked() {
            // Fails only when the scene is gone.
            let _ = area.focus();
        }
    };
    let save = move |()| flow.shape(covers.all.get_untracked().iter().map(|cover| Step::Hide(cover.share())));
    let count = move || covers.all.with(Vec::len);
    // Of no use to somebody with one.
    let next = Signal::derive(move || if count() > 1 { say!("hide.next") } else { String::new() });
    follow(area, move |pointer| match pointer {
        Pointer::Down(at) => covers.press(at),
        Pointer::Moved(at) => covers.drag_to(at),
        Pointer::Up => covers.lift(),
    });
    view! {
        <div class="scene">
            <SceneTop title=say!("hide.title") hint=say!("hide.hint")/>
            <div class="scene__picture">
                <div class="scene__fit hide" node_ref=area tabindex="0" role="application" aria-label=say!("hide.area")
                    aria-describedby="hide-keys"
                    on:keydown=move |event| if covers.key(&event) { event.prevent_default() }
                >
                    <img src=review.address width=review.width height=review.height draggable="false"
                        alt=say!("picture.shown", view = &view_name(flow.view.get_untracked()))/>
                    <Drawn covers width=review.width height=review.height/>
                </div>
            </div>
            <p class="hide__keys" id="hide-keys">{say!("hide.keys")}</p>
            <p class="nhsuk-u-visually-hidden" role="status"><LiveText text=Signal::derive(move || say!("hide.count", count = &count().to_string()))/></p>
            <div class="scene__tools">
                <Press label=say!("hide.add") on_press=move |()| {
                    covers.add(Edges::around(Point { x: 0.5, y: 0.5 }, USUAL));
                    focus();
                }/>
                <Press label=say!("hide.remove") disabled=Signal::derive(move || count() == 0) on_press=move |()| covers.remove()/>
                <Press label=next on_press=move |()| {
                    covers.choose_next();
                    focus();
                }/>
            </div>
            <Choice label=say!("hide.save") on_press=save other=say!("hide.cancel") on_other=move |()| flow.scene.set(Scene::Review)/>
        </div>
    }
    .into_any()
}

#[component]
fn Drawn(covers: Covers, width: u32, height: u32) -> impl IntoView {
    let (w, h) = (width as f32, height as f32);
    let grip = w.max(h) * 0.015;
    let drawn = move || {
        let chosen = covers.chosen.get();
        let cover = |(index, Edges { left, top, right, bottom }): (usize, &Edges)| {
            let (left, top, right, bottom) = (left * w, top * h, right * w, bottom * h);
            let corners = [(left, top), (right, top), (left, bottom), (right, bottom)];
            let grips = (index == chosen)
                .then(|| corners.map(|(x, y)| view! { <circle class="hide__grip" cx=x cy=y r=grip/> }).collect_view());
            view! {
                <rect class="hide__cover" class:hide__cover--chosen=index == chosen x=left y=top
                    width=right - left height=bottom - top stroke-width=grip / 2.5/>
                {grips}
            }
        };
        covers.all.with(|all| all.iter().enumerate().map(cover).collect_view())
    };
    view! { <svg viewBox=format!("0 0 {w} {h}") aria-hidden="true">{drawn}</svg> }.into_any()
}
