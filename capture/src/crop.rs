use imaging::edit::{CropFrame, MAX_DEGREES, Step};
use leptos::{html, prelude::*};
use locales::say;
use ui::{
    browser::pointer::{Pointer, follow},
    components::Choice,
};

use super::{
    edges::Edges,
    flow::{Flow, Scene},
    review::SceneTop,
    view_name,
};

/// Pulling the corners of what is kept, or moving its four edges by keyboard; and turning a crooked picture under it.
#[component]
pub fn CropScene(flow: Flow) -> impl IntoView {
    let review = flow.review.get_untracked();
    let (width, height) = (review.width as f32, review.height as f32);
    let edges = RwSignal::new(Edges::WHOLE);
    let pulled = StoredValue::new(None::<(bool, bool)>);
    let degrees = RwSignal::new(0.0_f32);
    let area = NodeRef::<html::Div>::new();
    follow(area, move |pointer| match pointer {
        Pointer::Down(at) => pulled.set_value(Some(edges.with_untracked(|edges| edges.nearest(at)))),
        Pointer::Moved(to) => {
            if let Some(corner) = pulled.get_value() {
                edges.update(|edges| edges.pull(corner, to));
            }
        }
        Pointer::Up => pulled.set_value(None),
    });
    // The largest box without an empty corner fills the place of the whole.
    let turned = move || {
        let degrees = degrees.get();
        let frame = CropFrame::whole(review.width, review.height).after(&Step::Straighten { degrees });
        let (left, right) = (frame.on_picture((0.0, 0.0)), frame.on_picture((1.0, 0.0)));
        let share = (right.0 - left.0).hypot(right.1 - left.1) / f64::from(review.width);
        format!("rotate({degrees}deg) scale({:.5})", 1.0 / share)
    };
    let save = move |()| {
        let (degrees, edges) = (degrees.get_untracked(), edges.get_untracked());
        let straighten = (degrees != 0.0).then_some(Step::Straighten { degrees });
        let cut = (edges != Edges::WHOLE).then_some(Step::Crop(edges.share()));
        flow.shape(straighten.into_iter().chain(cut));
    };
    let outline = move || {
        let Edges { left, top, right, bottom } = edges.get();
        let (left, right, top, bottom) = (left * width, right * width, top * height, bottom * height);
        let dim = format!("M0 0H{width}V{height}H0Z M{left} {top}V{bottom}H{right}V{top}Z");
        let edge = format!("M{left} {top}V{bottom}H{right}V{top}Z");
        let grip = width.max(height) * 0.03;
        // To see what is level by.
        let thirds = (degrees.get() != 0.0).then(|| {
            let (x, y) = ((right - left) / 3.0, (bottom - top) / 3.0);
            let line = |third: f32| format!("M{} {top}V{bottom}M{left} {}H{right}", left + x * third, top + y * third);
            view! { <path class="crop__edge" d=line(1.0) + &line(2.0) stroke-width=grip / 10.0/> }
        });
        let corners = [(left, top), (right, top), (left, bottom), (right, bottom)];
        let corners = corners.map(|(x, y)| view! { <circle cx=x cy=y r=grip/> }).collect_view();
        view! {
            <svg class="crop__outline" viewBox=format!("0 0 {width} {height}") aria-hidden="true">
                <path class="crop__dim" d=dim fill-rule="evenodd"/>
                <path class="crop__edge" d=edge stroke-width=grip / 5.0/>
                {thirds}
                <g class="crop__corners">{corners}</g>
            </svg>
        }
    };
    view! {
        <div class="scene">
            <SceneTop title=say!("crop.title") hint=say!("crop.hint")/>
            <div class="scene__picture">
                <div class="scene__fit crop" node_ref=area>
                    <div class="crop__window">
                        <img src=review.address width=review.width height=review.height draggable="false" style:transform=turned
                            alt=say!("picture.shown", view = &view_name(flow.view.get_untracked()))/>
                    </div>
                    {outline}
                </div>
            </div>
            <div class="crop__edges">
                <Edge name="crop.left" edges value=|edges| edges.left set=Edges::set_left/>
                <Edge name="crop.right" edges value=|edges| edges.right set=Edges::set_right/>
                <Edge name="crop.top" edges value=|edges| edges.top set=Edges::set_top/>
                <Edge name="crop.bottom" edges value=|edges| edges.bottom set=Edges::set_bottom/>
                <Straighten degrees/>
            </div>
            <Choice label=say!("crop.save") on_press=save other=say!("crop.cancel") on_other=move |()| flow.scene.set(Scene::Review)/>
        </div>
    }
    .into_any()
}

/// One edge, in per cent.
#[component]
fn Edge(
    name: &'static str,
    edges: RwSignal<Edges>,
    value: fn(&Edges) -> f32,
    set: fn(&mut Edges, f32),
) -> impl IntoView {
    let per_cent = Signal::derive(move || edges.with(|edges| (value(edges) * 100.0).round()));
    let set = Callback::new(move |per_cent: f32| edges.update(|edges| set(edges, per_cent / 100.0)));
    view! { <Slider name most=(0.0, 100.0) step="1" value=per_cent text=Signal::derive(String::new) set/> }
}

/// For a picture that is crooked.
#[component]
fn Straighten(degrees: RwSignal<f32>) -> impl IntoView {
    let text = Signal::derive(move || say!("crop.degrees", degrees = &degrees.get().to_string()));
    let set = Callback::new(move |to| degrees.set(to));
    view! { <Slider name="crop.straighten" most=(-MAX_DEGREES, MAX_DEGREES) step="0.5" value=degrees text set/> }
}

#[component]
fn Slider(
    name: &'static str,
    /// Its two ends.
    most: (f32, f32),
    step: &'static str,
    #[prop(into)] value: Signal<f32>,
    /// What is read out instead of the number, if anything.
    text: Signal<String>,
    set: Callback<f32>,
) -> impl IntoView {
    view! {
        <label class="crop__slider">
            <span>{say!(name)}</span>
            <input type="range" min=most.0.to_string() max=most.1.to_string() step=step prop:value=move || value.get().to_string()
                aria-valuetext=move || Some(text.get()).filter(|text| !text.is_empty())
                on:input:target=move |event| {
                    if let Ok(to) = event.target().value().parse() {
                        set.run(to);
                    }
                }/>
        </label>
    }
    .into_any()
}
