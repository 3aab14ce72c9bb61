use serde::{Deserialize, Serialize};

use crate::code::coded;

/// What is asked for.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// Advice and guidance: responsibility stays with the referrer.
    #[default]
    Advice,
    /// Referral assessment service: a referral, triaged on its pictures.
    Assessment,
    /// Urgent suspected cancer (formerly two-week wait).
    Cancer,
}

/// Where on the body.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Site {
    Scalp,
    Face,
    Ear,
    Eyelid,
    Nose,
    Lip,
    Neck,
    Chest,
    Abdomen,
    UpperBack,
    LowerBack,
    Shoulder,
    UpperArm,
    Forearm,
    Hand,
    Nail,
    Thigh,
    LowerLeg,
    Foot,
    Sole,
    Widespread,
}

/// Left, right, middle or both.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Side {
    Left,
    Right,
    Middle,
    Both,
}

coded! { Kind, "kind",
    Advice => "advice", "Advice and guidance";
    Assessment => "assessment", "Referral for assessment";
    Cancer => "cancer", "Urgent suspected cancer";
}

impl Kind {
    /// The patient is referred with it; advice becomes a referral only where that was authorised beforehand.
    pub const fn is_referral(self) -> bool {
        match self {
            Self::Advice => false,
            Self::Assessment | Self::Cancer => true,
        }
    }
}

impl Kind {
    /// For a badge: "A&G", "RAS", "USC".
    pub const fn short(self) -> &'static str {
        match self {
            Self::Advice => "A&G",
            Self::Assessment => "RAS",
            Self::Cancer => "USC",
        }
    }
}

coded! { Site, "site",
    Scalp => "scalp", "Scalp";
    Face => "face", "Face";
    Ear => "ear", "Ear";
    Eyelid => "eyelid", "Eyelid";
    Nose => "nose", "Nose";
    Lip => "lip", "Lip";
    Neck => "neck", "Neck";
    Chest => "chest", "Chest";
    Abdomen => "abdomen", "Abdomen";
    UpperBack => "upper_back", "Upper back";
    LowerBack => "lower_back", "Lower back";
    Shoulder => "shoulder", "Shoulder";
    UpperArm => "upper_arm", "Upper arm";
    Forearm => "forearm", "Forearm";
    Hand => "hand", "Hand";
    Nail => "nail", "Nail";
    Thigh => "thigh", "Thigh";
    LowerLeg => "lower_leg", "Lower leg";
    Foot => "foot", "Foot";
    Sole => "sole", "Sole of foot";
    Widespread => "widespread", "Widespread";
}

impl Site {
    /// A side makes no sense for what is everywhere, and every other site has one.
    pub const fn has_side(self) -> bool {
        !matches!(self, Self::Widespread)
    }

    /// Near eye, nose, lip or ear: delay may cost more there, so NG12 lets a suspected basal cell carcinoma go by the
    /// suspected cancer pathway (domain.md 3.4).
    pub const fn delay_may_matter(self) -> bool {
        matches!(self, Self::Eyelid | Self::Nose | Self::Lip | Self::Ear)
    }

    /// Palms, soles and nails: pigment there is a red flag of its own (domain.md 3.5).
    pub const fn is_acral(self) -> bool {
        matches!(self, Self::Hand | Self::Nail | Self::Foot | Self::Sole)
    }
}

coded! { Side, "side",
    Left => "left", "Left";
    Right => "right", "Right";
    Middle => "middle", "Middle";
    Both => "both", "Both";
}
