//! What is on the skin.

use super::noise::{Tile, random, step};

/// A kind of skin change, drawn to be recognisable, not to teach from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Lesion {
    /// An irregular brown patch with several colours.
    Pigmented,
    /// A raised, warty, stuck-on plaque.
    Keratotic,
    /// Scattered red, scaly plaques.
    Rash,
}

/// What a lesion adds at one place.
#[derive(Default)]
pub(super) struct Added {
    pub(super) melanin: f32,
    pub(super) haemoglobin: f32,
    /// Dry scale on top, 0.0 to 1.0.
    pub(super) scale: f32,
    /// Height above the skin.
    pub(super) height: f32,
}

/// A lesion with the noise it is drawn from. Places are in units from its middle, 14 to a millimetre close up.
pub(super) struct Drawn {
    kind: Lesion,
    seed: u64,
    shape: Tile,
    warts: Tile,
    plaques: Vec<(f32, f32, f32)>,
}

/// Typical radius of the single lesions, in units: 8 mm.
const RADIUS: f32 = 115.0;

impl Drawn {
    pub(super) fn new(kind: Lesion, seed: u64) -> Drawn {
        let plaque = |n: u32| {
            let place = |salt: u32| random(seed, n, salt) * 2.0 - 1.0;
            (place(1) * 430.0, place(2) * 330.0, 28.0 + 62.0 * random(seed, n, 3).powi(2))
        };
        Drawn {
            kind,
            seed,
            shape: Tile::fractal(seed + 11, 64, 5),
            warts: Tile::cells(seed + 12, 16),
            plaques: (0..17).map(plaque).collect(),
        }
    }

    pub(super) fn at(&self, x: f32, y: f32) -> Added {
        match self.kind {
            Lesion::Pigmented => self.pigmented(x, y),
            Lesion::Keratotic => self.keratotic(x, y),
            Lesion::Rash => self.rash(x, y),
        }
    }

    /// Distance from the middle, 1.0 at an outline that wanders by `irregular`.
    fn outline(&self, x: f32, y: f32, irregular: f32) -> f32 {
        let away = (x * x + y * y).sqrt().max(1.0);
        let (along_x, along_y) = (x / away * 46.0, y / away * 46.0);
        let wander = self.shape.at(along_x + 200.0, along_y + 90.0) + 0.35 * self.shape.at(x * 0.9, y * 0.9);
        away / (RADIUS * (1.0 + irregular * wander))
    }

    fn pigmented(&self, x: f32, y: f32) -> Added {
        let shape = self.outline(x * 0.82, y * 1.05, 0.30);
        let inside = step(1.08, 0.90, shape);
        if inside == 0.0 {
            return Added::default();
        }
        let turn = random(self.seed, 7, 7) * std::f32::consts::TAU;
        let (dark_x, dark_y) = (x - 34.0 * turn.cos(), y - 34.0 * turn.sin());
        let dark = (-(dark_x * dark_x + dark_y * dark_y) / 1_900.0).exp();
        let (pink_x, pink_y) = (x + 48.0 * turn.cos(), y + 48.0 * turn.sin());
        let pink = (-(pink_x * pink_x + pink_y * pink_y) / 1_300.0).exp();
        let mottled = self.shape.at(x * 1.4 + 60.0, y * 1.4);
        Added {
            melanin: inside * (0.95 + 0.42 * mottled + 1.15 * dark - 0.45 * pink).max(0.15),
            haemoglobin: inside * (0.12 + 0.5 * pink),
            scale: 0.0,
            height: inside * 0.25,
        }
    }

    fn keratotic(&self, x: f32, y: f32) -> Added {
        let shape = self.outline(x * 0.8, y * 1.1, 0.10);
        let inside = step(1.03, 0.97, shape);
        if inside == 0.0 {
            return Added { haemoglobin: 0.16 * step(1.35, 1.0, shape), ..Added::default() };
        }
        let wart = self.warts.at(x * 1.1, y * 1.1);
        let mottled = self.shape.at(x * 2.0, y * 2.0 + 80.0);
        Added {
            melanin: inside * (0.72 + 0.34 * mottled + 0.40 * step(0.30, 0.0, wart)),
            haemoglobin: 0.05 * inside,
            scale: inside * 0.10 * step(0.2, 0.9, mottled),
            height: inside * (1.0 + 0.5 * step(0.0, 0.8, wart) + 0.5 * mottled),
        }
    }

    fn rash(&self, x: f32, y: f32) -> Added {
        let wander = 1.0 + 0.22 * self.shape.at(x, y);
        let depth = self.plaques.iter().map(|&(middle_x, middle_y, radius)| {
            let (x, y) = (x - middle_x, y - middle_y);
            step(1.12, 0.86, (x * x + y * y).sqrt() / (radius * wander))
        });
        let inside = depth.fold(0.0, f32::max);
        if inside == 0.0 {
            return Added::default();
        }
        let flakes = self.shape.at(x * 1.7, y * 1.7) * 0.7 + self.shape.at(x * 5.3, y * 5.3 + 40.0) * 0.5;
        Added {
            melanin: 0.10 * inside,
            haemoglobin: inside * (0.78 + 0.16 * self.shape.at(x * 0.7, y * 0.7)),
            scale: 0.50 * step(0.8, 1.0, inside) * step(0.10, 0.75, flakes),
            height: inside * (0.5 + 0.5 * flakes.max(0.0)),
        }
    }
}
