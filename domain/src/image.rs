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

/// What a copy of a picture is for, which decides how large its file may be.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum CopyFor {
    /// An attachment to a referral: the NHS e-Referral Service takes 5 MB.
    #[default]
    ERs,
    /// Vision, a GP system, takes 4 pictures of 745 kB in one message.
    Vision,
    /// A4 at 300 dots to the inch.
    Printing,
    /// Every pixel there is.
    Original,
}

coded! { CopyFor, "purpose",
    ERs => "e_rs", "e-RS attachment, up to 5 MB";
    Vision => "vision", "Vision, up to 745 kB (4 to a message)";
    Printing => "printing", "Printing, A4";
    Original => "original", "Original size";
}
