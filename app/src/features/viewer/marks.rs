use domain::annotation::{Layer, Mark, Point};
use leptos::prelude::*;

/// The marks of a picture, drawn over it at any size. The picture itself is never changed.
#[component]
pub fn Marks(layer: Layer, width: u32, height: u32) -> impl IntoView {
    let (w, h) = (f64::from(width.max(1)), f64::from(height.max(1)));
    let unit = w.max(h) / 100.0;
    let at = move |point: Point| (f64::from(point.x) * w, f64::from(point.y) * h);
    let shapes = layer
        .marks
        .into_iter()
        .map(|mark| match mark {
            Mark::Pen { points } => {
                let points: Vec<String> =
                    points.into_iter().map(at).map(|(x, y)| format!("{x:.1},{y:.1}")).collect();
                view! { <polyline points=points.join(" ")/> }.into_any()
            }
            Mark::Arrow { from, to } => view! { <path d=arrow(at(from), at(to), unit * 3.0)/> }.into_any(),
            Mark::Circle { from, to } => {
                let ((x1, y1), (x2, y2)) = (at(from), at(to));
                view! {
                    <ellipse cx=f64::midpoint(x1, x2) cy=f64::midpoint(y1, y2) rx=(x2 - x1).abs() / 2.0 ry=(y2 - y1).abs() / 2.0/>
                }
                .into_any()
            }
            Mark::Text { at: point, text } => {
                let (x, y) = at(point);
                view! { <text x=x y=y font-size=unit * 4.0>{text}</text> }.into_any()
            }
        })
        .collect_view();
    view! {
        <svg class="marks" viewBox=format!("0 0 {w} {h}") preserveAspectRatio="xMidYMid meet" aria-hidden="true">
            <g stroke-width=unit * 0.6>{shapes}</g>
        </svg>
    }
    .into_any()
}

/// A line with a head of two strokes, `head` long.
fn arrow(from: (f64, f64), to: (f64, f64), head: f64) -> String {
    let angle = (to.1 - from.1).atan2(to.0 - from.0);
    let side = |turn: f64| (to.0 - head * (angle + turn).cos(), to.1 - head * (angle + turn).sin());
    let (left, right) = (side(0.5), side(-0.5));
    format!(
        "M{:.1} {:.1} L{:.1} {:.1} M{:.1} {:.1} L{:.1} {:.1} L{:.1} {:.1}",
        from.0, from.1, to.0, to.1, left.0, left.1, to.0, to.1, right.0, right.1
    )
}
