//! What marks look like on a copy: as near to what the screen shows as it can be.

use domain::{
    annotation::{Layer, Mark, Point},
    measure::millimetres,
};
use imaging::draw::{Shape, What};

/// The colours of `style/components/_pictures.scss`: what was sent with the picture, what people drew since, and
/// what measures.
const SENT: [u8; 3] = [0xff, 0x2f, 0x92];
const SINCE: [u8; 3] = [0xd0, 0x9b, 0xff];
const MEASURES: [u8; 3] = [0x7d, 0xf9, 0xff];
const WORDS: [u8; 3] = [0xff; 3];

/// What was sent with a picture and what was drawn over it since, as shapes in the order drawn. `width` and `height` are
/// the picture's, in pixels.
pub(super) fn shapes<'a>(sent: &Layer, since: impl Iterator<Item = &'a Layer>, width: u32, height: u32) -> Vec<Shape> {
    let mut all = of_layer(sent, sent.lengths_mm(width, height), SENT);
    all.extend(since.flat_map(|layer| of_layer(layer, layer.lengths_mm_on(sent, width, height), SINCE)));
    all
}

fn of_layer(layer: &Layer, lengths: Vec<f64>, points: [u8; 3]) -> Vec<Shape> {
    let mut lengths = lengths.into_iter().map(millimetres);
    let shapes = layer.marks.iter().flat_map(|mark| match mark {
        Mark::Pen { points: line, pressure } => {
            let widths = pressure.iter().map(|pressure| Mark::pen_width(*pressure)).collect();
            vec![solid(What::Line { points: all(line), widths }, points)]
        }
        Mark::Region { points: line } => vec![solid(What::Outline { points: all(line) }, points)],
        Mark::Arrow { from, to } => vec![solid(What::Arrow { from: at(*from), to: at(*to) }, points)],
        Mark::Circle { from, to } => vec![solid(What::Ellipse { from: at(*from), to: at(*to) }, points)],
        Mark::Text { at: place, text } => vec![solid(What::Words { at: at(*place), text: text.clone() }, points)],
        Mark::Number { at: place, lesion } => {
            vec![solid(What::Disc { at: at(*place), text: lesion.to_string() }, points)]
        }
        // What a length was measured by is for who measures: on a copy it would be read as a size.
        Mark::Scale { .. } => Vec::new(),
        Mark::Length { from, to } => {
            let says = lengths.next().map(|text| solid(What::Words { at: at(*to), text }, WORDS));
            [Some(solid(line(*from, *to), MEASURES)), says].into_iter().flatten().collect()
        }
    });
    shapes.collect()
}

fn solid(what: What, colour: [u8; 3]) -> Shape {
    Shape { what, colour, dashed: false }
}

fn line(from: Point, to: Point) -> What {
    What::Line { points: vec![at(from), at(to)], widths: Vec::new() }
}

fn all(points: &[Point]) -> Vec<[f32; 2]> {
    points.iter().copied().map(at).collect()
}

fn at(point: Point) -> [f32; 2] {
    [point.x, point.y]
}
