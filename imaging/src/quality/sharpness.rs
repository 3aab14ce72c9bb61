//! Sharpness as the variance of second derivatives (after Pech-Pacheco 2000), made independent of contrast, of noise and
//! of direction.
//!
//! The plain variance is low for dark or even skin however sharp it is. So it is divided by the same measure of a copy
//! blurred on purpose: what is blurred already loses little. Contrast cancels out, and with it skin tone. A camera's
//! noise is sharp in any picture, so it is smoothed away first, and what is left of it is taken off. A shaken picture is
//! sharp across the hand's path, so the least sharp of four directions counts.

use std::ops::Range;

use super::{Finding, cover::Covered, thresholds};
use crate::Picture;

/// The picture is judged in squares, and by one of the sharpest: a soft background behind a sharp lesion is no fault.
const SQUARE: usize = 64;
/// Which square speaks, counted from the sharpest.
const SPEAKS_AT: f32 = 0.10;
/// The middle's share of each side.
const MIDDLE: f32 = 0.5;
/// Along a row, a column and the two diagonals.
const DIRECTIONS: usize = 4;
/// How finely to look.
pub(super) struct Grain {
    /// How often the picture is smoothed before it is measured.
    smoothed: usize,
    /// What white noise leaves in each direction's derivative, of the variance that smoothing takes out: sums of the
    /// kernels' squares.
    noise_left: [f32; DIRECTIONS],
    /// Less than this much more than noise, in steps of 255 squared, says nothing: rounding and compression are no detail.
    least: f32,
}

/// For a preview frame: it was scaled down by much, and its noise with it. What is left then are the edges between one
/// rounded value and the next, which a blurred frame is full of.
pub(super) const FINE: Grain = Grain { smoothed: 1, noise_left: [0.0377, 0.0377, 0.1131, 0.1131], least: 0.12 };
/// For a picture.
pub(super) const COARSE: Grain = Grain { smoothed: 2, noise_left: [0.0058, 0.0058, 0.0197, 0.0197], least: 0.03 };
/// The square that tells the noise, counted from the most even: what varies from pixel to pixel there is little else.
const NOISE_AT: f32 = 0.15;
/// How much of that is noise. All of it would hide the detail of dark, grainy pictures.
const NOISE: f32 = 0.75;

pub(super) struct Detail {
    /// Above 2.4 for a sharp picture, towards 1.0 for a soft one; 1.0 also where a picture has no detail at all.
    pub(super) sharpness: f32,
    /// The same of the middle.
    pub(super) middle: f32,
    /// Whether the middle had any detail to judge by.
    told: bool,
    /// Whether all of it is covered.
    is_hidden: bool,
    /// Standard deviation of the middle's light, in steps of 255.
    contrast: f32,
}

/// What one square shows.
struct Square {
    is_middle: bool,
    /// Variance of what smoothing takes out.
    taken_out: f32,
    /// Variances of the derivatives: of the smoothed copy, and of the blurred one.
    smoothed: [f32; DIRECTIONS],
    blurred: [f32; DIRECTIONS],
}

pub(super) fn measure(picture: &Picture, covered: &Covered, grain: &Grain) -> Detail {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let luma: Vec<f32> = picture.rgb().as_chunks::<3>().0.iter().map(luma).collect();
    let smoothed = (0..grain.smoothed).fold(luma.clone(), |luma, _| blur(&luma, width, height));
    let blurred = blur(&blur(&smoothed, width, height), width, height);
    let mut squares = Vec::new();
    for top in (2..height.saturating_sub(2)).step_by(SQUARE) {
        for left in (2..width.saturating_sub(2)).step_by(SQUARE) {
            let area = (left..(left + SQUARE).min(width - 2), top..(top + SQUARE).min(height - 2));
            // A cover has no detail, and its edge more than any skin.
            if covered.reaches(&area) {
                continue;
            }
            squares.push(Square {
                is_middle: is_middle(&area.0, width) && is_middle(&area.1, height),
                taken_out: taken_out(&luma, &smoothed, width, &area),
                smoothed: derivatives(&smoothed, width, &area),
                blurred: derivatives(&blurred, width, &area),
            });
        }
    }
    let taken_out = noise(&squares);
    let noise = grain.noise_left.map(|left| left * taken_out * NOISE);
    let all = least_sharp(squares.iter(), &noise, grain.least);
    // Where the middle is covered, the rest speaks for it.
    let is_seen = squares.iter().any(|square| square.is_middle);
    let middle = least_sharp(squares.iter().filter(|square| square.is_middle || !is_seen), &noise, grain.least);
    Detail {
        is_hidden: squares.is_empty(),
        sharpness: all.unwrap_or(1.0),
        middle: middle.unwrap_or(1.0),
        told: middle.is_some(),
        contrast: contrast(&blurred, width, height, covered),
    }
}

/// Whether a square's own middle lies in the picture's.
fn is_middle(square: &Range<usize>, side: usize) -> bool {
    ((square.start + square.end) as f32 / 2.0 / side as f32 - 0.5).abs() < MIDDLE / 2.0
}

/// The variance that noise alone gives to what smoothing takes out.
fn noise(squares: &[Square]) -> f32 {
    let mut taken_out: Vec<f32> = squares.iter().map(|square| square.taken_out).collect();
    taken_out.sort_by(f32::total_cmp);
    taken_out.get((taken_out.len() as f32 * NOISE_AT) as usize).copied().unwrap_or(0.0)
}

/// The least of the four directions; each is judged by one of the squares that are sharpest in it. None when the squares
/// show no more than noise.
fn least_sharp<'a>(
    squares: impl Iterator<Item = &'a Square> + Clone,
    noise: &[f32; DIRECTIONS],
    least: f32,
) -> Option<f32> {
    let sharpest = |direction: usize| {
        let left = noise[direction];
        let ratio = |square: &Square| {
            let detail = square.smoothed[direction] - left;
            (detail > left + least).then(|| detail / square.blurred[direction].max(f32::EPSILON))
        };
        let mut ratios: Vec<f32> = squares.clone().filter_map(ratio).collect();
        ratios.sort_by(|a, b| b.total_cmp(a));
        ratios.get((ratios.len() as f32 * SPEAKS_AT) as usize).copied()
    };
    (0..DIRECTIONS).filter_map(sharpest).reduce(f32::min)
}

/// Standard deviation over the middle.
fn contrast(luma: &[f32], width: usize, height: usize, covered: &Covered) -> f32 {
    let margin = |side: usize| (side as f32 * (1.0 - MIDDLE) / 2.0) as usize;
    let (mut count, mut sum, mut squares) = (0.0_f32, 0.0_f32, 0.0_f32);
    for (y, line) in luma.chunks_exact(width).enumerate().take(height - margin(height)).skip(margin(height)) {
        for (x, &value) in line.iter().enumerate().take(width - margin(width)).skip(margin(width)) {
            if covered.is_at(x, y) {
                continue;
            }
            // From mid grey, so that the squares stay small enough to be told apart.
            let value = value - 128.0;
            count += 1.0;
            sum += value;
            squares += value * value;
        }
    }
    variance(count, sum, squares).sqrt()
}

fn variance(count: f32, sum: f32, squares: f32) -> f32 {
    let mean = sum / count.max(1.0);
    (squares / count.max(1.0) - mean * mean).max(0.0)
}

impl Detail {
    /// What is wrong, and what was measured. In bad light nothing is said of a picture without any detail.
    pub(super) fn finding(&self, is_well_lit: bool) -> Option<(Finding, f32)> {
        if self.is_hidden || !self.told && !is_well_lit {
            None
        } else if !self.told && self.contrast < thresholds::EMPTY {
            Some((Finding::Empty, self.contrast))
        } else if self.sharpness < thresholds::SHARPNESS {
            Some((Finding::Blurred, self.sharpness))
        } else if self.middle < thresholds::SHARPNESS {
            Some((Finding::MiddleBlurred, self.middle))
        } else {
            None
        }
    }
}

/// Rec. 601, on the encoded values: what an eye compares.
fn luma(&[r, g, b]: &[u8; 3]) -> f32 {
    0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b)
}

/// Binomial 5 × 5; at the edge, as if the outermost pixels went on.
fn blur(luma: &[f32], width: usize, height: usize) -> Vec<f32> {
    if width < 5 || height < 5 {
        return luma.to_vec();
    }
    let mut blurred = Vec::with_capacity(luma.len());
    // One row at a time, down and then across, so that it stays in the cache between the two.
    let mut line = vec![0.0; width + 4];
    for row in 0..height {
        let near = |n: usize| (row + n).saturating_sub(2).min(height - 1);
        blend(std::array::from_fn(|n| &luma[near(n) * width..][..width]), &mut line[2..width + 2]);
        let (first, last) = (line[2], line[width + 1]);
        line[..2].fill(first);
        line[width + 2..].fill(last);
        let start = blurred.len();
        blurred.resize(start + width, 0.0);
        blend(std::array::from_fn(|n| &line[n..][..width]), &mut blurred[start..]);
    }
    blurred
}

/// Slices of one length, so that nothing needs checking at every pixel.
fn blend([a, b, c, d, e]: [&[f32]; 5], to: &mut [f32]) {
    let ends = a.iter().zip(e).zip(b.iter().zip(d)).zip(c);
    for (to, (((a, e), (b, d)), c)) in to.iter_mut().zip(ends) {
        *to = (a + e) / 16.0 + (b + d) / 4.0 + c * 0.375;
    }
}

pub(super) type Area = (Range<usize>, Range<usize>);

fn taken_out(luma: &[f32], smoothed: &[f32], width: usize, area: &Area) -> f32 {
    mean_square(width, area, |line| {
        luma[line.clone()].iter().zip(&smoothed[line]).map(|(luma, smoothed)| luma - smoothed)
    })
}

/// The variance of the second derivative in each direction; its mean is nothing worth taking off.
fn derivatives(luma: &[f32], width: usize, area: &Area) -> [f32; DIRECTIONS] {
    [1, width, width + 1, width - 1].map(|step| {
        mean_square(width, area, |line| {
            let (before, after) = (line.start - step..line.end - step, line.start + step..line.end + step);
            let ends = luma[before].iter().zip(&luma[after]);
            ends.zip(&luma[line]).map(|((before, after), here)| before + after - 2.0 * here)
        })
    })
}

/// Of the values that `values` tells of each line's part inside the area.
fn mean_square<I>(width: usize, (columns, rows): &Area, values: impl Fn(Range<usize>) -> I) -> f32
where
    I: Iterator<Item = f32>,
{
    // A sum for every column: a single one would have to wait for each addition.
    let mut sums = [0.0_f32; SQUARE];
    for row in rows.clone() {
        let line = row * width + columns.start..row * width + columns.end;
        for (sum, value) in sums.iter_mut().zip(values(line)) {
            *sum += value * value;
        }
    }
    sums.iter().sum::<f32>() / (columns.len() * rows.len()).max(1) as f32
}
