use serde::{Deserialize, Serialize};

use super::{Fact, ImageView, When};
use crate::{
    case::{Kind, Problem},
    ids::{CaseId, PatientId},
    patients::{Compared, DetailsForm, PatientSearch, Spot},
};

/// Somebody who was found.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientRow {
    pub patient: PatientId,
    pub name: String,
    /// 3-3-4; empty where there is none.
    pub nhs_number: String,
    /// "12 Mar 1948 (78 years)"; empty where it is not known.
    pub born: String,
    pub sex: String,
    /// "Died 3 Jan 2026".
    pub died: Option<String>,
    /// Cases that have not ended, up to 100.
    pub open: u32,
    /// Cases that have.
    pub past: u32,
    /// Somebody else of the practice has the same number.
    pub same_number: bool,
    /// This person may begin a request about them.
    pub may_start: bool,
}

/// The page on which somebody looks for a patient.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct FoundPatients {
    /// As typed.
    pub search: PatientSearch,
    pub problem: Option<Problem>,
    /// None where nothing was looked for.
    pub rows: Option<Vec<PatientRow>>,
    /// There are more than these.
    pub more: bool,
}

/// One of a patient's cases, in a list.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientCase {
    pub case: CaseId,
    pub is_draft: bool,
    pub kind: Kind,
    /// "Left forearm".
    pub site: String,
    pub state: String,
    pub ended: bool,
    /// It is not of this patient, and nothing of it is to be acted on.
    pub wrong: bool,
    pub changed: When,
}

/// A site of the body that cases of a patient are about.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientSite {
    /// The lesion's, by which the practice speaks of it.
    pub number: u32,
    /// In an address: "forearm-left".
    pub code: String,
    /// "Left forearm".
    pub label: String,
    /// Where on the drawing; none for what is everywhere.
    pub spots: Vec<Spot>,
    pub cases: u32,
    /// Pictures that the reader may see.
    pub pictures: u32,
    /// One of its cases has not ended.
    pub open: bool,
}

/// A patient's page.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientRecord {
    pub patient: PatientId,
    pub version: i64,
    pub name: String,
    pub nhs_number: String,
    /// "Not traced", "Traced", "No NHS number".
    pub trace: String,
    pub born: String,
    pub sex: String,
    pub mobile: String,
    pub died: Option<String>,
    /// Preferred name, language, contacts, needs: what is known of it.
    pub details: Vec<Fact>,
    /// What somebody must know before they speak with the patient: an interpreter, needs.
    pub alerts: Vec<String>,
    /// The newest change first, a page of them.
    pub cases: Vec<PatientCase>,
    /// The last of them, where there are older ones.
    pub older: Option<CaseId>,
    pub sites: Vec<PatientSite>,
    pub may_start: bool,
    /// The practice's own patient, for the way back to where one looks for them.
    pub is_practice: bool,
    /// Others with the same NHS number.
    pub same_number: Vec<PatientRow>,
    /// The address named a record that has become part of this one: a sentence that says so.
    pub led_here: Option<String>,
    /// Records that have become part of this one, and that were taken out again: the practice's alone.
    pub merges: Vec<MergeLine>,
    /// This person may say that another record is the same person's.
    pub may_merge: bool,
    /// This person may change the details.
    pub may_change: bool,
}

/// A patient's details as a form.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DetailsView {
    pub patient: PatientId,
    pub version: i64,
    pub name: String,
    pub form: DetailsForm,
    /// Why it was refused.
    pub problems: Vec<Problem>,
    /// What stands there now, where somebody else was first.
    pub now: Vec<Fact>,
}

/// That two records became one, or two again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeLine {
    /// The record that became part of the other.
    pub patient: PatientId,
    /// Which, when, by whom and why.
    pub words: String,
    /// It still is, and this person may take it apart.
    pub may_undo: bool,
}

/// Whom a record may be made one with.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeChoices {
    pub patient: PatientId,
    pub name: String,
    /// The same number, date of birth or name.
    pub likely: Vec<PatientRow>,
    /// Whoever was looked for beside.
    pub found: FoundPatients,
}

/// One of two records that are looked at together.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedSide {
    pub patient: PatientId,
    pub version: i64,
    pub name: String,
}

/// One fact of two records.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ComparedRow {
    pub label: String,
    /// Of the one that stays.
    pub one: String,
    pub other: String,
    pub is: Compared,
}

/// Two records beside each other, before they become one.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientsCompared {
    pub stays: ComparedSide,
    pub goes: ComparedSide,
    pub rows: Vec<ComparedRow>,
    /// Why they may not become one.
    pub refused: Option<String>,
}

/// What somebody typed to make two records one, or two again.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct MergeTyped {
    pub reason: String,
    pub problems: Vec<Problem>,
}

/// What becomes of which when a merged record is one of its own again.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientsApart {
    pub patient: PatientId,
    /// The record that it is part of.
    pub stays: PatientId,
    pub name: String,
    pub stays_name: String,
    /// When it became that, by whom and why; None where it is one of its own.
    pub since: Option<String>,
    /// The cases that go with it, and those that stay.
    pub goes: Vec<String>,
    pub keeps: Vec<String>,
}

/// Every picture of one site of a patient, the oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PatientSitePictures {
    pub patient: PatientId,
    pub name: String,
    pub nhs_number: String,
    pub born: String,
    /// In an address: "forearm-left".
    pub code: String,
    /// "Left forearm".
    pub label: String,
    pub images: Vec<ImageView>,
    /// The last case that was looked through, where there are older ones.
    pub older: Option<CaseId>,
}
