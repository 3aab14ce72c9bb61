//! What somebody types who sets a plan, or who looks at the photos of a round.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{Plan, RoundEnd};
use crate::{case::Problem, image::View, text::Passage, typed};

/// The longest between two rounds, and the most rounds: ours, as an answer's weeks.
const MOST_WEEKS: u32 = 52;
const MOST_ROUNDS: u32 = 12;

/// A plan as it is typed.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct PlanForm {
    pub weeks: String,
    pub rounds: String,
    /// "2027-03-01", or empty.
    pub until: String,
    /// A view's code and anything, where it is ticked.
    pub views: BTreeMap<String, String>,
    pub lesion: String,
}

impl PlanForm {
    /// As it is offered.
    pub fn of(plan: &Plan) -> Self {
        Self {
            weeks: plan.weeks.to_string(),
            rounds: plan.rounds.to_string(),
            until: plan.until.map(|day| day.to_string()).unwrap_or_default(),
            views: plan.views.iter().map(|view| (view.as_str().to_owned(), "yes".to_owned())).collect(),
            lesion: plan.lesion.to_string(),
        }
    }

    /// Reads it on `today`, where the request has these lesions.
    ///
    /// # Errors
    /// What is missing or wrong, by field.
    pub fn read(&self, lesions: &[u32], today: Date) -> Result<Plan, Vec<Problem>> {
        let mut problems = Vec::new();
        let mut number = |field: &str, typed: &str, most: u32, sentence: &str| {
            let read = typed::number(typed).and_then(|number| (1..=most).find(|whole| *whole as f32 == number));
            if read.is_none() {
                problems.push(Problem::new(field, sentence));
            }
            read.unwrap_or(1)
        };
        let weeks = number("plan_weeks", &self.weeks, MOST_WEEKS, "Enter how many weeks lie between, from 1 to 52");
        let rounds =
            number("plan_rounds", &self.rounds, MOST_ROUNDS, "Enter after how many rounds it ends, from 1 to 12");
        let until: Option<Date> = self.until.trim().parse().ok();
        if !self.until.trim().is_empty() && until.is_none_or(|day| day <= today) {
            problems.push(Problem::new("plan_until", "Enter a day after today, or leave the last day empty"));
        }
        let views: Vec<View> =
            View::FOR_PATIENTS.iter().copied().filter(|view| self.views.contains_key(view.as_str())).collect();
        if views.is_empty() {
            problems.push(Problem::new("plan_views", "Choose at least one view"));
        }
        let lesion = self.lesion.trim().parse().ok().filter(|lesion| lesions.contains(lesion));
        let lesion = lesion.or_else(|| lesions.first().copied().filter(|_| lesions.len() == 1));
        if lesion.is_none() {
            problems.push(Problem::new("plan_lesion", "Choose which lesion it is about"));
        }
        match lesion {
            Some(lesion) if problems.is_empty() => Ok(Plan { weeks, rounds, until, views, lesion }),
            Some(_) | None => Err(problems),
        }
    }
}

/// What somebody says who has looked at the photos of a round.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default)]
pub struct ReviewForm {
    /// `RoundEnd` in snake case.
    pub verdict: String,
    /// When to seek help sooner, and how: kept where monitoring ends with it.
    pub safety_net: String,
}

impl ReviewForm {
    /// Reads it. `is_last` where no change ends the plan: then, too, it says when to seek help.
    ///
    /// # Errors
    /// What is missing, by field.
    pub fn read(&self, is_last: bool) -> Result<(RoundEnd, String), Vec<Problem>> {
        let verdict = self.verdict.parse().ok().filter(|verdict| RoundEnd::VERDICTS.contains(verdict));
        let Some(verdict) = verdict else {
            return Err(vec![Problem::new("review_verdict", "Choose what the photos show")]);
        };
        let words = typed::text(&self.safety_net);
        let ends = verdict == RoundEnd::Enough || (verdict == RoundEnd::Unchanged && is_last);
        if !ends {
            return Ok((verdict, String::new()));
        }
        if typed::is_blank(&words) || Passage::new(&words).is_err() {
            let sentence = "Enter when to seek help, and how, in 4,000 characters or fewer: nobody looks again";
            return Err(vec![Problem::new("review_safety_net", sentence)]);
        }
        Ok((verdict, words.trim().to_owned()))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn today() -> Date {
        jiff::civil::date(2026, 11, 30)
    }

    fn whole() -> PlanForm {
        let plan = Plan { weeks: 12, rounds: 4, until: None, views: vec![View::Overview, View::CloseUp], lesion: 1 };
        PlanForm::of(&plan)
    }

    #[test]
    fn a_plan_is_whole() {
        let plan = whole().read(&[1], today()).unwrap();
        assert_eq!((plan.weeks, plan.rounds, plan.until, plan.lesion), (12, 4, None, 1));
        assert_eq!(PlanForm::of(&plan), whole());
        let fields = |form: PlanForm, lesions: &[u32]| -> Vec<String> {
            form.read(lesions, today()).unwrap_err().into_iter().map(|problem| problem.field).collect()
        };
        let all = ["plan_weeks", "plan_rounds", "plan_views", "plan_lesion"];
        assert_eq!(fields(PlanForm::default(), &[1, 2]), all);
        for weeks in ["0", "53", "six", "1.5"] {
            assert_eq!(fields(PlanForm { weeks: weeks.into(), ..whole() }, &[1]), ["plan_weeks"], "{weeks}");
        }
        for until in ["2026-11-30", "soon"] {
            assert_eq!(fields(PlanForm { until: until.into(), ..whole() }, &[1]), ["plan_until"], "{until}");
        }
        let dermoscopic = [("dermoscopic".to_owned(), "yes".to_owned())].into();
        assert_eq!(fields(PlanForm { views: dermoscopic, ..whole() }, &[1]), ["plan_views"], "no patient has one");
        assert_eq!(fields(PlanForm { lesion: "3".into(), ..whole() }, &[1, 2]), ["plan_lesion"]);
    }

    /// Nothing ends without words on when to seek help.
    #[test]
    fn what_ends_says_when_to_seek_help() {
        let form = |verdict: RoundEnd, words: &str| ReviewForm {
            verdict: verdict.as_str().to_owned(),
            safety_net: words.to_owned(),
        };
        for verdict in RoundEnd::VERDICTS {
            for is_last in [false, true] {
                let ends = verdict == RoundEnd::Enough || (verdict == RoundEnd::Unchanged && is_last);
                assert_eq!(form(verdict, " ").read(is_last).is_err(), ends, "{verdict:?} {is_last}");
                assert_eq!(form(verdict, "If it bleeds.").read(is_last).unwrap().1.is_empty(), !ends);
            }
        }
        for verdict in ["", "missed", "void", "worse"] {
            assert!(ReviewForm { verdict: verdict.into(), safety_net: "Words.".into() }.read(false).is_err());
        }
    }
}
