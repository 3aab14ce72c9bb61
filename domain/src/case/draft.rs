use serde::{Deserialize, Serialize};

use crate::{
    command::DateFields,
    forms::{Findings, millimetres},
    pathway::{ng12_prompts, red_flags},
    person::Identity,
    typed,
};

/// Requests that one person may have begun and neither sent nor withdrawn: several weeks' worth of patients who have not
/// sent their photos yet. Each can hold pictures.
pub const MOST_DRAFTS: u32 = 200;

/// What somebody is told who has as many.
pub fn too_many_drafts() -> Problem {
    let sentence =
        format!("You have {MOST_DRAFTS} requests that were not sent: send or withdraw some, then start another");
    Problem::new("drafts", sentence)
}

/// A request as typed: every field optional, nothing judged yet. Flat, because it is also an HTML form. Its text is
/// `typed::text` from the moment it comes in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    // Patient
    #[serde(deserialize_with = "typed::deserialize")]
    pub nhs_number: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub name: String,
    pub dob: DateFields,
    /// "female", "male", "indeterminate", "not_known".
    pub sex: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub mobile: String,
    /// `SameNumber::code` of the practice's other requests for this NHS number that the referrer has looked at.
    pub same_number_seen: String,
    // Request
    /// `Kind` in snake case.
    pub kind: String,
    /// A service's id.
    pub service: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub question: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub impression: String,
    /// "very", "unsure", "unlikely": level of concern, asked for USC.
    pub concern: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub urgency_reason: String,
    pub conversion_authorised: bool,
    pub told_may_be_cancer: bool,
    // Problem
    /// "lesion" or "rash".
    pub problem: String,
    /// "yes" or "no": asked of every lesion.
    pub pigment: String,
    /// `Site` in snake case.
    pub site: String,
    /// `Side` in snake case.
    pub side: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub site_detail: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub lesions: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub size_mm: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub duration: String,
    pub change_size: bool,
    pub change_shape: bool,
    pub change_colour: bool,
    pub change_raised: bool,
    pub itch: bool,
    pub bleeding: bool,
    pub ooze: bool,
    pub crust: bool,
    pub pain: bool,
    #[serde(deserialize_with = "typed::deserialize")]
    pub trigger: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub tried: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub biopsy: String,
    // Rash
    #[serde(deserialize_with = "typed::deserialize")]
    pub distribution: String,
    pub systemic_upset: bool,
    // Risk
    pub personal_skin_cancer: bool,
    pub family_skin_cancer: bool,
    pub immunosuppressed: bool,
    pub many_moles: bool,
    pub uv_exposure: bool,
    /// "I" to "VI".
    pub skin_type: String,
    // Medical
    #[serde(deserialize_with = "typed::deserialize")]
    pub history: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub drugs: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub allergies: String,
    pub anticoagulant: bool,
    pub pregnant: bool,
    // What the weighted 7-point checklist (NICE NG12) asks beside the change, size and oozing above
    pub seven_inflamed: bool,
    pub seven_sensation: bool,
    /// None of what is ticked for the checklist, said in so many words: without it, no ticks are no answer.
    pub seven_none: bool,
    /// Why it goes by another pathway although NG12 says refer.
    pub despite_reason: String,
    // Of forms that asked the same twice; `as_asked_now` says what became of each
    pub pigmented: bool,
    pub seven_size: bool,
    pub seven_shape: bool,
    pub seven_colour: bool,
    pub seven_large: bool,
    pub seven_oozing: bool,
    // Pictures
    #[serde(deserialize_with = "typed::deserialize")]
    pub no_images_reason: String,
    /// The patient agrees that pictures are taken of them and shared for their care: asked by whoever takes them.
    pub photos_agreed: bool,
    /// Photos go too that the patient has added and not sent.
    pub include_unfinished: bool,
}

impl Draft {
    /// Who it is about.
    pub fn identity(&self) -> Identity {
        Identity {
            nhs_number: self.nhs_number.clone(),
            name: self.name.clone(),
            dob: self.dob.clone(),
            mobile: self.mobile.clone(),
        }
    }

    /// The same request about `identity`.
    pub fn about(mut self, identity: Identity) -> Self {
        Identity { nhs_number: self.nhs_number, name: self.name, dob: self.dob, mobile: self.mobile } = identity;
        self
    }

    /// The largest diameter in millimetres, where what was typed has one meaning.
    pub fn largest_mm(&self) -> Option<f32> {
        millimetres(&self.size_mm)
    }

    /// What rules read of it.
    pub fn findings(&self) -> Findings {
        Findings::of_draft(self)
    }

    /// Prompts that do not block: what must not wait first, then where the kind of request and its content conflict.
    pub fn warnings(&self) -> Vec<String> {
        let findings = self.findings();
        let mut warnings = red_flags(&findings);
        warnings.extend(ng12_prompts(&findings));
        warnings
    }

    /// A lesion that is pigmented, as far as was said.
    pub fn is_pigmented(&self) -> bool {
        self.problem != "rash" && (self.pigment == "yes" || (self.pigment.is_empty() && self.pigmented))
    }

    /// The same request in the fields that the form has now: one fact, one field. A tick for "7 mm or more" without a
    /// diameter is left out: the form asks for the diameter.
    #[must_use]
    pub fn as_asked_now(mut self) -> Self {
        let take = std::mem::take::<bool>;
        if take(&mut self.pigmented) && self.pigment.is_empty() {
            "yes".clone_into(&mut self.pigment);
        }
        self.change_size |= take(&mut self.seven_size);
        self.change_shape |= take(&mut self.seven_shape);
        self.change_colour |= take(&mut self.seven_colour);
        self.ooze |= take(&mut self.seven_oozing);
        self.seven_large = false;
        self
    }
}

/// One thing that is wrong with what was typed, and where.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Problem {
    /// The field's name in the form, for the error summary's link.
    pub field: String,
    /// What is wrong and what to do, in one sentence.
    pub message: String,
}

impl Problem {
    /// A problem of one field.
    pub fn new(field: &str, message: impl Into<String>) -> Self {
        Self { field: field.into(), message: message.into() }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_comes_in_is_tidy_before_anything_reads_it() {
        let sent = r#"{"name": "Ann\u202Eee", "question": "Jose\u0301\u2028?", "dob": {"day": "12\u200B"}, "mobile": "\u202D07"}"#;
        let draft: Draft = serde_json::from_str(sent).unwrap();
        assert_eq!((draft.name.as_str(), draft.question.as_str()), ("Annee", "José\n?"));
        assert_eq!((draft.dob.day.as_str(), draft.mobile.as_str()), ("12", "07"));
    }

    #[test]
    fn a_size_is_read_where_it_has_one_meaning() {
        let mm = |typed: &str| Draft { size_mm: typed.into(), ..Draft::default() }.largest_mm();
        assert_eq!(["8", "8 mm", "8,5mm", "0.8 CM", "1,25 cm"].map(mm), [8.0, 8.0, 8.5, 8.0, 12.5].map(Some));
        assert_eq!(["", "8 x 6", "8 m", "8²", "about 8"].map(mm), [None; 5]);
    }
}
