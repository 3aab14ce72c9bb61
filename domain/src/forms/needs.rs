//! The forms that are asked here, and what rules read of each: a version without that is refused.
//!
//! To add a form: a variant of [`FormKind`] with its address and its needs, its file in `domain/forms` (`shipped`), and
//! whoever asks it. To add a fact that a rule reads: its item in `needs`, and `Findings::of`.

use serde::{Deserialize, Serialize};

use super::questionnaire::ItemKind;
use crate::code::coded;

/// What a form is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum FormKind {
    /// What a referrer says of a lesion.
    Lesion,
    /// The same of a rash.
    Rash,
    /// What a photographer asks before taking pictures.
    PhotographyHistory,
    /// What a patient is asked before sending pictures.
    PatientQuestions,
    /// What a patient says who sees that it has changed.
    HasChanged,
}

coded! { FormKind, "form",
    Lesion => "lesion", "Dermatology lesion";
    Rash => "rash", "Dermatology rash";
    PhotographyHistory => "photography_history", "Photography history";
    PatientQuestions => "patient_questions", "Patient’s questions";
    HasChanged => "has_changed", "It has changed";
}

/// An item that has to be in a form.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Need {
    pub link_id: &'static str,
    pub kind: ItemKind,
    /// The codes that its options have to have.
    pub options: &'static [&'static str],
}

const fn need(link_id: &'static str, kind: ItemKind) -> Need {
    Need { link_id, kind, options: &[] }
}

const fn choice(link_id: &'static str, options: &'static [&'static str]) -> Need {
    Need { link_id, kind: ItemKind::Choice, options }
}

/// The sites that a rule asks about by name; a form may offer others of the program’s beside them.
const SITES: &[&str] = &["scalp", "face", "ear", "eyelid", "nose", "lip", "hand", "nail", "foot", "sole"];

const SIDES: &[&str] = &["left", "right", "middle", "both"];

const LESION: &[Need] = &[
    choice("pigment", &["yes", "no"]),
    choice("site", SITES),
    choice("side", SIDES),
    need("duration", ItemKind::String),
    need("size_mm", ItemKind::Quantity),
    need("change_size", ItemKind::Boolean),
    need("change_shape", ItemKind::Boolean),
    need("change_colour", ItemKind::Boolean),
    need("change_raised", ItemKind::Boolean),
    need("bleeding", ItemKind::Boolean),
    need("ooze", ItemKind::Boolean),
    need("crust", ItemKind::Boolean),
    need("seven_inflamed", ItemKind::Boolean),
    need("seven_sensation", ItemKind::Boolean),
    need("seven_none", ItemKind::Boolean),
    need("personal_skin_cancer", ItemKind::Boolean),
    need("immunosuppressed", ItemKind::Boolean),
    need("anticoagulant", ItemKind::Boolean),
    need("pregnant", ItemKind::Boolean),
];

const RASH: &[Need] = &[
    choice("site", SITES),
    choice("side", SIDES),
    need("duration", ItemKind::String),
    need("distribution", ItemKind::String),
    need("systemic_upset", ItemKind::Boolean),
    need("change_raised", ItemKind::Boolean),
    need("bleeding", ItemKind::Boolean),
    need("personal_skin_cancer", ItemKind::Boolean),
    need("immunosuppressed", ItemKind::Boolean),
    need("anticoagulant", ItemKind::Boolean),
    need("pregnant", ItemKind::Boolean),
];

/// What every request asks by itself, whichever form it has: a form with a field of that name would be asked twice. The
/// last is of requests from before there were forms.
const OF_EVERY_REQUEST: &[&str] = &[
    "nhs_number",
    "name",
    "dob",
    "sex",
    "mobile",
    "same_number_seen",
    "kind",
    "service",
    "question",
    "impression",
    "concern",
    "urgency_reason",
    "conversion_authorised",
    "told_may_be_cancer",
    "problem",
    "despite_reason",
    "excluded_reason",
    "anyway_reason",
    "no_images_reason",
    "photos_agreed",
    "include_unfinished",
    "pictures",
    "request",
    "named",
    "seven_large",
    // Parts of its names, by which scripts tell fields apart.
    "day",
    "month",
    "year",
    "response",
];

impl FormKind {
    /// The address that every version of it has, a service's own among them.
    pub const fn url(self) -> &'static str {
        match self {
            Self::Lesion => "https://skinlink.example/fhir/Questionnaire/dermatology-lesion",
            Self::Rash => "https://skinlink.example/fhir/Questionnaire/dermatology-rash",
            Self::PhotographyHistory => "https://skinlink.example/fhir/Questionnaire/photography-history",
            Self::PatientQuestions => "https://skinlink.example/fhir/Questionnaire/patient-questions",
            Self::HasChanged => "https://skinlink.example/fhir/Questionnaire/has-changed",
        }
    }

    /// The form with this address.
    pub fn of(url: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.url() == url)
    }

    /// What has to be in it.
    pub const fn needs(self) -> &'static [Need] {
        match self {
            Self::Lesion => LESION,
            Self::Rash => RASH,
            Self::PhotographyHistory => &[],
            Self::PatientQuestions => &[],
            Self::HasChanged => const { &[need("words", ItemKind::Text)] },
        }
    }

    /// Whoever cannot do without that.
    pub const fn read_by(self) -> &'static str {
        match self {
            Self::Lesion => "a rule for lesions (7-point checklist, NICE NG12, red flags)",
            Self::Rash => "a rule for rashes (red flags)",
            Self::PhotographyHistory | Self::PatientQuestions => "whoever reads the answers",
            Self::HasChanged => "the practice’s list",
        }
    }

    /// Whether a request asks this by itself, so that its form cannot.
    pub(super) fn asks_itself(self, link_id: &str) -> bool {
        match self {
            Self::Lesion | Self::Rash => OF_EVERY_REQUEST.contains(&link_id),
            Self::PhotographyHistory | Self::PatientQuestions | Self::HasChanged => false,
        }
    }

    /// Whether it is asked from its file, so that a service's own version would be asked as well. No photographer works
    /// here yet.
    pub const fn is_asked_from_its_file(self) -> bool {
        match self {
            Self::Lesion | Self::Rash | Self::PatientQuestions | Self::HasChanged => true,
            Self::PhotographyHistory => false,
        }
    }
}
