use serde::{Deserialize, Serialize};

use super::{Fact, ImageView, When};
use crate::{
    case::{Kind, Problem},
    ids::{CaseId, PatientId},
    patients::{PatientSearch, Spot},
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
    /// The newest change first, at most 100.
    pub cases: Vec<PatientCase>,
    pub sites: Vec<PatientSite>,
    pub may_start: bool,
    /// The practice's own patient, for the way back to where one looks for them.
    pub is_practice: bool,
    /// Others with the same NHS number.
    pub same_number: Vec<PatientRow>,
}

/// Every picture of one site of a patient, the oldest first.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct PatientSitePictures {
    pub patient: PatientId,
    pub name: String,
    pub nhs_number: String,
    pub born: String,
    /// "Left forearm".
    pub label: String,
    pub images: Vec<ImageView>,
}
