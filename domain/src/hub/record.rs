use jiff::Timestamp;
use serde::{Deserialize, Serialize};

use super::Step;
use crate::{
    case::{Fact, Problem},
    command::ConsentChoices,
    consent::{How, Level},
    forms::Response,
    ids::AccountId,
    time::When,
    typed,
};

/// The version of the four sentences that a patient agrees to at a hub. Changes whenever their meaning does.
pub const WORDING: &str = "2026-12-01";

/// The longest name of a chaperone, and the longest note, in characters.
const LONGEST: usize = 200;

/// Who did something, and when.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Stamp {
    pub by: AccountId,
    pub at: Timestamp,
}

/// What a patient allowed at a hub, each by itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct HubConsent {
    pub given: Vec<Level>,
    /// Being asked about their history.
    pub questions: bool,
    /// [`WORDING`] at the time.
    pub wording: String,
    pub how: How,
    pub at: Timestamp,
}

impl HubConsent {
    /// Whether this level was allowed.
    pub fn allows(&self, level: Level) -> bool {
        self.given.contains(&level)
    }

    /// The same as of a consent by a link.
    pub fn choices(&self) -> ConsentChoices {
        let [care, referral, teaching] =
            [Level::Care, Level::Referral, Level::Teaching].map(|level| self.allows(level));
        ConsentChoices { care, referral, teaching }
    }

    /// As a clinician reads it.
    pub fn facts(&self) -> Vec<Fact> {
        let fact = |label: &str, value: String| Fact { label: label.into(), value, key: false };
        let says = |yes: bool| if yes { "Yes" } else { "No" }.to_owned();
        let levels = Level::ALL.iter().map(|&level| fact(level.label(), says(self.allows(level))));
        let rest = [
            fact("Questions about their history", says(self.questions)),
            fact(
                "Given",
                format!("{}, {}, wording {}", When::at(self.at).short, self.how.label().to_lowercase(), self.wording),
            ),
        ];
        levels.chain(rest).collect()
    }
}

/// The four answers, as they are typed: "yes" or "no", none of them preset.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ConsentForm {
    pub care: String,
    pub teaching: String,
    pub questions: String,
    pub referral: String,
    /// [`How`] it was given: said or written.
    pub how: String,
}

impl ConsentForm {
    /// # Errors
    /// What was not answered, at its field.
    pub fn read(&self, now: Timestamp) -> Result<HubConsent, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut yes = |field: &str, answer: &str| {
            if !matches!(answer, "yes" | "no") {
                problems.push(Problem::new(field, "Say yes or no"));
            }
            answer == "yes"
        };
        let levels = [
            (Level::Care, yes("care", &self.care)),
            (Level::Teaching, yes("teaching", &self.teaching)),
            (Level::Referral, yes("referral", &self.referral)),
        ];
        let questions = yes("questions", &self.questions);
        let how = self.how.parse().ok().filter(|how| *how != How::Online);
        if how.is_none() {
            problems.push(Problem::new("how", "Say how they answered"));
        }
        match how {
            Some(how) if problems.is_empty() => Ok(HubConsent {
                given: levels.into_iter().filter(|(_, given)| *given).map(|(level, _)| level).collect(),
                questions,
                wording: WORDING.to_owned(),
                how,
                at: now,
            }),
            Some(_) | None => Err(problems),
        }
    }
}

/// Whether somebody was with the patient who was offered it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Chaperone {
    Declined,
    /// By name and, where it is known, what they are.
    Present(String),
}

impl Chaperone {
    /// "Offered and declined", "Jo Reed, healthcare assistant".
    pub fn words(&self) -> String {
        match self {
            Self::Declined => "Offered and declined".to_owned(),
            Self::Present(name) => name.clone(),
        }
    }
}

/// The same as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ChaperoneForm {
    /// "declined" or "present".
    pub chaperone: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub name: String,
}

impl ChaperoneForm {
    /// # Errors
    /// What is wrong, at its field.
    pub fn read(&self) -> Result<Chaperone, Vec<Problem>> {
        let name = typed::line(&self.name);
        let (field, sentence) = match self.chaperone.as_str() {
            "declined" if name.is_empty() => return Ok(Chaperone::Declined),
            "declined" => ("name", "You named somebody: say that they were there, or take the name out"),
            "present" if name.is_empty() => ("name", "Enter the chaperone’s name"),
            "present" if name.chars().count() > LONGEST => ("name", "Shorten the name to 200 characters"),
            "present" => return Ok(Chaperone::Present(name)),
            _ => ("chaperone", "Say whether somebody was with them"),
        };
        Err(vec![Problem::new(field, sentence)])
    }
}

/// What was asked and noted while a patient was at a hub. Kept as JSON.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Record {
    /// They gave the name, the date of birth and the NHS number of the request.
    pub identity: Option<Stamp>,
    /// They did not: until they do, nothing is photographed.
    pub mismatch: Option<Stamp>,
    pub consent: Option<HubConsent>,
    pub chaperone: Option<Chaperone>,
    /// What they say of it, once that was asked.
    pub history: Option<Response>,
    /// What the photographer wrote for whoever asked.
    pub note: String,
}

impl Record {
    /// What comes next of whoever has arrived.
    pub fn step(&self) -> Step {
        match self {
            Self { identity: None, .. } => Step::Identity,
            Self { consent: None, .. } => Step::Consents,
            Self { chaperone: None, .. } => Step::Chaperone,
            Self { consent: Some(consent), history: None, .. } if consent.questions => Step::Questions,
            Self { .. } => Step::Pictures,
        }
    }

    /// Pictures may be taken: of the right patient, who agreed to it, with a chaperone offered.
    pub fn takes_pictures(&self) -> bool {
        self.identity.is_some()
            && self.chaperone.is_some()
            && self.consent.as_ref().is_some_and(|consent| consent.allows(Level::Care))
    }
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;

    fn now() -> Timestamp {
        "2026-12-01T10:00:00Z".parse().unwrap()
    }

    fn form(answers: [&str; 4]) -> ConsentForm {
        let [care, teaching, questions, referral] = answers.map(str::to_owned);
        ConsentForm { care, teaching, questions, referral, how: "verbal".to_owned() }
    }

    #[test]
    fn each_consent_stands_alone_and_none_is_taken_for_granted() {
        let fields = |form: ConsentForm| -> Vec<String> {
            form.read(now()).unwrap_err().into_iter().map(|problem| problem.field).collect()
        };
        assert_eq!(fields(ConsentForm::default()), ["care", "teaching", "referral", "questions", "how"]);
        assert_eq!(fields(ConsentForm { how: "online".to_owned(), ..form(["yes"; 4]) }), ["how"]);
        let consent = form(["yes", "no", "no", "yes"]).read(now()).unwrap();
        assert_eq!(consent.given, [Level::Care, Level::Referral]);
        let values: Vec<String> = consent.facts().into_iter().map(|fact| fact.value).collect();
        assert_eq!(values, ["Yes", "Yes", "No", "No", "Tue 1 Dec, 10:00, verbal, wording 2026-12-01"]);
    }

    #[test]
    fn a_chaperone_is_named_or_declined() {
        let read = |chaperone: &str, name: &str| {
            ChaperoneForm { chaperone: chaperone.to_owned(), name: name.to_owned() }
                .read()
                .map(|it| it.words())
                .map_err(|problems| problems[0].field.clone())
        };
        assert_eq!(read("declined", ""), Ok("Offered and declined".to_owned()));
        assert_eq!(read("present", " Jo  Reed "), Ok("Jo Reed".to_owned()));
        let wrong = [("", ""), ("present", " "), ("declined", "Jo"), ("present", &"x".repeat(201))];
        assert_eq!(
            wrong.map(|(chaperone, name)| read(chaperone, name).unwrap_err()),
            ["chaperone", "name", "name", "name"]
        );
    }

    #[test]
    fn one_step_after_the_other_and_no_picture_before_them() {
        let stamp = Some(Stamp { by: AccountId(Uuid::nil()), at: now() });
        let mut record = Record::default();
        let mut steps = vec![record.step()];
        record.identity = stamp;
        steps.push(record.step());
        record.consent = form(["yes"; 4]).read(now()).ok();
        steps.push(record.step());
        assert!(!record.takes_pictures(), "no chaperone was offered");
        record.chaperone = Some(Chaperone::Declined);
        steps.push(record.step());
        record.history = Some(Response::default());
        steps.push(record.step());
        assert_eq!(steps, [Step::Identity, Step::Consents, Step::Chaperone, Step::Questions, Step::Pictures]);
        assert!(record.takes_pictures());
        record.consent = form(["yes", "no", "no", "no"]).read(now()).ok();
        record.history = None;
        assert_eq!(record.step(), Step::Pictures, "nobody is asked who does not want to be");
        record.consent = form(["no", "yes", "yes", "yes"]).read(now()).ok();
        assert!(!record.takes_pictures());
        let stranger = Record { identity: None, mismatch: stamp, ..record };
        assert_eq!(stranger.step(), Step::Identity);
    }
}
