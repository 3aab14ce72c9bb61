//! Pictures that fit a story: a part of the body with a skin change on it, as far away as was asked for. Drawn to be told
//! apart, not to teach from. [`super::SyntheticImage`] stays as it is: thresholds were measured on it.

mod body_part;
mod change;
mod ground;
mod head;
mod limbs;
mod paint;
mod trunk;

pub use body_part::BodyPart;

use serde::Deserialize;

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

/// A kind of skin change.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Change {
    SeborrhoeicKeratosis,
    /// Even and round.
    Naevus,
    /// Uneven in outline and colour.
    Melanoma,
    /// Flat, of several browns.
    Lentigo,
    Dermatofibroma,
    /// Pearly with a rolled edge.
    BasalCell,
    /// Crusted on a red base.
    SquamousCell,
    ActinicKeratosis,
    Keloid,
    /// A dark red lump that stands proud.
    Nodule,
    /// A brown band along a nail.
    NailStreak,
    /// Along the furrows of a palm or sole.
    AcralNaevus,
    /// Ill-defined, red, scratched.
    Eczema,
    /// Coins with crusts.
    DiscoidEczema,
    /// Red plaques with silvery scale.
    Psoriasis,
    /// Brown and the same on both cheeks.
    Melasma,
}

impl Change {
    /// Of many patches or without an edge, rather than one lesion.
    pub fn is_rash(self) -> bool {
        matches!(self, Change::Eczema | Change::DiscoidEczema | Change::Psoriasis | Change::Melasma)
    }

    /// Brown by pigment of its own.
    pub fn is_pigmented(self) -> bool {
        use Change::{AcralNaevus, Lentigo, Melanoma, Naevus, NailStreak};
        matches!(self, Naevus | Melanoma | Lentigo | NailStreak | AcralNaevus)
    }
}

/// What to draw.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Plate {
    pub seed: u64,
    pub skin: SkinType,
    /// In years: hair turns grey, and skin that saw much sun spotted.
    pub age: u32,
    pub part: BodyPart,
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
