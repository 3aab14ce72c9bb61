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
pub(super) fn random(seed: u64, x: u32, y: u32) -> f32 {
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
            let corner = |x: u32, y: u32| random(seed + u64::from(octave) * 977, x % cells, y % cells) * 2.0 - 1.0;
            for (at, value) in values.iter_mut().enumerate() {
                let (x, y) = (at as u32 % SIDE, at as u32 / SIDE);
                let part = |at: u32| smooth((at % cell) as f32 / cell as f32);
                let (left, top) = (x / cell, y / cell);
                let above = mix(corner(left, top), corner(left + 1, top), part(x));
                let below = mix(corner(left, top + 1), corner(left + 1, top + 1), part(x));
                *value += mix(above, below, part(y)) * strength;
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
        let cells = SIDE / cell;
        let values = (0..SIDE * SIDE).map(|at| {
            let (x, y) = (at % SIDE, at / SIDE);
            let (mut nearest, mut second) = (f32::MAX, f32::MAX);
            for (step_x, step_y) in (0..9).map(|n| (n % 3, n / 3)) {
                let (column, row) = ((x / cell + cells + step_x - 1), (y / cell + cells + step_y - 1));
                let place = |seed| random(seed, column % cells, row % cells);
                let away_x = (column as f32 - cells as f32 + place(seed)) * cell as f32 - x as f32;
                let away_y = (row as f32 - cells as f32 + place(seed + 1)) * cell as f32 - y as f32;
                let away = (away_x * away_x + away_y * away_y).sqrt();
                second = second.min(away.max(nearest));
                nearest = nearest.min(away);
            }
            ((second - nearest) / cell as f32 * 2.0).min(1.0)
        });
        Tile { values: values.collect() }
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
