//! A case that is not of the patient that it names.

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::State;
use crate::{code::coded, ids::AccountId};

/// What was found out about a case that is not of the patient it names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WrongPatientReason {
    Pictures,
    Details,
    Answer,
    Unclear,
}

coded! { WrongPatientReason, "reason for a wrong patient",
    Pictures => "pictures", "The pictures are of another patient";
    Details => "details", "The request is about another patient than it names";
    Answer => "answer", "The answer was written for another patient";
    Unclear => "unclear", "It cannot be told whose pictures these are";
}

/// Who found that a case has the wrong patient, when, and what it was.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongPatientFound {
    pub by: AccountId,
    pub at: Timestamp,
    pub because: WrongPatientReason,
}

/// The two sides of a case: each is told what concerns both, and says for itself that it has dealt with it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Party {
    Practice,
    Service,
}

coded! { Party, "party",
    Practice => "practice", "Practice";
    Service => "service", "Service";
}

impl State {
    /// Whether this side has still to deal with a wrong patient.
    pub fn is_wrong_patient_open(&self, party: Party) -> bool {
        match (self, party) {
            (Self::WrongPatient { practice_done, .. }, Party::Practice) => practice_done.is_none(),
            (Self::WrongPatient { service_done, .. }, Party::Service) => service_done.is_none(),
            (
                Self::Draft
                | Self::InQueue { .. }
                | Self::Paused { .. }
                | Self::Answered { .. }
                | Self::Acknowledged { .. }
                | Self::Closed { .. }
                | Self::Withdrawn { .. }
                | Self::Converted { .. },
                Party::Practice | Party::Service,
            ) => false,
        }
    }
}
