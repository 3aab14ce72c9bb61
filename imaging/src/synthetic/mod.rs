//! Synthetic images: drawn, since no real patient's may be used. Plausible photographs of skin for the demonstration
//! data, the tests and the benchmark; the same seed always draws the same picture.

mod camera;
mod clip;
mod lesion;
mod noise;
mod plate;
mod scene;
mod shot;

pub use camera::{Camera, Colours, MAKE};
pub use clip::clip;
pub use lesion::Lesion;
pub(crate) use noise::random;
pub use plate::{BodyPart, Change, Framing, Half, Plate};
pub use scene::Light;
pub use shot::Shot;

use crate::{Distance, Error, Picture};

/// The Fitzpatrick skin types.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum SkinType {
    I,
    II,
    III,
    IV,
    V,
    VI,
}

impl SkinType {
    pub const ALL: [SkinType; 6] = [SkinType::I, SkinType::II, SkinType::III, SkinType::IV, SkinType::V, SkinType::VI];

    /// A typical colour in even daylight, sRGB.
    fn colour(self) -> [u8; 3] {
        match self {
            SkinType::I => [240, 206, 188],
            SkinType::II => [228, 188, 163],
            SkinType::III => [208, 160, 128],
            SkinType::IV => [172, 120, 87],
            SkinType::V => [124, 80, 56],
            SkinType::VI => [80, 51, 38],
        }
    }
}

/// What the photographer got wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Flaw {
    Blurred,
    TooDark,
    TooBright,
}

/// What to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SyntheticImage {
    pub seed: u64,
    pub skin: SkinType,
    pub lesion: Lesion,
    /// A close-up fills the frame with skin beside a ruler; anything else shows a forearm on a blue cloth.
    pub distance: Distance,
    /// As seen upright, in pixels.
    pub width: u32,
    pub height: u32,
    pub flaw: Option<Flaw>,
}

impl SyntheticImage {
    /// The scene, upright and in sRGB.
    pub fn picture(&self) -> Result<Picture, Error> {
        scene::draw(self)
    }

    /// The scene before any camera, whatever the flaw, and at most 2,016 pixels long: what a [`Shot`] is taken of.
    pub fn light(&self) -> Light {
        scene::light(self)
    }

    /// The scene as `camera` would have stored it.
    pub fn jpeg(&self, camera: &Camera) -> Result<Vec<u8>, Error> {
        camera.store(self.picture()?)
    }
}
