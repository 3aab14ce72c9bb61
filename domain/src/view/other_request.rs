use serde::{Deserialize, Serialize};

use super::{AmendmentView, When};
use crate::{
    case::{Answer, Kind},
    ids::CaseId,
};

/// Another request about the same problem, as far as the looker may know of it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherRequest {
    pub case: CaseId,
    /// The one that is looked at came after it.
    pub is_earlier: bool,
    /// Empty in a draft that names none.
    pub service: String,
    pub kind: Kind,
    /// None of a draft.
    pub sent: Option<When>,
    /// What else the looker may read of it, who may open it then; None where they may not.
    pub whole: Option<OtherRequestWhole>,
}

/// What is read of another request without opening it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OtherRequestWhole {
    /// "Answered", or the outcome.
    pub state: String,
    pub question: String,
    /// Who answered, when, and what.
    pub answer: Option<(String, When, Answer)>,
    /// What was added to it, corrected or retracted.
    pub amendments: Vec<AmendmentView>,
    /// It was found to be of another patient.
    pub is_wrong: bool,
}
