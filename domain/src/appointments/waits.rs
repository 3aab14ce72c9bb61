use jiff::{ToSpan, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{
    case::{Kind, Outcome, State},
    code::coded,
    conclusion::{Conclusion, Treatment},
    time::london_day,
};

/// What a patient must have heard or got by a day.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WaitFor {
    /// Cancer found or excluded, and told: the faster diagnosis standard.
    Diagnosis,
    /// The first treatment of a cancer, from the decision to treat it.
    DecidedTreatment,
    /// The first treatment of a cancer, from the referral.
    CancerTreatment,
    /// Treatment, whatever it is: referral to treatment.
    Treatment,
}

coded! { WaitFor, "wait",
    Diagnosis => "diagnosis", "Cancer found or ruled out";
    DecidedTreatment => "decided_treatment", "Treatment after the decision";
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
    /// The day on which it came to its end; None while it runs.
    pub ended: Option<Date>,
}

impl Wait {
    /// "Cancer found or ruled out: day 12 of 28, by Tue 22 Dec"; "… : on day 30 of 28, late".
    pub fn words(&self, today: Date) -> String {
        let days = |to: Date| self.since.until(to).map_or(0, |span| span.get_days());
        let by = self.by.strftime("%a %-d %b");
        let (day, of, label) = (days(self.ended.unwrap_or(today)), days(self.by), self.wait.label());
        match self.ended {
            Some(ended) if ended > self.by => format!("{label}: ended on day {day} of {of}, late"),
            Some(_) => format!("{label}: ended on day {day} of {of}"),
            None if today > self.by => format!("{label}: day {day} of {of}, was due by {by}"),
            None => format!("{label}: day {day} of {of}, by {by}"),
        }
    }
}

/// The waiting times of a patient of a case that its service has taken over, what ends first on top, those that came to
/// their end after it; none of any other case: an advice request starts no clock. Urgent suspected cancer: 28 days to a
/// diagnosis and 62 to treatment, from the referral, or from the answer that put them on that pathway; 31 days to the first
/// treatment of a cancer, from the decision; everybody: 18 weeks, from the referral, or from the answer by which an advice
/// request became one (domain.md 3.6). One that another service sent on keeps the day of its referral. A referral against an
/// answer keeps the day of the first request for the 18 weeks: those of a suspected cancer count from when somebody suspected
/// it. Once a patient is handed over, what has not ended goes on elsewhere and is not counted here.
pub fn waits(state: &State, kind: Kind, conclusion: &Conclusion) -> Vec<Wait> {
    let (State::Converted { asked, answered, .. } | State::Closed { asked, answered, converted: true, .. }) = state
    else {
        return Vec::new();
    };
    let (referred, decided) = (asked.referred(), answered.undo_until);
    let on_cancer_pathway = match (kind, answered.outcome) {
        // Until the practice agrees they stay on it.
        (Kind::Cancer, Outcome::Downgrade) if !state.is_to_agree() => None,
        (Kind::Cancer, _) => Some(referred),
        (Kind::Advice | Kind::Assessment, Outcome::UpgradeToCancer) => Some(decided),
        (Kind::Advice | Kind::Assessment, _) => None,
    };
    let started = if kind == Kind::Advice { decided } else { asked.waited_since() };
    // Handed over, it goes on elsewhere, and nobody here knows how.
    let over = conclusion.ended.filter(|_| conclusion.treatment != Treatment::Elsewhere);
    let diagnosed = conclusion.diagnosed().or(over.filter(|_| conclusion.treatment == Treatment::Declined));
    let ruled_out = conclusion.diagnosed().filter(|_| !conclusion.is_cancer());
    let wait = |wait, since: Date, days: i64, ended: Option<Date>| {
        // What happened before it began is no time of it.
        Wait { wait, since, by: since.saturating_add(days.days()), ended: ended.map(|ended| ended.max(since)) }
    };
    let on_pathway = on_cancer_pathway.map(london_day).into_iter().flat_map(|from| {
        [wait(WaitFor::Diagnosis, from, 28, diagnosed), wait(WaitFor::CancerTreatment, from, 62, ruled_out.or(over))]
    });
    let of_decision = conclusion.decided.filter(|_| conclusion.is_cancer());
    let of_decision = of_decision.map(|from| wait(WaitFor::DecidedTreatment, from, 31, over));
    let mut all: Vec<Wait> =
        on_pathway.chain(of_decision).chain([wait(WaitFor::Treatment, london_day(started), 18 * 7, over)]).collect();
    all.retain(|wait| wait.ended.is_some() || conclusion.treatment != Treatment::Elsewhere);
    all.sort_by_key(|wait| (wait.ended.is_some(), wait.by));
    all
}

#[cfg(test)]
mod tests {
    use jiff::{Timestamp, civil::date};
    use uuid::Uuid;

    use super::*;
    use crate::{
        case::{Acknowledgement, Answered, Asked, Nature, Since},
        ids::{AccountId, ServiceId},
    };

    fn converted_from(outcome: Outcome, agreed: bool, first: Option<Timestamp>, referred: Option<Timestamp>) -> State {
        let by = AccountId(Uuid::nil());
        let submitted = "2026-11-02T23:30:00Z".parse().unwrap();
        let at: Timestamp = "2026-11-04T10:00:00Z".parse().unwrap();
        State::Converted {
            asked: Asked {
                service: ServiceId(Uuid::nil()),
                submitted,
                due: submitted,
                since: Since { first, referred },
                pauses: Vec::new(),
            },
            answered: Answered { by, at, outcome, undo_until: at, over: None, sent_on: None },
            acknowledged: agreed.then_some(Acknowledgement { by, at }),
        }
    }

    fn converted(outcome: Outcome, agreed: bool) -> State {
        converted_from(outcome, agreed, None, None)
    }

    #[test]
    fn each_wait_has_its_day() {
        let days = |outcome, kind, agreed| -> Vec<(WaitFor, String)> {
            let all = waits(&converted(outcome, agreed), kind, &Conclusion::default());
            all.iter().map(|it| (it.wait, it.by.to_string())).collect()
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
        assert_eq!(waits(&State::Draft, Kind::Cancer, &Conclusion::default()), Vec::new());
    }

    /// Whoever was told in September that they need not be seen has waited since then.
    #[test]
    fn a_referral_against_an_answer_keeps_its_first_day() {
        let first = Some("2026-09-01T10:00:00Z".parse().unwrap());
        let all =
            waits(&converted_from(Outcome::UrgentClinic, true, first, None), Kind::Cancer, &Conclusion::default());
        let since: Vec<_> = all.iter().map(|it| (it.wait, it.since.to_string())).collect();
        let (then, referred) = ("2026-09-01".to_owned(), "2026-11-02".to_owned());
        assert_eq!(since[0], (WaitFor::Diagnosis, referred.clone()));
        assert!(since.contains(&(WaitFor::CancerTreatment, referred)) && since.contains(&(WaitFor::Treatment, then)));
    }

    /// Another service had it first.
    #[test]
    fn a_request_that_was_sent_on_keeps_the_day_of_its_referral() {
        let referred = Some("2026-10-30T10:00:00Z".parse().unwrap());
        let state = converted_from(Outcome::UrgentClinic, true, None, referred);
        let all = waits(&state, Kind::Cancer, &Conclusion::default());
        assert!(all.len() == 3 && all.iter().all(|it| it.since == date(2026, 10, 30)), "{all:?}");
    }

    /// Which have come to their end, and which run, with the day that they ended on.
    fn ended(conclusion: &Conclusion) -> Vec<(WaitFor, Option<Date>)> {
        let all = waits(&converted(Outcome::UrgentClinic, true), Kind::Cancer, conclusion);
        all.iter().map(|it| (it.wait, it.ended)).collect()
    }

    #[test]
    fn a_wait_ends_by_what_it_waits_for() {
        let told = Some(date(2026, 11, 20));
        let of = |nature, treatment, decided, ended| Conclusion {
            diagnosis: "x".to_owned(),
            nature: Some(nature),
            told,
            treatment,
            decided,
            ended,
            ..Conclusion::default()
        };
        // Ruled out: nobody waits for the treatment of a cancer that is none.
        assert_eq!(
            ended(&of(Nature::Benign, Treatment::Undecided, None, None)),
            [(WaitFor::Treatment, None), (WaitFor::Diagnosis, told), (WaitFor::CancerTreatment, told)]
        );
        // Found: treatment is waited for, by another time as well.
        let day = |day| Some(date(2026, 12, day));
        assert_eq!(
            ended(&of(Nature::Malignant, Treatment::Planned, day(1), None)),
            [
                (WaitFor::DecidedTreatment, None),
                (WaitFor::CancerTreatment, None),
                (WaitFor::Treatment, None),
                (WaitFor::Diagnosis, told)
            ]
        );
        assert!(
            ended(&of(Nature::Malignant, Treatment::Begun, day(1), day(9)))
                .iter()
                .all(|(wait, ended)| *ended == if *wait == WaitFor::Diagnosis { told } else { day(9) })
        );
        // Neither.
        assert!(
            ended(&of(Nature::Uncertain, Treatment::Undecided, None, None)).iter().all(|(_, ended)| ended.is_none())
        );
        let excised = ended(&of(Nature::Uncertain, Treatment::Begun, None, day(9)));
        assert!(excised.contains(&(WaitFor::Diagnosis, None)), "nobody knows what it was: {excised:?}");
        // Told before anybody suspected it: no time of this wait.
        let early =
            Conclusion { told: Some(date(2026, 10, 1)), ..of(Nature::Benign, Treatment::Undecided, None, None) };
        assert!(ended(&early).contains(&(WaitFor::Diagnosis, Some(date(2026, 11, 2)))));
        // It goes on elsewhere.
        let handed_over = Conclusion { treatment: Treatment::Elsewhere, ended: day(3), ..Conclusion::default() };
        assert_eq!(ended(&handed_over), []);
        // Nothing is waited for here any longer.
        let gone = Conclusion { treatment: Treatment::Declined, ended: day(3), ..Conclusion::default() };
        assert!(ended(&gone).iter().all(|(_, ended)| *ended == day(3)));
    }

    #[test]
    fn a_wait_in_words() {
        let wait = waits(&converted(Outcome::UrgentClinic, true), Kind::Cancer, &Conclusion::default())[0];
        let words = |today: &str| wait.words(today.parse().unwrap());
        assert_eq!(words("2026-11-14"), "Cancer found or ruled out: day 12 of 28, by Mon 30 Nov");
        assert_eq!(words("2026-11-30"), "Cancer found or ruled out: day 28 of 28, by Mon 30 Nov");
        assert_eq!(words("2026-12-01"), "Cancer found or ruled out: day 29 of 28, was due by Mon 30 Nov");
        let ended = |day| Wait { ended: Some(day), ..wait }.words(date(2027, 1, 1));
        assert_eq!(ended(date(2026, 11, 30)), "Cancer found or ruled out: ended on day 28 of 28");
        assert_eq!(ended(date(2026, 12, 1)), "Cancer found or ruled out: ended on day 29 of 28, late");
    }
}
