//! A picture in a JPEG's own colours, taken apart as its encoder wants it.

use crate::Picture;

/// Light, and the two differences at half the size both ways (4:2:0), sides rounded up.
pub(super) struct Planes {
    pub(super) light: Vec<u8>,
    pub(super) blue: Vec<u8>,
    pub(super) red: Vec<u8>,
}

impl Planes {
    /// Of a picture whose channels are YCbCr.
    pub(super) fn of(picture: &Picture) -> Self {
        let width = picture.width() as usize;
        let (pixels, _) = picture.rgb().as_chunks::<3>();
        let quarter = width.div_ceil(2) * (picture.height() as usize).div_ceil(2);
        let mut planes = Self {
            light: pixels.iter().map(|pixel| pixel[0]).collect(),
            blue: Vec::with_capacity(quarter),
            red: Vec::with_capacity(quarter),
        };
        for rows in pixels.chunks(width * 2) {
            // The last row of an odd number, and the last pixel of an odd row, count twice.
            let (above, below) = if rows.len() > width { rows.split_at(width) } else { (rows, rows) };
            let (pairs, _) = above.as_chunks::<2>();
            let (pairs_below, _) = below.as_chunks::<2>();
            for (column, ([a, b], [c, d])) in pairs.iter().zip(pairs_below).enumerate() {
                planes.put(column, [a, b, c, d]);
            }
            if width % 2 == 1 {
                let (last, last_below) = (&above[width - 1], &below[width - 1]);
                planes.put(width / 2, [last, last, last_below, last_below]);
            }
        }
        planes
    }

    /// Halves are rounded down and up in turn, as libjpeg does, or the whole picture would drift.
    fn put(&mut self, column: usize, square: [&[u8; 3]; 4]) {
        let mean = |channel: usize| {
            let sum: u16 = square.iter().map(|pixel| u16::from(pixel[channel])).sum();
            ((sum + 1 + (column % 2) as u16) / 4) as u8
        };
        self.blue.push(mean(1));
        self.red.push(mean(2));
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn odd_sides_are_rounded_up_and_halves_in_turn() {
        let pixels = [[10, 0, 100], [20, 2, 100], [30, 8, 50], [40, 0, 100], [50, 0, 102], [60, 8, 50]];
        let planes = Planes::of(&Picture::new(3, 2, pixels.as_flattened().to_vec()).unwrap());
        assert_eq!(planes.light, [10, 20, 30, 40, 50, 60]);
        // (0 + 2 + 0 + 0) / 4 is a half: down in the first column; the last pixel stands twice.
        assert_eq!((planes.blue, planes.red), (vec![0, 8], vec![100, 50]));
        let planes = Planes::of(&Picture::new(1, 3, vec![9, 1, 4, 9, 2, 5, 9, 7, 7]).unwrap());
        assert_eq!((planes.blue, planes.red), (vec![1, 7], vec![4, 7]));
    }
}
