use serde::{Deserialize, Serialize};

/// Faults of the ImageQX taxonomy (domain.md 3.2) that numbers can find; the others need a person's eye.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Fault {
    Framing,
    Lighting,
    Blur,
    LowResolution,
    Distance,
}

impl Fault {
    pub const ALL: [Fault; 5] = [Fault::Framing, Fault::Lighting, Fault::Blur, Fault::LowResolution, Fault::Distance];

    /// The taxonomy's own name.
    pub fn name(self) -> &'static str {
        match self {
            Fault::Framing => "framing",
            Fault::Lighting => "lighting",
            Fault::Blur => "blur",
            Fault::LowResolution => "low resolution",
            Fault::Distance => "distance",
        }
    }
}

/// What exactly was found; each has one sentence of advice.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Finding {
    Blurred,
    /// The edge is sharp and the middle is not: the camera may have focused on something else.
    MiddleBlurred,
    TooDark,
    TooBright,
    /// A lamp or the flash is mirrored in the middle.
    Glare,
    ColourCast,
    /// One even area: a finger before the lens, a wall, a table.
    Empty,
    /// A close-up with hardly any skin.
    TooFar,
    /// Under the ATA's minimum: another picture is asked for, though never insisted on.
    TooSmall,
    /// Under the ATA's preferred size.
    Small,
    SmallCloseUp,
}

impl Finding {
    pub const ALL: [Finding; 11] = [
        Finding::Blurred,
        Finding::MiddleBlurred,
        Finding::TooDark,
        Finding::TooBright,
        Finding::Glare,
        Finding::ColourCast,
        Finding::Empty,
        Finding::TooFar,
        Finding::TooSmall,
        Finding::Small,
        Finding::SmallCloseUp,
    ];

    /// The taxonomy's fault that it is a case of.
    pub fn fault(self) -> Fault {
        match self {
            Finding::Blurred | Finding::MiddleBlurred => Fault::Blur,
            Finding::TooDark | Finding::TooBright | Finding::Glare | Finding::ColourCast => Fault::Lighting,
            Finding::Empty => Fault::Framing,
            Finding::TooFar => Fault::Distance,
            Finding::TooSmall | Finding::Small | Finding::SmallCloseUp => Fault::LowResolution,
        }
    }

    /// The name that picks a patient's sentence in the locale files.
    pub fn key(self) -> &'static str {
        match self {
            Finding::Blurred => "blurred",
            Finding::MiddleBlurred => "middle_blurred",
            Finding::TooDark => "too_dark",
            Finding::TooBright => "too_bright",
            Finding::Glare => "glare",
            Finding::ColourCast => "colour_cast",
            Finding::Empty => "empty",
            Finding::TooFar => "too_far",
            Finding::TooSmall => "too_small",
            Finding::Small => "small",
            Finding::SmallCloseUp => "small_close_up",
        }
    }

    /// For a clinician who looks at the picture.
    pub fn sentence(self) -> &'static str {
        match self {
            Finding::Blurred => "May be out of focus.",
            Finding::MiddleBlurred => "May be out of focus in the middle: the edge is sharper.",
            Finding::TooDark => "May be too dark: detail is lost in the shadows.",
            Finding::TooBright => "May be too bright: detail is lost in the highlights.",
            Finding::Glare => "A light may be mirrored in the middle: detail is lost there.",
            Finding::ColourCast => "The light may be coloured: do not rely on the colours.",
            Finding::Empty => "May show nothing: the middle is one even area.",
            Finding::TooFar => "A close-up that may be too far away: little of it is skin.",
            Finding::TooSmall => "Under 800 × 600 pixels, the least for teledermatology.",
            Finding::Small => "Under 1,024 × 768 pixels.",
            Finding::SmallCloseUp => "A close-up with under 2 million pixels.",
        }
    }
}
