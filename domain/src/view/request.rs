use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{ImageView, OtherRequest, PhotoRequestView, ServiceView, When};
use crate::{
    case::{Draft, Fact, Problem},
    command::Correction,
    forms::Checked,
    ids::{AccountId, CaseId},
    pathway::Score,
};

/// The practice's other requests for the same NHS number: asked about before sending.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SameNumber {
    /// Stands for just these requests: `Draft::same_number_seen` once somebody has looked at them.
    pub code: String,
    /// One of them has another name or date of birth.
    pub other_person: bool,
    pub requests: Vec<SameNumberRequest>,
}

/// One of them.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct SameNumberRequest {
    pub case: CaseId,
    /// "Ann Smith, born 12 Mar 1948 (78 years), left forearm: waiting for an answer".
    pub words: String,
}

/// The referrer's request form: the draft as typed and what is still wrong with it.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct RequestView {
    pub case: CaseId,
    pub version: i64,
    pub draft: Draft,
    /// What is asked about the skin.
    pub form: Checked,
    /// What was answered and is not asked by that form.
    pub left_out: Vec<Fact>,
    pub saved: When,
    /// Everything that stands between this draft and sending it, in the form's order.
    pub problems: Vec<Problem>,
    /// Who may be named as the one who asks, when somebody else sends.
    pub referrers: Vec<(AccountId, String)>,
    /// What stands between this draft and a text to the patient.
    pub contact: Vec<Problem>,
    /// Texts can be sent from here.
    pub texts: bool,
    pub score: Option<Score>,
    /// "The score is 3 or more: NICE NG12 says refer …": prompts that do not block.
    pub warnings: Vec<String>,
    /// London's day: ages are counted on it, whatever a browser's clock says.
    pub today: Date,
    pub services: Vec<ServiceView>,
    pub images: Vec<ImageView>,
    /// Every other request about the same problem, the first one first.
    #[serde(default)]
    pub others: Vec<OtherRequest>,
    /// What was sent with those before this one: it is seen with it.
    #[serde(default)]
    pub earlier: Vec<ImageView>,
    pub photo_requests: Vec<PhotoRequestView>,
    pub same_number: Option<SameNumber>,
    /// Photos, consents or a sent request belong to this patient: who it is about changes by a correction only.
    pub identity_bound: bool,
    /// Pictures that the patient has added and not sent yet.
    pub unfinished: u32,
}

/// What a page that was made by another version goes on with: lesion or rash, or another service, was chosen.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct AskedNow {
    pub form: Checked,
    /// As in [`RequestView`].
    pub left_out: Vec<Fact>,
}

/// What a draft's autosave answers.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct Saved {
    pub version: i64,
    pub at: When,
    pub problems: Vec<Problem>,
    pub score: Option<Score>,
    pub warnings: Vec<String>,
    #[serde(default)]
    pub same_number: Option<SameNumber>,
    /// What was typed about the patient and not taken: everything else was saved.
    #[serde(default)]
    pub refused: Vec<Problem>,
    /// Another form than the one that was filled in.
    #[serde(default)]
    pub asked_now: Option<AskedNow>,
    /// Pictures came since the version that this was saved from.
    #[serde(default)]
    pub unseen: bool,
}

/// A patient's details as they may be corrected.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CorrectionView {
    pub case: CaseId,
    pub version: i64,
    pub current: Correction,
    pub images: Vec<ImageView>,
    /// A link that the patient has: it closes with a correction.
    pub open_links: u32,
}

/// A link for the referrer's own phone, shown as a QR code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PhoneLink {
    pub url: String,
    pub expires: When,
}
