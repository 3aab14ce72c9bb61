use serde::{Deserialize, Serialize};

use super::When;
use crate::{
    case::Problem,
    policy::{EditionState, Part, Policy, PolicyForm},
};

/// A service's policy, for whoever looks after it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyView {
    /// What holds now.
    pub policy: Policy,
    /// The newest edition's number: what a form is based on.
    pub newest: i64,
    /// The newest first.
    pub editions: Vec<EditionLine>,
    /// The newest edition as a form, or what the asker has typed over it.
    pub form: PolicyForm,
    /// What the asker has typed and not published.
    pub draft: Option<PolicyDraft>,
    /// Each part as its page shows it: what is saved is saved over that.
    pub parts: Vec<PolicyPart>,
}

/// One part of the form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyPart {
    pub part: Part,
    /// Stands for what is saved of it.
    pub seen: String,
    /// What was typed in another window and not saved, because this was saved meanwhile.
    pub aside: Option<PolicyForm>,
    /// What that would change of what is saved.
    pub differs: Vec<String>,
}

/// An edition on the list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct EditionLine {
    pub number: i64,
    pub state: EditionState,
    /// None for the first, which has held from the beginning.
    pub from: Option<When>,
    pub published: When,
    /// Who published it; None where nobody signed in did.
    pub by: Option<String>,
    /// What it changes of the one before.
    pub changes: Vec<String>,
}

/// What somebody has typed for another edition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PolicyDraft {
    /// Stands for just this text: what is published is what was seen.
    pub seen: String,
    pub problems: Vec<Problem>,
    /// What it would change of what holds now; empty where something is wrong with it.
    pub changes: Vec<String>,
    /// The same of the newest edition, where that one is planned.
    pub changes_of_planned: Vec<String>,
    /// The day from which on it was to hold, as typed, where it was refused.
    pub from: String,
    /// Why that was refused.
    pub refused: Vec<Problem>,
    /// A day that would not be, for a hint.
    pub example: String,
}
