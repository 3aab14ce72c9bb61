use serde::{Deserialize, Serialize};

use super::When;
use crate::{case::Answer, ids::CaseId};

/// What is read in place of a case of the wrong patient.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongPatientView {
    /// One sentence or two: what it is, who found it, when.
    pub what: String,
    /// What the looker's side does now.
    pub next: String,
    /// The looker's side has still to say that it dealt with it.
    pub is_open: bool,
    /// Who said so, and when.
    pub settled: Option<String>,
    /// What had been answered, by whom and when: for the record, and valid for nobody.
    pub answer: Option<(String, When, Answer)>,
}

/// A case of the wrong patient on top of a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrongPatientLine {
    pub case: CaseId,
    /// "1F3A 27C1".
    pub number: String,
    /// Whom it names.
    pub name: String,
    /// As `WrongPatientView::what`.
    pub what: String,
}
