use serde::{Deserialize, Deserializer, Serialize, Serializer};

use super::older;
use crate::{
    command::DateFields,
    forms::{Given, Response},
    guide::Subject,
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

/// A request as typed: every field optional, nothing judged yet. What is asked about the skin stands in `response`, by the
/// form of the service (`forms`); the fields beside it are those of every request. It is also an HTML form, and its text
/// is `typed::text` from the moment it comes in.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, remote = "Self")]
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
    /// "lesion" or "rash": which form.
    pub problem: String,
    /// Why it goes by another pathway although NG12 says refer.
    #[serde(deserialize_with = "typed::deserialize")]
    pub despite_reason: String,
    /// Why it goes to a service that does not usually take it.
    #[serde(deserialize_with = "typed::deserialize")]
    pub excluded_reason: String,
    /// Why the patient is referred although the answer was that they need not be seen.
    #[serde(deserialize_with = "typed::deserialize", skip_serializing_if = "String::is_empty")]
    pub anyway_reason: String,
    /// Site, size, change, risk, medicines: what the form asks, with the version that it was asked by. Answers to the
    /// program's own questions that only another form asks stay in it and count for nothing.
    pub response: Response,
    /// The versions that it was asked by before, and whose answers stay in it.
    pub asked_before: Vec<String>,
    /// Answers to a service's own questions that are not asked now, by the version that asked them: another version may ask
    /// something else under the same name. They count for nothing, and are there again for whoever goes back.
    #[serde(skip_serializing_if = "Vec::is_empty")]
    pub set_aside: Vec<Response>,
    // Pictures
    #[serde(deserialize_with = "typed::deserialize")]
    pub no_images_reason: String,
    /// The patient agrees that pictures are taken of them and shared for their care: asked by whoever takes them.
    pub photos_agreed: bool,
    /// Photos go too that the patient has added and not sent.
    pub include_unfinished: bool,
}

impl Serialize for Draft {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        Self::serialize(self, serializer)
    }
}

impl<'de> Deserialize<'de> for Draft {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        older::read(deserializer)
    }
}

impl Draft {
    /// As its fields stand; one from before there were forms is read by `older`.
    pub(super) fn of_fields<'de, D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        Self::deserialize(deserializer)
    }

    /// Lesion or rash; None until it was said.
    pub fn subject(&self) -> Option<Subject> {
        match self.problem.as_str() {
            "lesion" => Some(Subject::Lesion),
            "rash" => Some(Subject::Rash),
            _ => None,
        }
    }

    /// Whether this is what somebody typed who sees `page`: by which versions it was asked before is not theirs, nor what
    /// was answered to those.
    pub fn is_typed_as(&self, page: &Self) -> bool {
        let typed = |draft: &Self| Self { asked_before: Vec::new(), set_aside: Vec::new(), ..draft.clone() };
        typed(self) == typed(page)
    }

    /// What another request about the same problem begins with: the patient, what was answered about the skin and stays
    /// so, and what the referrer thinks it is. The question, how it is now, and every reason that was given for the last
    /// request, are for this one to say.
    #[must_use]
    pub fn again(&self) -> Self {
        Self {
            nhs_number: self.nhs_number.clone(),
            name: self.name.clone(),
            dob: self.dob.clone(),
            sex: self.sex.clone(),
            mobile: self.mobile.clone(),
            kind: self.kind.clone(),
            service: self.service.clone(),
            impression: self.impression.clone(),
            problem: self.problem.clone(),
            response: Response {
                answers: self
                    .response
                    .answers
                    .clone()
                    .into_iter()
                    .filter(|(link_id, _)| !is_of_then(link_id))
                    .collect(),
                ..self.response.clone()
            },
            asked_before: self.asked_before.clone(),
            set_aside: self.set_aside.clone(),
            ..Self::default()
        }
    }

    /// The same with one answer about the skin.
    #[must_use]
    pub fn with(mut self, link_id: &str, typed: &str) -> Self {
        self.response = self.response.with(link_id, typed);
        self
    }

    /// The same with one box ticked.
    #[must_use]
    pub fn tick(mut self, link_id: &str) -> Self {
        self.response.answers.insert(link_id.to_owned(), Given::Tick(true));
        self
    }

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
}

/// Whether an answer says how it was when it was asked, by the names of the shipped forms: how long, how large, what has
/// changed, what it does, what was tried, and who is pregnant.
fn is_of_then(link_id: &str) -> bool {
    const OF_THEN: [&str; 16] = [
        "duration",
        "size_mm",
        "itch",
        "bleeding",
        "ooze",
        "crust",
        "pain",
        "seven_inflamed",
        "seven_sensation",
        "seven_none",
        "tried",
        "trigger",
        "pregnant",
        "distribution",
        "general_condition",
        "systemic_upset",
    ];
    OF_THEN.contains(&link_id) || link_id.starts_with("change_")
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
        let sent = r#"{"name": "Ann\u202Eee", "question": "Jose\u0301\u2028?", "dob": {"day": "12\u200B"}, "mobile": "\u202D07",
            "response": {"tried": "Ann\u202Eee"}}"#;
        let draft: Draft = serde_json::from_str(sent).unwrap();
        assert_eq!((draft.name.as_str(), draft.question.as_str()), ("Annee", "José\n?"));
        assert_eq!((draft.dob.day.as_str(), draft.mobile.as_str()), ("12", "07"));
        assert_eq!(draft.response.typed("tried"), "Annee");
    }
}
