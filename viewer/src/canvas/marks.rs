use domain::{
    annotation::{Layer, Mark, Point},
    measure::millimetres,
};
use leptos::prelude::*;

use super::paths::{Dot, WIDTHS, arrow, closed_curve, curve, ellipse, pressed_curve, straight};

/// How much broader the dark line below every line is, in the marks' own size of letters.
const RIM: f64 = 0.1;
/// Lines by what cannot be pressed.
const LINE: f64 = 0.125;

/// The marks and lengths of a picture, drawn over it at any size. The picture itself is never changed.
#[component]
pub fn Marks(
    layer: Layer,
    /// What it lies on: a layer without a scale of its own measures by that one's.
    #[prop(optional)]
    below: Layer,
    width: u32,
    height: u32,
    /// Which of the layers' colours.
    #[prop(optional)]
    colour: usize,
    /// How often the picture is magnified: lines stay as thin as they are, and hide nothing.
    #[prop(into, default = Signal::stored(1.0))]
    zoom: Signal<f64>,
) -> impl IntoView {
    let (w, h) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let letters = w.max(h) / 25.0;
    let at = |point: Point| (f64::from(point.x) * w, f64::from(point.y) * h);
    let dots = |points: Vec<Point>| points.into_iter().map(at).collect::<Vec<Dot>>();
    let mut lengths = layer.lengths_mm_on(&below, width, height).into_iter().map(millimetres);
    let shapes = layer.marks.into_iter().map(|mark| match mark {
        Mark::Pen { points, pressure } if pressure.is_empty() => line("marks__mark", curve(&dots(points))),
        Mark::Pen { points, pressure } => {
            let lines = pressed_curve(&dots(points), &pressure).into_iter().enumerate();
            let lines = lines.filter(|(_, line)| !line.is_empty());
            strokes("marks__mark", lines.map(|(n, line)| (line, LINE * pressed(n))).collect())
        }
        Mark::Region { points } => line("marks__mark marks__region", closed_curve(&dots(points))),
        Mark::Arrow { from, to } => line("marks__mark", arrow(at(from), at(to), letters * 0.75)),
        Mark::Circle { from, to } => line("marks__mark", ellipse(at(from), at(to))),
        Mark::Text { at: point, text } => words("marks__mark", at(point), text),
        Mark::Number { at: point, lesion } => number(at(point), lesion),
        Mark::Scale { by, from, to } => {
            let line = line("marks__scale", straight(&[at(from), at(to)]));
            (line, words("marks__scale", at(to), by.scale_words())).into_any()
        }
        Mark::Length { from, to } => {
            let line = line("marks__length", straight(&[at(from), at(to)]));
            (line, lengths.next().map(|length| words("marks__length", at(to), length))).into_any()
        }
    });
    let shapes = shapes.collect_view();
    view! {
        <svg class=format!("marks layer-{colour}") viewBox=format!("0 0 {w} {h}") preserveAspectRatio="xMidYMid meet" aria-hidden="true">
            <g font-size=move || letters / zoom.get()>{shapes}</g>
        </svg>
    }
    .into_any()
}

/// Where the keyboard's cursor stands on a picture.
#[component]
pub fn Cross(at: Point, width: u32, height: u32, #[prop(into)] zoom: Signal<f64>) -> impl IntoView {
    let (w, h) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let (x, y) = (f64::from(at.x) * w, f64::from(at.y) * h);
    let letters = w.max(h) / 25.0;
    let cross = move || {
        let arm = letters / 2.0 / zoom.get();
        line("marks__length", format!("M{} {y} H{} M{x} {} V{}", x - arm, x + arm, y - arm, y + arm))
    };
    view! {
        <svg class="marks" viewBox=format!("0 0 {w} {h}") preserveAspectRatio="xMidYMid meet" aria-hidden="true">
            <g font-size=move || letters / zoom.get()>{cross}</g>
        </svg>
    }
    .into_any()
}

/// How broad the n-th of the widths is: as its middle pressure draws.
fn pressed(n: usize) -> f64 {
    let middle = (2 * n + 1) * 128 / WIDTHS;
    f64::from(Mark::pen_width(u8::try_from(middle).unwrap_or(u8::MAX)))
}

fn line(class: &'static str, line: String) -> AnyView {
    strokes(class, vec![(line, LINE)])
}

/// Lines of these widths over darker and broader ones, so that they are seen on any skin. Widths count in the size of
/// the letters, which shrinks as the picture grows.
fn strokes(class: &'static str, lines: Vec<(String, f64)>) -> AnyView {
    let path = |(line, width): &(String, f64), rim: f64| {
        view! { <path d=line.clone() stroke-width=format!("{:.3}em", width + rim)/> }
    };
    let under = lines.iter().map(|line| path(line, RIM)).collect_view();
    let over = lines.iter().map(|line| path(line, 0.0)).collect_view();
    view! { <g class="marks__under">{under}</g><g class=class>{over}</g> }.into_any()
}

fn words(class: &'static str, (x, y): Dot, words: String) -> AnyView {
    view! { <text class=class x=x y=y dx="0.3em">{words}</text> }.into_any()
}

/// A disc with the lesion's number.
fn number((x, y): Dot, lesion: u8) -> AnyView {
    view! {
        <circle class="marks__under" cx=x cy=y r="0.7em" stroke-width=format!("{}em", LINE + RIM)/>
        <circle class="marks__disc" cx=x cy=y r="0.7em" stroke-width=format!("{LINE}em")/>
        <text class="marks__number" x=x y=y>{lesion}</text>
    }
    .into_any()
}
