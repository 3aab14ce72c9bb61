//! How well the thresholds tell good pictures from bad ones: on drawn pictures of every skin type, each taken many times
//! with everything a little off, as people take them, and with one thing wrong, from only just to hopelessly. Both the
//! tests and the benchmark measure with it, on seeds that no threshold was set on.

use std::ops::Range;

use super::{Fault, Finding, Report, thresholds};
use crate::{
    Distance, Error,
    synthetic::{Lesion, Shot, SkinType, SyntheticImage, random},
};

/// What was done wrong on purpose.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wrong {
    Defocus,
    Shake,
    Dark,
    Bright,
    Tint,
    Lamp,
}

/// One picture, what was wrong with it, and what was measured.
#[derive(Debug, Clone)]
pub struct Taken {
    pub skin: SkinType,
    pub wrong: Option<Wrong>,
    pub report: Report,
}

/// One kind of fault, over all pictures.
#[derive(Debug, Clone, Copy)]
pub struct Row {
    pub name: &'static str,
    /// Whether the area is meant to be 0.95 or more: not where the colour of the light is asked for, which skin hides.
    pub has_target: bool,
    /// Pictures with the fault and without.
    pub pictures: (usize, usize),
    /// The area under the receiver's operating curve: how often a picture with the fault measures worse than one without.
    pub area: f64,
    /// The share of pictures without the fault that are told they have it.
    pub false_alarms: BySkin,
    /// The share of pictures with the fault that are told so.
    pub found: BySkin,
}

/// A share, 0.0 to 1.0, of skin types I and II and of V and VI.
#[derive(Debug, Clone, Copy)]
pub struct BySkin {
    pub fair: f64,
    pub dark: f64,
}

/// Of a scene.
pub const SIZE: (u32, u32) = (1_024, 768);

const SCENES: [(Lesion, Distance); 4] = [
    (Lesion::Pigmented, Distance::CloseUp),
    (Lesion::Keratotic, Distance::CloseUp),
    (Lesion::Rash, Distance::CloseUp),
    (Lesion::Pigmented, Distance::Any),
];
/// How each scene is taken.
const SHOTS: [Option<Wrong>; 14] = [
    None,
    None,
    None,
    None,
    Some(Wrong::Defocus),
    Some(Wrong::Defocus),
    Some(Wrong::Shake),
    Some(Wrong::Shake),
    Some(Wrong::Dark),
    Some(Wrong::Dark),
    Some(Wrong::Bright),
    Some(Wrong::Bright),
    Some(Wrong::Tint),
    Some(Wrong::Lamp),
];

/// Takes and measures 56 pictures of `skin` for every seed: the middle of scenes that are as large as pictures are when
/// they are measured, for blur is in pixels.
pub fn take(skin: SkinType, seeds: Range<u64>, width: u32, height: u32) -> Result<Vec<Taken>, Error> {
    let mut taken = Vec::new();
    for seed in seeds {
        for (number, (lesion, distance)) in SCENES.into_iter().enumerate() {
            let whole = SyntheticImage { seed, skin, lesion, distance, width: SIZE.0, height: SIZE.1, flaw: None };
            let scene = whole.light().middle(width, height);
            for (n, wrong) in SHOTS.into_iter().enumerate() {
                let seed = seed * 1_000 + skin as u64 * 100 + number as u64 * 20 + n as u64;
                let picture = shot(skin, wrong, seed).take(&scene, seed)?;
                taken.push(Taken { skin, wrong, report: Report::of(&picture, distance) });
            }
        }
    }
    Ok(taken)
}

/// An everyday shot, with one thing `wrong`.
fn shot(skin: SkinType, wrong: Option<Wrong>, seed: u64) -> Shot {
    let between = |salt: u32, from: f32, to: f32| from + (to - from) * random(seed, salt, 77);
    let times = |salt: u32, from: f32, to: f32| between(salt, from.ln(), to.ln()).exp();
    let (least, most) = skin.reflects();
    let turn = between(1, 0.0, std::f32::consts::TAU);
    // A camera that sets itself takes fair skin darker and dark skin lighter than it is, as far as nothing clips.
    let lightest = (0.85 / most).min(2.2);
    let everyday = Shot {
        defocus: between(2, 0.4, 1.1),
        motion: (0.0, 0.0),
        exposure: times(3, 0.5_f32.min(lightest / 2.0), lightest),
        tint: [between(4, 0.94, 1.06), between(5, 0.96, 1.04), between(6, 0.94, 1.06)],
        lamp: 0.0,
        noise: times(7, 0.6, 3.0),
        jpeg: (random(seed, 8, 77) < 0.8).then(|| between(9, 70.0, 95.0) as u8),
    };
    match wrong {
        None => everyday,
        Some(Wrong::Defocus) => Shot { defocus: times(10, 2.5, 7.0), ..everyday },
        Some(Wrong::Shake) => {
            let length = times(10, 6.0, 18.0);
            Shot { motion: (length * turn.cos(), length * turn.sin()), ..everyday }
        }
        // Below 0.03 of full light, a tenth more pigment is fewer than three of 255 steps: less than the noise.
        Some(Wrong::Dark) => Shot { exposure: times(10, 0.004, 0.03) / most, noise: times(7, 2.0, 8.0), ..everyday },
        Some(Wrong::Bright) => Shot { exposure: times(10, 0.95, 2.0) / least, ..everyday },
        Some(Wrong::Tint) => {
            const LIGHTS: [[f32; 3]; 3] = [[1.5, 0.9, 0.30], [0.45, 0.75, 1.3], [0.65, 1.15, 0.60]];
            let light = LIGHTS[(seed % 3) as usize];
            // Cameras take out part of it.
            let left = between(11, 0.7, 1.0);
            Shot { exposure: everyday.exposure * 0.65, tint: light.map(|part| part.powf(left)), ..everyday }
        }
        Some(Wrong::Lamp) => Shot { lamp: between(10, 0.06, 0.16), ..everyday },
    }
}

/// A row for each kind of fault that is measured.
pub fn weigh(taken: &[Taken]) -> Vec<Row> {
    use Wrong::{Bright, Dark, Defocus, Lamp, Shake, Tint};
    vec![
        row(
            "blur",
            taken,
            &[Defocus, Shake],
            &[Dark, Bright],
            |report| -report.sharpness.min(report.middle),
            |finding| finding.fault() == Fault::Blur,
        ),
        row("light", taken, &[Dark, Bright], &[], light, |finding| {
            matches!(finding, Finding::TooDark | Finding::TooBright)
        }),
        row(
            "coloured light",
            taken,
            &[Tint],
            &[Dark, Bright],
            |report| report.cast,
            |finding| finding == Finding::ColourCast,
        ),
        row("mirrored lamp", taken, &[Lamp], &[Bright], |report| report.glare, |finding| finding == Finding::Glare),
    ]
}

/// How near to its threshold, or how far beyond, is the worst of the three figures for light.
fn light(report: &Report) -> f32 {
    let dark = (thresholds::BRIGHTEST / report.brightest.max(1.0)).max(report.crushed / thresholds::CRUSHED);
    dark.max(report.blown / thresholds::BLOWN)
}

/// `faulty` are what should be found; of `apart` nothing can be said, for where there is no light there is no blur.
fn row(
    name: &'static str,
    taken: &[Taken],
    faulty: &[Wrong],
    apart: &[Wrong],
    badness: impl Fn(&Report) -> f32,
    tells: impl Fn(Finding) -> bool,
) -> Row {
    let is = |of: &[Wrong], taken: &Taken| taken.wrong.is_some_and(|wrong| of.contains(&wrong));
    let (with, rest): (Vec<&Taken>, Vec<&Taken>) = taken.iter().partition(|taken| is(faulty, taken));
    let without: Vec<&Taken> = rest.into_iter().filter(|taken| !is(apart, taken)).collect();
    let told = |taken: &[&Taken]| {
        let share = |skins: [SkinType; 2]| {
            let of: Vec<_> = taken.iter().filter(|taken| skins.contains(&taken.skin)).collect();
            let told = of.iter().filter(|taken| taken.report.notes.iter().any(|note| tells(note.finding))).count();
            told as f64 / of.len().max(1) as f64
        };
        BySkin { fair: share([SkinType::I, SkinType::II]), dark: share([SkinType::V, SkinType::VI]) }
    };
    let figures = |taken: &[&Taken]| taken.iter().map(|taken| badness(&taken.report)).collect::<Vec<f32>>();
    Row {
        name,
        has_target: name != "coloured light",
        pictures: (with.len(), without.len()),
        area: area_under_curve(&figures(&with), &figures(&without)),
        false_alarms: told(&without),
        found: told(&with),
    }
}

/// The probability that one of `with` is greater than one of `without`, ties counted half (Mann and Whitney 1947).
fn area_under_curve(with: &[f32], without: &[f32]) -> f64 {
    let mut wins = 0.0;
    for bad in with {
        for good in without {
            wins += match bad.total_cmp(good) {
                std::cmp::Ordering::Greater => 1.0,
                std::cmp::Ordering::Equal => 0.5,
                std::cmp::Ordering::Less => 0.0,
            };
        }
    }
    wins / (with.len() * without.len()).max(1) as f64
}

#[cfg(test)]
mod tests {
    use super::area_under_curve;

    #[test]
    fn the_area_is_one_for_a_perfect_measure_and_half_for_a_useless_one() {
        assert_eq!(area_under_curve(&[3.0, 4.0], &[1.0, 2.0]), 1.0);
        assert_eq!(area_under_curve(&[1.0, 2.0], &[1.0, 2.0]), 0.5);
        assert_eq!(area_under_curve(&[1.0], &[2.0, 3.0]), 0.0);
    }
}
