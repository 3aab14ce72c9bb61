use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{case::Problem, code::coded, ids::OrganisationId, typed};

/// The longest reason, in characters.
pub const WHY_LONGEST: usize = 1_000;

/// Whom a hub does not photograph (University Hospitals Birmingham, domain.md 3.8).
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Exclusion {
    OpenLesion,
    Genital,
    NotClear,
    MoreThanTwo,
    NeedsHelp,
}

coded! { Exclusion, "hub exclusion",
    OpenLesion => "open_lesion", "Is it open, so that it needs a dressing?";
    Genital => "genital", "Is it on the genitals or around the anus?";
    NotClear => "not_clear", "Is it somewhere that cannot be clearly photographed, such as inside the mouth?";
    MoreThanTwo => "more_than_two", "Are there more than two to photograph?";
    NeedsHelp => "needs_help", "Do they need help to move or to use the toilet?";
}

impl Exclusion {
    /// Where to instead.
    pub const fn instead(self) -> &'static str {
        match self {
            Self::OpenLesion => {
                "A hub has no nurse to dress it. Take the pictures at the practice, or refer to be seen."
            }
            Self::Genital => "Refer to be seen in person, without pictures.",
            Self::NotClear => "Pictures would not show it. Refer to be seen in person.",
            Self::MoreThanTwo => "Refer for a full skin check in a clinic, or ask about the two that worry you most.",
            Self::NeedsHelp => "A hub has nobody to help. Take the pictures at the practice or at home.",
        }
    }
}

/// Asking for a visit, as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct AskForm {
    /// The hub's id.
    #[serde(deserialize_with = "typed::deserialize")]
    pub hub: String,
    /// What is to be photographed, and why.
    #[serde(deserialize_with = "typed::deserialize")]
    pub why: String,
    /// "yes" or "no" to each [`Exclusion`], by its code.
    pub excluded: BTreeMap<String, String>,
}

/// What a hub is told by whoever asks for a visit.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Asked {
    pub why: String,
    /// What was asked about and answered with no.
    pub screened: Vec<Exclusion>,
}

impl AskForm {
    /// The hub and what it is told; `is_suspected` where the request suspects cancer.
    ///
    /// # Errors
    /// What is wrong, each at its field. One yes is enough: the patient is not sent there.
    pub fn read(&self, is_suspected: bool) -> Result<(OrganisationId, Asked), Vec<Problem>> {
        let mut problems = Vec::new();
        let hub = self.hub.parse().ok();
        if hub.is_none() {
            problems.push(Problem::new("hub", "Choose the hub"));
        }
        let why = typed::text(&self.why).trim().to_owned();
        if typed::is_blank(&why) {
            problems.push(Problem::new("why", "Say what is to be photographed"));
        } else if why.chars().count() > WHY_LONGEST {
            problems.push(Problem::new("why", format!("Shorten it to {WHY_LONGEST} characters")));
        }
        for &each in Exclusion::ALL {
            let sentence = match self.excluded.get(each.as_str()).map(String::as_str) {
                Some("no") => continue,
                // Nobody waits for pictures that nobody takes.
                Some("yes") if is_suspected => format!(
                    "Not at a hub. {} This is a suspected cancer: do not wait for pictures, send the referral now.",
                    each.instead()
                ),
                Some("yes") => format!("Not at a hub. {}", each.instead()),
                _ => "Say yes or no".to_owned(),
            };
            problems.push(Problem::new(each.as_str(), sentence));
        }
        match hub {
            Some(hub) if problems.is_empty() => Ok((hub, Asked { why, screened: Exclusion::ALL.to_vec() })),
            Some(_) | None => Err(problems),
        }
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn form() -> AskForm {
        AskForm {
            hub: Uuid::nil().to_string(),
            why: " The mole on the left forearm ".to_owned(),
            excluded: Exclusion::ALL.iter().map(|each| (each.as_str().to_owned(), "no".to_owned())).collect(),
        }
    }

    #[test]
    fn everything_is_asked_and_nothing_taken_for_granted() {
        let (_, asked) = form().read(false).unwrap();
        assert_eq!((asked.why.as_str(), asked.screened.len()), ("The mole on the left forearm", 5));
        let fields = |form: &AskForm| -> Vec<String> {
            form.read(false).unwrap_err().into_iter().map(|problem| problem.field).collect()
        };
        assert_eq!(
            fields(&AskForm::default()),
            ["hub", "why", "open_lesion", "genital", "not_clear", "more_than_two", "needs_help"]
        );
        assert_eq!(fields(&AskForm { why: "x".repeat(WHY_LONGEST + 1), ..form() }), ["why"]);
    }

    #[test]
    fn one_yes_says_where_to_instead_and_a_suspected_cancer_goes_on() {
        for &each in Exclusion::ALL {
            let mut form = form();
            form.excluded.insert(each.as_str().to_owned(), "yes".to_owned());
            let problem = |is_suspected| form.read(is_suspected).unwrap_err().remove(0);
            assert_eq!(problem(false).field, each.as_str());
            assert!(problem(false).message.ends_with(each.instead()), "{each:?}");
            assert!(problem(true).message.ends_with("send the referral now."), "{each:?}");
        }
    }
}
