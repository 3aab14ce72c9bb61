//! Repeatable noise: small tiles, worked out once and read many times, because a picture has millions of pixels.

/// A well-mixed number for a place (SplitMix64's finaliser).
pub(super) fn hash(seed: u64, x: u32, y: u32) -> u64 {
    let mut z = seed
        .wrapping_mul(0x9E37_79B9_7F4A_7C15)
        .wrapping_add((u64::from(x) << 32 | u64::from(y)).wrapping_mul(0xD134_2543_DE82_EF95));
    z = (z ^ (z >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
    z = (z ^ (z >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
    z ^ (z >> 31)
}

/// 0.0 to 1.0 for a place.
pub(crate) fn random(seed: u64, x: u32, y: u32) -> f32 {
    (hash(seed, x, y) >> 40) as f32 / (1_u64 << 24) as f32
}

/// Values on a square that repeats without a seam.
pub(super) struct Tile {
    values: Vec<f32>,
}

/// A power of two, so that wrapping round is one instruction.
const SIDE: u32 = 512;

impl Tile {
    /// Fractal value noise, about −1.0 to 1.0; the coarsest grain is `cell` points wide (a power of two).
    pub(super) fn fractal(seed: u64, cell: u32, octaves: u32) -> Tile {
        let mut values = vec![0.0; (SIDE * SIDE) as usize];
        let (mut cell, mut strength) = (cell, 1.0);
        for octave in 0..octaves {
            let cells = SIDE / cell;
            let corner = |at: u32| random(seed + u64::from(octave) * 977, at % cells, at / cells) * 2.0 - 1.0;
            let corners: Vec<f32> = (0..cells * cells).map(corner).collect();
            let parts: Vec<f32> = (0..cell).map(|at| smooth(at as f32 / cell as f32)).collect();
            let (cell_wide, cells_wide) = (cell as usize, cells as usize);
            for (y, line) in values.chunks_exact_mut(SIDE as usize).enumerate() {
                let row = |row: usize| &corners[row % cells_wide * cells_wide..][..cells_wide];
                let (above, below) = (row(y / cell_wide), row(y / cell_wide + 1));
                for (column, run) in line.chunks_exact_mut(cell_wide).enumerate() {
                    let next = (column + 1) % cells_wide;
                    for (value, &part) in run.iter_mut().zip(&parts) {
                        let above = mix(above[column], above[next], part);
                        let below = mix(below[column], below[next], part);
                        *value += mix(above, below, parts[y % cell_wide]) * strength;
                    }
                }
            }
            (cell, strength) = (cell / 2, strength * 0.55);
            if cell == 0 {
                break;
            }
        }
        Tile { values }
    }

    /// Cells with furrows between them, as fine skin has: 0.0 in a furrow, towards 1.0 in a cell's middle.
    pub(super) fn cells(seed: u64, cell: u32) -> Tile {
        let cells = (SIDE / cell) as usize;
        let place = |at: usize| {
            let (x, y) = ((at % cells) as u32, (at / cells) as u32);
            (random(seed, x, y) * cell as f32, random(seed + 1, x, y) * cell as f32)
        };
        let places: Vec<(f32, f32)> = (0..cells * cells).map(place).collect();
        let mut values = Vec::with_capacity((SIDE * SIDE) as usize);
        for y in 0..SIDE {
            for x in 0..SIDE {
                let (mut nearest, mut second) = (f32::MAX, f32::MAX);
                for beside_y in [-1, 0, 1] {
                    for beside_x in [-1, 0, 1] {
                        let (column, row) = ((x / cell) as i32 + beside_x, (y / cell) as i32 + beside_y);
                        let wrapped = |at: i32| at.rem_euclid(cells as i32) as usize;
                        let (point_x, point_y) = places[wrapped(row) * cells + wrapped(column)];
                        let away_x = column as f32 * cell as f32 + point_x - x as f32;
                        let away_y = row as f32 * cell as f32 + point_y - y as f32;
                        let away = away_x * away_x + away_y * away_y;
                        second = second.min(away.max(nearest));
                        nearest = nearest.min(away);
                    }
                }
                values.push(((second.sqrt() - nearest.sqrt()) / cell as f32 * 2.0).min(1.0));
            }
        }
        Tile { values }
    }

    /// The value at a place, between its four neighbours.
    pub(super) fn at(&self, x: f32, y: f32) -> f32 {
        let value = |x: i32, y: i32| self.values[((y as u32 % SIDE) * SIDE + x as u32 % SIDE) as usize];
        let (left, top) = (x.floor(), y.floor());
        let (column, row) = (left as i32, top as i32);
        let above = mix(value(column, row), value(column + 1, row), x - left);
        let below = mix(value(column, row + 1), value(column + 1, row + 1), x - left);
        mix(above, below, y - top)
    }
}

pub(super) fn mix(from: f32, to: f32, share: f32) -> f32 {
    from + (to - from) * share
}

/// From 0.0 at 0.0 to 1.0 at 1.0, flat at both ends.
pub(super) fn smooth(share: f32) -> f32 {
    let share = share.clamp(0.0, 1.0);
    share * share * (3.0 - 2.0 * share)
}

/// 0.0 up to `from`, 1.0 beyond `to`.
pub(super) fn step(from: f32, to: f32, value: f32) -> f32 {
    smooth((value - from) / (to - from))
}
