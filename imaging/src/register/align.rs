//! Finding the warp under which two planes agree: try many coarsely, then follow the slope.

use super::{Similarity, plane::Plane};

/// From a point of the reference to the moving picture, both from the middle in shares of their widths:
/// `(a·x − b·y + x0, b·x + a·y + y0)`.
#[derive(Debug, Clone, Copy)]
pub(super) struct Warp([f64; 4]);

impl Warp {
    fn new(scale: f64, radians: f64, x: f64, y: f64) -> Warp {
        Warp([scale * radians.cos(), scale * radians.sin(), x, y])
    }

    /// The way back: from the moving picture to the reference.
    pub(super) fn inverse(&self) -> Similarity {
        let Warp([a, b, x, y]) = *self;
        let square = a * a + b * b;
        Similarity {
            scale: 1.0 / square.sqrt(),
            radians: (-b).atan2(a),
            x: -(a * x + b * y) / square,
            y: (b * x - a * y) / square,
        }
    }
}

/// Calls `each` with (reference's value, x, y in shares, moving's value and slopes per share) for every `step`th pixel
/// that both pictures show, and returns how many of those looked at they were, as a share.
fn overlap(
    reference: &Plane,
    moving: &Plane,
    warp: &Warp,
    step: usize,
    mut each: impl FnMut(f32, [f32; 2], [f32; 3]),
) -> f32 {
    let [a, b, x0, y0] = warp.0.map(|part| part as f32);
    let (width, to_width) = (reference.width as f32, moving.width as f32);
    let (middle_x, middle_y) = ((to_width - 1.0) / 2.0, (moving.height as f32 - 1.0) / 2.0);
    let (mut seen, mut shared) = (0, 0);
    for row in (0..reference.height).step_by(step) {
        let y = (row as f32 - (reference.height as f32 - 1.0) / 2.0) / width;
        for column in (0..reference.width).step_by(step) {
            let x = (column as f32 - (width - 1.0) / 2.0) / width;
            seen += 1;
            let (to_x, to_y) = (a * x - b * y + x0, b * x + a * y + y0);
            if let Some([value, along, down]) = moving.sample(to_x * to_width + middle_x, to_y * to_width + middle_y) {
                shared += 1;
                each(reference.at(column, row), [x, y], [value, along * to_width, down * to_width]);
            }
        }
    }
    shared as f32 / seen.max(1) as f32
}

/// Less than this shared, and any two pictures can be made to agree.
const LEAST_OVERLAP: f32 = 0.35;

/// How well both agree where they overlap, −1.0 to 1.0; 0.0 where they hardly do.
pub(super) fn correlation(reference: &Plane, moving: &Plane, warp: &Warp, step: usize) -> f32 {
    let [mut n, mut sum_r, mut sum_m, mut rr, mut mm, mut rm] = [0.0_f64; 6];
    let shared = overlap(reference, moving, warp, step, |r, _, [m, ..]| {
        let (r, m) = (f64::from(r), f64::from(m));
        n += 1.0;
        sum_r += r;
        sum_m += m;
        rr += r * r;
        mm += m * m;
        rm += r * m;
    });
    let spread = (rr - sum_r * sum_r / n) * (mm - sum_m * sum_m / n);
    if shared < LEAST_OVERLAP || spread <= 1e-6 { 0.0 } else { ((rm - sum_r * sum_m / n) / spread.sqrt()) as f32 }
}

/// The `keep` best of a grid: every turn to 28° in sevens, scales from 0.7 to 1.4, steps to a quarter of the width.
pub(super) fn search(reference: &Plane, moving: &Plane, keep: usize) -> Vec<Warp> {
    let mut found: Vec<(f32, Warp)> = Vec::new();
    for (turn, size) in (-4..=4).flat_map(|turn| (-3..=3).map(move |size| (turn, size))) {
        let (radians, scale) = (f64::from(turn) * 7_f64.to_radians(), 1.12_f64.powi(size));
        let steps = (-6..=6).flat_map(|y| (-6..=6).map(move |x| (f64::from(x) * 0.04, f64::from(y) * 0.04)));
        let warps = steps.map(|(x, y)| Warp::new(scale, radians, x, y));
        let best =
            warps.map(|warp| (correlation(reference, moving, &warp, 3), warp)).max_by(|a, b| a.0.total_cmp(&b.0));
        found.extend(best);
    }
    found.sort_by(|a, b| b.0.total_cmp(&a.0));
    found.into_iter().take(keep).map(|(_, warp)| warp).collect()
}

/// Gauss–Newton, with the moving picture's contrast and offset as two more unknowns; what disagrees most counts least.
pub(super) fn refine(reference: &Plane, moving: &Plane, start: Warp, rounds: usize) -> Warp {
    let mut warp = start;
    let (mut gain, mut offset) = (1.0_f32, 0.0_f32);
    for _ in 0..rounds {
        let mut normal = [[0.0_f64; 7]; 6];
        overlap(reference, moving, &warp, 1, |target, [x, y], [value, along, down]| {
            let row = [along * x + down * y, down * x - along * y, along, down, value, 1.0];
            let off = target - gain * value - offset;
            // Geman and McClure's weight, its width that of ordinary disagreement.
            let weight = (1.0 + off * off).powi(-2);
            for (i, &left) in row.iter().enumerate() {
                for (sum, right) in normal[i][i..].iter_mut().zip(row[i..].iter().chain([&target])) {
                    *sum += f64::from(weight * left * right);
                }
            }
        });
        let Some([a, b, x, y, new_gain, new_offset]) = solved(normal) else { return warp };
        // A gain near nothing or below says that nothing fits here: no step to trust.
        if new_gain < 0.1 {
            return warp;
        }
        let step = [a, b, x, y].map(|part| (part / new_gain).clamp(-0.1, 0.1));
        (gain, offset) = (new_gain as f32, new_offset as f32);
        for (part, step) in warp.0.iter_mut().zip(step) {
            *part += step;
        }
        if step.iter().all(|part| part.abs() < 1e-5) {
            break;
        }
    }
    warp
}

/// Gauss–Jordan elimination of six equations whose upper half is given.
fn solved(mut rows: [[f64; 7]; 6]) -> Option<[f64; 6]> {
    let upper = rows;
    for (at, row) in rows.iter_mut().enumerate() {
        row.iter_mut().zip(&upper[..at]).for_each(|(value, above)| *value = above[at]);
    }
    for pivot in 0..6 {
        let by = rows[pivot][pivot];
        if by.abs() < 1e-9 {
            return None;
        }
        rows[pivot] = rows[pivot].map(|value| value / by);
        for other in (0..6).filter(|&other| other != pivot) {
            let factor = rows[other][pivot];
            let pivot_row = rows[pivot];
            rows[other].iter_mut().zip(pivot_row).for_each(|(value, part)| *value -= factor * part);
        }
    }
    Some(rows.map(|row| row[6])).filter(|found| found.iter().all(|part| part.is_finite()))
}
