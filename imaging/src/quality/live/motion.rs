//! How far the picture moved between two frames: a least-squares fit of one shift (Lucas and Kanade 1981) for small
//! movements, and whether the frames resemble each other at all for large ones. Neither depends on how light the skin is,
//! and noise, which no gradient explains, hardly counts.

use crate::Picture;

/// Cells along the longer side: small ones feel a trembling hand, large ones a sweep.
const FINE: u32 = 80;
const COARSE: u32 = 24;
/// Frames that resemble each other less than this have nothing to do with each other.
const ALIKE: f32 = 0.6;
/// Contrast (variance over the coarse cells, in steps of 255, squared) below which resemblance says nothing.
const FLAT: f32 = 4.0;
/// What noise leaves in a cell's gradient, squared.
const NOISE: f32 = 0.05;
/// What is given for frames that do not resemble each other, a share of the longer side.
const FAR: f32 = 0.2;

/// A frame's light in cells.
#[derive(Debug, Clone)]
pub(super) struct Trace {
    fine: Cells,
    coarse: Cells,
}

#[derive(Debug, Clone)]
struct Cells {
    columns: usize,
    rows: usize,
    mean: f32,
    light: Vec<f32>,
}

impl Trace {
    pub(super) fn of(frame: &Picture) -> Trace {
        Trace { fine: Cells::of(frame, FINE), coarse: Cells::of(frame, COARSE) }
    }

    /// How far this frame moved from the one `before`, as a share of the longer side. None when they cannot be compared.
    pub(super) fn moved_since(&self, before: &Trace) -> Option<f32> {
        if (self.fine.columns, self.fine.rows) != (before.fine.columns, before.fine.rows) {
            return None;
        }
        let far = if self.coarse.is_unlike(&before.coarse) { FAR } else { 0.0 };
        let fine = self.fine.shift(&before.fine) / FINE as f32;
        Some(fine.max(self.coarse.shift(&before.coarse) / COARSE as f32).max(far))
    }
}

impl Cells {
    fn of(frame: &Picture, across: u32) -> Cells {
        let side = (frame.width().max(frame.height()) / across).max(1) as usize;
        let (columns, rows) = ((frame.width() as usize / side).max(1), (frame.height() as usize / side).max(1));
        let mut light = vec![0.0; columns * rows];
        let (pixels, _) = frame.rgb().as_chunks::<3>();
        for (y, line) in pixels.chunks_exact(frame.width() as usize).enumerate().take(rows * side) {
            for (x, &[r, g, b]) in line.iter().enumerate().take(columns * side) {
                light[y / side * columns + x / side] +=
                    0.299 * f32::from(r) + 0.587 * f32::from(g) + 0.114 * f32::from(b);
            }
        }
        for cell in &mut light {
            *cell /= (side * side) as f32;
        }
        let mean = light.iter().sum::<f32>() / light.len() as f32;
        Cells { columns, rows, mean, light }
    }

    /// How much lighter this frame is: the camera sets its exposure anew while one looks.
    fn lighter_than(&self, before: &Cells) -> f32 {
        self.mean / before.mean.max(1.0)
    }

    fn is_unlike(&self, before: &Cells) -> bool {
        let (mut own, mut other, mut both) = (0.0, 0.0, 0.0);
        for (now, then) in self.light.iter().zip(&before.light) {
            let (now, then) = (now - self.mean, then - before.mean);
            own += now * now;
            other += then * then;
            both += now * then;
        }
        let flat = FLAT * self.light.len() as f32;
        own.max(other) > flat && both < ALIKE * (own * other).sqrt()
    }

    /// In cells.
    fn shift(&self, before: &Cells) -> f32 {
        let lighter = self.lighter_than(before);
        let (mut xx, mut xy, mut yy, mut xt, mut yt) = (0.0, 0.0, 0.0, 0.0, 0.0);
        let mut count = 0.0;
        for row in 1..self.rows.saturating_sub(1) {
            for column in 1..self.columns.saturating_sub(1) {
                let at = row * self.columns + column;
                let along_x = (self.light[at + 1] - self.light[at - 1]) / 2.0;
                let along_y = (self.light[at + self.columns] - self.light[at - self.columns]) / 2.0;
                let changed = self.light[at] - before.light[at] * lighter;
                xx += along_x * along_x;
                xy += along_x * along_y;
                yy += along_y * along_y;
                xt += along_x * changed;
                yt += along_y * changed;
                count += 1.0;
            }
        }
        let (xx, yy) = (xx + NOISE * count, yy + NOISE * count);
        let whole = xx * yy - xy * xy;
        if whole <= f32::EPSILON {
            return 0.0;
        }
        ((yy * xt - xy * yt) / whole).hypot((xx * yt - xy * xt) / whole)
    }
}
