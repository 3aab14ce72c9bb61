use serde::{Deserialize, Serialize};

use crate::{
    case::{Fact, Problem},
    text::Passage,
    typed,
};

/// A date as three fields, as typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct DateFields {
    #[serde(default, deserialize_with = "typed::deserialize")]
    pub day: String,
    #[serde(default, deserialize_with = "typed::deserialize")]
    pub month: String,
    #[serde(default, deserialize_with = "typed::deserialize")]
    pub year: String,
}

impl DateFields {
    /// Whether each box holds no more than a date could.
    pub fn is_short(&self) -> bool {
        [&self.day, &self.month, &self.year].iter().all(|part| part.chars().count() <= 40)
    }
}

/// The consents of domain.md 3.9, each its own choice, none ticked beforehand.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct ConsentChoices {
    /// Share with the practice and the skin specialists, for this person's care.
    #[serde(default)]
    pub care: bool,
    /// The hospital may arrange an appointment where the specialist thinks one is needed.
    #[serde(default)]
    pub referral: bool,
    /// Teaching, with nothing that says who it is.
    #[serde(default)]
    pub teaching: bool,
}

/// The patient's own few answers, as typed; all may be skipped.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct PatientAnswers {
    #[serde(default, deserialize_with = "typed::deserialize")]
    pub duration: String,
    /// "yes", "no", "unsure" or empty.
    #[serde(default)]
    pub changed: String,
    #[serde(default)]
    pub itch: bool,
    #[serde(default)]
    pub bleed: bool,
    #[serde(default)]
    pub pain: bool,
    #[serde(default, deserialize_with = "typed::deserialize")]
    pub tried: String,
    #[serde(default, deserialize_with = "typed::deserialize")]
    pub anything_else: String,
}

impl PatientAnswers {
    /// As a clinician reads them; what was skipped is left out.
    pub fn facts(&self) -> Vec<Fact> {
        let changed = match self.changed.as_str() {
            "yes" => "Yes",
            "no" => "No",
            "unsure" => "Not sure",
            _ => "",
        };
        let symptoms: Vec<&str> = [(self.itch, "itches"), (self.bleed, "bleeds"), (self.pain, "hurts")]
            .into_iter()
            .filter_map(|(ticked, word)| ticked.then_some(word))
            .collect();
        [
            ("How long", self.duration.trim()),
            ("Changed", changed),
            ("Symptoms", &symptoms.join(", ")),
            ("Tried", self.tried.trim()),
            ("Anything else", self.anything_else.trim()),
        ]
        .into_iter()
        .filter(|(_, value)| !value.is_empty())
        .map(|(label, value)| Fact { label: label.into(), value: value.into(), key: false })
        .collect()
    }

    /// All may be skipped, so only a text that is too long is wrong.
    pub fn check(&self) -> Vec<Problem> {
        [("duration", &self.duration), ("tried", &self.tried), ("anything_else", &self.anything_else)]
            .into_iter()
            .filter_map(|(field, text)| {
                let error = Passage::new(text).err()?;
                Some(Problem::new(field, format!("Your answer {error}")))
            })
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn skipped_answers_are_left_out() {
        assert_eq!(PatientAnswers::default().facts(), []);
        let answers = PatientAnswers { itch: true, pain: true, changed: "unsure".into(), ..Default::default() };
        let values: Vec<String> = answers.facts().into_iter().map(|fact| fact.value).collect();
        assert_eq!(values, ["Not sure", "itches, hurts"]);
        let long = PatientAnswers { tried: "x".repeat(4_001), ..answers };
        assert_eq!(long.check()[0].field, "tried");
    }
}
