//! A patient's visit to a photography hub (domain.md 3.8, 3.9, 5.4): who is not sent there, what is asked of whoever comes,
//! and how it ends. Whose turn it is in between is said by `tasks`.
//!
//! To add a way in which a visit ends: a line in [`HubEnd`], and what follows of it in `tasks/hub.rs`.

mod ask;
mod record;

pub use ask::{AskForm, Asked, Exclusion, WHY_LONGEST};
pub use record::{Chaperone, ChaperoneForm, ConsentForm, HubConsent, Record, Stamp, WORDING};

use serde::{Deserialize, Serialize};

use crate::code::coded;

/// After so many slots that a patient did not come to, the visit is over: whoever asked for it decides what comes next
/// (domain.md 5.4: rebooked once).
pub const MISSED: u32 = 2;

/// How a visit ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum HubEnd {
    /// Pictures were taken.
    Done,
    /// The patient said no to their being used for their care.
    Refused,
    /// What was found there cannot be photographed.
    NotPossible,
    /// They missed their last slot.
    DidNotAttend,
    /// By whoever asked, or by the hub.
    CalledOff,
    /// The request was taken back, or turned out to be of another patient.
    Void,
}

coded! { HubEnd, "end of a visit",
    Done => "done", "Pictures were taken";
    Refused => "refused", "The patient said no to pictures";
    NotPossible => "not_possible", "No usable pictures could be taken";
    DidNotAttend => "did_not_attend", "The patient did not come, twice";
    CalledOff => "called_off", "Called off";
    Void => "void", "Called off: the request ended";
}

impl HubEnd {
    /// Whoever asked for pictures has none, and may not know it.
    pub const fn is_in_vain(self) -> bool {
        matches!(self, Self::Refused | Self::NotPossible | Self::DidNotAttend | Self::CalledOff)
    }
}

/// How far an open visit has come.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Step {
    /// A slot is to be booked.
    Book,
    /// One is booked, and the patient has not come yet.
    Arrive,
    /// They are here: who are they?
    Identity,
    /// What do they agree to?
    Consents,
    /// Do they want somebody with them?
    Chaperone,
    /// What they say of it, where they agreed to being asked.
    Questions,
    Pictures,
}

coded! { Step, "step",
    Book => "book", "To book";
    Arrive => "arrive", "Booked";
    Identity => "identity", "Arrived: check who it is";
    Consents => "consents", "Arrived: ask for consent";
    Chaperone => "chaperone", "Arrived: offer a chaperone";
    Questions => "questions", "Arrived: ask the questions";
    Pictures => "pictures", "Arrived: take the pictures";
}
