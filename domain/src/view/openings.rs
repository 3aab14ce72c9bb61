use serde::{Deserialize, Serialize};

use super::When;
use crate::ids::{CaseId, OpeningId};

/// A case that somebody reads from outside, for as long as they may.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpenedCase {
    pub case: CaseId,
    /// "1F3A 27C1".
    pub number: String,
    pub until: When,
}

/// What a manager looks at of reading from outside; each the newest first.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Openings {
    pub opened: Vec<OpeningLine>,
    pub guessed: Vec<GuessedLine>,
}

/// Somebody gave so many numbers that opened nothing that none is taken for a while.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct GuessedLine {
    pub guess: OpeningId,
    /// "Dr Priya Nair, Hill Top Medical Centre".
    pub who: String,
    pub tries: u32,
    pub at: When,
    pub until: When,
    /// It was the asker: somebody else looks at it.
    pub own: bool,
    /// Who of the asker's organisation has looked at it, and when.
    pub looked: Option<(String, When)>,
}

/// One line of the openings that a manager looks at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct OpeningLine {
    pub opening: OpeningId,
    /// The case's: "1F3A 27C1".
    pub number: String,
    /// "Dr Priya Nair, Hill Top Medical Centre".
    pub who: String,
    pub at: When,
    pub until: When,
    /// None for an administrator, to whom nothing of a case is shown.
    pub reason: Option<String>,
    /// The asker opened it: somebody else looks at it.
    pub own: bool,
    /// Who of the asker's organisation has looked at it, and when.
    pub looked: Option<(String, When)>,
}
