use serde::{Deserialize, Serialize};

use super::{Kind, Problem, WaitingFor};
use crate::{code::coded, text::limit};

/// The structured outcome, one of domain.md 3.7 and mandatory in every answer.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Outcome {
    #[default]
    Reassure,
    TreatInPrimaryCare,
    InvestigateThenReview,
    MoreInformation,
    UpgradeToCancer,
    UrgentClinic,
    RoutineClinic,
    SurgeryUrgent,
    SurgeryRoutine,
    CommunityDermatology,
    PlasticSurgery,
    EarNoseThroat,
    OtherSpecialty,
    PhotoHub,
    VideoConsultation,
    Monitor,
    NotAppropriate,
    Redirect,
    UnableToAssess,
}

// In the order most used first: about seven in ten cases need no appointment, and a fast clinic comes before the rest
// (shares of domain.md 4).
coded! { Outcome, "outcome",
    TreatInPrimaryCare => "treat_in_primary_care", "Treat in primary care";
    Reassure => "reassure", "Reassure and discharge";
    RoutineClinic => "routine_clinic", "Routine clinic";
    UpgradeToCancer => "upgrade_to_cancer", "Upgrade to urgent suspected cancer";
    MoreInformation => "more_information", "Ask for more";
    SurgeryRoutine => "surgery_routine", "Biopsy or surgery, routine";
    SurgeryUrgent => "surgery_urgent", "Biopsy or surgery, urgent";
    UrgentClinic => "urgent_clinic", "Urgent clinic";
    Monitor => "monitor", "Monitor with repeat pictures";
    InvestigateThenReview => "investigate_then_review", "Investigate, then review";
    CommunityDermatology => "community_dermatology", "Community dermatology";
    PlasticSurgery => "plastic_surgery", "Plastic surgery";
    EarNoseThroat => "ear_nose_throat", "Ear, nose and throat or maxillofacial";
    OtherSpecialty => "other_specialty", "Another specialty";
    PhotoHub => "photo_hub", "Medical photography";
    VideoConsultation => "video_consultation", "Video or telephone consultation";
    NotAppropriate => "not_appropriate", "Return: criteria not met";
    Redirect => "redirect", "Redirect to another service";
    UnableToAssess => "unable_to_assess", "Unable to assess from pictures";
}

impl Outcome {
    /// The patient has to be seen somewhere; the others count as "no appointment" or as not answered yet.
    pub const fn needs_appointment(self) -> bool {
        match self {
            Self::UpgradeToCancer
            | Self::UrgentClinic
            | Self::RoutineClinic
            | Self::SurgeryUrgent
            | Self::SurgeryRoutine
            | Self::CommunityDermatology
            | Self::PlasticSurgery
            | Self::EarNoseThroat
            | Self::OtherSpecialty
            | Self::PhotoHub
            | Self::VideoConsultation => true,
            Self::Reassure
            | Self::TreatInPrimaryCare
            | Self::InvestigateThenReview
            | Self::MoreInformation
            | Self::Monitor
            | Self::NotAppropriate
            | Self::Redirect
            | Self::UnableToAssess => false,
        }
    }

    /// Whoever reads this answer has to act on it before the others.
    pub const fn is_urgent(self) -> bool {
        matches!(self, Self::UpgradeToCancer | Self::UrgentClinic | Self::SurgeryUrgent)
    }

    /// A question rather than an answer: the clock stands still until somebody else has done their part.
    pub const fn pauses_clock(self) -> bool {
        matches!(self, Self::MoreInformation)
    }

    /// Once the practice has read it, nothing is left to be done in this case.
    pub const fn closes(self) -> bool {
        match self {
            Self::Reassure
            | Self::TreatInPrimaryCare
            | Self::NotAppropriate
            | Self::Redirect
            | Self::UnableToAssess => true,
            Self::InvestigateThenReview
            | Self::MoreInformation
            | Self::UpgradeToCancer
            | Self::UrgentClinic
            | Self::RoutineClinic
            | Self::SurgeryUrgent
            | Self::SurgeryRoutine
            | Self::CommunityDermatology
            | Self::PlasticSurgery
            | Self::EarNoseThroat
            | Self::OtherSpecialty
            | Self::PhotoHub
            | Self::VideoConsultation
            | Self::Monitor => false,
        }
    }

    /// Whether the service takes the case over with this outcome, and with it clinical responsibility. An advice case
    /// only where the referrer authorised it beforehand; a referral is one already.
    pub const fn converts(self, kind: Kind, authorised: bool) -> bool {
        let is_referral = match kind {
            Kind::Advice => authorised,
            Kind::Assessment | Kind::Cancer => true,
        };
        is_referral && self.needs_appointment()
    }

    /// Ends with no appointment: the answer then has to say when to come back (domain.md 3.11).
    pub const fn needs_safety_net(self) -> bool {
        !self.needs_appointment() && !self.pauses_clock()
    }
}

/// A specialist's answer, as typed; `check` says what it still lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// `Outcome` in snake case; empty until chosen.
    pub outcome: String,
    pub diagnosis: String,
    /// "certain", "probable", "possible".
    pub confidence: String,
    /// "benign", "premalignant", "malignant", "uncertain".
    pub nature: String,
    /// The plan: what is to be done.
    pub advice: String,
    /// Who does it: "practice", "hospital", "patient".
    pub who_acts: String,
    /// When to seek help sooner, and how.
    pub safety_net: String,
    /// What the patient reads, in plain words.
    pub patient_advice: String,
    /// Weeks until pictures are repeated, for `Monitor`.
    pub weeks: String,
    /// The faults of the pictures, for `MoreInformation` and `UnableToAssess`: names of domain.md 3.2, space-separated.
    pub picture_faults: String,
}

/// What can be wrong with a picture (domain.md 3.2), as `Answer::picture_faults` names it and as a person reads it.
pub const PICTURE_FAULTS: &[(&str, &str)] = &[
    ("blur", "Blurred"),
    ("lighting", "Badly lit"),
    ("framing", "Badly framed"),
    ("distance", "Too near or too far"),
    ("low_resolution", "Too few pixels"),
    ("obstruction", "Something in the way"),
    ("shadow", "In shadow"),
    ("wrong_view", "Wrong view"),
    ("wrong_site", "Wrong place"),
    ("no_scale", "No scale"),
];

impl Answer {
    /// The chosen outcome.
    pub fn chosen(&self) -> Option<Outcome> {
        self.outcome.parse().ok()
    }

    /// Whose turn it is after asking for more: the patient's where they are the one to act.
    pub fn waiting_for(&self) -> WaitingFor {
        if self.who_acts == "patient" { WaitingFor::Patient } else { WaitingFor::Referrer }
    }

    /// Nothing typed and nothing chosen.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// What stands between this answer and sending it, in the form's order. An answer that only lists tests or names
    /// nobody sends the practice back to referring (domain.md 2.1 item 6), so each has diagnosis, plan, who acts and
    /// safety net where they apply.
    pub fn check(&self, kind: Kind) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wrong = |field: &str, message: &str| {
            problems.push(Problem::new(field, message));
        };
        let Some(outcome) = self.chosen() else {
            wrong("outcome", "Choose an outcome");
            return problems;
        };
        if outcome == Outcome::CommunityDermatology && kind == Kind::Cancer {
            wrong("outcome", "Choose another outcome: suspected cancer is never reviewed in community dermatology");
        }
        let says_what_it_is = !matches!(
            outcome,
            Outcome::MoreInformation | Outcome::NotAppropriate | Outcome::Redirect | Outcome::UnableToAssess
        );
        if says_what_it_is && blank(&self.diagnosis) {
            wrong("diagnosis", "Enter the diagnosis, or the likely ones");
        }
        if !one_of(&self.confidence, &["", "certain", "probable", "possible"]) {
            wrong("confidence", "Choose how sure you are from the list");
        }
        if !one_of(&self.nature, &["", "benign", "premalignant", "malignant", "uncertain"]) {
            wrong("nature", "Choose benign, premalignant, malignant or uncertain");
        }
        let faults: Vec<&str> = self.picture_faults.split_whitespace().collect();
        if faults.iter().any(|fault| PICTURE_FAULTS.iter().all(|(name, _)| name != fault)) {
            wrong("picture_faults", "Choose the faults of the pictures from the list");
        }
        match outcome {
            Outcome::MoreInformation if faults.is_empty() && blank(&self.advice) => {
                wrong("picture_faults", "Choose what is wrong with the pictures, or write what you need");
            }
            Outcome::UnableToAssess if faults.is_empty() => {
                wrong("picture_faults", "Choose what is wrong with the pictures");
            }
            _ => {}
        }
        if !outcome.pauses_clock() && blank(&self.advice) {
            wrong("advice", "Enter the plan: what is to be done");
        }
        if outcome == Outcome::Monitor && !self.weeks.trim().parse::<u16>().is_ok_and(|weeks| (1..=52).contains(&weeks))
        {
            wrong("weeks", "Enter after how many weeks to repeat the pictures, from 1 to 52");
        }
        if !one_of(&self.who_acts, &["practice", "hospital", "patient"]) {
            wrong("who_acts", "Choose who acts: the practice, the hospital or the patient");
        }
        if outcome.needs_safety_net() && blank(&self.safety_net) {
            wrong("safety_net", "Enter when to seek help sooner, and how");
        }
        for (field, text, max) in [
            ("diagnosis", &self.diagnosis, limit::LINE),
            ("advice", &self.advice, limit::PASSAGE),
            ("safety_net", &self.safety_net, limit::PASSAGE),
            ("patient_advice", &self.patient_advice, limit::PASSAGE),
        ] {
            if text.chars().count() > max {
                wrong(field, &format!("Shorten this to {max} characters"));
            }
        }
        problems
    }
}

fn blank(text: &str) -> bool {
    text.trim().is_empty()
}

fn one_of(text: &str, choices: &[&str]) -> bool {
    choices.contains(&text)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn whole(outcome: Outcome) -> Answer {
        Answer {
            outcome: outcome.as_str().into(),
            diagnosis: "Seborrhoeic keratosis".into(),
            advice: "No treatment needed.".into(),
            who_acts: "practice".into(),
            safety_net: "Come back if it bleeds or grows.".into(),
            weeks: "12".into(),
            picture_faults: "blur shadow".into(),
            ..Answer::default()
        }
    }

    fn fields(answer: &Answer) -> Vec<String> {
        answer.check(Kind::Advice).into_iter().map(|problem| problem.field).collect()
    }

    #[test]
    fn every_outcome_can_be_sent_and_is_listed_once() {
        assert_eq!(Outcome::ALL.len(), 19);
        for &outcome in Outcome::ALL {
            assert_eq!(fields(&whole(outcome)), [] as [&str; 0], "{outcome:?}");
        }
    }

    #[test]
    fn an_answer_that_only_lists_tests_is_held() {
        let answer =
            Answer { outcome: "investigate_then_review".into(), advice: "FBC, ferritin".into(), ..Answer::default() };
        assert_eq!(fields(&answer), ["diagnosis", "who_acts", "safety_net"]);
        assert_eq!(fields(&Answer::default()), ["outcome"]);
    }

    #[test]
    fn some_outcomes_ask_for_more() {
        assert_eq!(fields(&Answer { weeks: "53".into(), ..whole(Outcome::Monitor) }), ["weeks"]);
        let unable = Answer { picture_faults: String::new(), ..whole(Outcome::UnableToAssess) };
        assert_eq!(fields(&unable), ["picture_faults"]);
        let made_up = Answer { picture_faults: "ugly".into(), ..whole(Outcome::UnableToAssess) };
        assert_eq!(fields(&made_up), ["picture_faults"]);
        let community = whole(Outcome::CommunityDermatology);
        assert_eq!(community.check(Kind::Cancer).len(), 1);
        assert!(community.check(Kind::Assessment).is_empty());
    }

    #[test]
    fn responsibility_moves_only_where_the_patient_is_seen_and_it_was_agreed() {
        assert!(!Outcome::RoutineClinic.converts(Kind::Advice, false));
        assert!(Outcome::RoutineClinic.converts(Kind::Advice, true));
        assert!(Outcome::RoutineClinic.converts(Kind::Cancer, false));
        assert!(!Outcome::Reassure.converts(Kind::Assessment, true));
    }
}
