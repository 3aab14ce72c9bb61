use serde::{Deserialize, Serialize};

use crate::typed;

/// A date as three fields, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateFields {
    #[serde(default, deserialize_with = "typed::deserialize")]
    pub day: String,
    #[serde(default, deserialize_with = "typed::deserialize")]
    pub month: String,
    #[serde(default, deserialize_with = "typed::deserialize")]
    pub year: String,
}

impl DateFields {
    /// Whether each box holds no more than a date could.
    pub fn is_short(&self) -> bool {
        [&self.day, &self.month, &self.year].iter().all(|part| part.chars().count() <= 40)
    }
}

/// The consents of domain.md 3.9, each its own choice, none ticked beforehand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentChoices {
    /// Share with the practice and the skin specialists, for this person's care.
    #[serde(default)]
    pub care: bool,
    /// The hospital may arrange an appointment where the specialist thinks one is needed.
    #[serde(default)]
    pub referral: bool,
    /// Teaching, with nothing that says who it is.
    #[serde(default)]
    pub teaching: bool,
}
