//! Colour of the light, told without knowing what was photographed.
//!
//! Skin of every type and things without colour (paper, cloth, hair, nails) lie close to one line when the light is
//! white: more melanin takes out blue before green and green before red. Coloured light shifts everything off that line
//! together. So a cast is called only when even the quarter of the picture that lies nearest to the line is far from it:
//! a red rash or a blue cloth is a colour, not a cast. A slight warm cast on fair skin looks like darker skin in white
//! light, and nothing here pretends to tell them apart.

use super::thresholds::{ANY_SKIN, LITTLE_SKIN};
use crate::Picture;

pub(super) struct Colour {
    /// How far the best-placed quarter of the picture lies from anything seen in white light, as the natural logarithm
    /// of a ratio between two channels' light: 0.69 is a factor of two.
    pub(super) cast: f32,
    /// The share of the picture that has a skin's colour, 0.0 to 1.0.
    pub(super) skin: f32,
}

impl Colour {
    /// Skin is there, but little of it. No skin at all says nothing: it may be hair, a nail, or strange light.
    pub(super) fn is_far(&self) -> bool {
        self.skin > ANY_SKIN && self.skin < LITTLE_SKIN
    }
}

/// ln(red / green) and ln(blue / green) of linear light: no colour, then skin from type I to type V and browner. The
/// middle of the colours that synthetic skin is drawn in; published reflectances of skin lie along the same line.
const LINE: [(f32, f32); 3] = [(0.0, 0.0), (0.34, -0.20), (0.95, -0.70)];
/// Nearer to the line than this is skin, if it has a colour at all.
const SKIN: f32 = 0.20;
/// Less red than this against green is grey.
const COLOURED: f32 = 0.15;
/// Outside these an 8-bit value says more about noise or clipping than about colour.
const TOLD: std::ops::RangeInclusive<u8> = 24..=249;
/// About so many pixels are sampled.
const SAMPLES: usize = 6_000;
/// Fewer than this share of them telling a colour: too dark or too bright to say.
const ENOUGH: f32 = 0.10;

pub(super) fn measure(picture: &Picture) -> Colour {
    let (pixels, _) = picture.rgb().as_chunks::<3>();
    // Odd, so that a stripe in the picture is not met at every step.
    let step = (pixels.len() / SAMPLES) | 1;
    let ln: Vec<f32> = (0..=255).map(|value| linear(value).max(1e-4).ln()).collect();
    let mut away = Vec::with_capacity(SAMPLES + 1);
    let (mut seen, mut skin) = (0_usize, 0_usize);
    for &[r, g, b] in pixels.iter().step_by(step) {
        seen += 1;
        if !TOLD.contains(&r.max(g).max(b)) {
            continue;
        }
        let [r, g, b] = [r, g, b].map(|value| ln[usize::from(value)]);
        let place = (r - g, b - g);
        let distance = from_line(place);
        skin += usize::from(distance < SKIN && place.0 > COLOURED);
        away.push(distance);
    }
    let share = |count: usize| count as f32 / seen.max(1) as f32;
    let cast = if share(away.len()) < ENOUGH {
        0.0
    } else {
        let quarter = away.len() / 4;
        *away.select_nth_unstable_by(quarter, f32::total_cmp).1
    };
    Colour { cast, skin: share(skin) }
}

fn from_line(place: (f32, f32)) -> f32 {
    let to = |from: (f32, f32), to: (f32, f32)| {
        let (along_x, along_y) = (to.0 - from.0, to.1 - from.1);
        let (x, y) = (place.0 - from.0, place.1 - from.1);
        let share = ((x * along_x + y * along_y) / (along_x * along_x + along_y * along_y)).clamp(0.0, 1.0);
        (x - share * along_x).hypot(y - share * along_y)
    };
    to(LINE[0], LINE[1]).min(to(LINE[1], LINE[2]))
}

/// IEC 61966-2-1.
fn linear(value: u8) -> f32 {
    let value = f32::from(value) / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}
