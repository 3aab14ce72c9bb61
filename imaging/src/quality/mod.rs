//! Is the photograph good enough to answer from? Measures pictures, never lesions, and only ever advises.
//!
//! To add a check: its measure in a file of its own, its threshold with its source in [`thresholds`], a variant of
//! [`Finding`] with the sentence for a clinician; the patient's stands under `quality.` in the locales.
//! `tests/it/quality.rs` shows pictures that have the fault and pictures of every skin type that have not, and
//! `evidence` counts both.

mod colour;
mod cover;
#[cfg(feature = "synthetic")]
pub mod evidence;
mod exposure;
mod finding;
mod glare;
pub mod live;
mod sharpness;
mod size;
pub mod thresholds;

use cover::Covered;
use serde::{Deserialize, Serialize};

use crate::{Picture, colour as rgb, decode::Channels, resize};

pub use finding::{Fault, Finding};

/// How near a picture is meant to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Distance {
    #[default]
    Any,
    CloseUp,
}

/// One thing to tell.
#[derive(Debug, Clone, Copy, PartialEq, Serialize, Deserialize)]
pub struct Note {
    pub finding: Finding,
    /// What was measured, in the threshold's unit.
    pub measured: f32,
}

impl Note {
    pub fn fault(&self) -> Fault {
        self.finding.fault()
    }

    pub fn sentence(&self) -> &'static str {
        self.finding.sentence()
    }
}

/// What was measured of a picture, and what to tell about it. Stored with the picture: a figure that older reports lack
/// is 0.0 in them.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// How much more fine detail the picture holds than a blurred copy of itself: about 1 is none, a sharp one is
    /// above 2.4.
    pub sharpness: f32,
    /// The same of the middle alone.
    #[serde(default)]
    pub middle: f32,
    /// Shares of the middle, 0.0 to 1.0.
    pub crushed: f32,
    pub blown: f32,
    /// 0 to 255.
    pub brightest: f32,
    /// The share of the middle that mirrors a lamp, 0.0 to 1.0.
    #[serde(default)]
    pub glare: f32,
    /// How far all colours are from any that skin and colourless things have in white light, as the natural logarithm
    /// of a ratio of two channels: 0.69 is a factor of two.
    #[serde(default)]
    pub cast: f32,
    /// Worst first; empty when nothing was found.
    pub notes: Vec<Note>,
}

/// Everything is measured at one size, so that the same picture from a 12- and a 48-megapixel camera measures the same.
const MEASURED_SIDE: u32 = 1_024;

impl Report {
    /// Measures an upright sRGB picture.
    pub fn of(picture: &Picture, distance: Distance) -> Report {
        Self::of_stored(picture, Channels::Rgb, distance)
    }

    /// [`Report::of`] for any [`Channels`].
    pub(crate) fn of_stored(picture: &Picture, channels: Channels, distance: Distance) -> Report {
        let mut small = resize::fit_to_measure(picture, MEASURED_SIDE).unwrap_or_else(|_| picture.clone());
        rgb::to_rgb(&mut small, channels);
        let covered = Covered::of(&small);
        let detail = sharpness::measure(&small, &covered, &sharpness::COARSE);
        let light = exposure::measure(&small, &covered);
        let colour = colour::measure(&small);
        let glare = glare::measure(&small);
        let mut notes = Vec::new();
        let mut tell = |finding, measured| notes.push(Note { finding, measured });
        if let Some(finding) = size::finding(picture.width(), picture.height(), distance) {
            tell(finding, picture.width() as f32 * picture.height() as f32);
        }
        if let Some((finding, measured)) = detail.finding(light.finding().is_none()) {
            tell(finding, measured);
        }
        if let Some((finding, measured)) = light.finding() {
            tell(finding, measured);
        }
        // Where there is too little light, or too much, nothing can be said of its colour.
        if light.finding().is_none() {
            if glare > thresholds::GLARE {
                tell(Finding::Glare, glare);
            }
            if colour.cast > thresholds::CAST {
                tell(Finding::ColourCast, colour.cast);
            } else if distance == Distance::CloseUp && colour.is_far() {
                tell(Finding::TooFar, colour.skin);
            }
        }
        Report {
            sharpness: detail.sharpness,
            middle: detail.middle,
            crushed: light.crushed,
            blown: light.blown,
            brightest: light.brightest,
            glare,
            cast: colour.cast,
            notes,
        }
    }
}
