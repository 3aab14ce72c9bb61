use serde::{Deserialize, Serialize};

/// The one thing to do now; the first that applies is said.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Advice {
    HoldStill,
    MoreLight,
    LessLight,
    /// A lamp or the flash is mirrored in the middle.
    TurnFromGlare,
    MoveCloser,
    /// Nearer than the camera can focus.
    MoveFurtherAway,
    /// Soft for long, though still and well lit.
    WipeLens,
    /// Coloured light: go where it is white.
    ColourCast,
}

impl Advice {
    pub const ALL: [Advice; 8] = [
        Advice::HoldStill,
        Advice::MoreLight,
        Advice::LessLight,
        Advice::TurnFromGlare,
        Advice::MoveCloser,
        Advice::MoveFurtherAway,
        Advice::WipeLens,
        Advice::ColourCast,
    ];

    /// The name that picks the sentence in the locale files.
    pub fn key(self) -> &'static str {
        match self {
            Advice::HoldStill => "hold_still",
            Advice::MoreLight => "more_light",
            Advice::LessLight => "less_light",
            Advice::TurnFromGlare => "turn_from_glare",
            Advice::MoveCloser => "move_closer",
            Advice::MoveFurtherAway => "move_further_away",
            Advice::WipeLens => "wipe_lens",
            Advice::ColourCast => "colour_cast",
        }
    }
}
