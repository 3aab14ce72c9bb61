//! A picture's relief: what is left of its brightness when light and exposure are taken out.

use crate::Picture;

/// Brightness against its surroundings, in units of the surroundings' own contrast.
pub(super) struct Plane {
    pub(super) width: usize,
    pub(super) height: usize,
    values: Vec<f32>,
}

/// The surroundings reach this share of the longer side to every side: wider than a lesion's border, narrower than
/// the fall of light across a limb.
const REACH: f32 = 0.12;
/// Contrast in steps of 255 below which a surface counts as even, so that noise is not taken for relief.
const EVEN: f32 = 2.0;

impl Plane {
    pub(super) fn of(picture: &Picture) -> Plane {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let (pixels, _) = picture.rgb().as_chunks::<3>();
        // ITU-R BT.601.
        let luma = pixels.iter().map(|&[r, g, b]| 0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b));
        let mut values: Vec<f32> = luma.collect();
        let reach = ((width.max(height) as f32 * REACH) as usize).max(1);
        let mean = blurred(&values, width, height, reach);
        values.iter_mut().zip(mean).for_each(|(value, mean)| *value -= mean);
        let squares: Vec<f32> = values.iter().map(|value| value * value).collect();
        let variance = blurred(&squares, width, height, reach);
        values.iter_mut().zip(variance).for_each(|(value, variance)| *value /= (variance + EVEN * EVEN).sqrt());
        Plane { width, height, values }
    }

    pub(super) fn at(&self, x: usize, y: usize) -> f32 {
        self.values[y * self.width + x]
    }

    /// The value at a place and its slopes along x and y, between the four pixels around it; none outside.
    pub(super) fn sample(&self, x: f32, y: f32) -> Option<[f32; 3]> {
        if x < 0.0 || y < 0.0 {
            return None;
        }
        let (column, row) = (x as usize, y as usize);
        if column + 1 >= self.width || row + 1 >= self.height {
            return None;
        }
        let (right, down) = (x - column as f32, y - row as f32);
        let at = row * self.width + column;
        let [a, b] = [self.values[at], self.values[at + 1]];
        let [c, d] = [self.values[at + self.width], self.values[at + self.width + 1]];
        let (above, below) = (a + (b - a) * right, c + (d - c) * right);
        Some([above + (below - above) * down, (b - a) * (1.0 - down) + (d - c) * down, below - above])
    }
}

/// The mean over a square of `reach` pixels to every side, less at the edges: one pass along rows, one along columns.
fn blurred(values: &[f32], width: usize, height: usize, reach: usize) -> Vec<f32> {
    let mut rows = vec![0.0; values.len()];
    for y in 0..height {
        run(values, &mut rows, y * width, 1, width, reach);
    }
    let mut both = vec![0.0; values.len()];
    for x in 0..width {
        run(&rows, &mut both, x, width, height, reach);
    }
    both
}

fn run(from: &[f32], to: &mut [f32], start: usize, step: usize, length: usize, reach: usize) {
    let mut sums = vec![0.0];
    for n in 0..length {
        sums.push(sums[n] + f64::from(from[start + n * step]));
    }
    for n in 0..length {
        let (low, high) = (n.saturating_sub(reach), (n + reach + 1).min(length));
        to[start + n * step] = ((sums[high] - sums[low]) / (high - low) as f64) as f32;
    }
}
