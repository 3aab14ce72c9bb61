//! What may go wrong between the scene and the file, in the order in which it does: focus, the hand, the light let in, its
//! colour, a lamp mirrored by the skin, the sensor's noise, the file's compression.

use super::{
    noise::hash,
    scene::{Light, Steps},
};
use crate::{Error, Limits, Picture, decode, encode};

/// One way of taking the picture; [`Shot::default`] gets everything right.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Shot {
    /// Radius of the disc that a point becomes, in pixels.
    pub defocus: f32,
    /// How far the hand moved while the picture was taken, in pixels to the right and down.
    pub motion: (f32, f32),
    /// Light let in: 1.0 is right for the scene, 0.5 a stop less.
    pub exposure: f32,
    /// What is left of red, green and blue by the light's colour.
    pub tint: [f32; 3],
    /// Radius of the lamp's mirror image near the middle, as a share of the shorter side; 0.0 for none.
    pub lamp: f32,
    /// Standard deviation of the noise at mid grey, in steps of 255. Darker places have less light and more of it.
    pub noise: f32,
    /// JPEG quality, if compressed.
    pub jpeg: Option<u8>,
}

impl Default for Shot {
    fn default() -> Self {
        Shot { defocus: 0.0, motion: (0.0, 0.0), exposure: 1.0, tint: [1.0; 3], lamp: 0.0, noise: 0.0, jpeg: None }
    }
}

/// Light a lamp's mirror image adds in its middle: beyond what any sensor holds.
const LAMP: f32 = 6.0;

impl Shot {
    /// Takes the picture; `seed` makes the noise.
    pub fn take(&self, scene: &Light, seed: u64) -> Result<Picture, Error> {
        let blurred = self.blurred(scene);
        let (width, height) = (scene.width as usize, scene.height as usize);
        let steps = Steps::new();
        let mut rgb = Vec::with_capacity(width * height * 3);
        for (at, light) in blurred.iter().enumerate() {
            let lamp = self.lamp_at(at % width, at / width, width, height);
            let noise = normal(seed, at as u32);
            rgb.extend((0..3).map(|part| {
                let met = light[part] * self.exposure * self.tint[part] + lamp;
                steps.encoded(met + self.noise_at(met) * noise[part])
            }));
        }
        let picture = Picture::new(scene.width, scene.height, rgb)?;
        match self.jpeg {
            Some(quality) => Ok(decode(&encode(&picture, quality)?, &Limits::default())?.picture),
            None => Ok(picture),
        }
    }

    /// The mean of the light along the hand's path and over the disc of confusion.
    fn blurred(&self, scene: &Light) -> Vec<[f32; 3]> {
        let moved = average(scene, &scene.rgb, &self.path());
        average(scene, &moved, &self.disc())
    }

    /// Places and weights; the disc's rim counts by how much of the pixel it covers.
    fn disc(&self) -> Vec<(i32, i32, f32)> {
        let reach = self.defocus.ceil() as i32;
        let places = (-reach..=reach).flat_map(|y| (-reach..=reach).map(move |x| (x, y)));
        let weight = |(x, y): (i32, i32)| (self.defocus + 0.5 - (x as f32).hypot(y as f32)).clamp(0.0, 1.0);
        places.map(|place| (place.0, place.1, weight(place))).filter(|place| place.2 > 0.0).collect()
    }

    fn path(&self) -> Vec<(i32, i32, f32)> {
        let (x, y) = self.motion;
        let steps = x.hypot(y).ceil() as i32;
        let place = |step: i32| {
            let share = step as f32 / steps.max(1) as f32 - 0.5;
            ((x * share).round() as i32, (y * share).round() as i32, 1.0)
        };
        if steps == 0 { vec![(0, 0, 1.0)] } else { (0..=steps).map(place).collect() }
    }

    /// A core of pure white, then a steep fall.
    fn lamp_at(&self, x: usize, y: usize, width: usize, height: usize) -> f32 {
        let radius = self.lamp * width.min(height) as f32;
        if radius <= 0.0 {
            return 0.0;
        }
        let away = (x as f32 - width as f32 * 0.53).hypot(y as f32 - height as f32 * 0.46) / radius;
        LAMP * (-2.0 * away.powi(4)).exp()
    }

    /// Standard deviation in linear light: grows with the root of the light, as photons do, from the sensor's own.
    fn noise_at(&self, light: f32) -> f32 {
        const MID_GREY: f32 = 0.216;
        const SENSOR: f32 = 0.01;
        self.noise / 255.0 * ((light.clamp(0.0, 1.0) + SENSOR) / (MID_GREY + SENSOR)).sqrt()
    }
}

fn average(scene: &Light, from: &[[f32; 3]], places: &[(i32, i32, f32)]) -> Vec<[f32; 3]> {
    if places.len() == 1 {
        return from.to_vec();
    }
    let (width, height) = (scene.width as i32, scene.height as i32);
    let total: f32 = places.iter().map(|place| place.2).sum();
    let mut to = vec![[0.0; 3]; from.len()];
    for &(right, down, weight) in places {
        let weight = weight / total;
        for y in 0..height {
            let source = &from[((y + down).clamp(0, height - 1) * width) as usize..][..width as usize];
            let target = &mut to[(y * width) as usize..][..width as usize];
            for (x, pixel) in target.iter_mut().enumerate() {
                let light = &source[(x as i32 + right).clamp(0, width - 1) as usize];
                for part in 0..3 {
                    pixel[part] += light[part] * weight;
                }
            }
        }
    }
    to
}

/// Three values for a place, nearly normal, standard deviation 1.0: each the sum of three of seven bits.
fn normal(seed: u64, at: u32) -> [f32; 3] {
    let bits = hash(seed, at, 0);
    [0, 21, 42].map(|from| {
        let sum: u64 = [0, 7, 14].iter().map(|more| bits >> (from + more) & 127).sum();
        (sum as f32 / 127.0 - 1.5) * 2.0
    })
}
