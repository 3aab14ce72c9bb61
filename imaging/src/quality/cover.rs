//! What a person covered before sending says nothing about the picture, and hides nothing else that is wrong with it.

use super::sharpness::Area;
use crate::{Picture, edit::COVER};

/// Side of the squares that are covered or not, in pixels.
const SIDE: usize = 16;
/// So many pixels of exactly the cover's grey make a square covered: a cover that was packed as JPEG keeps it but for
/// its edge, and what is grey by itself is seldom so even.
const ENOUGH: usize = SIDE * SIDE / 2;

/// Which squares of a picture are covered, or beside one that is: there JPEG leaves a rim.
pub(super) struct Covered {
    columns: usize,
    /// Row by row; empty where nothing is covered.
    squares: Vec<bool>,
}

impl Covered {
    pub(super) const NOTHING: Self = Self { columns: 0, squares: Vec::new() };

    pub(super) fn of(picture: &Picture) -> Self {
        let (width, height) = (picture.width() as usize, picture.height() as usize);
        let (columns, rows) = (width.div_ceil(SIDE), height.div_ceil(SIDE));
        let mut counts = vec![0; columns * rows];
        let (pixels, _) = picture.rgb().as_chunks::<3>();
        for (y, row) in pixels.chunks_exact(width).enumerate() {
            for (column, run) in row.chunks(SIDE).enumerate() {
                counts[y / SIDE * columns + column] += run.iter().filter(|pixel| **pixel == COVER).count();
            }
        }
        if counts.iter().all(|count| *count < ENOUGH) {
            return Self::NOTHING;
        }
        let around = |at: usize, end: usize| at.saturating_sub(1)..(at + 2).min(end);
        let is_near = |row: usize, column: usize| {
            around(row, rows).any(|y| around(column, columns).any(|x| counts[y * columns + x] >= ENOUGH))
        };
        let places = (0..rows).flat_map(|row| (0..columns).map(move |column| (row, column)));
        Self { columns, squares: places.map(|(row, column)| is_near(row, column)).collect() }
    }

    /// Whether this pixel is covered, or may be.
    pub(super) fn is_at(&self, x: usize, y: usize) -> bool {
        let at = y / SIDE * self.columns + x / SIDE;
        self.squares.get(at).copied().unwrap_or(false)
    }

    /// Whether any pixel of an area is.
    pub(super) fn reaches(&self, (columns, rows): &Area) -> bool {
        let within = |range: &std::ops::Range<usize>| range.start / SIDE..range.end.div_ceil(SIDE);
        let mut places = within(rows).flat_map(|row| within(columns).map(move |column| row * self.columns + column));
        !self.squares.is_empty() && places.any(|at| self.squares[at])
    }
}
