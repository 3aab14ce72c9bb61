//! What will be late in the coming days, if a service goes on as it has.

use jiff::{Timestamp, civil::Date};
use serde::{Deserialize, Serialize};

use crate::{policy::Policy, time::london_day};

/// How many working days to come. Five: a week.
const DAYS: usize = 5;

/// From how many working days before now the pace is taken. Twenty: four weeks.
pub const PACE_DAYS: u32 = 20;

/// One working day to come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DayAhead {
    pub day: Date,
    /// How many answers are due on it.
    pub due: u32,
    /// How many of those will be late.
    pub late: u32,
}

/// Of what waits now, how much is due on each of the coming working days, and how much of that will be late: what is due
/// first is answered first, as many a working day as in the last twenty. `dues` are in order; `answered` is how many were
/// answered in those twenty days. What comes in meanwhile is not in it, and today counts as a whole day.
pub fn forecast(dues: &[Timestamp], answered: u32, rules: &Policy, now: Timestamp) -> Vec<DayAhead> {
    let today = london_day(now);
    let first = if rules.calendar.is_working(today) { today } else { rules.calendar.next_working(today) };
    let mut days: Vec<DayAhead> = std::iter::successors(Some(first), |&day| Some(rules.calendar.next_working(day)))
        .take(DAYS)
        .map(|day| DayAhead { day, due: 0, late: 0 })
        .collect();
    for (place, due) in (1_u64..).zip(dues) {
        // Late already, or due later than is looked at.
        let Some(due_on) = days.iter().position(|coming| london_day(*due) <= coming.day).filter(|_| *due > now) else {
            continue;
        };
        // The working day, from 0, on which it is this one's turn; never, where nothing was answered.
        let turn = (place * u64::from(PACE_DAYS)).div_ceil(u64::from(answered).max(1)) - 1;
        days[due_on].due += 1;
        days[due_on].late += u32::from(answered == 0 || turn > due_on as u64);
    }
    days
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Tuesday, 10:00.
    const NOW: &str = "2026-12-01T10:00:00Z";

    fn coming(dues: &[&str], answered: u32, now: &str) -> Vec<(String, u32, u32)> {
        let dues: Vec<Timestamp> = dues.iter().map(|due| due.parse().unwrap()).collect();
        let days = forecast(&dues, answered, &Policy::default(), now.parse().unwrap());
        days.into_iter().map(|coming| (coming.day.to_string(), coming.due, coming.late)).collect()
    }

    fn day(day: &str, due: u32, late: u32) -> (String, u32, u32) {
        (day.to_owned(), due, late)
    }

    #[test]
    fn what_is_due_first_is_answered_first() {
        let (late, today, friday) = ("2026-11-30T17:00:00Z", "2026-12-01T17:00:00Z", "2026-12-04T17:00:00Z");
        let next_week = "2026-12-09T17:00:00Z";
        // One a day: what is late takes today, so what is due today is late, and so are three of five on Friday.
        let dues = [late, today, friday, friday, friday, friday, friday, next_week];
        let expected = [
            day("2026-12-01", 1, 1),
            day("2026-12-02", 0, 0),
            day("2026-12-03", 0, 0),
            day("2026-12-04", 5, 3),
            day("2026-12-07", 0, 0),
        ];
        assert_eq!(coming(&dues, 20, NOW), expected);
        let twice = coming(&dues, 40, NOW);
        assert_eq!((twice[0].2, twice[3].2), (0, 0), "two a day");
        let none = coming(&dues, 0, NOW);
        assert_eq!((none[0].2, none[3].2), (1, 5), "nobody answers");
    }

    #[test]
    fn a_weekend_looks_at_the_week_after_it() {
        let days = coming(&["2026-12-07T17:00:00Z"], 20, "2026-12-05T10:00:00Z");
        assert_eq!(days[0], day("2026-12-07", 1, 0));
        assert_eq!(coming(&[], 20, NOW).len(), 5);
    }
}
