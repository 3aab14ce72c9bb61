use domain::ids::CaseId;

/// Where pictures go.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum CaptureTarget {
    /// A case, from a signed-in clinician.
    Case(CaseId),
    /// A link's reference: a patient's, or that of a referrer's own phone.
    Link(String),
}

impl CaptureTarget {
    /// What says so to the upload's address.
    pub fn metadata(&self) -> (&'static str, String) {
        match self {
            Self::Case(case) => ("case", case.to_string()),
            Self::Link(link) => ("link", link.clone()),
        }
    }

    /// Where a plain form goes, for browsers without scripts.
    pub fn form_action(&self) -> String {
        match self {
            Self::Case(case) => format!("/cases/{case}/images/form"),
            Self::Link(link) => format!("/p/{link}/photos/form"),
        }
    }
}
