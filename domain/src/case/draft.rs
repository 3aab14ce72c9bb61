use serde::{Deserialize, Serialize};

use crate::{
    command::DateFields,
    pathway::{ng12_prompts, red_flags},
    person::Identity,
};

/// A request as typed: every field optional, nothing judged yet. Flat, because it is also an HTML form.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Draft {
    // Patient
    pub nhs_number: String,
    pub name: String,
    pub dob: DateFields,
    /// "female", "male", "indeterminate", "not_known".
    pub sex: String,
    pub mobile: String,
    /// `SameNumber::code` of the practice's other requests for this NHS number that the referrer has looked at.
    pub same_number_seen: String,
    // Request
    /// `Kind` in snake case.
    pub kind: String,
    /// A service's id.
    pub service: String,
    pub question: String,
    pub impression: String,
    /// "very", "unsure", "unlikely": level of concern, asked for USC.
    pub concern: String,
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
    pub site_detail: String,
    pub lesions: String,
    pub size_mm: String,
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
    pub trigger: String,
    pub tried: String,
    pub biopsy: String,
    // Rash
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
    pub history: String,
    pub drugs: String,
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
    pub no_images_reason: String,
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

    /// Prompts that do not block: what must not wait first, then where the kind of request and its content conflict.
    pub fn warnings(&self) -> Vec<String> {
        let mut warnings = red_flags(self);
        warnings.extend(ng12_prompts(self));
        warnings
    }

    /// A lesion that is pigmented, as far as was said.
    pub fn is_pigmented(&self) -> bool {
        self.problem != "rash" && (self.pigment == "yes" || (self.pigment.is_empty() && self.pigmented))
    }

    /// The largest diameter in mm, where a number was typed.
    pub fn size(&self) -> Option<f32> {
        self.size_mm.trim().parse().ok().filter(|mm: &f32| mm.is_finite() && *mm > 0.0)
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
