//! The mirror image of a lamp or a flash on the skin: pure white with a hard edge, and skin all round it.

use crate::Picture;

/// Squares along the picture's longer side.
const SQUARES: u32 = 64;
/// At or above, every channel: the sensor was full.
const WHITE: u8 = 250;
/// This share of a square's pixels makes the square white.
const FULL: f32 = 0.7;
/// An edge is hard where the squares two further out are darker than this, 0 to 255 by the smallest channel: a
/// picture that is too bright as a whole fades away slowly.
const BESIDE: f32 = 215.0;
/// The middle's share of each side.
const MIDDLE: f32 = 0.7;

struct Squares {
    columns: usize,
    rows: usize,
    white: Vec<bool>,
    /// Mean of the smallest channel.
    level: Vec<f32>,
}

/// The share of the middle that mirrors a light, 0.0 to 1.0. A white patch that reaches the picture's edge is taken for
/// paper or a window and does not count.
pub(super) fn measure(picture: &Picture) -> f32 {
    let squares = squares(picture);
    let mut seen = vec![false; squares.white.len()];
    let mut mirrored = 0;
    for start in 0..squares.white.len() {
        if squares.white[start] && !seen[start] {
            let patch = squares.patch(start, &mut seen);
            if !squares.reaches_the_edge(&patch) && squares.beside(&patch) < BESIDE {
                mirrored += patch.iter().filter(|&&at| squares.is_in_the_middle(at)).count();
            }
        }
    }
    mirrored as f32 / (squares.white.len() as f32 * MIDDLE * MIDDLE)
}

fn squares(picture: &Picture) -> Squares {
    let side = (picture.width().max(picture.height()) / SQUARES).max(2);
    let (columns, rows) = ((picture.width() / side).max(1), (picture.height() / side).max(1));
    let (mut white, mut level) = (Vec::new(), Vec::new());
    for (row, column) in (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column))) {
        let (mut count, mut full, mut sum) = (0_u32, 0_u32, 0_u32);
        for y in row * side..((row + 1) * side).min(picture.height()) {
            for x in column * side..((column + 1) * side).min(picture.width()) {
                let [r, g, b] = picture.pixel(x, y);
                let smallest = r.min(g).min(b);
                count += 1;
                full += u32::from(smallest >= WHITE);
                sum += u32::from(smallest);
            }
        }
        white.push(full as f32 >= count as f32 * FULL);
        level.push(sum as f32 / count.max(1) as f32);
    }
    Squares { columns: columns as usize, rows: rows as usize, white, level }
}

impl Squares {
    /// The white squares that hang together with `start`.
    fn patch(&self, start: usize, seen: &mut [bool]) -> Vec<usize> {
        let mut patch = vec![start];
        seen[start] = true;
        let mut next = 0;
        while let Some(&at) = patch.get(next) {
            for beside in self.around(at, 1) {
                if self.white[beside] && !seen[beside] {
                    seen[beside] = true;
                    patch.push(beside);
                }
            }
            next += 1;
        }
        patch
    }

    /// The squares `away` to the left, the right, above and below, as far as there are any.
    fn around(&self, at: usize, away: usize) -> impl Iterator<Item = usize> {
        let (column, row, columns) = (at % self.columns, at / self.columns, self.columns);
        [
            (column >= away).then(|| at - away),
            (column + away < columns).then_some(at + away),
            (row >= away).then(|| at - away * columns),
            (row + away < self.rows).then_some(at + away * columns),
        ]
        .into_iter()
        .flatten()
    }

    fn reaches_the_edge(&self, patch: &[usize]) -> bool {
        patch.iter().any(|&at| self.around(at, 1).count() < 4)
    }

    /// The mean level just outside.
    fn beside(&self, patch: &[usize]) -> f32 {
        let levels = patch.iter().flat_map(|&at| self.around(at, 2)).filter(|&at| !self.white[at]);
        let (count, sum) = levels.fold((0, 0.0), |(count, sum), at| (count + 1, sum + self.level[at]));
        sum / count.max(1) as f32
    }

    fn is_in_the_middle(&self, at: usize) -> bool {
        let within = |at: usize, of: usize| ((at as f32 + 0.5) / of as f32 - 0.5).abs() < MIDDLE / 2.0;
        within(at % self.columns, self.columns) && within(at / self.columns, self.rows)
    }
}
