//! What is on the skin.

use super::{Change, paint::Textures};
use crate::synthetic::noise::{random, step};

/// What a change adds at one place.
#[derive(Debug, Clone, Copy, Default)]
pub(super) struct Added {
    pub(super) melanin: f32,
    pub(super) blood: f32,
    /// Dry scale on top, 0.0 to 1.0; the next two likewise.
    pub(super) scale: f32,
    pub(super) crust: f32,
    pub(super) clot: f32,
    pub(super) height: f32,
    /// How much more it shines than skin.
    pub(super) gloss: f32,
    /// Melanin seen through a nail alone.
    pub(super) in_nail: f32,
}

/// A change with what it is drawn from.
pub(super) struct Drawn<'a> {
    kind: Change,
    textures: &'a Textures,
    seed: u64,
    /// Noise units to a millimetre: the same shapes at every size.
    scale: f32,
    /// Where the change begins on its place, for what is the same on both sides.
    anchor: [f32; 2],
    patches: Vec<[f32; 3]>,
    /// Nothing is farther away than this, in millimetres.
    reach: f32,
    /// Structures that only a dermatoscope shows.
    detail: f32,
}

/// Radius of single lesions in noise units.
const RADIUS: f32 = 115.0;

impl<'a> Drawn<'a> {
    pub(super) fn new(
        kind: Change,
        size_mm: f32,
        anchor: [f32; 2],
        seed: u64,
        textures: &'a Textures,
        is_magnified: bool,
    ) -> Self {
        let (count, spread) = match kind {
            Change::Psoriasis => (15, [75.0, 52.0]),
            Change::DiscoidEczema => (7, [62.0, 40.0]),
            _ => (0, [0.0, 0.0]),
        };
        let patch = |n: u32| {
            let place = |salt: u32| random(seed, n, salt) * 2.0 - 1.0;
            // The first is where the camera looks.
            let away = if n == 0 { 0.0 } else { 1.0 };
            let radius = size_mm / 2.0 * if n == 0 { 1.0 } else { 0.35 + 0.75 * random(seed, n, 3).powi(2) };
            [place(1) * spread[0] * away, place(2) * spread[1] * away, radius]
        };
        let patches: Vec<[f32; 3]> = (0..count).map(patch).collect();
        let reach = match kind {
            Change::Eczema => 95.0,
            Change::Melasma => 1_000.0,
            Change::Psoriasis | Change::DiscoidEczema => spread[0] * 1.3 + size_mm,
            Change::NailStreak => 14.0,
            _ => size_mm,
        };
        Drawn {
            kind,
            textures,
            seed,
            scale: RADIUS / (size_mm / 2.0),
            anchor,
            patches,
            reach,
            detail: if is_magnified { 1.0 } else { 0.0 },
        }
    }

    /// At a place in millimetres from the change's middle.
    pub(super) fn at(&self, x: f32, y: f32) -> Added {
        if x.abs() > self.reach || y.abs() > self.reach {
            return Added::default();
        }
        let (u, v) = (x * self.scale, y * self.scale);
        match self.kind {
            Change::SeborrhoeicKeratosis => self.keratosis(u, v),
            Change::Naevus => self.naevus(u, v, x, y),
            Change::Melanoma => self.melanoma(u, v, x, y),
            Change::Lentigo => self.lentigo(u, v),
            Change::Dermatofibroma => self.dermatofibroma(u, v),
            Change::BasalCell => self.basal_cell(u, v),
            Change::SquamousCell => self.squamous_cell(u, v),
            Change::ActinicKeratosis => self.actinic(u, v),
            Change::Keloid => self.keloid(u, v),
            Change::Nodule => self.nodule(u, v),
            Change::NailStreak => self.nail_streak(x, y),
            Change::AcralNaevus => self.acral(u, v, x, y),
            Change::Eczema => self.eczema(x, y),
            Change::DiscoidEczema => self.discoid(x, y),
            Change::Psoriasis => self.psoriasis(x, y),
            Change::Melasma => self.melasma(x, y),
        }
    }

    fn noise(&self, x: f32, y: f32) -> f32 {
        self.textures.shape.at(x + self.seed as f32 * 37.0, y + self.seed as f32 * 59.0)
    }

    /// Distance from the middle, 1.0 at an outline that wanders by `irregular`.
    fn outline(&self, x: f32, y: f32, irregular: f32) -> f32 {
        let away = (x * x + y * y).sqrt().max(1.0);
        let (along_x, along_y) = (x / away * 46.0, y / away * 46.0);
        let wander = self.noise(along_x + 200.0, along_y + 90.0) + 0.35 * self.noise(x * 0.9, y * 0.9);
        away / (RADIUS * (1.0 + irregular * wander))
    }

    /// The net of fine brown lines that a dermatoscope shows, 0.0 to 1.0.
    fn network(&self, x: f32, y: f32) -> f32 {
        if self.detail == 0.0 { 0.0 } else { step(0.34, 0.02, self.textures.furrows.at(x * 21.0, y * 21.0)) }
    }

    fn keratosis(&self, x: f32, y: f32) -> Added {
        let shape = self.outline(x * 0.8, y * 1.1, 0.10);
        let inside = step(1.03, 0.96, shape);
        let wart = self.textures.warts.at(x * 1.1, y * 1.1);
        let mottled = self.noise(x * 2.0, y * 2.0 + 80.0);
        let cysts = self.detail * step(0.45, 0.6, self.noise(x * 2.6 + 31.0, y * 2.6)) * inside;
        Added {
            melanin: inside * (0.78 + 0.34 * mottled + 0.50 * step(0.30, 0.0, wart) - 0.5 * cysts),
            blood: 0.05 * inside + 0.10 * step(1.30, 1.0, shape),
            scale: inside * 0.12 * step(0.2, 0.9, mottled) + 0.5 * cysts,
            height: inside * (1.2 + 0.6 * step(0.0, 0.8, wart) + 0.5 * mottled),
            ..Added::default()
        }
    }

    fn naevus(&self, u: f32, v: f32, x: f32, y: f32) -> Added {
        let shape = self.outline(u * 0.94, v, 0.05);
        let inside = step(1.10, 0.86, shape);
        let even = 0.72 + 0.10 * self.noise(u * 1.4, v * 1.4) + 0.22 * step(0.8, 0.1, shape);
        Added {
            melanin: inside * (even * (1.0 - 0.45 * self.detail) + 0.75 * self.network(x, y) * step(1.0, 0.6, shape)),
            blood: inside * 0.10,
            height: inside * 0.45,
            ..Added::default()
        }
    }

    fn melanoma(&self, u: f32, v: f32, x: f32, y: f32) -> Added {
        let shape = self.outline(u * 0.80, v * 1.06, 0.42);
        let inside = step(1.07, 0.93, shape);
        let turn = random(self.seed, 7, 7) * std::f32::consts::TAU;
        let blot = |far: f32, wide: f32| {
            let (x, y) = (u - far * turn.cos(), v - far * turn.sin());
            (-(x * x + y * y) / wide).exp()
        };
        let (dark, pink) = (blot(38.0, 2_100.0), blot(-52.0, 1_500.0));
        let mottled = self.noise(u * 1.5 + 60.0, v * 1.5);
        let dots = self.detail * step(0.40, 0.55, self.noise(u * 3.4, v * 3.4 + 9.0));
        Added {
            melanin: inside
                * (0.85 + 0.50 * mottled + 1.55 * dark - 0.55 * pink
                    + 0.8 * self.network(x, y) * (1.0 - dark)
                    + 0.9 * dots)
                    .max(0.12),
            // Deep pigment looks blue: what blood takes out is put back.
            blood: inside * (0.15 + 0.60 * pink - 0.45 * dark * self.detail),
            height: inside * (0.30 + 0.5 * dark),
            gloss: 0.4 * inside * dark,
            ..Added::default()
        }
    }

    fn lentigo(&self, u: f32, v: f32) -> Added {
        let inside = step(1.12, 0.88, self.outline(u * 0.85, v, 0.38));
        let mottled = self.noise(u * 1.1 + 20.0, v * 1.1);
        let darker = step(0.15, 0.50, self.noise(u * 0.6 + 90.0, v * 0.6));
        Added { melanin: inside * (0.42 + 0.22 * mottled + 0.45 * darker), ..Added::default() }
    }

    fn dermatofibroma(&self, u: f32, v: f32) -> Added {
        let shape = self.outline(u, v, 0.06);
        let inside = step(1.15, 0.80, shape);
        let ring = (-((shape - 0.78) / 0.28).powi(2)).exp();
        Added {
            melanin: 0.20 * inside + 0.48 * ring,
            blood: 0.26 * inside,
            scale: 0.10 * step(0.45, 0.15, shape),
            height: inside * (1.0 - 0.4 * shape.min(1.0)),
            gloss: 0.2 * inside,
            ..Added::default()
        }
    }

    fn basal_cell(&self, u: f32, v: f32) -> Added {
        let shape = self.outline(u * 0.95, v * 1.04, 0.10);
        let inside = step(1.04, 0.92, shape);
        let rolled = (-((shape - 0.78) / 0.20).powi(2)).exp();
        let ulcer = step(0.42, 0.28, shape + 0.10 * self.noise(u * 2.0, v * 2.0));
        let branch = self.noise(u * 0.9 + 12.0, v * 0.9 + 70.0).abs();
        let vessels = step(0.075, 0.0, branch) * inside * (1.0 - ulcer) * step(0.25, 0.55, shape);
        Added {
            melanin: -0.10 * inside,
            blood: 0.24 * inside + 0.85 * vessels + 0.45 * ulcer + 0.12 * step(1.5, 1.0, shape),
            crust: 0.55 * ulcer,
            clot: 0.35 * ulcer * step(0.1, 0.4, self.noise(u * 3.0, v * 3.0)),
            height: inside * (0.9 + 1.6 * rolled) - 0.9 * ulcer,
            gloss: 1.5 * inside * (1.0 - ulcer),
            ..Added::default()
        }
    }

    fn squamous_cell(&self, u: f32, v: f32) -> Added {
        let shape = self.outline(u, v * 1.05, 0.20);
        let inside = step(1.04, 0.92, shape);
        let mottled = self.noise(u * 1.6, v * 1.6 + 50.0);
        let horn = inside * step(-0.25, 0.35, mottled) * step(0.95, 0.65, shape);
        let clot = inside * step(0.32, 0.52, self.noise(u * 2.2 + 140.0, v * 2.2));
        Added {
            melanin: 0.05 * inside,
            blood: 0.55 * step(1.45, 0.95, shape),
            scale: 0.30 * inside * step(0.3, 0.7, self.noise(u * 4.0, v * 4.0)),
            crust: 0.85 * horn,
            clot: 0.75 * clot,
            height: inside * (2.2 + 1.1 * mottled),
            ..Added::default()
        }
    }

    fn actinic(&self, u: f32, v: f32) -> Added {
        let shape = self.outline(u, v, 0.34);
        let inside = step(1.20, 0.75, shape);
        let flakes = self.noise(u * 1.6, v * 1.6) * 0.7 + self.noise(u * 4.6, v * 4.6 + 40.0) * 0.6;
        let scale = inside * step(-0.10, 0.45, flakes);
        Added {
            melanin: 0.12 * inside,
            blood: inside * (0.46 + 0.15 * self.noise(u * 0.7, v * 0.7)),
            scale: 0.55 * scale,
            crust: 0.35 * scale,
            height: inside * (0.3 + 0.9 * flakes.max(0.0)),
            ..Added::default()
        }
    }

    fn keloid(&self, u: f32, v: f32) -> Added {
        let shape = self.outline(u * 0.78, v * 1.35, 0.16);
        let inside = step(1.05, 0.90, shape);
        let dome = (1.0 - shape * shape).max(0.0).sqrt();
        Added {
            melanin: 0.10 * inside,
            blood: 0.40 * inside,
            height: inside * (1.2 + 3.2 * dome),
            gloss: 1.6 * inside,
            ..Added::default()
        }
    }

    fn nodule(&self, u: f32, v: f32) -> Added {
        let shape = self.outline(u, v, 0.08);
        let inside = step(1.03, 0.94, shape);
        let dome = (1.0 - shape * shape).max(0.0).sqrt();
        let blot = step(-0.1, 0.4, self.noise(u * 0.9, v * 0.9));
        Added {
            melanin: inside * (0.50 + 0.75 * blot),
            blood: inside * 0.95 + 0.30 * step(1.4, 1.0, shape),
            crust: 0.5 * inside * step(0.38, 0.55, self.noise(u * 1.4 + 77.0, v * 1.4)),
            height: inside * (1.4 + 4.0 * dome),
            gloss: 1.8 * inside,
            ..Added::default()
        }
    }

    fn nail_streak(&self, x: f32, y: f32) -> Added {
        // The nail points up and to the left, as the thumb does.
        let across = x * 0.79 - y * 0.61;
        let half = RADIUS / self.scale;
        let lines = 0.30 * (across * 9.0).sin() + 0.25 * self.textures.fine.at(across * 40.0, 3.0);
        Added { in_nail: step(half * 1.15, half * 0.8, across.abs()) * (1.15 + lines), ..Added::default() }
    }

    fn acral(&self, u: f32, v: f32, x: f32, y: f32) -> Added {
        let inside = step(1.08, 0.86, self.outline(u * 0.85, v * 1.1, 0.12));
        let furrow = step(0.1, 0.9, super::paint::ridge(self.textures, x + self.anchor[0], y + self.anchor[1]));
        Added { melanin: inside * (0.62 + 0.95 * furrow), ..Added::default() }
    }

    fn eczema(&self, x: f32, y: f32) -> Added {
        let wide = (-(x * x / 2_600.0 + y * y / 1_700.0)).exp();
        let patchy = self.noise(x * 2.2, y * 2.2) * 0.6 + self.noise(x * 6.0 + 55.0, y * 6.0) * 0.4;
        let red = step(0.20, 0.85, wide + 0.45 * patchy);
        let papules = red * step(0.35, 0.6, self.noise(x * 17.0, y * 17.0 + 21.0));
        // Scratches run together, each a little apart.
        let lane = x * 0.80 + y * 0.60 + 2.0 * self.noise(x * 1.2, y * 1.2);
        let scratch = step(0.90, 0.98, (lane * 0.62).sin()) * step(0.05, 0.3, self.noise(x * 1.6 + 9.0, y * 4.0)) * red;
        let flakes = step(0.28, 0.60, self.noise(x * 24.0, y * 24.0 + 40.0));
        Added {
            melanin: 0.20 * red + 0.12 * papules,
            blood: 0.52 * red + 0.22 * papules + 0.25 * scratch,
            scale: 0.22 * red * flakes,
            crust: 0.15 * scratch,
            clot: 0.22 * scratch * flakes,
            height: 0.55 * red * patchy.max(0.0) + 0.8 * papules,
            ..Added::default()
        }
    }

    fn depth(&self, x: f32, y: f32, wander: f32, soft: f32) -> f32 {
        let wander = 1.0 + wander * self.noise(x * 9.0, y * 9.0);
        let depth = self.patches.iter().map(|&[middle_x, middle_y, radius]| {
            step(1.0 + soft, 1.0 - soft, (x - middle_x).hypot(y - middle_y) / (radius * wander))
        });
        depth.fold(0.0, f32::max)
    }

    fn discoid(&self, x: f32, y: f32) -> Added {
        let inside = self.depth(x, y, 0.14, 0.12);
        if inside == 0.0 {
            return Added::default();
        }
        let flakes = self.noise(x * 20.0, y * 20.0) * 0.7 + self.noise(x * 55.0, y * 55.0 + 40.0) * 0.5;
        let crust = inside * step(0.18, 0.50, self.noise(x * 13.0 + 80.0, y * 13.0));
        Added {
            melanin: 0.30 * inside,
            blood: 0.62 * inside,
            scale: 0.22 * inside * step(0.15, 0.7, flakes),
            crust: 0.36 * crust,
            clot: 0.20 * crust * step(0.2, 0.5, flakes),
            height: inside * (0.5 + 0.8 * flakes.max(0.0)),
            ..Added::default()
        }
    }

    fn psoriasis(&self, x: f32, y: f32) -> Added {
        let inside = self.depth(x, y, 0.24, 0.10);
        if inside == 0.0 {
            return Added::default();
        }
        let flakes = self.noise(x * 20.0, y * 20.0) * 0.7 + self.noise(x * 62.0, y * 62.0 + 40.0) * 0.5;
        Added {
            melanin: 0.10 * inside,
            blood: inside * (0.80 + 0.16 * self.noise(x * 9.0, y * 9.0)),
            scale: 0.66 * step(0.7, 1.0, inside) * step(-0.05, 0.55, flakes),
            height: inside * (0.6 + 0.7 * flakes.max(0.0)),
            ..Added::default()
        }
    }

    fn melasma(&self, x: f32, y: f32) -> Added {
        let side = (x + self.anchor[0]).abs() - 40.0;
        let down = y + self.anchor[1] - 26.0;
        let brow = y + self.anchor[1] + 52.0;
        let cheek = 1.0 - (side / 26.0).powi(2) - (down / 19.0).powi(2);
        let forehead = 0.8 - (((x + self.anchor[0]) / 40.0).powi(2) + (brow / 11.0).powi(2));
        let patchy = 0.75 * self.noise(side * 3.0, down * 3.0) + 0.30 * self.noise(side * 11.0, down * 11.0);
        Added { melanin: 0.62 * step(-0.05, 0.55, cheek.max(forehead) + patchy), ..Added::default() }
    }
}
