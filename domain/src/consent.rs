//! What a patient allows, each level its own choice and revocable by itself (domain.md 3.9).

use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use crate::{case::Fact, code::coded, command::ConsentChoices, time::When};

/// The version of the sentences that patients agree to. Changes whenever their meaning does; a consent keeps the one
/// it was given under.
pub const WORDING: &str = "2026-11-22";

/// One thing a patient can allow.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Level {
    /// Practice and specialists see the pictures, for this person's care. Without it nothing is taken.
    Care,
    /// The hospital may arrange an appointment itself.
    Referral,
    /// Pictures may teach, with nothing that says whose they are.
    Teaching,
}

coded! { Level, "consent",
    Care => "care", "Sharing for their own care";
    Referral => "referral", "The hospital may arrange an appointment";
    Teaching => "teaching", "Teaching, without their name";
}

impl Level {
    /// Whether a consent can still be taken back once a clinical decision used the pictures. For care it cannot: they
    /// are then part of the record (domain.md 3.9).
    pub const fn revocable_after_use(self) -> bool {
        match self {
            Self::Care => false,
            Self::Referral | Self::Teaching => true,
        }
    }
}

/// How a consent was given. Ticking online or saying so is enough for care; identifiable teaching would need paper.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum How {
    Online,
    Verbal,
    Written,
}

coded! { How, "how",
    Online => "online", "Online";
    Verbal => "verbal", "Verbal";
    Written => "written", "Written";
}

/// What a patient has allowed last, of all that they said about a case, each with when: they say so for the whole of it. None
/// where they were never asked; a no to pictures says nothing of the rest.
pub fn stands(said: impl IntoIterator<Item = (Timestamp, ConsentChoices)>) -> Option<ConsentChoices> {
    said.into_iter().filter(|(_, choices)| choices.care).max_by_key(|(at, _)| *at).map(|(_, choices)| choices)
}

/// What one patient allowed, and what it takes to prove it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Consent {
    pub choices: ConsentChoices,
    /// `WORDING` at the time.
    pub wording: String,
    /// The language the sentences were read in: "en".
    pub language: String,
    pub how: How,
    pub at: Timestamp,
}

impl Consent {
    /// Whether this level was allowed.
    pub const fn allows(&self, level: Level) -> bool {
        match level {
            Level::Care => self.choices.care,
            Level::Referral => self.choices.referral,
            Level::Teaching => self.choices.teaching,
        }
    }

    /// The levels that were allowed.
    pub fn given(&self) -> Vec<Level> {
        Level::ALL.iter().copied().filter(|&level| self.allows(level)).collect()
    }

    /// As a clinician reads it: each level with yes or no, then when and under which wording.
    pub fn facts(&self) -> Vec<Fact> {
        let fact = |label: &str, value: String| Fact { label: label.into(), value, key: false };
        let mut facts: Vec<Fact> = Level::ALL
            .iter()
            .map(|&level| fact(level.label(), if self.allows(level) { "Yes".into() } else { "No".into() }))
            .collect();
        facts.push(fact(
            "Given",
            format!("{}, {}, wording {}", When::at(self.at).short, self.how.label().to_lowercase(), self.wording),
        ));
        facts
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_level_stands_alone() {
        let consent = Consent {
            choices: ConsentChoices { care: true, referral: false, teaching: true },
            wording: WORDING.into(),
            language: "en".into(),
            how: How::Online,
            at: "2026-11-24T10:42:00Z".parse().unwrap(),
        };
        assert_eq!(consent.given(), [Level::Care, Level::Teaching]);
        let values: Vec<String> = consent.facts().into_iter().map(|f| f.value).collect();
        assert_eq!(values, ["Yes", "No", "Yes", "Tue 24 Nov, 10:42, online, wording 2026-11-22"]);
    }

    #[test]
    fn what_was_said_last_stands() {
        let at = |at: &str, teaching| Consent {
            choices: ConsentChoices { care: true, referral: true, teaching },
            wording: WORDING.into(),
            language: "en".into(),
            how: How::Online,
            at: at.parse().unwrap(),
        };
        let (yes, no) = (at("2026-11-24T10:42:00Z", true), at("2026-11-25T10:42:00Z", false));
        let said = |consent: &Consent| (consent.at, consent.choices);
        assert_eq!(stands([said(&yes), said(&no)]), Some(no.choices));
        assert_eq!(stands([said(&no), said(&yes)]), Some(no.choices));
        assert_eq!(stands([]), None);
    }

    #[test]
    fn nothing_is_allowed_beforehand() {
        let choices = ConsentChoices::default();
        assert!(!choices.care && !choices.referral && !choices.teaching);
    }
}
