use domain::{
    annotation::{Layer, Mark, Point},
    measure::millimetres,
};
use leptos::prelude::*;

/// The marks and lengths of a picture, drawn over it at any size. The picture itself is never changed.
#[component]
pub fn Marks(
    layer: Layer,
    width: u32,
    height: u32,
    /// How often the picture is magnified: lines stay as thin as they are, and hide nothing.
    #[prop(into, default = Signal::stored(1.0))]
    zoom: Signal<f64>,
) -> impl IntoView {
    let (w, h) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let unit = w.max(h) / 100.0;
    let at = |point: Point| (f64::from(point.x) * w, f64::from(point.y) * h);
    let mut lengths = layer.lengths_mm(width, height).into_iter().map(millimetres);
    let shapes = layer.marks.into_iter().map(|mark| match mark {
        Mark::Pen { points, .. } => shape("marks__mark", &polyline(points.into_iter().map(at)), None),
        Mark::Region { points } => shape("marks__mark", &format!("{} Z", polyline(points.into_iter().map(at))), None),
        Mark::Arrow { from, to } => shape("marks__mark", &arrow(at(from), at(to), unit * 3.0), None),
        Mark::Circle { from, to } => shape("marks__mark", &ellipse(at(from), at(to)), None),
        Mark::Text { at: point, text } => shape("marks__mark", "", Some((at(point), text))),
        Mark::Number { at: point, lesion } => shape("marks__mark", "", Some((at(point), lesion.to_string()))),
        Mark::Scale { by, from, to } => {
            shape("marks__scale", &polyline([at(from), at(to)].into_iter()), Some((at(to), millimetres(by.mm()))))
        }
        Mark::Length { from, to } => {
            let says = lengths.next().map(|length| (at(to), length));
            shape("marks__length", &polyline([at(from), at(to)].into_iter()), says)
        }
    });
    let shapes = shapes.collect_view();
    view! {
        <svg class="marks" viewBox=format!("0 0 {w} {h}") preserveAspectRatio="xMidYMid meet" aria-hidden="true">
            <g stroke-width=move || unit * 0.5 / zoom.get() font-size=move || unit * 4.0 / zoom.get()>{shapes}</g>
        </svg>
    }
    .into_any()
}

/// Where the keyboard's cursor stands on a picture.
#[component]
pub fn Cross(at: Point, width: u32, height: u32, #[prop(into)] zoom: Signal<f64>) -> impl IntoView {
    let (w, h) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let (x, y) = (f64::from(at.x) * w, f64::from(at.y) * h);
    let arm = move || w.max(h) / 50.0 / zoom.get();
    let cross = move || {
        let arm = arm();
        shape("marks__length", &format!("M{} {y} H{} M{x} {} V{}", x - arm, x + arm, y - arm, y + arm), None)
    };
    view! {
        <svg class="marks" viewBox=format!("0 0 {w} {h}") preserveAspectRatio="xMidYMid meet" aria-hidden="true">
            <g stroke-width=move || arm() / 6.0 font-size=move || arm() / 0.75>{cross}</g>
        </svg>
    }
    .into_any()
}

/// A line over a darker and broader one, so that it is seen on any skin, and words at a point.
fn shape(class: &'static str, line: &str, words: Option<((f64, f64), String)>) -> AnyView {
    let line = line.to_owned();
    view! {
        <path class="marks__under" d=line.clone()/>
        <path class=class d=line/>
        {words.map(|((x, y), words)| view! { <text class=class x=x y=y>{words}</text> })}
    }
    .into_any()
}

fn polyline(points: impl Iterator<Item = (f64, f64)>) -> String {
    let points: Vec<String> = points.map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    format!("M{}", points.join(" L"))
}

/// The ellipse that fills the box between two corners.
fn ellipse(from: (f64, f64), to: (f64, f64)) -> String {
    let (rx, ry, middle) = ((to.0 - from.0).abs() / 2.0, (to.1 - from.1).abs() / 2.0, f64::midpoint(from.1, to.1));
    let (left, right) = (from.0.min(to.0), from.0.max(to.0));
    format!(
        "M{left:.1} {middle:.1} A{rx:.1} {ry:.1} 0 1 1 {right:.1} {middle:.1} A{rx:.1} {ry:.1} 0 1 1 {left:.1} {middle:.1}"
    )
}

/// A line with a head of two strokes, `head` long.
fn arrow(from: (f64, f64), to: (f64, f64), head: f64) -> String {
    let angle = (to.1 - from.1).atan2(to.0 - from.0);
    let side = |turn: f64| (to.0 - head * (angle + turn).cos(), to.1 - head * (angle + turn).sin());
    format!("{} {}", polyline([from, to].into_iter()), polyline([side(0.5), to, side(-0.5)].into_iter()))
}
