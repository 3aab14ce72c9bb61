//! Is the photograph good enough to answer from? Measures pictures, never lesions, and only ever advises.

mod colour;
mod exposure;
mod glare;
pub mod live;
mod sharpness;
mod size;
pub mod thresholds;

use serde::{Deserialize, Serialize};

use crate::{Picture, resize};

/// How near a picture is meant to be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Distance {
    #[default]
    Any,
    CloseUp,
}

/// Faults of the ImageQX taxonomy (domain.md 3.2) that numbers can find; the others need a person's eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    Blur,
    Lighting,
    LowResolution,
}

impl Fault {
    /// The taxonomy's own name.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Blur => "blur",
            Fault::Lighting => "lighting",
            Fault::LowResolution => "low resolution",
        }
    }
}

/// What exactly was found; each has one sentence of advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    Blurred,
    TooDark,
    TooBright,
    /// Under the ATA's minimum: another picture is asked for, though never insisted on.
    TooSmall,
    /// Under the ATA's preferred size.
    Small,
    SmallCloseUp,
}

impl Finding {
    pub fn fault(self) -> Fault {
        match self {
            Finding::Blurred => Fault::Blur,
            Finding::TooDark | Finding::TooBright => Fault::Lighting,
            Finding::TooSmall | Finding::Small | Finding::SmallCloseUp => Fault::LowResolution,
        }
    }

    /// The name that picks a patient's sentence in the locale files.
    pub fn key(self) -> &'static str {
        match self {
            Finding::Blurred => "blurred",
            Finding::TooDark => "too_dark",
            Finding::TooBright => "too_bright",
            Finding::TooSmall => "too_small",
            Finding::Small => "small",
            Finding::SmallCloseUp => "small_close_up",
        }
    }

    /// For a clinician who looks at the picture.
    pub fn sentence(self) -> &'static str {
        match self {
            Finding::Blurred => "May be out of focus.",
            Finding::TooDark => "May be too dark: detail is lost in the shadows.",
            Finding::TooBright => "May be too bright: detail is lost in the highlights.",
            Finding::TooSmall => "Under 800 × 600 pixels, the least for teledermatology.",
            Finding::Small => "Under 1,024 × 768 pixels.",
            Finding::SmallCloseUp => "A close-up with under 2 million pixels.",
        }
    }
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

/// What was measured of a picture, and what to tell about it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Report {
    /// How much more fine detail the picture holds than a blurred copy of itself: about 1 is none, a sharp one is above 5.
    pub sharpness: f32,
    /// Shares of the middle, 0.0 to 1.0.
    pub crushed: f32,
    pub blown: f32,
    /// 0 to 255.
    pub brightest: f32,
    /// Worst first; empty when nothing was found.
    pub notes: Vec<Note>,
}

/// Everything is measured at one size, so that the same picture from a 12- and a 48-megapixel camera measures the same.
const MEASURED_SIDE: u32 = 1_024;

impl Report {
    /// Measures an upright sRGB picture.
    pub fn of(picture: &Picture, distance: Distance) -> Report {
        let small = resize::fit(picture, MEASURED_SIDE);
        let small = small.as_ref().unwrap_or(picture);
        let sharpness = sharpness::measure(small);
        let light = exposure::measure(small);
        let mut notes = Vec::new();
        notes.extend(size::note(picture.width(), picture.height(), distance));
        if sharpness < thresholds::SHARPNESS {
            notes.push(Note { finding: Finding::Blurred, measured: sharpness });
        }
        notes.extend(light.note());
        Report { sharpness, crushed: light.crushed, blown: light.blown, brightest: light.brightest, notes }
    }
}
