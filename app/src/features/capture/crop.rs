use domain::annotation::Point;
use imaging::CropShare;
use leptos::prelude::*;
use words::say;

use super::{
    flow::{Flow, Scene},
    look::SceneHeading,
    view_name,
};
use crate::browser::page;

/// The least that is left, as a share of a side.
const LEAST: f32 = 0.05;

/// The four edges of what is kept, as shares.
#[derive(Debug, Clone, Copy, PartialEq)]
struct Edges {
    left: f32,
    top: f32,
    right: f32,
    bottom: f32,
}

impl Edges {
    const WHOLE: Self = Self { left: 0.0, top: 0.0, right: 1.0, bottom: 1.0 };

    fn set_left(&mut self, to: f32) {
        self.left = to.clamp(0.0, self.right - LEAST);
    }

    fn set_right(&mut self, to: f32) {
        self.right = to.clamp(self.left + LEAST, 1.0);
    }

    fn set_top(&mut self, to: f32) {
        self.top = to.clamp(0.0, self.bottom - LEAST);
    }

    fn set_bottom(&mut self, to: f32) {
        self.bottom = to.clamp(self.top + LEAST, 1.0);
    }

    /// Which corner is nearest: (right one?, lower one?).
    fn nearest(&self, at: Point) -> (bool, bool) {
        ((at.x - self.right).abs() < (at.x - self.left).abs(), (at.y - self.bottom).abs() < (at.y - self.top).abs())
    }

    fn pull(&mut self, (right, lower): (bool, bool), to: Point) {
        if right {
            self.set_right(to.x)
        } else {
            self.set_left(to.x)
        }
        if lower { self.set_bottom(to.y) } else { self.set_top(to.y) }
    }

    fn share(&self) -> CropShare {
        CropShare { left: self.left, top: self.top, width: self.right - self.left, height: self.bottom - self.top }
    }
}

/// Pulling the corners of what is kept, or moving its four edges by keyboard.
#[component]
pub fn CropScene(flow: Flow) -> impl IntoView {
    let look = flow.look.get_untracked();
    let (width, height) = (look.width as f32, look.height as f32);
    let edges = RwSignal::new(Edges::WHOLE);
    let pulled = RwSignal::new(None::<(bool, bool)>);
    let outline = move || {
        let Edges { left, top, right, bottom } = edges.get();
        let (left, right, top, bottom) = (left * width, right * width, top * height, bottom * height);
        let dim = format!("M0 0H{width}V{height}H0Z M{left} {top}V{bottom}H{right}V{top}Z");
        let edge = format!("M{left} {top}V{bottom}H{right}V{top}Z");
        let grip = width.max(height) * 0.03;
        let corners = [(left, top), (right, top), (left, bottom), (right, bottom)];
        let corners = corners.map(|(x, y)| view! { <circle cx=x cy=y r=grip/> }).collect_view();
        view! {
            <svg class="crop__outline" viewBox=format!("0 0 {width} {height}") aria-hidden="true">
                <path class="crop__dim" d=dim fill-rule="evenodd"/>
                <path class="crop__edge" d=edge stroke-width=grip / 5.0/>
                <g class="crop__corners">{corners}</g>
            </svg>
        }
    };
    view! {
        <div class="scene">
            <div class="scene__verdict">
                <SceneHeading text=say!("crop.title")/>
                <p>{say!("crop.hint")}</p>
            </div>
            <div class="scene__picture">
                <div class="scene__fit crop"
                    on:pointerdown=move |event| {
                        if let Some(at) = page::share(&event) {
                            page::hold_pointer(&event);
                            pulled.set(Some(edges.with_untracked(|edges| edges.nearest(at))));
                        }
                    }
                    on:pointermove=move |event| {
                        if let (Some(corner), Some(at)) = (pulled.get_untracked(), page::share(&event)) {
                            edges.update(|edges| edges.pull(corner, at));
                        }
                    }
                    on:pointerup=move |_| pulled.set(None)
                    on:pointercancel=move |_| pulled.set(None)
                >
                    <img src=look.address width=look.width height=look.height draggable="false"
                        alt=say!("picture.shown", view = &view_name(flow.view.get_untracked()))/>
                    {outline}
                </div>
            </div>
            <div class="crop__edges">
                <Edge name="crop.left" edges value=|edges| edges.left set=Edges::set_left/>
                <Edge name="crop.right" edges value=|edges| edges.right set=Edges::set_right/>
                <Edge name="crop.top" edges value=|edges| edges.top set=Edges::set_top/>
                <Edge name="crop.bottom" edges value=|edges| edges.bottom set=Edges::set_bottom/>
            </div>
            <div class="scene__actions">
                <button type="button" class="nhsuk-button" on:click=move |_| flow.cut(edges.get_untracked().share())>
                    {say!("crop.save")}
                </button>
                <button type="button" class="nhsuk-button nhsuk-button--secondary"
                    on:click=move |_| flow.scene.set(Scene::Look)>{say!("crop.cancel")}</button>
            </div>
        </div>
    }
    .into_any()
}

/// One edge as a slider, in per cent.
#[component]
fn Edge(
    name: &'static str,
    edges: RwSignal<Edges>,
    value: fn(&Edges) -> f32,
    set: fn(&mut Edges, f32),
) -> impl IntoView {
    view! {
        <label class="crop__slider">
            <span>{say!(name)}</span>
            <input type="range" min="0" max="100" prop:value=move || edges.with(|edges| (value(edges) * 100.0).round().to_string())
                on:input:target=move |event| {
                    if let Ok(per_cent) = event.target().value().parse::<f32>() {
                        edges.update(|edges| set(edges, per_cent / 100.0));
                    }
                }/>
        </label>
    }
    .into_any()
}
