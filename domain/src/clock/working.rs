//! The working-day clock. Start: a complete case is submitted. Stop: a specialist's answer. It stands still while the
//! practice or the patient has been asked for more; gross time is kept beside net time, so that pausing hides no delay
//! (domain.md 4).

use jiff::{SignedDuration, Timestamp, civil::Date};

use crate::{
    case::{Asked, Kind},
    policy::Policy,
    time::london,
};

impl Policy {
    /// Day 0: the day itself, or the next working day for what comes after the cut-off or on a day that does not
    /// count.
    fn day_zero(&self, at: Timestamp) -> Date {
        let there = at.to_zoned(london());
        if self.calendar.is_working(there.date()) && there.time() <= self.cutoff {
            there.date()
        } else {
            self.calendar.next_working(there.date())
        }
    }

    /// The end of the working day that comes so many after `from`.
    pub fn after(&self, from: Timestamp, days: u32) -> Timestamp {
        self.end_of(self.calendar.plus_working_days(self.day_zero(from), days))
    }

    /// The last moment from which so many working days are over now: what began then or earlier is late
    /// (`after(began, days) <= now`), what began later is not.
    pub fn late_before(&self, now: Timestamp, days: u32) -> Timestamp {
        let mut day = now.to_zoned(london()).date();
        let mut left = days;
        // The newest working day that is over, and then so many working days back.
        while !self.calendar.is_working(day) || self.end_of(day) > now {
            let Ok(before) = day.yesterday() else { return Timestamp::MIN };
            day = before;
        }
        while left > 0 {
            let Ok(before) = day.yesterday() else { return Timestamp::MIN };
            day = before;
            left -= u32::from(self.calendar.is_working(day));
        }
        // What comes after the cut-off counts from the next working day.
        day.to_datetime(self.cutoff).to_zoned(london()).map_or(Timestamp::MIN, |end| end.timestamp())
    }

    fn end_of(&self, day: Date) -> Timestamp {
        // Only the last days of the year 9999 have no such moment.
        day.to_datetime(self.day_ends).to_zoned(london()).map_or(Timestamp::MAX, |end| end.timestamp())
    }
}

/// When a case submitted then is due: the end of its last working day.
pub fn due(submitted: Timestamp, rules: &Policy, kind: Kind) -> Timestamp {
    rules.after(submitted, rules.days(kind))
}

/// The due time moved by as many working days as the pause took; within one working day it stays. A case that was
/// overdue when it was paused is as overdue when it comes back.
pub fn due_after_pause(due: Timestamp, paused: Timestamp, resumed: Timestamp, rules: &Policy) -> Timestamp {
    let days = rules.calendar.working_days_between(rules.day_zero(paused), rules.day_zero(resumed));
    if days == 0 {
        return due;
    }
    rules.end_of(rules.calendar.plus_working_days(due.to_zoned(london()).date(), days))
}

/// How long a case has taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Elapsed {
    /// From submission on.
    pub gross: SignedDuration,
    /// The same without the pauses.
    pub net: SignedDuration,
}

/// Clock time from submission until `until` (the answer, or now); nights and weekends count here.
pub fn elapsed(asked: &Asked, until: Timestamp) -> Elapsed {
    let gross = until.duration_since(asked.submitted);
    let paused: SignedDuration = asked.pauses.iter().map(|pause| pause.to.duration_since(pause.from)).sum();
    Elapsed { gross, net: gross - paused }
}

#[cfg(test)]
mod tests {
    use jiff::ToSpan;
    use proptest::prelude::*;
    use uuid::Uuid;

    use jiff::civil::time;

    use super::*;
    use crate::{
        case::{Pause, Since},
        clock::{Calendar, Division},
        ids::ServiceId,
        policy::WorkingDays,
        time::london_day,
    };

    fn at(text: &str) -> Timestamp {
        format!("{text}[Europe/London]").parse::<jiff::Zoned>().unwrap().timestamp()
    }

    fn rules(division: Division, bank_holidays: bool) -> Policy {
        Policy { calendar: Calendar { division, bank_holidays, ..Calendar::default() }, ..Default::default() }
    }

    /// domain.md 4: N = 2, submitted Thursday 17 April 2025 10:00, before Easter.
    /// Over Christmas, by the hour and to the second at the edges: late is late, asked from either end.
    #[test]
    fn what_is_late_is_the_same_from_either_end() {
        let rules = Policy::default();
        let start: Timestamp = "2026-12-21T00:00:00Z".parse().unwrap();
        let at = |hour: i64, second: i64| start + jiff::SignedDuration::from_secs(hour * 3_600 + second);
        for days in 0..3 {
            for hour in 0..20 * 24 {
                let now = at(hour, 0);
                let late = rules.late_before(now, days);
                for began in
                    [late - jiff::SignedDuration::from_secs(1), late, late + jiff::SignedDuration::from_secs(1)]
                {
                    assert_eq!(rules.after(began, days) <= now, began <= late, "{began} {now} {days}");
                }
                for earlier in (0..hour).step_by(5) {
                    assert_eq!(rules.after(at(earlier, 1), days) <= now, at(earlier, 1) <= late, "{now} {days}");
                }
            }
        }
    }

    #[test]
    fn easter_vectors() {
        let submitted = at("2025-04-17T10:00");
        for (division, bank_holidays, expected) in [
            (Division::EnglandAndWales, false, "2025-04-21T17:00"),
            (Division::EnglandAndWales, true, "2025-04-23T17:00"),
            (Division::NorthernIreland, true, "2025-04-23T17:00"),
            (Division::Scotland, true, "2025-04-22T17:00"),
        ] {
            assert_eq!(due(submitted, &rules(division, bank_holidays), Kind::Advice), at(expected), "{division:?}");
        }
    }

    #[test]
    fn a_weekend_or_an_evening_counts_from_the_next_working_day() {
        let rules = Policy::default();
        let monday = due(at("2026-11-23T09:00"), &rules, Kind::Advice);
        assert_eq!(monday, at("2026-11-25T17:00"));
        for same in ["2026-11-20T17:01", "2026-11-21T10:00", "2026-11-22T23:59", "2026-11-23T17:00"] {
            assert_eq!(due(at(same), &rules, Kind::Advice), monday, "{same}");
        }
        assert_eq!(due(at("2026-11-23T17:01"), &rules, Kind::Advice), at("2026-11-26T17:00"));
    }

    #[test]
    fn christmas_with_a_substitute_day() {
        // Friday 25 is Christmas Day, Monday 28 the substitute for Boxing Day.
        assert_eq!(due(at("2026-12-24T10:00"), &Policy::default(), Kind::Advice), at("2026-12-30T17:00"));
    }

    #[test]
    fn kinds_have_their_own_days_and_london_its_summer() {
        let rules = Policy::default();
        let submitted = "2026-07-01T15:59:00Z".parse().unwrap(); // 16:59 in London
        assert_eq!(due(submitted, &rules, Kind::Cancer).to_string(), "2026-07-02T16:00:00Z");
        assert_eq!(due(submitted, &rules, Kind::Assessment), at("2026-07-06T17:00"));
        assert_eq!(rules.promise(Kind::Advice), "Answers advice requests within 2 working days");
        assert_eq!(rules.promise(Kind::Cancer), "Answers urgent suspected cancer referrals within 1 working day");
    }

    #[test]
    fn a_pause_moves_the_due_time_by_its_working_days() {
        let rules = Policy::default();
        let was = at("2026-11-25T17:00");
        let moved = |to| due_after_pause(was, at("2026-11-24T11:00"), at(to), &rules);
        assert_eq!(moved("2026-11-24T15:00"), was);
        assert_eq!(moved("2026-11-25T09:00"), at("2026-11-26T17:00"));
        assert_eq!(moved("2026-11-28T09:00"), at("2026-12-01T17:00")); // Saturday: as on Monday
    }

    #[test]
    fn gross_time_does_not_hide_a_pause() {
        let [sent, paused, back, answered] =
            ["2026-11-23T09:00", "2026-11-23T10:00", "2026-11-24T10:00", "2026-11-24T12:00"].map(at);
        let asked = Asked {
            service: ServiceId(Uuid::nil()),
            submitted: sent,
            due: answered,
            since: Since::default(),
            pauses: vec![Pause { from: paused, to: back }],
        };
        let taken = elapsed(&asked, answered);
        assert_eq!((taken.gross.as_hours(), taken.net.as_hours()), (27, 3));
    }

    #[test]
    fn rules_are_configuration() {
        let rules: Policy = serde_json::from_str(
            r#"{"cutoff":"12:00:00","working_days":{"advice":5},"calendar":{"division":"scotland"}}"#,
        )
        .unwrap();
        assert_eq!((rules.days(Kind::Advice), rules.days(Kind::Cancer)), (5, 1));
        assert_eq!(rules.calendar.division, Division::Scotland);
        assert!(rules.calendar.weekends && rules.calendar.bank_holidays);
    }

    /// Any minute from 2024 to 2028.
    fn moment() -> impl Strategy<Value = Timestamp> {
        (0i64..2_600_000).prop_map(|minutes| at("2024-01-01T00:00") + minutes.minutes())
    }

    fn any_rules() -> impl Strategy<Value = Policy> {
        (prop::sample::select(Division::ALL), any::<bool>(), any::<bool>(), 0u32..8, 0i8..24).prop_map(
            |(division, weekends, bank_holidays, advice, hour)| Policy {
                calendar: Calendar { division, weekends, bank_holidays, ..Calendar::default() },
                cutoff: time(hour, 30, 0, 0),
                day_ends: time(23, 59, 59, 0),
                working_days: WorkingDays { advice, ..WorkingDays::default() },
                ..Policy::default()
            },
        )
    }

    proptest! {
        /// Counting day by day, as a person would with a wall calendar, gives the same day.
        #[test]
        fn as_counted_on_a_wall_calendar(submitted in moment(), rules in any_rules()) {
            let there = submitted.to_zoned(london());
            let mut day = there.date();
            if there.time() > rules.cutoff {
                day = day.tomorrow().unwrap();
            }
            while !rules.calendar.is_working(day) {
                day = day.tomorrow().unwrap();
            }
            let mut left = rules.days(Kind::Advice);
            while left > 0 {
                day = day.tomorrow().unwrap();
                if rules.calendar.is_working(day) {
                    left -= 1;
                }
            }
            prop_assert_eq!(london_day(due(submitted, &rules, Kind::Advice)), day);
        }

        /// Sending later never gets an earlier due time, and none is due before it was sent.
        #[test]
        fn later_in_later_out(a in moment(), b in moment(), rules in any_rules()) {
            let (first, second) = (a.min(b), a.max(b));
            prop_assert!(due(first, &rules, Kind::Advice) <= due(second, &rules, Kind::Advice));
            prop_assert!(due(first, &rules, Kind::Advice) >= first);
        }

        /// A pause never brings the due time forward.
        #[test]
        fn a_pause_only_postpones(submitted in moment(), wait in 0i64..20_000, pause in 0i64..60_000, rules in any_rules()) {
            let was = due(submitted, &rules, Kind::Advice);
            let paused = submitted + wait.minutes();
            let now = due_after_pause(was, paused, paused + pause.minutes(), &rules);
            prop_assert!(now >= was);
            prop_assert!(now == was || rules.calendar.is_working(london_day(now)));
        }
    }
}
