//! What administrators look at to see whether everything works.

use serde::{Deserialize, Serialize};

use super::When;
use crate::ids::{DeliveryId, OrganisationId};

/// Messages that were given up, the newest first.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedDeliveries {
    pub lines: Vec<FailedDelivery>,
    /// Where the older ones go on.
    pub older: Option<DeliveryId>,
}

/// One of them: nothing of a patient, and nothing of what it said.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FailedDelivery {
    pub id: DeliveryId,
    /// "Text: link for photos".
    pub what: String,
    /// Who was to come in by it; empty for what was sent to a patient.
    pub person: String,
    /// Whose it was; empty where it was the installation's.
    pub organisation: String,
    pub given_up: When,
    pub tries: u32,
    /// Why it did not arrive, as the end of a sentence.
    pub why: String,
    /// What somebody does about it.
    pub to_do: String,
    /// It can be made anew: a new link, mailed to the same address.
    pub may_send_again: bool,
}

/// How one thing stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Soundness {
    /// It does not work, or would not.
    Wrong,
    /// It works, and somebody should know.
    Warning,
    Ok,
}

impl Soundness {
    /// In front of what was found.
    pub const fn label(self) -> &'static str {
        match self {
            Self::Wrong => "Wrong",
            Self::Warning => "Look at this",
            Self::Ok => "In order",
        }
    }
}

/// One thing that was looked at, in a line for whoever runs the server.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Finding {
    /// "database".
    pub what: String,
    pub soundness: Soundness,
    /// What was found, and where something is wrong also what to do.
    pub says: String,
}

impl Finding {
    pub fn ok(what: &str, says: impl Into<String>) -> Self {
        Self { what: what.to_owned(), soundness: Soundness::Ok, says: says.into() }
    }

    pub fn warning(what: &str, says: impl Into<String>) -> Self {
        Self { what: what.to_owned(), soundness: Soundness::Warning, says: says.into() }
    }

    pub fn wrong(what: &str, says: impl Into<String>) -> Self {
        Self { what: what.to_owned(), soundness: Soundness::Wrong, says: says.into() }
    }
}

/// What the log of accesses is searched for; what is empty is not asked.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessQuestion {
    /// A name or an address, whole or in part: whoever did it, or to whose account it was done.
    #[serde(default)]
    pub person: String,
    /// An organisation's id: where it was done, or to which.
    #[serde(default)]
    pub organisation: String,
    /// A case's number, as in its address.
    #[serde(default)]
    pub case: String,
    /// A `domain::audit::AccessKind`.
    #[serde(default)]
    pub what: String,
    /// Days in London, both included: "2026-11-24".
    #[serde(default)]
    pub from: String,
    #[serde(default)]
    pub to: String,
}

/// What was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessAnswer {
    /// As it was asked, with the days that it was asked for.
    pub question: AccessQuestion,
    /// What is wrong with the question; then nothing was searched.
    pub problem: Option<String>,
    /// The newest first.
    pub lines: Vec<AccessLine>,
    /// The number of the entry below which the older ones go on.
    pub older: Option<i64>,
    pub checked: Option<LogChecked>,
    /// To choose from.
    pub organisations: Vec<(OrganisationId, String)>,
}

/// One entry of the log of accesses.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct AccessLine {
    pub number: i64,
    pub at: When,
    /// "Dr Amara Osei", "A patient, by their link".
    pub who: String,
    /// Empty where it was nowhere.
    pub at_organisation: String,
    pub what: String,
    /// The account or organisation that it was done to, by its name.
    pub about: String,
    pub case: String,
    /// Its seal fits: it is as it was written.
    pub is_sealed: bool,
}

/// When the log of accesses was last read from its beginning to its end.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct LogChecked {
    pub at: When,
    pub entries: u64,
    /// What was found to be wrong since an administrator looked, the first few.
    pub faults: Vec<String>,
    /// What one has looked at.
    #[serde(default)]
    pub known: Vec<String>,
}
