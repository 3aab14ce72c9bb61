use serde::{Deserialize, Serialize};

/// What the patient has been told of the answer, for their practice.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Told {
    /// One sentence: what was done, what will be, or that it is for somebody to do.
    pub words: String,
    /// "Text the news" has a use.
    pub may_text: bool,
    /// "I have told the patient" has a use.
    pub may_note: bool,
    /// Nothing is left for the practice to do about it.
    pub done: bool,
}
