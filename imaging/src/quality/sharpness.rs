//! Sharpness as the variance of the Laplacian (Pech-Pacheco 2000), made independent of contrast and of noise.
//!
//! The plain variance is low for dark or even skin however sharp it is. So it is divided by the same measure of a copy
//! blurred on purpose: what is blurred already loses little. Contrast cancels out, and with it skin tone. A camera's
//! noise is sharp in any picture, so it is smoothed away first, and what may be left of it is taken off.

use crate::Picture;

/// The picture is judged in squares, and by one of the sharpest: a soft background behind a sharp lesion is no fault.
const SQUARE: usize = 64;
/// Which square speaks, counted from the sharpest.
const SPEAKS_AT: f32 = 0.10;
/// What one step of noise leaves of itself in the smoothed copy's Laplacian; less than that says nothing.
const NOISE: f32 = 0.10;

/// Above 4 or so for a sharp picture, towards 1.0 for a soft one; 1.0 also where a picture has no detail at all.
pub(super) fn measure(picture: &Picture) -> f32 {
    let (width, height) = (picture.width() as usize, picture.height() as usize);
    let luma: Vec<f32> = picture.rgb().as_chunks::<3>().0.iter().map(luma).collect();
    let smoothed = blur(&luma, width, height);
    let blurred = blur(&blur(&smoothed, width, height), width, height);
    let mut ratios = Vec::new();
    for top in (2..height.saturating_sub(2)).step_by(SQUARE) {
        for left in (2..width.saturating_sub(2)).step_by(SQUARE) {
            let area = (left..(left + SQUARE).min(width - 2), top..(top + SQUARE).min(height - 2));
            let detail = laplacian_variance(&smoothed, width, &area) - NOISE;
            if detail > NOISE {
                ratios.push(detail / laplacian_variance(&blurred, width, &area).max(f32::EPSILON));
            }
        }
    }
    ratios.sort_by(|a, b| b.total_cmp(a));
    ratios.get((ratios.len() as f32 * SPEAKS_AT) as usize).copied().unwrap_or(1.0)
}

/// Rec. 601, on the encoded values: what an eye compares.
fn luma(&[r, g, b]: &[u8; 3]) -> f32 {
    0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b)
}

/// Binomial 5 × 5, once along rows and once along columns; the two outermost pixels stay as they are.
fn blur(luma: &[f32], width: usize, height: usize) -> Vec<f32> {
    let along = |from: &[f32], step: usize| -> Vec<f32> {
        let mut to = from.to_vec();
        for (at, value) in to.iter_mut().enumerate().take(from.len().saturating_sub(2 * step)).skip(2 * step) {
            *value = (from[at - 2 * step] + from[at + 2 * step]) / 16.0
                + (from[at - step] + from[at + step]) / 4.0
                + from[at] * 0.375;
        }
        to
    };
    if width < 5 || height < 5 {
        return luma.to_vec();
    }
    along(&along(luma, 1), width)
}

type Area = (std::ops::Range<usize>, std::ops::Range<usize>);

fn laplacian_variance(luma: &[f32], width: usize, (columns, rows): &Area) -> f32 {
    let (mut sum, mut squares) = (0.0_f32, 0.0_f32);
    for y in rows.clone() {
        for x in columns.clone() {
            let at = y * width + x;
            let laplacian = luma[at - 1] + luma[at + 1] + luma[at - width] + luma[at + width] - 4.0 * luma[at];
            sum += laplacian;
            squares += laplacian * laplacian;
        }
    }
    let count = (columns.len() * rows.len()).max(1) as f32;
    squares / count - (sum / count) * (sum / count)
}
