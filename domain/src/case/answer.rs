use serde::{Deserialize, Serialize};

use super::{Answerable, Confidence, Kind, Nature, Outcome, Problem, WaitingFor, WhoActs};
use crate::{text::limit, typed};

/// A specialist's answer, as typed; `check` says what it still lacks.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct Answer {
    /// `Outcome` in snake case; empty until chosen.
    pub outcome: String,
    #[serde(deserialize_with = "typed::deserialize")]
    pub diagnosis: String,
    /// `Confidence` in snake case.
    pub confidence: String,
    /// `Nature` in snake case.
    pub nature: String,
    /// The plan: what is to be done.
    #[serde(deserialize_with = "typed::deserialize")]
    pub advice: String,
    /// `WhoActs` in snake case: who does it.
    pub who_acts: String,
    /// When to seek help sooner, and how.
    #[serde(deserialize_with = "typed::deserialize")]
    pub safety_net: String,
    /// What the patient reads, in plain words.
    #[serde(deserialize_with = "typed::deserialize")]
    pub patient_advice: String,
    /// Weeks until pictures are repeated, for `Monitor`.
    #[serde(deserialize_with = "typed::deserialize")]
    pub weeks: String,
    /// How often the patient is asked for them by itself, for `Monitor`; empty or 0 where the practice sees to it.
    #[serde(skip_serializing_if = "String::is_empty", deserialize_with = "typed::deserialize")]
    pub rounds: String,
    /// Why it is no longer suspected cancer, for `Downgrade`: what the practice has to agree to.
    #[serde(deserialize_with = "typed::deserialize")]
    pub downgrade_reason: String,
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
        match self.who_acts.parse() {
            Ok(WhoActs::Patient) => WaitingFor::Patient,
            Ok(WhoActs::Practice | WhoActs::Hospital) | Err(_) => WaitingFor::Referrer,
        }
    }

    /// After how many whole weeks the pictures are to be repeated, for `Monitor`: 1 to 52.
    pub fn weeks_to_wait(&self) -> Option<i64> {
        let weeks = typed::number(&self.weeks)?;
        (1..=52).find(|whole| *whole as f32 == weeks)
    }

    /// How often a plan asks for them by itself, for `Monitor`: 1 to 12. None where nobody plans anything.
    pub fn rounds_to_ask(&self) -> Option<u32> {
        let rounds = typed::number(&self.rounds)?;
        (1..=12_u8).find(|whole| f32::from(*whole) == rounds).map(u32::from)
    }

    /// Nothing typed and nothing chosen.
    pub fn is_empty(&self) -> bool {
        *self == Self::default()
    }

    /// Without what the form of its outcome does not show: nothing is sent that its author did not see. A diagnosis or
    /// a safety net left over from another outcome stays behind.
    #[must_use]
    pub fn as_shown(mut self) -> Self {
        let Some(outcome) = self.chosen() else { return self };
        if outcome.pauses_clock() {
            for hidden in [&mut self.diagnosis, &mut self.confidence, &mut self.nature, &mut self.safety_net] {
                hidden.clear();
            }
        }
        if outcome != Outcome::Monitor {
            self.weeks.clear();
            self.rounds.clear();
        }
        if outcome != Outcome::Downgrade {
            self.downgrade_reason.clear();
        }
        if !matches!(outcome, Outcome::MoreInformation | Outcome::UnableToAssess) {
            self.picture_faults.clear();
        }
        self
    }

    /// What stands between this answer and sending it, in the form's order. An answer that only lists tests or names
    /// nobody sends the practice back to referring (domain.md 2.1 item 6), so each has diagnosis, plan, who acts and
    /// safety net where they apply; and who acts is whoever the outcome leaves it to.
    pub fn check(&self, case: &Answerable) -> Vec<Problem> {
        let mut problems = Vec::new();
        let mut wrong = |field: &str, message: &str| {
            problems.push(Problem::new(field, message));
        };
        let Some(outcome) = self.chosen() else {
            wrong("outcome", "Choose an outcome");
            return problems;
        };
        match outcome {
            Outcome::CommunityDermatology if case.kind == Kind::Cancer => {
                wrong("outcome", "Choose another outcome: suspected cancer is never reviewed in community dermatology");
            }
            Outcome::Downgrade if case.kind != Kind::Cancer => {
                wrong("outcome", "Choose another outcome: this request is not on the suspected cancer pathway");
            }
            Outcome::Downgrade if blank(&self.downgrade_reason) => {
                wrong(
                    "downgrade_reason",
                    "Enter why this is no longer suspected cancer: the practice has to agree to it",
                );
            }
            _ if case.withheld.contains(&outcome) => {
                let label = outcome.label();
                wrong(
                    "outcome",
                    &format!("Choose another outcome: your service does not offer “{label}” here. Your text is kept"),
                );
            }
            _ => {}
        }
        if outcome.says_what_it_is() && blank(&self.diagnosis) {
            wrong("diagnosis", "Enter the diagnosis, or the likely ones");
        }
        // Nobody else will look: how sure somebody was, and of what, is part of the answer then.
        let must_say = outcome.says_what_it_is() && outcome.needs_safety_net();
        if !(!must_say && blank(&self.confidence) || self.confidence.parse::<Confidence>().is_ok()) {
            wrong("confidence", "Choose how sure you are from the list");
        }
        if !(!must_say && blank(&self.nature) || self.nature.parse::<Nature>().is_ok()) {
            wrong("nature", "Choose benign, premalignant, malignant or uncertain");
        }
        if outcome == Outcome::UpgradeToCancer && self.nature == Nature::Benign.as_str() {
            wrong("nature", "Choose something other than benign: this outcome says that cancer is suspected");
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
        if outcome == Outcome::Monitor && self.weeks_to_wait().is_none() {
            wrong("weeks", "Enter after how many weeks to repeat the pictures, from 1 to 52");
        }
        let plans = !blank(&self.rounds) && typed::number(&self.rounds) != Some(0.0);
        if outcome == Outcome::Monitor && plans && self.rounds_to_ask().is_none() {
            wrong("rounds", "Enter how often the patient is asked, from 1 to 12; 0 where the practice sees to it");
        }
        let may_act = case.may_act(outcome);
        if !self.who_acts.parse::<WhoActs>().is_ok_and(|who| may_act.contains(&who)) {
            wrong("who_acts", case.who_acts_wrong(outcome));
        }
        if outcome.needs_safety_net() && blank(&self.safety_net) {
            wrong("safety_net", "Enter when to seek help sooner, and how");
        }
        for (field, text) in [("advice", &self.advice), ("safety_net", &self.safety_net)] {
            if let Some(line) = gap(text) {
                wrong(field, &format!("Finish the line “{line}”, or take it out"));
            }
        }
        for (field, text, max) in [
            ("diagnosis", &self.diagnosis, limit::LINE),
            ("downgrade_reason", &self.downgrade_reason, limit::PASSAGE),
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

/// The first line that leads to something that is not there, as ready-made words leave it to be filled in:
/// "Please start:" with nothing after it.
fn gap(text: &str) -> Option<&str> {
    let mut lines = text.lines().map(str::trim).peekable();
    while let Some(line) = lines.next() {
        if line.ends_with(':') && lines.peek().is_none_or(|next| blank(next)) {
            return Some(line);
        }
    }
    None
}

fn blank(text: &str) -> bool {
    typed::is_blank(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::case::{Draft, Filled};

    fn whole(outcome: Outcome, case: &Answerable) -> Answer {
        Answer {
            outcome: outcome.as_str().into(),
            diagnosis: "Seborrhoeic keratosis".into(),
            confidence: "probable".into(),
            nature: "uncertain".into(),
            advice: "No treatment needed.".into(),
            who_acts: case.may_act(outcome)[0].as_str().into(),
            safety_net: "Come back if it bleeds or grows.".into(),
            weeks: "12".into(),
            picture_faults: "blur shadow".into(),
            downgrade_reason: "Typical stuck-on surface.".into(),
            ..Answer::default()
        }
    }

    fn fields(answer: &Answer, case: &Answerable) -> Vec<String> {
        answer.check(case).into_iter().map(|problem| problem.field).collect()
    }

    fn requests() -> [Answerable; 4] {
        let of = |kind: &str, authorised| {
            let draft = Draft { kind: kind.into(), conversion_authorised: authorised, ..Draft::default() };
            Answerable::of(&Filled::of(draft))
        };
        [of("advice", false), of("advice", true), of("assessment", false), of("cancer", false)]
    }

    #[test]
    fn every_outcome_can_be_sent_and_is_listed_once() {
        assert_eq!(Outcome::ALL.len(), 20);
        for case in requests() {
            for &outcome in Outcome::ALL {
                let refused = !outcome.fits(case.kind);
                let expected: &[&str] = if refused { &["outcome"] } else { &[] };
                assert_eq!(fields(&whole(outcome, &case), &case), expected, "{outcome:?} {case:?}");
            }
        }
    }

    /// Every outcome of every request with everybody who might be named: refused unless the outcome leaves it to them.
    #[test]
    fn who_acts_is_whoever_the_outcome_leaves_it_to() {
        for case in requests() {
            for &outcome in Outcome::ALL {
                for who in ["practice", "hospital", "patient", ""] {
                    let answer = Answer { who_acts: who.into(), ..whole(outcome, &case) };
                    let allowed = who.parse().is_ok_and(|who| case.may_act(outcome).contains(&who));
                    let held = fields(&answer, &case).contains(&"who_acts".to_owned());
                    assert_eq!(held, !allowed, "{outcome:?} {who:?} {case:?}");
                }
            }
        }
        let advice = &requests()[0];
        let lost = Answer { who_acts: "hospital".into(), ..whole(Outcome::UpgradeToCancer, advice) };
        assert!(lost.check(advice)[0].message.contains("the practice has to refer"));
    }

    #[test]
    fn a_line_that_was_left_to_be_filled_in_is_held() {
        let case = &requests()[0];
        let of = |advice: &str| Answer { advice: advice.into(), ..whole(Outcome::TreatInPrimaryCare, case) };
        for gap in ["Please start: ", "Please start:\n\nReview after 6 weeks.", "Seen. \nPlease start:\n \n"] {
            let problems = of(gap).check(case);
            assert_eq!(problems[0].message, "Finish the line “Please start:”, or take it out", "{gap:?}");
        }
        for filled in ["Please start: hydrocortisone 1 %", "Please start:\n- hydrocortisone 1 %\n\nReview: 6 weeks."] {
            assert_eq!(of(filled).check(case), [], "{filled:?}");
        }
    }

    #[test]
    fn a_suspected_cancer_is_not_benign() {
        let case = &requests()[0];
        let benign = |outcome| Answer { nature: "benign".into(), ..whole(outcome, case) };
        assert_eq!(fields(&benign(Outcome::UpgradeToCancer), case), ["nature"]);
        assert_eq!(fields(&benign(Outcome::UrgentClinic), case), [""; 0]);
    }

    #[test]
    fn an_answer_that_only_lists_tests_is_held() {
        let case = &requests()[0];
        let answer =
            Answer { outcome: "investigate_then_review".into(), advice: "FBC, ferritin".into(), ..Answer::default() };
        assert_eq!(fields(&answer, case), ["diagnosis", "confidence", "nature", "who_acts", "safety_net"]);
        assert_eq!(fields(&Answer::default(), case), ["outcome"]);
    }

    #[test]
    fn how_sure_is_asked_where_nobody_else_will_look() {
        for case in requests() {
            for &outcome in Outcome::ALL {
                let silent = Answer { confidence: String::new(), nature: String::new(), ..whole(outcome, &case) };
                let asked = fields(&silent, &case).contains(&"confidence".to_owned());
                let expected = matches!(
                    outcome,
                    Outcome::Reassure | Outcome::TreatInPrimaryCare | Outcome::InvestigateThenReview | Outcome::Monitor
                );
                assert_eq!(asked, expected, "{outcome:?}");
            }
        }
    }

    #[test]
    fn some_outcomes_ask_for_more() {
        let case = &requests()[0];
        assert_eq!(fields(&Answer { weeks: "53".into(), ..whole(Outcome::Monitor, case) }, case), ["weeks"]);
        for (rounds, is_right) in [("", true), ("0", true), ("4", true), ("13", false), ("1.5", false), ("many", false)]
        {
            let planned = Answer { rounds: rounds.into(), ..whole(Outcome::Monitor, case) };
            let expected: &[&str] = if is_right { &[] } else { &["rounds"] };
            assert_eq!(fields(&planned, case), expected, "{rounds:?}");
        }
        for faults in ["", "ugly"] {
            let unable = Answer { picture_faults: faults.into(), ..whole(Outcome::UnableToAssess, case) };
            assert_eq!(fields(&unable, case), ["picture_faults"]);
        }
    }

    /// What another outcome's form left behind is not sent.
    #[test]
    fn only_what_its_form_shows_is_sent() {
        let case = &requests()[0];
        for &outcome in Outcome::ALL {
            let case = if outcome.fits(case.kind) { case } else { &requests()[3] };
            let sent = whole(outcome, case).as_shown();
            assert_eq!(sent.downgrade_reason.is_empty(), outcome != Outcome::Downgrade, "{outcome:?}");
            assert_eq!(sent.safety_net.is_empty(), outcome == Outcome::MoreInformation, "{outcome:?}");
            assert_eq!(sent.diagnosis.is_empty(), outcome == Outcome::MoreInformation, "{outcome:?}");
            assert_eq!(sent.weeks.is_empty(), outcome != Outcome::Monitor, "{outcome:?}");
            let about_pictures = matches!(outcome, Outcome::MoreInformation | Outcome::UnableToAssess);
            assert_eq!(sent.picture_faults.is_empty(), !about_pictures, "{outcome:?}");
            assert_eq!(sent.check(case), [], "{outcome:?}");
        }
    }

    #[test]
    fn weeks_are_whole_however_they_are_typed() {
        for (typed, weeks) in [("6", 6), (" 6.0 ", 6), ("６", 6), ("52", 52)] {
            let answer = Answer { weeks: typed.into(), ..Answer::default() };
            assert_eq!(answer.weeks_to_wait(), Some(weeks), "{typed}");
        }
        for typed in ["", "0", "6.5", "53", "six"] {
            assert_eq!(Answer { weeks: typed.into(), ..Answer::default() }.weeks_to_wait(), None, "{typed}");
        }
    }

    #[test]
    fn a_downgrade_gives_its_reason_and_is_of_suspected_cancer_only() {
        for case in requests() {
            let silent = Answer { downgrade_reason: " ".into(), ..whole(Outcome::Downgrade, &case) };
            let field = if case.kind == Kind::Cancer { "downgrade_reason" } else { "outcome" };
            assert_eq!(fields(&silent, &case), [field], "{case:?}");
        }
    }

    #[test]
    fn responsibility_moves_only_where_the_patient_is_seen_and_it_was_agreed() {
        assert!(!Outcome::RoutineClinic.converts(Kind::Advice, false));
        assert!(Outcome::RoutineClinic.converts(Kind::Advice, true));
        assert!(Outcome::RoutineClinic.converts(Kind::Cancer, false));
        assert!(!Outcome::Reassure.converts(Kind::Assessment, true));
    }
}
