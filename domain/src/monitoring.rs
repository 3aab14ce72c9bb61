//! Pictures of a patient's skin that are repeated by a plan (domain.md 5.9): after so many weeks the patient is asked by
//! itself, what they send is looked at beside the last pictures, and the plan ends when its rule says so.
//!
//! To add a way in which a plan ends: a line in [`PlanEnd`]. To add what a reviewer can say: a line in [`RoundEnd`] and in
//! [`RoundEnd::VERDICTS`]. The compiler names the rest.

mod form;

pub use form::{PlanForm, ReviewForm};
use jiff::{Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    case::{Outcome, State},
    code::coded,
    forms::Response,
    image::View,
    pathway::changed_urgently,
    time::london_day,
    typed,
};

/// What is repeated, how often, and until when.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Plan {
    /// Between two rounds.
    pub weeks: u32,
    /// After so many rounds that showed no change it ends by itself.
    pub rounds: u32,
    /// Nor is anybody asked after this day.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
    pub views: Vec<View>,
    /// Which lesion of the request.
    pub lesion: u32,
}

impl Plan {
    /// When the patient is asked again after `from`, where so many rounds have shown no change; None where that was the last.
    pub fn next(&self, unchanged: u32, from: Timestamp) -> Option<Timestamp> {
        let hours = i64::from(self.weeks).saturating_mul(7 * 24);
        let next = from.saturating_add(hours.hours()).unwrap_or(Timestamp::MAX);
        let is_over = unchanged >= self.rounds || self.until.is_some_and(|until| london_day(next) > until);
        (!is_over).then_some(next)
    }

    /// "Every 12 weeks, until 4 rounds show no change", in one line.
    pub fn words(&self) -> String {
        let weeks = if self.weeks == 1 { "Every week".to_owned() } else { format!("Every {} weeks", self.weeks) };
        let rounds = if self.rounds == 1 { "1 round shows".to_owned() } else { format!("{} rounds show", self.rounds) };
        let until = self.until.map(|day| format!(", at the latest until {}", day.strftime("%-d %b %Y")));
        format!("{weeks}, until {rounds} no change{}", until.unwrap_or_default())
    }
}

/// Whether a case can have a plan: it was answered so, and nothing else was decided since.
pub fn is_monitored(state: &State) -> bool {
    match state {
        State::Answered { answered, .. } | State::Acknowledged { answered, .. } => {
            answered.outcome == Outcome::Monitor && answered.sent_on.is_none()
        }
        State::Draft
        | State::InQueue { .. }
        | State::Paused { .. }
        | State::Closed { .. }
        | State::Withdrawn { .. }
        | State::Converted { .. }
        | State::WrongPatient { .. } => false,
    }
}

/// Whether somebody should look at once: a red flag of "it has changed" is ticked, or the patient wrote anything at all.
/// What worries them is in their own words, and no rule reads those.
pub fn is_worse(answers: &Response) -> bool {
    changed_urgently(answers) || !typed::is_blank(answers.typed("words"))
}

/// How a plan ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum PlanEnd {
    /// By its own rule.
    Finished,
    /// A specialist has seen enough.
    Enough,
    /// The pictures show a change: the case waits for another answer.
    Changed,
    CalledOff,
    /// Another one took its place.
    Replaced,
    /// The patient said no to sending photos.
    Declined,
    Died,
    /// The case was closed, or what it was planned by is no longer so.
    Over,
}

coded! { PlanEnd, "end of a plan",
    Finished => "finished", "It has run its course";
    Enough => "enough", "Ended by a specialist";
    Changed => "changed", "The photos show a change";
    CalledOff => "called_off", "Called off";
    Replaced => "replaced", "Replaced by another plan";
    Declined => "declined", "The patient said no to photos";
    Died => "died", "The patient has died";
    Over => "over", "The case has moved on";
}

/// What became of one round.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum RoundEnd {
    Unchanged,
    /// Nothing more is wanted.
    Enough,
    Changed,
    /// No photos came, and somebody knows.
    Missed,
    /// The plan ended before.
    Void,
}

coded! { RoundEnd, "end of a round",
    Unchanged => "unchanged", "No change";
    Enough => "enough", "No change, and monitoring ends";
    Changed => "changed", "It has changed: I answer anew";
    Missed => "missed", "No photos came";
    Void => "void", "The plan ended before";
}

impl RoundEnd {
    /// What whoever looks at the photos can say.
    pub const VERDICTS: [Self; 3] = [Self::Unchanged, Self::Enough, Self::Changed];
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::forms::FormKind;

    fn plan(weeks: u32, rounds: u32) -> Plan {
        Plan { weeks, rounds, until: None, views: vec![View::CloseUp], lesion: 1 }
    }

    fn start() -> Timestamp {
        "2026-11-24T10:00:00Z".parse().unwrap()
    }

    #[test]
    fn it_ends_after_its_rounds_or_its_day() {
        let twelve = plan(12, 2);
        assert_eq!(twelve.next(0, start()).unwrap().to_string(), "2027-02-16T10:00:00Z");
        assert!(twelve.next(1, start()).is_some());
        assert_eq!(twelve.next(2, start()), None);
        let until = |day: i8| Plan { until: Some(jiff::civil::date(2027, 2, day)), ..twelve.clone() };
        assert!(until(16).next(0, start()).is_some(), "the last day is one of them");
        assert_eq!(until(15).next(0, start()), None);
    }

    proptest! {
        /// Whatever a plan says, and however often nothing has changed, it comes to an end, and never goes back in time.
        #[test]
        fn every_plan_ends(weeks in 1_u32..=52, rounds in 1_u32..=12, late in prop::collection::vec(0_i64..2_000, 12)) {
            let (plan, mut now, mut asked) = (plan(weeks, rounds), start(), 0);
            for hours in late {
                let Some(next) = plan.next(asked, now) else { break };
                prop_assert!(next > now);
                now = next.saturating_add(hours.hours()).unwrap();
                asked += 1;
            }
            prop_assert_eq!(asked, rounds);
            prop_assert_eq!(plan.next(asked, now), None);
        }
    }

    /// Anything that a patient ticks or writes is looked at at once; only silence can wait.
    #[test]
    fn what_a_patient_says_is_looked_at_at_once() {
        assert!(!is_worse(&Response::default()));
        assert!(!is_worse(&Response::default().with("words", "  \n")));
        assert!(is_worse(&Response::default().with("words", "I am worried")));
        let form = FormKind::HasChanged.shipped().unwrap();
        for (item, _) in form.all_items() {
            assert!(is_worse(&Response::default().with(&item.link_id, "true")), "{}", item.link_id);
        }
    }

    #[test]
    fn a_plan_in_words() {
        assert_eq!(plan(12, 4).words(), "Every 12 weeks, until 4 rounds show no change");
        let short = Plan { until: Some(jiff::civil::date(2027, 2, 1)), ..plan(1, 1) };
        assert_eq!(short.words(), "Every week, until 1 round shows no change, at the latest until 1 Feb 2027");
    }
}
