//! What a picture shows. Which pictures a request asks for stands in `guide`.

use serde::{Deserialize, Serialize};

use crate::code::coded;

/// The view protocol of domain.md 3.2.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum View {
    /// Where on the body it is.
    #[default]
    Overview,
    /// About 20 cm away, square to the skin.
    CloseUp,
    /// Through a dermatoscope, in contact.
    Dermoscopic,
    /// From the side, if raised.
    Lateral,
    Other,
}

coded! { View, "view",
    Overview => "overview", "Overview";
    CloseUp => "close_up", "Close-up";
    Dermoscopic => "dermoscopic", "Dermoscopic";
    Lateral => "lateral", "From the side";
    Other => "other", "Other";
}

impl View {
    /// What a patient with a phone is led through, in this order.
    pub const FOR_PATIENTS: &[Self] = &[Self::Overview, Self::CloseUp, Self::Lateral];
}

/// Why a person sends a picture although a fault was found in it. Never asked for; shown to the specialist.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum KeptBecause {
    NoBetter,
    /// A child, or a part that trembles.
    ItMoves,
    HardToReach,
    BestOfSeveral,
}

coded! { KeptBecause, "reason",
    NoBetter => "no_better", "they could not get it better";
    ItMoves => "it_moves", "it moves";
    HardToReach => "hard_to_reach", "it is hard to reach";
    BestOfSeveral => "best_of_several", "it is the best of several";
}
