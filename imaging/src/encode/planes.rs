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
        let half = width.div_ceil(2);
        let quarter = half * (picture.height() as usize).div_ceil(2);
        let mut planes = Self { light: vec![0; pixels.len()], blue: vec![0; quarter], red: vec![0; quarter] };
        let halves = planes.blue.chunks_mut(half).zip(planes.red.chunks_mut(half));
        for ((rows, light), (blue, red)) in pixels.chunks(width * 2).zip(planes.light.chunks_mut(width * 2)).zip(halves)
        {
            for (light, pixel) in light.iter_mut().zip(rows) {
                *light = pixel[0];
            }
            // The last row of an odd number counts twice.
            let (above, below) = if rows.len() > width { rows.split_at(width) } else { (rows, rows) };
            let (pairs, last) = above.as_chunks::<2>();
            let (pairs_below, last_below) = below.as_chunks::<2>();
            let squares = pairs.iter().zip(pairs_below).zip(blue.iter_mut().zip(red.iter_mut()));
            for (column, (([a, b], [c, d]), (blue, red))) in squares.enumerate() {
                [*blue, *red] = differences([a, b, c, d], column);
            }
            // So does the last pixel of an odd row.
            if let ([a], [c], [.., blue], [.., red]) = (last, last_below, blue, red) {
                [*blue, *red] = differences([a, a, c, c], half - 1);
            }
        }
        planes
    }
}

/// What four pixels have in common. Halves are rounded down and up in turn, as libjpeg does, or the whole picture would
/// drift.
fn differences(square: [&[u8; 3]; 4], column: usize) -> [u8; 2] {
    [1, 2].map(|channel| {
        let [a, b, c, d] = square.map(|pixel| u16::from(pixel[channel]));
        ((a + b + c + d + 1 + (column % 2) as u16) / 4) as u8
    })
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
