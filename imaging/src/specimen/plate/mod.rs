//! Pictures that fit a story: a part of the body with a skin change on it, as far away as was asked for. Drawn to be told
//! apart at a glance, not to teach from. [`super::Specimen`] stays as it is: thresholds were measured on it.

mod change;
mod ground;
mod head;
mod limbs;
mod paint;
mod place;
mod trunk;

pub use change::Change;
pub use place::Place;

use super::{Camera, Flaw, SkinType};
use crate::{Error, Picture};

/// How near the camera is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Framing {
    /// The part of the body.
    Overview,
    /// The change beside a ruler.
    CloseUp,
    /// Through a dermatoscope.
    Dermoscopic,
}

/// Which side of the body, where there are two.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Half {
    Left,
    Middle,
    Right,
}

/// What to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plate {
    pub seed: u64,
    pub skin: SkinType,
    /// In years: hair turns grey, and skin that saw much sun spotted.
    pub age: u32,
    pub place: Place,
    pub half: Half,
    pub change: Change,
    /// Its largest diameter; of what is scattered, that of one patch.
    pub size_mm: f32,
    pub framing: Framing,
    /// As seen upright, in pixels.
    pub width: u32,
    pub height: u32,
    pub flaw: Option<Flaw>,
}

impl Plate {
    /// Upright and in sRGB.
    pub fn picture(&self) -> Result<Picture, Error> {
        paint::draw(self)
    }

    /// As `camera` would have stored it.
    pub fn jpeg(&self, camera: &Camera) -> Result<Vec<u8>, Error> {
        camera.store(self.picture()?)
    }
}
