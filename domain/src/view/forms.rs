use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::When;
use crate::forms::FormKind;

/// A service's forms, for whoever looks after them.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormsView {
    pub forms: Vec<FormLine>,
    /// What was put in and not published.
    pub draft: Option<FormDraft>,
}

/// One form with its versions.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormLine {
    pub kind: FormKind,
    /// Of the version that comes with the program.
    pub title: String,
    /// The newest first, what comes with the program last.
    pub versions: Vec<FormVersion>,
}

#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormVersion {
    pub version: String,
    /// None for what comes with the program.
    pub published: Option<When>,
    pub withdrawn: Option<When>,
    /// Whoever begins is asked by it.
    pub is_current: bool,
}

/// A form that was put in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormDraft {
    pub json: String,
    /// Stands for just this text: what is published is what was seen.
    pub seen: String,
    /// What stands in the way of publishing it.
    pub faults: Vec<String>,
}

/// One version, to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormFile {
    pub json: String,
    /// London's day, by which dates are judged.
    pub today: Date,
}
