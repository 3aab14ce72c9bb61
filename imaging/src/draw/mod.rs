//! Lines and words put onto a copy of a picture that leaves the house: what is stored stays as it was sent.

mod words;

use tiny_skia::{Color, FillRule, IntSize, LineCap, LineJoin, Paint, Path, PathBuilder, Pixmap, Stroke, Transform};

use crate::{Error, Picture};

/// One thing to draw. Places are shares of the picture's width and height, 0.0 to 1.0; a radius is a share of its
/// longer side.
#[derive(Debug, Clone, PartialEq)]
pub struct Shape {
    pub what: What,
    pub colour: [u8; 3],
    pub dashed: bool,
}

/// What there is to draw with.
#[derive(Debug, Clone, PartialEq)]
pub enum What {
    /// From point to point; with a width at each point as a multiple of the usual one, or none for all the same.
    Line { points: Vec<[f32; 2]>, widths: Vec<f32> },
    /// The same, closed.
    Outline { points: Vec<[f32; 2]> },
    /// With a head at its second end.
    Arrow { from: [f32; 2], to: [f32; 2] },
    /// What fills the box between two corners.
    Ellipse { from: [f32; 2], to: [f32; 2] },
    /// Beginning at a place, on one line; kept inside the picture.
    Words { at: [f32; 2], text: String },
    /// Words in a filled disc around a place.
    Disc { at: [f32; 2], text: String },
}

/// All lengths are hundredths of the picture's longer side: a line, its darker border, letters, an arrow's head.
const LINE: f32 = 0.5;
const BORDER: f32 = 0.4;
const LETTERS: f32 = 3.0;
const HEAD: f32 = 3.0;
/// A disc's radius over the height of its letters.
const DISC: f32 = 0.85;
/// Darker than any skin: what is drawn shows on all of them.
const DARK: [u8; 3] = [16, 22, 26];

/// Draws `shapes` in their order. What lies outside the picture is not drawn.
///
/// # Errors
/// `Failed` where there is no memory for it.
pub(crate) fn draw(picture: Picture, shapes: &[Shape]) -> Result<Picture, Error> {
    if shapes.is_empty() {
        return Ok(picture);
    }
    let (width, height) = (picture.width(), picture.height());
    let (pixels, _) = picture.rgb().as_chunks::<3>();
    let rgba = pixels.iter().flat_map(|&[r, g, b]| [r, g, b, u8::MAX]).collect();
    drop(picture);
    let size = IntSize::from_wh(width, height).ok_or(Error::Failed)?;
    let map = Pixmap::from_vec(rgba, size).ok_or(Error::Failed)?;
    let mut sheet = Sheet { map, width: width as f32, height: height as f32, unit: width.max(height) as f32 / 100.0 };
    for shape in shapes {
        sheet.draw(shape);
    }
    let (pixels, _) = sheet.map.data().as_chunks::<4>();
    Picture::new(width, height, pixels.iter().flat_map(|&[r, g, b, _]| [r, g, b]).collect())
}

struct Sheet {
    map: Pixmap,
    width: f32,
    height: f32,
    /// A hundredth of the longer side, in pixels.
    unit: f32,
}

impl Sheet {
    fn draw(&mut self, shape: &Shape) {
        let Shape { colour, dashed, .. } = *shape;
        match &shape.what {
            What::Line { points, widths } if widths.len() == points.len() => {
                self.pressed(points, widths, DARK, BORDER);
                self.pressed(points, widths, colour, 0.0);
            }
            What::Line { points, .. } => self.line(polyline(self, points, false), colour, dashed),
            What::Outline { points } => self.line(polyline(self, points, true), colour, dashed),
            What::Arrow { from, to } => {
                let path = self.arrow(*from, *to);
                self.line(path, colour, dashed);
            }
            What::Ellipse { from, to } => {
                let ([left, top], [right, bottom]) = (self.at(*from), self.at(*to));
                let sides = [left.min(right), top.min(bottom), left.max(right), top.max(bottom)];
                let round = tiny_skia::Rect::from_ltrb(sides[0], sides[1], sides[2], sides[3]);
                self.line(round.and_then(PathBuilder::from_oval), colour, dashed);
            }
            What::Words { at, text } => {
                let (size, [x, y]) = (self.unit * LETTERS, self.at(*at));
                let long = words::width(text, size);
                let x = x.min(self.width - long - self.unit).max(self.unit);
                let y = y.clamp(size, self.height - self.unit);
                self.letters(text, size, [x, y], colour);
            }
            What::Disc { at, text } => {
                let (size, [x, y]) = (self.unit * LETTERS, self.at(*at));
                let disc = PathBuilder::from_circle(x, y, size * DISC);
                self.line(disc.clone(), colour, false);
                self.fill(disc, colour);
                // Figures are about seven tenths as high as the letters' size.
                let middle = [x - words::width(text, size) / 2.0, y + size * 0.35];
                self.fill(words::path(text, size, middle), DARK);
            }
        }
    }

    fn at(&self, [x, y]: [f32; 2]) -> [f32; 2] {
        [x * self.width, y * self.height]
    }

    fn arrow(&self, from: [f32; 2], to: [f32; 2]) -> Option<Path> {
        let ([x, y], [to_x, to_y]) = (self.at(from), self.at(to));
        let (angle, head) = ((to_y - y).atan2(to_x - x), self.unit * HEAD);
        let mut path = PathBuilder::new();
        path.move_to(x, y);
        path.line_to(to_x, to_y);
        let side = |turn: f32| (to_x - head * (angle + turn).cos(), to_y - head * (angle + turn).sin());
        let ((left_x, left_y), (right_x, right_y)) = (side(0.5), side(-0.5));
        path.move_to(left_x, left_y);
        path.line_to(to_x, to_y);
        path.line_to(right_x, right_y);
        path.finish()
    }

    /// Over a broader dark one.
    fn line(&mut self, path: Option<Path>, colour: [u8; 3], dashed: bool) {
        let Some(path) = path else { return };
        self.stroke(&path, DARK, self.unit * (LINE + BORDER), false);
        self.stroke(&path, colour, self.unit * LINE, dashed);
    }

    /// A line that is broader where the pen was pressed harder: each piece at its own width.
    fn pressed(&mut self, points: &[[f32; 2]], widths: &[f32], colour: [u8; 3], border: f32) {
        for (ends, width) in points.windows(2).zip(widths) {
            if let Some(path) = polyline(self, ends, false) {
                self.stroke(&path, colour, self.unit * (LINE * width + border), false);
            }
        }
    }

    fn letters(&mut self, text: &str, size: f32, at: [f32; 2], colour: [u8; 3]) {
        let Some(path) = words::path(text, size, at) else { return };
        self.stroke(&path, DARK, self.unit * BORDER, false);
        self.fill(Some(path), colour);
    }

    fn stroke(&mut self, path: &Path, colour: [u8; 3], width: f32, dashed: bool) {
        let dash = [self.unit * LINE * 3.0, self.unit * LINE * 2.0];
        let dash = if dashed { tiny_skia::StrokeDash::new(dash.to_vec(), 0.0) } else { None };
        let stroke = Stroke { width, line_cap: LineCap::Round, line_join: LineJoin::Round, dash, ..Stroke::default() };
        self.map.stroke_path(path, &paint(colour), &stroke, Transform::identity(), None);
    }

    fn fill(&mut self, path: Option<Path>, colour: [u8; 3]) {
        if let Some(path) = path {
            self.map.fill_path(&path, &paint(colour), FillRule::Winding, Transform::identity(), None);
        }
    }
}

fn polyline(sheet: &Sheet, points: &[[f32; 2]], closed: bool) -> Option<Path> {
    let mut path = PathBuilder::new();
    let mut points = points.iter().map(|point| sheet.at(*point));
    let [x, y] = points.next()?;
    path.move_to(x, y);
    points.for_each(|[x, y]| path.line_to(x, y));
    if closed {
        path.close();
    }
    path.finish()
}

fn paint([r, g, b]: [u8; 3]) -> Paint<'static> {
    let mut paint = Paint { anti_alias: true, ..Paint::default() };
    paint.set_color(Color::from_rgba8(r, g, b, u8::MAX));
    paint
}

#[cfg(test)]
mod tests {
    use super::*;

    const PINK: [u8; 3] = [255, 47, 146];
    const SKIN: [u8; 3] = [198, 150, 120];

    fn drawn(width: u32, height: u32, what: What) -> Picture {
        let plain = Picture::new(width, height, SKIN.repeat((width * height) as usize)).unwrap();
        draw(plain, &[Shape { what, colour: PINK, dashed: false }]).unwrap()
    }

    fn changed(picture: &Picture) -> Vec<(u32, u32)> {
        let places = (0..picture.height()).flat_map(|y| (0..picture.width()).map(move |x| (x, y)));
        places.filter(|(x, y)| picture.pixel(*x, *y) != SKIN).collect()
    }

    #[test]
    fn a_line_is_where_it_was_drawn_and_nowhere_else() {
        let picture = drawn(400, 200, What::Line { points: vec![[0.25, 0.5], [0.75, 0.5]], widths: Vec::new() });
        assert_eq!(picture.pixel(200, 100), PINK);
        assert_eq!(picture.pixel(100, 100), PINK);
        // 2 px of line, 0.8 px of border on either side, and rounded ends.
        assert!(changed(&picture).iter().all(|(x, y)| (97..=303).contains(x) && (97..=103).contains(y)));
        let border = picture.pixel(200, 101);
        assert!(border[0] < SKIN[0], "darker beside the line: {border:?}");
    }

    #[test]
    fn pressing_harder_draws_broader() {
        let points = vec![[0.1, 0.5], [0.5, 0.5], [0.9, 0.5]];
        let picture = drawn(400, 200, What::Line { points, widths: vec![0.5, 3.0, 3.0] });
        let height_at = |at: u32| changed(&picture).iter().filter(|(x, _)| *x == at).count();
        assert!(height_at(300) >= height_at(100) + 3, "{} and {}", height_at(300), height_at(100));
    }

    #[test]
    fn an_ellipse_and_an_outline_leave_what_they_surround() {
        let round = drawn(600, 600, What::Ellipse { from: [0.8, 0.8], to: [0.2, 0.2] });
        assert_eq!(round.pixel(300, 300), SKIN);
        assert_eq!(round.pixel(120, 300), PINK);
        let region = drawn(600, 600, What::Outline { points: vec![[0.2, 0.2], [0.8, 0.2], [0.8, 0.8], [0.2, 0.8]] });
        assert_eq!(region.pixel(300, 300), SKIN);
        assert_eq!(region.pixel(120, 300), PINK, "closed by itself");
    }

    #[test]
    fn words_can_be_seen_and_stay_inside_wherever_they_begin() {
        for at in [[0.1, 0.5], [0.99, 0.5], [0.5, 0.0], [0.5, 1.0]] {
            let picture = drawn(600, 400, What::Words { at, text: "Größer seit März ✓".into() });
            let changed = changed(&picture);
            assert!(changed.len() > 500, "{at:?}: {}", changed.len());
            let far = changed.iter().map(|(x, _)| *x).max().unwrap();
            assert!(far < 600 - 1, "{at:?}: the last letter is whole");
        }
    }

    #[test]
    fn a_disc_holds_its_number() {
        let picture = drawn(600, 600, What::Disc { at: [0.5, 0.5], text: "12".into() });
        let dark = changed(&picture).iter().filter(|(x, y)| picture.pixel(*x, *y) == DARK).count();
        assert!(dark > 20, "{dark}");
        assert_eq!(picture.pixel(300, 312), PINK);
    }

    #[test]
    fn nonsense_draws_nothing_and_breaks_nothing() {
        let far = [f32::NAN, f32::INFINITY, -1e30, 1e30];
        for x in far {
            for what in [
                What::Line { points: vec![[x, 0.5], [0.5, x]], widths: vec![x, x] },
                What::Outline { points: vec![] },
                What::Arrow { from: [x, x], to: [x, 0.5] },
                What::Ellipse { from: [x, 0.1], to: [0.5, x] },
                What::Words { at: [x, x], text: "x".repeat(500) },
                What::Disc { at: [x, x], text: String::new() },
            ] {
                drawn(40, 30, what);
            }
        }
    }
}
