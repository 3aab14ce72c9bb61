use jiff::{Timestamp, ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    case::{Kind, Outcome, State},
    code::coded,
    time::london_day,
};

/// What a patient must have heard or got by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitFor {
    /// Cancer found or excluded, and told: the faster diagnosis standard.
    Diagnosis,
    /// The first treatment of a cancer.
    CancerTreatment,
    /// Treatment, whatever it is: referral to treatment.
    Treatment,
}

coded! { WaitFor, "wait",
    Diagnosis => "diagnosis", "Cancer found or ruled out";
    CancerTreatment => "cancer_treatment", "Cancer treatment begins";
    Treatment => "treatment", "Treatment begins";
}

/// One of the national waiting times, in calendar days; the day that it starts on is day 0.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct Wait {
    pub wait: WaitFor,
    pub since: Date,
    /// The last day on which it is kept.
    pub by: Date,
}

impl Wait {
    /// "Cancer found or ruled out: day 12 of 28, by Tue 22 Dec".
    pub fn words(&self, today: Date) -> String {
        let days = |to: Date| self.since.until(to).map_or(0, |span| span.get_days());
        let by = self.by.strftime("%a %-d %b");
        let (day, of) = (days(today), days(self.by));
        if today > self.by {
            return format!("{}: day {day} of {of}, was due by {by}", self.wait.label());
        }
        format!("{}: day {day} of {of}, by {by}", self.wait.label())
    }
}

/// The waiting times that run for a patient of a case that its service has taken over, what ends first on top; none of any
/// other case: an advice request starts no clock. Urgent suspected cancer: 28 days to a diagnosis and 62 to treatment, from the
/// referral, or from the answer that put them on that pathway; everybody: 18 weeks, from the referral, or from the answer by
/// which an advice request became one (domain.md 3.6). The 31 days from the decision to treat are not counted: that decision
/// is made where the patient is seen.
pub fn waits(state: &State, kind: Kind) -> Vec<Wait> {
    let State::Converted { asked, answered, .. } = state else { return Vec::new() };
    let (referred, decided) = (asked.submitted, answered.undo_until);
    let on_cancer_pathway = match (kind, answered.outcome) {
        // Until the practice agrees they stay on it.
        (Kind::Cancer, Outcome::Downgrade) if !state.is_to_agree() => None,
        (Kind::Cancer, _) => Some(referred),
        (Kind::Advice | Kind::Assessment, Outcome::UpgradeToCancer) => Some(decided),
        (Kind::Advice | Kind::Assessment, _) => None,
    };
    let started = if kind == Kind::Advice { decided } else { referred };
    let wait = |wait, from: Timestamp, days: i64| {
        let since = london_day(from);
        Wait { wait, since, by: since.saturating_add(days.days()) }
    };
    let cancer =
        on_cancer_pathway.map(|from| [wait(WaitFor::Diagnosis, from, 28), wait(WaitFor::CancerTreatment, from, 62)]);
    cancer.into_iter().flatten().chain([wait(WaitFor::Treatment, started, 18 * 7)]).collect()
}

#[cfg(test)]
mod tests {
    use uuid::Uuid;

    use super::*;
    use crate::{
        case::{Acknowledgement, Answered, Asked},
        ids::{AccountId, ServiceId},
    };

    fn converted(outcome: Outcome, agreed: bool) -> State {
        let by = AccountId(Uuid::nil());
        let submitted = "2026-11-02T23:30:00Z".parse().unwrap();
        let at: Timestamp = "2026-11-04T10:00:00Z".parse().unwrap();
        State::Converted {
            asked: Asked { service: ServiceId(Uuid::nil()), submitted, due: submitted, pauses: Vec::new() },
            answered: Answered { by, at, outcome, undo_until: at, over: None },
            acknowledged: agreed.then_some(Acknowledgement { by, at }),
        }
    }

    #[test]
    fn each_wait_has_its_day() {
        let days = |outcome, kind, agreed| -> Vec<(WaitFor, String)> {
            waits(&converted(outcome, agreed), kind).iter().map(|it| (it.wait, it.by.to_string())).collect()
        };
        let all = |diagnosis: &str, treated: &str, by: &str| {
            vec![
                (WaitFor::Diagnosis, diagnosis.to_owned()),
                (WaitFor::CancerTreatment, treated.to_owned()),
                (WaitFor::Treatment, by.to_owned()),
            ]
        };
        let cancer = all("2026-11-30", "2027-01-03", "2027-03-08");
        assert_eq!(days(Outcome::UrgentClinic, Kind::Cancer, true), cancer);
        // From the decision, where it was asked as something else.
        let upgraded = all("2026-12-02", "2027-01-05", "2027-03-08");
        assert_eq!(days(Outcome::UpgradeToCancer, Kind::Assessment, true), upgraded);
        let advice = all("2026-12-02", "2027-01-05", "2027-03-10");
        assert_eq!(days(Outcome::UpgradeToCancer, Kind::Advice, true), advice);
        let routine = vec![(WaitFor::Treatment, "2027-03-08".to_owned())];
        assert_eq!(days(Outcome::RoutineClinic, Kind::Assessment, true), routine);
        // Nobody is taken off a pathway before their practice agrees.
        assert_eq!(days(Outcome::Downgrade, Kind::Cancer, false), cancer);
        assert_eq!(days(Outcome::Downgrade, Kind::Cancer, true), routine);
        assert_eq!(waits(&State::Draft, Kind::Cancer), Vec::new());
    }

    #[test]
    fn a_wait_in_words() {
        let wait = waits(&converted(Outcome::UrgentClinic, true), Kind::Cancer)[0];
        let words = |today: &str| wait.words(today.parse().unwrap());
        assert_eq!(words("2026-11-14"), "Cancer found or ruled out: day 12 of 28, by Mon 30 Nov");
        assert_eq!(words("2026-11-30"), "Cancer found or ruled out: day 28 of 28, by Mon 30 Nov");
        assert_eq!(words("2026-12-01"), "Cancer found or ruled out: day 29 of 28, was due by Mon 30 Nov");
    }
}
