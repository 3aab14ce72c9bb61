//! The lines that marks are drawn with, as SVG path data. All points are in the picture's pixels.

/// A point in the picture's pixels.
pub type Dot = (f64, f64);

/// How many widths a line drawn with a pressed pen has: finer steps are not seen.
pub const WIDTHS: usize = 6;

pub fn straight(points: &[Dot]) -> String {
    let points: Vec<String> = points.iter().map(|(x, y)| format!("{x:.1} {y:.1}")).collect();
    format!("M{}", points.join(" L"))
}

/// The ellipse that fills the box between two corners.
pub fn ellipse(from: Dot, to: Dot) -> String {
    let (rx, ry, middle) = ((to.0 - from.0).abs() / 2.0, (to.1 - from.1).abs() / 2.0, f64::midpoint(from.1, to.1));
    let (left, right) = (from.0.min(to.0), from.0.max(to.0));
    format!(
        "M{left:.1} {middle:.1} A{rx:.1} {ry:.1} 0 1 1 {right:.1} {middle:.1} A{rx:.1} {ry:.1} 0 1 1 {left:.1} {middle:.1}"
    )
}

/// A line with a head of two strokes, `head` long.
pub fn arrow(from: Dot, to: Dot, head: f64) -> String {
    let angle = (to.1 - from.1).atan2(to.0 - from.0);
    let side = |turn: f64| (to.0 - head * (angle + turn).cos(), to.1 - head * (angle + turn).sin());
    format!("{} {}", straight(&[from, to]), straight(&[side(0.5), to, side(-0.5)]))
}

/// A smooth line by these points.
pub fn curve(points: &[Dot]) -> String {
    let mut line = String::new();
    for (n, piece) in pieces(points).into_iter().enumerate() {
        if n == 0 {
            line = format!("M{:.1} {:.1}", piece.from.0, piece.from.1);
        }
        line.push_str(&piece.onwards());
    }
    line
}

/// A smooth line that ends where it began.
pub fn closed_curve(points: &[Dot]) -> String {
    let (Some(first), Some(last)) = (points.first(), points.last()) else { return String::new() };
    let start = middle(*last, *first);
    let nexts = points.iter().skip(1).chain([first]);
    let pieces = points.iter().zip(nexts).map(|(at, next)| Piece { from: start, by: *at, to: middle(*at, *next) });
    let pieces: String = pieces.map(|piece| piece.onwards()).collect();
    format!("M{:.1} {:.1}{pieces} Z", start.0, start.1)
}

/// The same line as [`curve`] in pieces, by how hard the pen was pressed at each of its points: one path of each width,
/// from thin to thick, of which some may be empty.
pub fn pressed_curve(points: &[Dot], pressure: &[u8]) -> [String; WIDTHS] {
    let mut lines = <[String; WIDTHS]>::default();
    let mut last = None;
    for (n, piece) in pieces(points).into_iter().enumerate() {
        let pressure = pressure.get(n + 1).copied().unwrap_or(u8::MAX / 2);
        let width = usize::from(pressure) * WIDTHS / 256;
        if last != Some(width) {
            lines[width].push_str(&format!("M{:.1} {:.1}", piece.from.0, piece.from.1));
        }
        lines[width].push_str(&piece.onwards());
        last = Some(width);
    }
    lines
}

/// From the middle between two points to the middle between the next two, curved towards the point between.
struct Piece {
    from: Dot,
    by: Dot,
    to: Dot,
}

impl Piece {
    fn onwards(&self) -> String {
        format!(" Q{:.1} {:.1} {:.1} {:.1}", self.by.0, self.by.1, self.to.0, self.to.1)
    }
}

fn pieces(points: &[Dot]) -> Vec<Piece> {
    let last = points.len().saturating_sub(1);
    // Of two points there is nothing between.
    if let [from, to] = *points {
        return vec![Piece { from, by: middle(from, to), to }];
    }
    let piece = |n: usize| Piece {
        from: if n == 1 { points[0] } else { middle(points[n - 1], points[n]) },
        by: points[n],
        to: if n + 1 == last { points[last] } else { middle(points[n], points[n + 1]) },
    };
    (1..last).map(piece).collect()
}

fn middle(a: Dot, b: Dot) -> Dot {
    (f64::midpoint(a.0, b.0), f64::midpoint(a.1, b.1))
}

#[cfg(test)]
mod tests {
    use super::*;

    const POINTS: [Dot; 4] = [(0.0, 0.0), (10.0, 0.0), (10.0, 10.0), (0.0, 10.0)];

    #[test]
    fn a_curve_goes_from_its_first_point_to_its_last() {
        assert_eq!(curve(&POINTS), "M0.0 0.0 Q10.0 0.0 10.0 5.0 Q10.0 10.0 0.0 10.0");
        assert_eq!(curve(&POINTS[..2]), "M0.0 0.0 Q5.0 0.0 10.0 0.0");
        assert_eq!((curve(&POINTS[..1]), curve(&[])), (String::new(), String::new()));
    }

    #[test]
    fn a_closed_curve_ends_where_it_began() {
        let line = closed_curve(&POINTS[..3]);
        assert_eq!(line, "M5.0 5.0 Q0.0 0.0 5.0 0.0 Q10.0 0.0 10.0 5.0 Q10.0 10.0 5.0 5.0 Z");
    }

    /// Together the pieces are the whole line, each at its own width.
    #[test]
    fn a_pressed_line_is_thicker_where_it_was_pressed_harder() {
        let lines = pressed_curve(&POINTS, &[0, 0, 255, 255]);
        assert_eq!(lines[0], "M0.0 0.0 Q10.0 0.0 10.0 5.0");
        assert_eq!(lines[WIDTHS - 1], "M10.0 5.0 Q10.0 10.0 0.0 10.0");
        assert!(lines[1..WIDTHS - 1].iter().all(String::is_empty));
        let even = pressed_curve(&POINTS, &[100; 4]);
        assert!(even.iter().any(|line| *line == curve(&POINTS)), "{even:?}");
    }
}
