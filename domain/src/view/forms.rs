use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::When;
use crate::{
    case::Problem,
    forms::{
        FormKind,
        edit::{EditAct, EditForm},
    },
};

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
    /// Which form it is a version of; None where its address says nothing that is known.
    pub kind: Option<FormKind>,
    /// Stands for just this text: what is published is what was seen.
    pub seen: String,
    /// What stands in the way of publishing it.
    pub faults: Vec<String>,
}

/// A service's version that is being made, for whoever makes it by hand.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormEditor {
    /// What was put in and not published, of this form or of another one.
    pub draft: Option<FormDraft>,
    /// The name of that version is taken, so that it cannot be published.
    pub is_taken: bool,
    /// The version that one would begin with.
    pub from: String,
    /// A name that is free.
    pub proposed: String,
    /// What the reader typed and could not be done.
    pub refused: Option<RefusedEdit>,
}

/// What somebody wanted to change, and was not changed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct RefusedEdit {
    pub act: EditAct,
    pub item: String,
    pub fields: EditForm,
    /// What stood against it; nothing where somebody else had changed the form meanwhile.
    pub problems: Vec<Problem>,
}

/// One version, to be looked at.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FormFile {
    pub json: String,
    /// London's day, by which dates are judged.
    pub today: Date,
}
