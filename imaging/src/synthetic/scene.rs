//! Light, skin, cloth and ruler, put together. Colours are worked out in linear light, as a camera meets them.

use super::{
    Flaw, SkinType, SyntheticImage,
    lesion::{Added, Drawn},
    noise::{Tile, hash, mix, smooth, step},
};
use crate::{Distance, Error, Picture, crop::CropBox, resize};

/// The longer side in units, whatever the pixels: 70 mm close up.
const UNITS: f32 = 1_000.0;
/// Drawn at most this long and enlarged beyond, so that 48 megapixels take no longer to draw than 3.
const DRAWN_SIDE: u32 = 2_016;
/// What melanin and blood take out of red, green and blue light.
pub(super) const MELANIN: [f32; 3] = [0.75, 1.15, 1.55];
pub(super) const HAEMOGLOBIN: [f32; 3] = [0.10, 0.85, 0.70];

struct Scene<'a> {
    image: &'a SyntheticImage,
    skin: [f32; 3],
    lesion: Drawn,
    furrows: Tile,
    mottling: Tile,
    fine: Tile,
}

/// A scene as it meets a lens: linear light, 1.0 white, row by row from the top left.
#[derive(Clone)]
pub struct Light {
    pub(super) width: u32,
    pub(super) height: u32,
    pub(super) rgb: Vec<[f32; 3]>,
}

impl Light {
    /// The middle of it, at most as large as it is.
    pub fn middle(&self, width: u32, height: u32) -> Light {
        let (left, top) = (self.width.saturating_sub(width) / 2, self.height.saturating_sub(height) / 2);
        let (width, height) = (self.width - 2 * left, self.height - 2 * top);
        let line = |y: u32| &self.rgb[((top + y) * self.width + left) as usize..][..width as usize];
        Light { width, height, rgb: (0..height).flat_map(line).copied().collect() }
    }
}

pub(super) fn light(image: &SyntheticImage) -> Light {
    let seed = image.seed;
    let scene = Scene {
        image,
        skin: image.skin.colour().map(linear),
        lesion: Drawn::new(image.lesion, seed),
        furrows: Tile::cells(seed + 1, 8),
        mottling: Tile::fractal(seed + 2, 128, 5),
        fine: Tile::fractal(seed + 3, 4, 3),
    };
    let longer = image.width.max(image.height);
    let shrink = (f64::from(DRAWN_SIDE) / f64::from(longer)).min(1.0);
    let drawn = |side: u32| ((f64::from(side) * shrink).round() as u32).max(1);
    let (width, height) = (drawn(image.width), drawn(image.height));
    let mut rgb = Vec::with_capacity(width as usize * height as usize);
    for y in 0..height {
        for x in 0..width {
            let unit = UNITS / width.max(height) as f32;
            let away = |at: u32, side: u32| (at as f32 - side as f32 / 2.0) * unit;
            rgb.push(scene.at(away(x, width), away(y, height)));
        }
    }
    Light { width, height, rgb }
}

pub(super) fn draw(image: &SyntheticImage) -> Result<Picture, Error> {
    let exposure = match image.flaw {
        // A dark room without flash: five stops. A flash held too near: enough to bleach any skin.
        Some(Flaw::TooDark) => 1.0 / 40.0,
        Some(Flaw::TooBright) => 1.3 / image.skin.reflects().0,
        Some(Flaw::Blurred) | None => 1.0,
    };
    let Light { width, height, rgb } = light(image);
    let steps = Steps::new();
    let rgb = rgb.iter().flat_map(|light| light.map(|part| steps.encoded(part * exposure))).collect();
    let mut picture = Picture::new(width, height, rgb)?;
    if image.flaw == Some(Flaw::Blurred) {
        // Out of focus by about a hundredth of the picture.
        picture = scaled(&picture, width.div_ceil(90), height.div_ceil(90))?;
    }
    let mut picture = scaled(&picture, image.width, image.height)?;
    add_sensor_noise(&mut picture, image.seed);
    Ok(picture)
}

impl SkinType {
    /// What the skin gives back of the colours it gives back least and most, 0.0 to 1.0.
    pub(crate) fn reflects(self) -> (f32, f32) {
        let parts = self.colour().map(linear);
        (parts.into_iter().fold(1.0, f32::min), parts.into_iter().fold(0.0, f32::max))
    }
}

impl Scene<'_> {
    /// The light from a place in units from the middle.
    fn at(&self, x: f32, y: f32) -> [f32; 3] {
        match self.image.distance {
            Distance::CloseUp => self.close_up(x, y),
            Distance::Any => self.overview(x, y),
        }
    }

    fn close_up(&self, x: f32, y: f32) -> [f32; 3] {
        let light = 1.06 - 0.36 * ((x + 160.0).powi(2) + (y + 190.0).powi(2)) / (UNITS * UNITS);
        if let Some(ruler) = self.ruler(x, y) {
            return ruler.map(|part| part * light);
        }
        self.skin(x, y, light, 1.0)
    }

    /// A paper ruler along the lower edge, beside the lesion and not over it; marks at every millimetre.
    fn ruler(&self, x: f32, y: f32) -> Option<[f32; 3]> {
        let edge = self.half_height() - 96.0 + x * 0.02;
        if y < edge {
            return None;
        }
        let millimetres = (x + UNITS) / (UNITS / 70.0);
        let nearest = millimetres.round();
        let length = match nearest as u32 {
            n if n.is_multiple_of(10) => 52.0,
            n if n.is_multiple_of(5) => 38.0,
            _ => 24.0,
        };
        let marked = (millimetres - nearest).abs() < 0.09 && y - edge < length;
        let paper = 0.80 + 0.02 * self.fine.at(x, y);
        Some(if marked { [0.02; 3] } else { [paper, paper, paper * 0.97] })
    }

    /// A forearm from wrist to elbow on a royal blue cloth, which suits every skin (domain.md 3.2).
    fn overview(&self, x: f32, y: f32) -> [f32; 3] {
        let along = x / UNITS + 0.5;
        let half = self.half_height() * mix(0.42, 0.66, smooth(along)) + 6.0 * self.mottling.at(x * 0.2, 40.0);
        let middle = 20.0 - 50.0 * along;
        let across = (y - middle) / half;
        let light = 1.02 - 0.30 * ((x + 150.0).powi(2) + (y + 190.0).powi(2)) / (UNITS * UNITS);
        let cloth = {
            let weave = 0.10 * ((x * 1.6).sin() + (y * 1.6).sin()) + 0.16 * self.mottling.at(x * 0.6, y * 0.6);
            let shadow = 1.0 - 0.55 * step(1.45, 0.95, across.abs()) * if across > 0.0 { 1.0 } else { 0.45 };
            [0.020, 0.062, 0.27].map(|part| part * light * shadow * (1.0 + weave))
        };
        if across.abs() >= 1.0 {
            return cloth;
        }
        let round = (1.0 - (across + 0.18).powi(2) * 0.72).max(0.05).sqrt();
        let skin = self.skin(x, y - middle * 0.5, light * round, 3.4);
        let edge = step(1.0, 0.985, across.abs());
        std::array::from_fn(|part| mix(cloth[part], skin[part], edge))
    }

    /// Skin under `light`, seen from `far` times the close-up's distance.
    fn skin(&self, x: f32, y: f32, light: f32, far: f32) -> [f32; 3] {
        let spread = if self.image.lesion == super::Lesion::Rash { far * 0.6 } else { far };
        let lesion = self.lesion.at(x * spread.max(1.0), (y + 40.0) * spread.max(1.0));
        let uphill = self.height(x - 1.2, y - 1.2, &lesion, spread) - self.height(x + 1.2, y + 1.2, &lesion, spread);
        let slope = uphill.clamp(-1.0, 1.0) / far.sqrt();
        let mottled = self.mottling.at(x * 0.55, y * 0.55);
        let melanin = lesion.melanin + 0.045 * mottled + 0.02 * self.fine.at(x * 0.8, y * 0.8);
        let haemoglobin = lesion.haemoglobin + 0.07 * self.mottling.at(x * 0.8 + 170.0, y * 0.8 + 30.0);
        // Skin shines where it faces the lamp; on dark skin that shine is most of what shows its relief.
        let shine = 0.035 * step(0.10, 0.55, slope + 0.04) * light;
        std::array::from_fn(|part| {
            let body = self.skin[part] * (-melanin * MELANIN[part] - haemoglobin * HAEMOGLOBIN[part]).exp();
            let covered = mix(body, [0.62, 0.58, 0.54][part] * (0.35 + 0.65 * self.skin[0].sqrt()), lesion.scale);
            covered * light * (1.0 + 0.55 * slope) + shine
        })
    }

    /// Height of the surface: furrows, the lesion's own relief where it stands proud.
    fn height(&self, x: f32, y: f32, here: &Added, spread: f32) -> f32 {
        let furrows = 0.30 * self.furrows.at(x * 0.75, y * 0.75) * (1.0 - 0.6 * here.height.min(1.0));
        let raised = if here.height > 0.0 { self.lesion.at(x * spread, (y + 40.0) * spread).height } else { 0.0 };
        furrows + 0.10 * self.fine.at(x * 1.3, y * 1.3) + 0.45 * raised
    }

    fn half_height(&self) -> f32 {
        let longer = self.image.width.max(self.image.height);
        UNITS / 2.0 * self.image.height as f32 / longer as f32
    }
}

/// What a small sensor adds in daylight: about one step of 255, at every pixel of the full size.
pub(super) fn add_sensor_noise(picture: &mut Picture, seed: u64) {
    for (at, run) in picture.rgb_mut().chunks_mut(16).enumerate() {
        let noise = hash(seed, at as u32, 5);
        for (n, value) in run.iter_mut().enumerate() {
            let bits = (noise >> (n * 4)) & 0xF;
            *value = value.saturating_add_signed((bits.count_ones() as i8) - 2);
        }
    }
}

/// Larger or smaller, smoothly.
pub(super) fn scaled(picture: &Picture, width: u32, height: u32) -> Result<Picture, Error> {
    resize::cut_and_scale(picture, CropBox::whole(picture), width, height)
}

/// IEC 61966-2-1.
pub(super) fn linear(value: u8) -> f32 {
    let value = f32::from(value) / 255.0;
    if value <= 0.040_45 { value / 12.92 } else { ((value + 0.055) / 1.055).powf(2.4) }
}

/// Linear light to sRGB in 4,095 steps: a power for every pixel would take half of the time.
pub(super) struct Steps(Vec<u8>);

impl Steps {
    pub(super) fn new() -> Steps {
        Steps((0..=4_095).map(|step| encoded(step as f32 / 4_095.0)).collect())
    }

    pub(super) fn encoded(&self, light: f32) -> u8 {
        self.0[(light.clamp(0.0, 1.0) * 4_095.0) as usize]
    }
}

fn encoded(light: f32) -> u8 {
    let value = if light <= 0.003_130_8 { light * 12.92 } else { 1.055 * light.powf(1.0 / 2.4) - 0.055 };
    (value * 255.0).round() as u8
}
