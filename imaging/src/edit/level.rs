use super::quad::Quad;
use crate::{Error, Picture, crop::CropBox, resize};

/// Steps between two pixels; finer ones would change no value by one.
const PHASES: i32 = 64;
/// The weights of four pixels add up to this.
const ONE: i32 = 1 << 10;
/// Fractions of a pixel are counted in 65,536ths.
const FRACTION: u32 = 16;

/// Cuts a part that stands askew out of a picture and makes it level, its longer side at most `max_side`. `bounds` is
/// what is looked at of the picture. Scales first, so that turning works on few pixels.
pub(crate) fn level(picture: &Picture, quad: &Quad, bounds: CropBox, max_side: u32) -> Result<(Picture, Askew), Error> {
    let (width, height) = quad.size();
    let whole = |side: f64| (side.round() as u32).max(1);
    let (out_width, out_height) = resize::fitted(whole(width), whole(height), max_side);
    let scale = (f64::from(out_width) / width.max(1.0)).min(1.0);
    let scaled = |side: u32| whole(f64::from(side) * scale);
    let (small_width, small_height) = (scaled(bounds.width), scaled(bounds.height));
    let small = resize::cut_and_scale(picture, bounds, small_width, small_height)?;
    let (x_scale, y_scale) =
        (f64::from(small_width) / f64::from(bounds.width), f64::from(small_height) / f64::from(bounds.height));
    let on_small = |across: f64, down: f64| {
        let (x, y) = quad.at(across * width / f64::from(out_width), down * height / f64::from(out_height));
        ((x - f64::from(bounds.left)) * x_scale, (y - f64::from(bounds.top)) * y_scale)
    };
    let (start, right, lower) = (on_small(0.0, 0.0), on_small(1.0, 0.0), on_small(0.0, 1.0));
    let askew = Askew {
        start,
        across: (right.0 - start.0, right.1 - start.1),
        down: (lower.0 - start.0, lower.1 - start.1),
        width: out_width,
        height: out_height,
    };
    Ok((small, askew))
}

/// How a level picture lies on one that it is taken from, in that one's pixels.
pub(crate) struct Askew {
    start: (f64, f64),
    /// From one pixel to the next.
    across: (f64, f64),
    down: (f64, f64),
    width: u32,
    height: u32,
}

impl Askew {
    /// The level picture, each pixel from the sixteen around it (Catmull-Rom): two pixels would be a blur.
    pub(crate) fn taken_from(&self, picture: &Picture) -> Result<Picture, Error> {
        let weights = weights();
        let fixed = |value: f64| (value * f64::from(1_u32 << FRACTION)).round() as i64;
        let mut rgb = Vec::new();
        rgb.reserve_exact(self.width as usize * self.height as usize * 3);
        for row in 0..self.height {
            let down = f64::from(row) + 0.5;
            let middle = |start: f64, across: f64, by: f64| fixed(start + across * 0.5 + by * down - 0.5);
            let mut x = middle(self.start.0, self.across.0, self.down.0);
            let mut y = middle(self.start.1, self.across.1, self.down.1);
            let (step_x, step_y) = (fixed(self.across.0), fixed(self.across.1));
            for _ in 0..self.width {
                rgb.extend_from_slice(&sample(picture, x, y, &weights));
                x += step_x;
                y += step_y;
            }
        }
        Picture::new(self.width, self.height, rgb)
    }
}

fn sample(picture: &Picture, x: i64, y: i64, weights: &[[i32; 4]; PHASES as usize]) -> [u8; 3] {
    let phase = |at: i64| weights[((at >> (FRACTION - PHASES.ilog2())) & i64::from(PHASES - 1)) as usize];
    let (across, down) = (phase(x), phase(y));
    let (left, top) = ((x >> FRACTION) - 1, (y >> FRACTION) - 1);
    let (width, height) = (i64::from(picture.width()), i64::from(picture.height()));
    let mut sum = [0_i32; 3];
    for (row, weight) in (top..).zip(down) {
        let start = row.clamp(0, height - 1) * width;
        let mut along = [0_i32; 3];
        let mut add = |pixel: &[u8], weight: i32| {
            for (along, &value) in along.iter_mut().zip(pixel) {
                *along += i32::from(value) * weight;
            }
        };
        if left >= 0 && left + 4 <= width {
            let from = (start + left) as usize * 3;
            let (pixels, _) = picture.rgb()[from..from + 12].as_chunks::<3>();
            pixels.iter().zip(across).for_each(|(pixel, weight)| add(pixel, weight));
        } else {
            for (column, weight) in (left..).zip(across) {
                let from = (start + column.clamp(0, width - 1)) as usize * 3;
                add(&picture.rgb()[from..from + 3], weight);
            }
        }
        for (sum, along) in sum.iter_mut().zip(along) {
            *sum += along * weight;
        }
    }
    sum.map(|value| ((value + ONE * ONE / 2) / (ONE * ONE)).clamp(0, 255) as u8)
}

/// Of the four pixels around a place, for every fraction of the way between the middle two.
fn weights() -> [[i32; 4]; PHASES as usize] {
    std::array::from_fn(|phase| {
        let t = phase as f64 / f64::from(PHASES);
        let (t2, t3) = (t * t, t * t * t);
        let outer = |value: f64| (value / 2.0 * f64::from(ONE)).round() as i32;
        let (first, third, last) = (outer(-t3 + 2.0 * t2 - t), outer(-3.0 * t3 + 4.0 * t2 + t), outer(t3 - t2));
        [first, ONE - first - third - last, third, last]
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn level_already_is_as_it_was() {
        let rgb = (0..20 * 12 * 3_u32).map(|n| (n.wrapping_mul(2_654_435_761) >> 24) as u8).collect();
        let picture = Picture::new(20, 12, rgb).unwrap();
        let quad = Quad::from_corners((0.0, 0.0), (20.0, 0.0), (0.0, 12.0));
        let (small, askew) = level(&picture, &quad, CropBox::whole(&picture), 100).unwrap();
        assert!(askew.taken_from(&small).unwrap() == picture);
    }

    #[test]
    fn an_edge_that_was_askew_is_level() {
        // Bright above a line that falls by one in eight, dark below.
        let light = |x: u32, y: u32| if f64::from(y) < 40.0 + f64::from(x) / 8.0 { 220 } else { 30 };
        let rgb = (0..120).flat_map(|y| (0..160).flat_map(move |x| [light(x, y); 3])).collect();
        let picture = Picture::new(160, 120, rgb).unwrap();
        let (sin, cos) = 0.125_f64.atan().sin_cos();
        let quad = Quad::from_corners(
            (20.0, 20.0),
            (20.0 + 100.0 * cos, 20.0 + 100.0 * sin),
            (20.0 - 50.0 * sin, 20.0 + 50.0 * cos),
        );
        let (small, askew) = level(&picture, &quad, CropBox::whole(&picture), 100).unwrap();
        let made = askew.taken_from(&small).unwrap();
        assert_eq!((made.width(), made.height()), (100, 50));
        for row in 0..50 {
            let values: Vec<u8> = (2..98).map(|x| made.pixel(x, row)[0]).collect();
            let (least, most) = (values.iter().min().unwrap(), values.iter().max().unwrap());
            let on_edge = (20..25).contains(&row);
            assert!(on_edge || most - least < 40, "row {row}: {least} to {most}");
        }
    }
}
