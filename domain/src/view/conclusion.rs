use serde::{Deserialize, Serialize};

use super::When;
use crate::{case::Problem, conclusion::ConclusionForm, ids::FormKey};

/// What a service has said came of a patient, and what the looker may do about it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConclusionView {
    /// The newest last: it is the one that counts.
    pub said: Vec<ConclusionSaid>,
    /// What the form is filled in with: what was typed and could not be taken, else what was said last.
    pub form: ConclusionForm,
    /// What was typed could not be taken, and is kept.
    pub is_kept: bool,
    /// What is wrong with it.
    pub problems: Vec<Problem>,
    pub may_say: bool,
    /// The looker's side closes the case.
    pub may_close: bool,
    /// The practice has something of it to read.
    pub may_read: bool,
    /// When the newest was said, in milliseconds.
    pub seen: i64,
    /// All is said that has to be before the case is closed.
    pub is_final: bool,
    /// The key of the form that says it, made with this view.
    pub key: FormKey,
}

/// One time that something was said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConclusionSaid {
    /// Empty where it is not known.
    pub diagnosis: String,
    /// "malignant, histology; the patient was told on 2 Dec 2026"; empty with it.
    pub of_diagnosis: String,
    /// "To be treated, decided on 2 Dec 2026".
    pub treatment: String,
    pub is_cancer: bool,
    /// Since the answer that stands; what was said of one that was taken out of force says nothing now.
    pub stands: bool,
    pub by: String,
    pub at: When,
    /// Who of the practice has read it, and when.
    pub read: Option<(String, When)>,
}
